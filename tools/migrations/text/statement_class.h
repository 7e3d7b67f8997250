// What a statement does to the code that is in service while it runs.
#ifndef RELEASE_TOOLS_MIGRATIONS_TEXT_STATEMENT_CLASS_H_
#define RELEASE_TOOLS_MIGRATIONS_TEXT_STATEMENT_CLASS_H_

#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace release::migrations {

// In rising order; a file has the highest class of its statements.
enum class StatementClass {
  kExpand,    // the generation before does not notice
  kData,      // changes rows
  kOpaque,    // cannot be seen into: DO, CALL, syntax newer than the parser
  kHazard,    // rewrites or scans a table in service, or holds a lock on it
  kContract,  // removes or tightens what the generation before may use
};

inline constexpr std::array<std::pair<StatementClass, std::string_view>, 5> kStatementClasses = {{
    {StatementClass::kExpand, "expand"},
    {StatementClass::kData, "data"},
    {StatementClass::kOpaque, "opaque"},
    {StatementClass::kHazard, "hazard"},
    {StatementClass::kContract, "contract"},
}};

constexpr std::string_view NameOf(StatementClass value) {
  return kStatementClasses[static_cast<size_t>(value)].second;
}

constexpr std::optional<StatementClass> StatementClassOf(std::string_view name) {
  for (const auto& [value, known] : kStatementClasses) {
    if (known == name) return value;
  }
  return std::nullopt;
}

}  // namespace release::migrations

#endif  // RELEASE_TOOLS_MIGRATIONS_TEXT_STATEMENT_CLASS_H_
