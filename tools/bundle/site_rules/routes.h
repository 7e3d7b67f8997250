// `_routes.json`: which requests the Functions see.
#ifndef RELEASE_TOOLS_BUNDLE_SITE_RULES_ROUTES_H_
#define RELEASE_TOOLS_BUNDLE_SITE_RULES_ROUTES_H_

#include <string>
#include <string_view>
#include <vector>

#include "proto/release/v1/diagnosis.pb.h"

namespace release::bundle {

inline constexpr std::size_t kMostRoutes = 100;  // include and exclude together
inline constexpr std::size_t kLongestRoute = 100;

// Everything for which Pages refuses the file or leaves a rule out, each with its place. Codes:
// ROUTES-NOT-JSON, ROUTES-SHAPE, ROUTES-UNKNOWN-KEY, ROUTES-NO-INCLUDE, ROUTES-TOO-MANY,
// ROUTES-RULE-TOO-LONG, ROUTES-RULE, ROUTES-OVERLAP.
std::vector<v1::Diagnosis> CheckRoutes(std::string_view text, const std::string& file);

}  // namespace release::bundle

#endif  // RELEASE_TOOLS_BUNDLE_SITE_RULES_ROUTES_H_
