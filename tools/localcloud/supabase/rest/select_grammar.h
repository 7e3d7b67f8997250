// The grammar of `select`: columns and embedded tables.
#ifndef RELEASE_TOOLS_LOCALCLOUD_SUPABASE_REST_SELECT_GRAMMAR_H_
#define RELEASE_TOOLS_LOCALCLOUD_SUPABASE_REST_SELECT_GRAMMAR_H_

#include <optional>
#include <string_view>
#include <vector>

#include "tools/localcloud/supabase/rest/query.h"

namespace release::cloud {

// item {"," item}, where item is "*" or [alias ":"] name ["!inner"] ["(" select ")"], and a name is
// letters, digits, _, $, - and spaces, or anything in double quotes. Nested at most 8 deep. Sets
// `error` on failure.
std::vector<RestItem> ParseSelect(std::string_view text, std::optional<RestQueryError>& error);

// Splits at `separator` outside of double quotes and parentheses.
std::vector<std::string_view> SplitOutside(std::string_view text, char separator);

// Whether `name` may stand unquoted.
bool IsRestName(std::string_view name);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_SUPABASE_REST_SELECT_GRAMMAR_H_
