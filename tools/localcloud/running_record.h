// What a running cloud tells about itself: `DIR/running`, lines of `name=value`.
#ifndef RELEASE_TOOLS_LOCALCLOUD_RUNNING_RECORD_H_
#define RELEASE_TOOLS_LOCALCLOUD_RUNNING_RECORD_H_

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>

namespace release {

struct RunningRecord {
  pid_t pid = 0;
  std::string since;  // "2026-11-24 12:05:31", local time
  std::string doing;  // "run", "up", "reset"
  std::string boot;   // the kernel's boot id
  // "127.3.4.5:5432"; empty while it starts, and of what it does not have.
  std::string postgres;  // the session pooler
  std::string api;
  std::string front;  // HTTPS of every host name
  std::string page;   // for people

  // "pid 4711 (run) since 2026-11-24 12:05:31"
  std::string Who() const;
};

// The record of this process, now, without addresses.
RunningRecord RecordOfThisProcess(std::string_view doing);

std::string FormatRecord(const RunningRecord& record);

// Absent when `text` has no pid. Unknown names are passed over.
std::optional<RunningRecord> ParseRecord(std::string_view text);

}  // namespace release

#endif  // RELEASE_TOOLS_LOCALCLOUD_RUNNING_RECORD_H_
