// The addresses in `_headers` and `_redirects`: paths, or https addresses.
#ifndef RELEASE_TOOLS_BUNDLE_SITE_RULES_RULE_URL_H_
#define RELEASE_TOOLS_BUNDLE_SITE_RULES_RULE_URL_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace release::bundle {

struct RuleUrl {
  std::string host;  // of an https address, with its port; empty: a path
  std::string path;  // with its slash in front
  std::string rest;  // query and fragment, with their marks
};

enum class UrlFault {
  kNone,
  kRelative,   // no slash in front
  kScheme,     // another scheme than https
  kDotParts,   // `.` or `..` as a part, which a browser resolves before it asks
  kEmptyPart,  // two slashes in front: to a browser that is a host
};

// Takes an address apart. `url` is set as far as it goes when there is a fault.
UrlFault ParseRuleUrl(std::string_view text, RuleUrl& url);

// True for `host:8080`.
bool HasPort(std::string_view host);

// `*` and `:name` in a path.
struct Wildcards {
  std::size_t splats = 0;
  std::vector<std::string> names;  // without the colon, as often as they stand there
};

Wildcards WildcardsIn(std::string_view text);

// A letter, then letters, digits and `_`; the length of such a name at the front of `text`.
std::size_t PlaceholderName(std::string_view text);

}  // namespace release::bundle

#endif  // RELEASE_TOOLS_BUNDLE_SITE_RULES_RULE_URL_H_
