// What no migration may hold, in words; and small questions about text that decide it.
#ifndef RELEASE_TOOLS_MIGRATIONS_FRONT_REFUSALS_H_
#define RELEASE_TOOLS_MIGRATIONS_FRONT_REFUSALS_H_

#include <cstddef>
#include <optional>
#include <string_view>

#include "tools/migrations/front/problem.h"

namespace release::migrations {

enum class Refusal {
  kUnterminated,
  kNul,
  kNoUtf8,
  kTransactionControl,
  kCopy,
  kMeta,
  kNotAlone,
  kNotRerunnable,
};

ProblemText TextOf(Refusal refusal);

// Offset of the first byte that is not UTF-8; absent when `text` is.
std::optional<size_t> FirstBadUtf8(std::string_view text);

// `text` begins with the keyword `upper`.
bool IsWordAt(std::string_view text, std::string_view upper);

}  // namespace release::migrations

#endif  // RELEASE_TOOLS_MIGRATIONS_FRONT_REFUSALS_H_
