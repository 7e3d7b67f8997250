// One rule of `_redirects` that can be read, and what the rules do together.
#ifndef RELEASE_TOOLS_BUNDLE_SITE_RULES_REDIRECT_RULE_H_
#define RELEASE_TOOLS_BUNDLE_SITE_RULES_REDIRECT_RULE_H_

#include <string>
#include <vector>

#include "tools/bundle/site_rules/path_pattern.h"
#include "tools/bundle/site_rules/rule_lines.h"
#include "tools/bundle/site_rules/rule_url.h"

namespace release::bundle {

struct RedirectRule {
  RuleLine line;
  Piece from;
  Piece to;
  PathPattern pattern;  // of `from`
  RuleUrl target;       // of `to`
  int status = 302;
  bool wild = false;     // has `*` or `:name`
  bool dynamic = false;  // wild, or below a wild one
};

// REDIRECTS-SHADOWED: a rule that is never reached, because an earlier one takes all its paths.
void FindShadowed(const std::vector<RedirectRule>& rules, Mistakes& mistakes);

// REDIRECTS-LOOP: rules that send a browser in a circle, or on and on.
void FindLoops(const std::vector<RedirectRule>& rules, Mistakes& mistakes);

}  // namespace release::bundle

#endif  // RELEASE_TOOLS_BUNDLE_SITE_RULES_REDIRECT_RULE_H_
