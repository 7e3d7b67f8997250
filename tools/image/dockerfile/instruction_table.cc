#include "tools/image/dockerfile/instruction_table.h"

#include "absl/strings/ascii.h"

namespace release::image {
namespace {

const std::vector<InstructionRow>& Table() {
  using enum ArgumentForm;
  using enum FlagForm;
  static const auto* const table = new std::vector<InstructionRow>{
      {"add",
       kJsonOrWords,
       true,
       {{"chown", kValue},
        {"chmod", kValue},
        {"link", kBool},
        {"checksum", kValue},
        {"keep-git-dir", kBool},
        {"unpack", kBool},
        {"exclude", kValues}}},
      {"arg", kQuotedWords, true},
      {"cmd", kJsonOrText},
      {"copy",
       kJsonOrWords,
       true,
       {{"from", kValue},
        {"chown", kValue},
        {"chmod", kValue},
        {"link", kBool},
        {"parents", kBool},
        {"exclude", kValues}}},
      {"entrypoint", kJsonOrText},
      {"env", kKeyValues, true},
      {"expose", kWords, true},
      {"from", kWords, true, {{"platform", kValue}}},
      {"healthcheck",
       kHealth,
       false,
       {{"interval", kValue},
        {"timeout", kValue},
        {"start-period", kValue},
        {"start-interval", kValue},
        {"retries", kValue}}},
      {"label", kKeyValues, true},
      {"maintainer", kText},
      {"onbuild", kInstruction},
      {"run",
       kJsonOrText,
       false,
       {{"mount", kValues},
        {"network", kValue, {"default", "none", "host"}},
        {"security", kValue, {"sandbox", "insecure"}},
        {"device", kValues}}},
      {"shell", kJsonOrText},
      {"stopsignal", kText, true},
      {"user", kText, true},
      {"volume", kJsonOrWords, true},
      {"workdir", kText, true},
  };
  return *table;
}

}  // namespace

const InstructionRow* FindInstruction(std::string_view name) {
  for (const InstructionRow& row : Table()) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

std::vector<std::string> InstructionNames() {
  std::vector<std::string> names;
  for (const InstructionRow& row : Table()) names.push_back(absl::AsciiStrToUpper(row.name));
  return names;
}

}  // namespace release::image
