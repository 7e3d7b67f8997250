#include "tools/coordinator/lease/age.h"

#include <cstdint>

#include "absl/strings/str_cat.h"

namespace release {

std::string AgeInWords(absl::Duration age) {
  struct Unit {
    const char* name;
    absl::Duration length;
  };
  for (const Unit& unit : {Unit{"day", absl::Hours(24)}, Unit{"hour", absl::Hours(1)},
                           Unit{"minute", absl::Minutes(1)}, Unit{"second", absl::Seconds(1)}}) {
    const int64_t count = age / unit.length;
    if (count > 0) return absl::StrCat(count, " ", unit.name, count == 1 ? "" : "s");
  }
  return "a moment";
}

}  // namespace release
