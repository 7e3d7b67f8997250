#include "tools/localcloud/running_record.h"

#include <unistd.h>

#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tools/base/files.h"
#include "tools/base/text.h"

namespace release {
namespace {

std::string BootId() {
  const absl::StatusOr<std::string> text = ReadFile("/proc/sys/kernel/random/boot_id", 64);
  return text.ok() ? std::string(absl::StripAsciiWhitespace(*text)) : "";
}

}  // namespace

std::string RunningRecord::Who() const {
  return Concat("pid ", pid, " (", doing, ") since ", since);
}

RunningRecord RecordOfThisProcess(std::string_view doing) {
  RunningRecord record;
  record.pid = getpid();
  record.since = absl::FormatTime("%Y-%m-%d %H:%M:%S", absl::Now(), absl::LocalTimeZone());
  record.doing = std::string(doing);
  record.boot = BootId();
  return record;
}

std::string FormatRecord(const RunningRecord& record) {
  return Concat("pid=", record.pid, "\nsince=", record.since, "\ndoing=", record.doing,
                "\nboot=", record.boot, "\npostgres=", record.postgres, "\napi=", record.api,
                "\nfront=", record.front, "\npage=", record.page, "\n");
}

std::optional<RunningRecord> ParseRecord(std::string_view text) {
  RunningRecord record;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const std::string_view name = line.substr(0, line.find('='));
    const std::string value(line.substr(std::min(line.size(), name.size() + 1)));
    if (name == "pid" && !absl::SimpleAtoi(value, &record.pid)) return std::nullopt;
    const std::pair<std::string_view, std::string*> fields[] = {
        {"since", &record.since},       {"doing", &record.doing}, {"boot", &record.boot},
        {"postgres", &record.postgres}, {"api", &record.api},     {"front", &record.front},
        {"page", &record.page}};
    for (const auto& [field, target] : fields) {
      if (name == field) *target = value;
    }
  }
  if (record.pid <= 0) return std::nullopt;
  return record;
}

}  // namespace release
