// The sources of Pages Functions.
#ifndef RELEASE_TOOLS_BUNDLE_PACK_FUNCTIONS_H_
#define RELEASE_TOOLS_BUNDLE_PACK_FUNCTIONS_H_

#include <string>
#include <string_view>
#include <vector>

#include "proto/release/v1/diagnosis.pb.h"

namespace release::bundle {

// Files that wrangler would pass over without a word: FUNCTIONS-UNKNOWN-TYPE. Paths are told as
// they come. Scripts (.js .mjs .jsx .ts .tsx), what scripts may import (.wasm .txt .html .sql .bin
// .json) and declarations are known.
std::vector<v1::Diagnosis> CheckFunctions(const std::vector<std::string>& paths,
                                          std::string_view label);

}  // namespace release::bundle

#endif  // RELEASE_TOOLS_BUNDLE_PACK_FUNCTIONS_H_
