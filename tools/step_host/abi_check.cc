#include "tools/step_host/abi_check.h"

#include <cstddef>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "tools/base/diagnosis.h"
#include "tools/base/printable.h"

namespace release {
namespace {

// The table as ABI 1.0 defines it; later members are asked for one by one.
constexpr size_t kFirstTableSize =
    offsetof(release_step_plugin, cancel) + sizeof(release_step_plugin::cancel);

bool IsPluginName(std::string_view name) {
  auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  if (name.empty() || name.size() > 63 || !lower(name[0])) return false;
  for (char c : name) {
    if (!lower(c) && !(c >= '0' && c <= '9') && c != '_' && c != '-') return false;
  }
  return true;
}

// What is wrong with the members of a table whose layout is known; empty when nothing is.
std::string ProblemOf(const release_step_plugin& table) {
  if (table.name == nullptr) return "`name` is NULL";
  if (!IsPluginName(table.name)) {
    return absl::StrCat("`name` is \"", PrintableLine(table.name, 100),
                        "\", want [a-z][a-z0-9_-]{0,62}");
  }
  if (table.version == nullptr || !IsUtf8(table.version)) return "`version` is no UTF-8 text";
  if (table.sdk_version == nullptr || !IsUtf8(table.sdk_version)) {
    return "`sdk_version` is no UTF-8 text; \"\" means none";
  }
  if (table.config_message == nullptr || !IsUtf8(table.config_message)) {
    return "`config_message` is no UTF-8 text";
  }
  if (table.config_schema == nullptr) return "`config_schema` is NULL";
  if (table.call == nullptr) return "`call` is NULL";
  return "";
}

}  // namespace

std::string PluginOrigin::RebuildCommand() const {
  if (label.empty()) return "rebuild its step_plugin target with tools/bazel build";
  return absl::StrCat("rebuild it: tools/bazel build ", label);
}

absl::Status CheckTable(const release_step_plugin* table, const PluginOrigin& origin) {
  if (table == nullptr) {
    return Diagnose(absl::StatusCode::kFailedPrecondition,
                    {.code = "HOST-ABI-TABLE",
                     .what = absl::StrCat("the plugin ", origin.path, " has no table"),
                     .why = RELEASE_STEP_PLUGIN_SYMBOL "() returned NULL",
                     .fix = "return a pointer to a static release_step_plugin"});
  }
  if (table->abi_major != RELEASE_STEP_ABI_MAJOR) {
    return Diagnose(absl::StatusCode::kFailedPrecondition,
                    {.code = "HOST-ABI-MAJOR",
                     .what = absl::StrCat("the plugin ", origin.path, " speaks another plugin ABI"),
                     .why = absl::StrCat("the host has ABI ", RELEASE_STEP_ABI_MAJOR, ".",
                                         RELEASE_STEP_ABI_MINOR, ", the plugin was built for ABI ",
                                         table->abi_major),
                     .fix = origin.RebuildCommand()});
  }
  if (table->struct_size < kFirstTableSize) {
    return Diagnose(absl::StatusCode::kFailedPrecondition,
                    {.code = "HOST-ABI-STRUCT",
                     .what = absl::StrCat("the table of the plugin ", origin.path, " is too short"),
                     .why = absl::StrCat("the host needs ", kFirstTableSize,
                                         " bytes for ABI 1.0, the plugin's struct_size is ",
                                         table->struct_size),
                     .fix = absl::StrCat("set struct_size = sizeof(release_step_plugin), then ",
                                         origin.RebuildCommand())});
  }
  if (std::string problem = ProblemOf(*table); !problem.empty()) {
    return Diagnose(
        absl::StatusCode::kFailedPrecondition,
        {.code = "HOST-ABI-TABLE",
         .what = absl::StrCat("the table of the plugin ", origin.path, " is not usable"),
         .why = problem,
         .fix = "fill the member as tools/abi/step_plugin.h says"});
  }
  return absl::OkStatus();
}

}  // namespace release
