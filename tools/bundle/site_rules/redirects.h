// `_redirects`: from, to and status, a rule on each line.
#ifndef RELEASE_TOOLS_BUNDLE_SITE_RULES_REDIRECTS_H_
#define RELEASE_TOOLS_BUNDLE_SITE_RULES_REDIRECTS_H_

#include <string>
#include <string_view>
#include <vector>

#include "proto/release/v1/diagnosis.pb.h"

namespace release::bundle {

// A rule is dynamic when it has `*` or `:name`, and so is every rule below a dynamic one.
inline constexpr std::size_t kMostStaticRedirects = 2000;
inline constexpr std::size_t kMostDynamicRedirects = 100;

// Every line that Pages would ignore without a word or that cannot do what it says, each with its
// place; `file` is the name that people know. Codes: REDIRECTS-NOT-UTF8, REDIRECTS-LINE-TOO-LONG,
// REDIRECTS-TOO-MANY, REDIRECTS-WORDS, REDIRECTS-FROM, REDIRECTS-TO, REDIRECTS-STATUS,
// REDIRECTS-PROXY, REDIRECTS-WILDCARD, REDIRECTS-DUPLICATE, REDIRECTS-LOOP, REDIRECTS-SHADOWED.
std::vector<v1::Diagnosis> CheckRedirects(std::string_view text, const std::string& file);

}  // namespace release::bundle

#endif  // RELEASE_TOOLS_BUNDLE_SITE_RULES_REDIRECTS_H_
