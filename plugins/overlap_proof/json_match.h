// Whether a JSON answer has what was expected of it.
#ifndef RELEASE_PLUGINS_OVERLAP_PROOF_JSON_MATCH_H_
#define RELEASE_PLUGINS_OVERLAP_PROOF_JSON_MATCH_H_

#include <string>

#include "nlohmann/json.hpp"

namespace release::overlap_proof {

// Empty when `actual` has it; else where and why not, in one line: `/messages/0/body: missing`.
//
// Of an object the expected members, of a list the expected elements (anywhere, each by an element
// that fits); the string "*" is any value but null; everything else is equal.
std::string Mismatch(const nlohmann::json& expected, const nlohmann::json& actual);

}  // namespace release::overlap_proof

#endif  // RELEASE_PLUGINS_OVERLAP_PROOF_JSON_MATCH_H_
