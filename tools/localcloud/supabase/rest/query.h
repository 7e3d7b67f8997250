// The query string of a read, as PostgREST understands it: select, filters, order, limit, offset.
#ifndef RELEASE_TOOLS_LOCALCLOUD_SUPABASE_REST_QUERY_H_
#define RELEASE_TOOLS_LOCALCLOUD_SUPABASE_REST_QUERY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace release::cloud {

struct RestFilter {
  std::string column;
  bool negated = false;
  std::string op;                   // eq neq gt gte lt lte like ilike is in
  std::vector<std::string> values;  // one; for `in` any number. For `is` null, true, false, unknown
};

struct RestOrder {
  std::string column;
  bool descending = false;
  std::optional<bool> nulls_first;
};

struct RestSelect;

// A column ("*": all), or another table embedded.
struct RestItem {
  std::string name;
  std::string alias;                 // "" = none
  bool inner = false;                // rows without a match in the embedded table are left out
  std::vector<RestSelect> embedded;  // none or one
};

// What is read of one table.
struct RestSelect {
  std::vector<RestItem> items;
  std::vector<RestFilter> filters;
  std::vector<RestOrder> order;
  std::optional<int64_t> limit;
  std::optional<int64_t> offset;
};

struct RestQueryError {
  enum class Kind { kMalformed, kNotEmulated } kind = Kind::kMalformed;
  std::string about;  // the part of the query that it is about
};

// `query` is what stands after '?', percent-encoded. Never fails in another way, whatever is in it.
std::variant<RestSelect, RestQueryError> ParseRestQuery(std::string_view query);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_SUPABASE_REST_QUERY_H_
