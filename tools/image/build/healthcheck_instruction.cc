#include "tools/image/build/healthcheck_instruction.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "tools/base/text.h"
#include "tools/image/build/flags.h"
#include "tools/image/build/history.h"
#include "tools/image/dockerfile/healthcheck.h"
#include "tools/image/oci/image_config.h"

namespace release::image {
namespace {

int64_t Duration(const Instruction& instruction, std::string_view flag) {
  const std::optional<std::string> value = FlagValue(instruction, flag);
  return value.has_value() ? Nanoseconds(*value).value_or(0) : 0;
}

}  // namespace

absl::Status ApplyHealthcheck(const Step& step) {
  const Instruction& instruction = step.instruction;
  Healthcheck check;
  const std::string type = absl::AsciiStrToUpper(instruction.arguments[0]);
  if (type == "NONE") {
    check.test = {"NONE"};
  } else {
    check.test = instruction.arguments;
    check.test[0] = instruction.json ? "CMD" : "CMD-SHELL";
    check.interval = Duration(instruction, "interval");
    check.timeout = Duration(instruction, "timeout");
    check.start_period = Duration(instruction, "start-period");
    check.start_interval = Duration(instruction, "start-interval");
    if (const std::optional<std::string> retries = FlagValue(instruction, "retries")) {
      // The parser has seen that it is a number.
      if (!absl::SimpleAtoi(*retries, &check.retries)) check.retries = 0;
    }
  }
  std::string recorded = "HEALTHCHECK";
  for (const std::string& flag : instruction.flags) AppendTo(recorded, " ", flag);
  AppendTo(recorded, " ", QuotedList(check.test));
  step.stage.image.config.healthcheck = std::move(check);
  step.stage.Record(std::move(recorded));
  return absl::OkStatus();
}

}  // namespace release::image
