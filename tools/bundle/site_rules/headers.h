// `_headers`: a path on a line of its own, and below it the headers of its answers.
#ifndef RELEASE_TOOLS_BUNDLE_SITE_RULES_HEADERS_H_
#define RELEASE_TOOLS_BUNDLE_SITE_RULES_HEADERS_H_

#include <string>
#include <string_view>
#include <vector>

#include "proto/release/v1/diagnosis.pb.h"

namespace release::bundle {

inline constexpr std::size_t kMostHeaderRules = 100;

// Every line that Pages would ignore without a word, each with its place; `file` is the name that
// people know. Codes: HEADERS-NOT-UTF8, HEADERS-LINE-TOO-LONG, HEADERS-TOO-MANY-RULES,
// HEADERS-RULE-EMPTY, HEADERS-PATH, HEADERS-PORT, HEADERS-WILDCARD, HEADERS-NO-PATH,
// HEADERS-NOT-A-PAIR, HEADERS-NAME, HEADERS-NO-VALUE.
std::vector<v1::Diagnosis> CheckHeaders(std::string_view text, const std::string& file);

}  // namespace release::bundle

#endif  // RELEASE_TOOLS_BUNDLE_SITE_RULES_HEADERS_H_
