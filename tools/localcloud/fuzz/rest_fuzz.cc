// Queries of Supabase's REST API.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <variant>

#include "tools/localcloud/supabase/rest/query.h"

namespace {

using release::cloud::RestSelect;

void Check(const RestSelect& select, int depth) {
  if (depth > 8) std::abort();
  if ((select.limit && *select.limit < 0) || (select.offset && *select.offset < 0)) std::abort();
  for (const auto& filter : select.filters) {
    if (filter.column.empty() || filter.op.empty()) std::abort();
    if (filter.op != "in" && filter.values.size() != 1) std::abort();
  }
  for (const auto& item : select.items) {
    if (item.name.empty() || item.embedded.size() > 1) std::abort();
    for (const RestSelect& inner : item.embedded) Check(inner, depth + 1);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto parsed =
      release::cloud::ParseRestQuery(std::string_view(reinterpret_cast<const char*>(data), size));
  if (const auto* select = std::get_if<RestSelect>(&parsed)) Check(*select, 0);
  return 0;
}
