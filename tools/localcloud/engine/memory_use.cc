#include "tools/localcloud/engine/memory_use.h"

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"
#include "tools/base/text.h"

namespace release::cloud {
namespace {

namespace fs = std::filesystem;

// The sum of two lines "NAME:   123 kB" of a file below /proc; absent when it cannot be read.
std::optional<uint64_t> SumOf(const std::string& path, std::string_view one, std::string_view two) {
  std::ifstream file(path);
  if (!file) return std::nullopt;
  uint64_t sum = 0;
  int found = 0;
  for (std::string line; found < 2 && std::getline(file, line);) {
    if (!line.starts_with(one) && !line.starts_with(two)) continue;
    const size_t begin = line.find_first_of("0123456789");
    const size_t end = line.find_first_not_of("0123456789", begin);
    uint64_t kilobytes = 0;
    if (begin == std::string::npos || end == std::string::npos ||
        !absl::SimpleAtoi(absl::string_view(line).substr(begin, end - begin), &kilobytes)) {
      continue;
    }
    sum += kilobytes << 10;
    ++found;
  }
  return sum;
}

void AddChildren(pid_t pid, std::vector<pid_t>& family) {
  std::error_code error;
  for (const fs::directory_entry& thread :
       fs::directory_iterator(Concat("/proc/", pid, "/task"), error)) {
    std::ifstream children(thread.path() / "children");
    for (pid_t child = 0; children >> child;) family.push_back(child);
  }
}

}  // namespace

uint64_t MemoryUse(pid_t root, uint64_t limit) {
  std::vector<pid_t> family{root};
  for (size_t i = 0; i < family.size(); ++i) AddChildren(family[i], family);
  uint64_t resident = 0;
  for (const pid_t pid : family) {
    resident += SumOf(Concat("/proc/", pid, "/status"), "RssAnon:", "RssShmem:").value_or(0);
  }
  if (resident <= limit) return resident;
  uint64_t proportional = 0;
  for (const pid_t pid : family) {
    const std::string path = Concat("/proc/", pid, "/smaps_rollup");
    proportional +=
        SumOf(path, "Pss_Anon:", "Pss_Shmem:")
            .value_or(SumOf(Concat("/proc/", pid, "/status"), "RssAnon:", "RssShmem:").value_or(0));
  }
  return proportional;
}

}  // namespace release::cloud
