#include "tools/localcloud/people_commands.h"

#include <filesystem>
#include <iostream>
#include <optional>

#include "tools/base/files.h"
#include "tools/localcloud/cloud_directory.h"
#include "tools/localcloud/exit_code.h"
#include "tools/localcloud/postgres_cluster.h"
#include "tools/localcloud/server_log.h"

namespace release {
namespace {

constexpr size_t kLogLines = 40;
constexpr size_t kLargestLog = 64 << 20;

}  // namespace

int ShowStatus(const std::string& directory) {
  const std::optional<RunningRecord> user = CloudDirectory::InUseBy(directory);
  std::error_code ignored;
  if (!user.has_value()) {
    const bool data = std::filesystem::exists(directory + "/postgres", ignored);
    std::cout << "down, " << (data ? "with data in " : "without data in ") << directory << '\n';
    return kCloudDown;
  }
  std::cout << (user->postgres.empty() ? "starting: " : "up: ") << user->Who() << '\n';
  if (!user->api.empty()) std::cout << "  API         http://" << user->api << '\n';
  if (!user->postgres.empty()) {
    std::cout << "  PostgreSQL  " << user->postgres << '\n';
    if (!user->page.empty()) {
      std::cout << "  front       https://" << user->front << '\n'
                << "  page        http://" << user->page << "/\n";
    }
  }
  std::cout << "  directory   " << directory << '\n';
  return kCloudOk;
}

absl::Status ResetCloud(const std::string& directory, StopSignals& signals) {
  std::error_code ignored;
  if (!std::filesystem::exists(directory, ignored)) {
    std::cout << "nothing to remove: there is no " << directory << '\n';
    return absl::OkStatus();
  }
  absl::StatusOr<CloudDirectory> ours = CloudDirectory::Open(directory, "reset");
  if (!ours.ok()) return ours.status();
  if (absl::Status ended = EndPredecessor(ours->File("postgres"), signals); !ended.ok()) {
    return ended;
  }
  if (absl::Status removed = ours->Remove(); !removed.ok()) return removed;
  std::cout << "removed " << directory << '\n';
  return absl::OkStatus();
}

void ShowLogs(const std::string& directory) {
  for (const char* name : {"initdb", "postgres", "api"}) {
    const std::string path = directory + "/logs/" + name + ".log";
    const absl::StatusOr<std::string> text = ReadFile(path, kLargestLog);
    if (!text.ok()) continue;
    std::cout << "==> " << path << " <==\n";
    for (const std::string& line : LastLines(*text, kLogLines)) std::cout << line << '\n';
  }
}

}  // namespace release
