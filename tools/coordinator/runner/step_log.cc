#include "tools/coordinator/runner/step_log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string_view>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"
#include "tools/base/files.h"
#include "tools/base/write_all.h"

namespace release {
namespace {

std::string_view LevelWord(v1::LogLevel level) {
  switch (level) {
    case v1::LOG_LEVEL_DEBUG:
      return "debug";
    case v1::LOG_LEVEL_WARNING:
      return "warning";
    case v1::LOG_LEVEL_ERROR:
      return "error";
    case v1::LOG_LEVEL_OUTPUT:
      return "output";
    default:
      return "info";
  }
}

}  // namespace

StepLogs::~StepLogs() {
  for (auto& [path, file] : files_) {
    if (file.dropped > 0 && file.fd.valid()) {
      WriteAll(file.fd.get(), absl::StrCat("... ", file.dropped, " more lines are not kept\n"));
    }
  }
}

std::string StepLogs::PathOf(const std::string& release_id, const std::string& step) const {
  return absl::StrCat(directory_, "/", release_id, "/", step, ".log");
}

StepLogs::File& StepLogs::Open(const std::string& release_id, const std::string& step) {
  const std::string path = PathOf(release_id, step);
  auto [entry, fresh] = files_.try_emplace(path);
  File& file = entry->second;
  if (!fresh) return file;
  if (!EnsurePrivateDirectory(absl::StrCat(directory_, "/", release_id)).ok()) return file;
  file.fd = FileDescriptor(open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  struct stat facts {};
  if (file.fd.valid() && fstat(file.fd.get(), &facts) == 0) {
    file.size = static_cast<uint64_t>(facts.st_size);
  }
  return file;
}

void StepLogs::Write(const std::string& release_id, const std::string& step,
                     const v1::LogBatch& batch) {
  std::string text;
  std::lock_guard lock(mutex_);
  File& file = Open(release_id, step);
  if (!file.fd.valid()) return;
  for (const v1::LogLine& line : batch.lines()) {
    if (file.size + text.size() >= quota_) {
      ++file.dropped;
      continue;
    }
    text += google::protobuf::util::TimeUtil::ToString(line.at());
    text += ' ';
    text += LevelWord(line.level());
    text += ' ';
    text += line.text();
    text += '\n';
  }
  file.size += text.size();
  WriteAll(file.fd.get(), text);
}

}  // namespace release
