#include "tests/e2e/rehearsal/process_tree.h"

#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <system_error>
#include <utility>

#include "absl/time/clock.h"

namespace release::e2e {
namespace {

namespace fs = std::filesystem;

// Number after `NAME:` in /proc/PID/status; 0 when there is none.
uint64_t StatusNumber(const std::string& status, const std::string& name) {
  const size_t at = status.find("\n" + name + ":");
  return at == std::string::npos
             ? 0
             : std::strtoull(status.c_str() + at + name.size() + 2, nullptr, 10);
}

std::map<pid_t, std::string> StatusOfAll() {
  std::map<pid_t, std::string> all;
  std::error_code gone;
  for (fs::directory_iterator entry("/proc", gone), end; !gone && entry != end;
       entry.increment(gone)) {
    const pid_t pid = std::atoi(entry->path().filename().c_str());
    if (pid > 0) all.emplace(pid, ProcFile(pid, "status"));
  }
  return all;
}

}  // namespace

std::string ProcFile(pid_t pid, const std::string& name) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/" + name);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string ProgramOf(pid_t pid) {
  std::error_code gone;
  return fs::read_symlink("/proc/" + std::to_string(pid) + "/exe", gone).filename().string();
}

std::vector<TreeProcess> DescendantsOf(pid_t root) {
  const std::map<pid_t, std::string> all = StatusOfAll();
  std::set<pid_t> family = {root};
  std::vector<TreeProcess> found;
  for (bool grown = true; grown;) {
    grown = false;
    for (const auto& [pid, status] : all) {
      const auto parent = static_cast<pid_t>(StatusNumber(status, "PPid"));
      if (!family.contains(parent) || !family.insert(pid).second) continue;
      grown = true;
      TreeProcess process;
      process.pid = pid;
      process.parent = parent;
      process.pidfd = FileDescriptor(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
      process.program = ProgramOf(pid);
      process.peak_rss = StatusNumber(status, "VmHWM") << 10;
      found.push_back(std::move(process));
    }
  }
  return found;
}

std::vector<TreeProcess> Only(const std::string& program, std::vector<TreeProcess> processes) {
  std::erase_if(processes, [&](const TreeProcess& process) { return process.program != program; });
  return processes;
}

bool AllEndWithin(absl::Duration patience, const std::vector<TreeProcess>& processes) {
  const absl::Time end = absl::Now() + patience;
  return std::all_of(processes.begin(), processes.end(), [&](const TreeProcess& process) {
    pollfd wait{process.pidfd.get(), POLLIN, 0};
    const auto left = std::max<int64_t>(0, absl::ToInt64Milliseconds(end - absl::Now()));
    return !process.pidfd.valid() || poll(&wait, 1, static_cast<int>(left)) == 1;
  });
}

}  // namespace release::e2e
