#include "tools/migrations/rules/expressions.h"

#include <algorithm>
#include <array>

namespace release::migrations {
namespace {

// Immutable or stable functions that defaults are made of.
constexpr std::array<std::string_view, 24> kSteady = {"array_to_json",
                                                      "coalesce",
                                                      "concat",
                                                      "current_setting",
                                                      "date_trunc",
                                                      "decode",
                                                      "encode",
                                                      "json_build_array",
                                                      "json_build_object",
                                                      "jsonb_build_array",
                                                      "jsonb_build_object",
                                                      "length",
                                                      "lower",
                                                      "make_interval",
                                                      "md5",
                                                      "now",
                                                      "statement_timestamp",
                                                      "timezone",
                                                      "to_json",
                                                      "to_jsonb",
                                                      "to_timestamp",
                                                      "transaction_timestamp",
                                                      "trim",
                                                      "upper"};

bool IsSteady(Node call) {
  const std::string_view name = call["funcname"].back()["sval"].text();
  return std::find(kSteady.begin(), kSteady.end(), name) != kSteady.end();
}

}  // namespace

bool IsVolatile(Node expression) {
  bool found = false;
  ForEachNode(expression,
              [&](Node node) { found = found || (node.Is("FuncCall") && !IsSteady(node)); });
  return found;
}

bool IsSerial(std::string_view type) {
  constexpr std::array<std::string_view, 6> kSerials = {"serial",  "serial2",   "serial4",
                                                        "serial8", "bigserial", "smallserial"};
  return std::find(kSerials.begin(), kSerials.end(), type) != kSerials.end();
}

}  // namespace release::migrations
