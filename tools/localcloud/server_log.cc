#include "tools/localcloud/server_log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "tools/base/text.h"

namespace release {
namespace {

constexpr int64_t kLargeLog = 4 << 20;
constexpr int64_t kMostRead = 64 << 10;
constexpr size_t kEvidenceLines = 12;

}  // namespace

ServerLog::ServerLog(std::string path, FileDescriptor fd, int64_t start)
    : path_(std::move(path)), fd_(std::move(fd)), start_(start) {}

absl::StatusOr<ServerLog> ServerLog::Open(const std::string& path) {
  struct stat found {};
  if (stat(path.c_str(), &found) == 0 && found.st_size > kLargeLog) {
    std::rename(path.c_str(), (path + ".1").c_str());
  }
  FileDescriptor fd(open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (!fd.valid()) {
    return DiagnoseErrno(errno, {.code = "FILE-UNWRITABLE",
                                 .what = Concat("cannot write ", path),
                                 .fix = "check the directory's owner, mode and free space"});
  }
  const int64_t start = lseek(fd.get(), 0, SEEK_END);
  return ServerLog(path, std::move(fd), start);
}

std::string ServerLog::Since() const {
  struct stat found {};
  fstat(fd_.get(), &found);
  const int64_t from = std::max(start_, found.st_size - kMostRead);
  std::string text(static_cast<size_t>(std::max<int64_t>(0, found.st_size - from)), '\0');
  const ssize_t count = pread(fd_.get(), text.data(), text.size(), from);
  text.resize(static_cast<size_t>(std::max<ssize_t>(0, count)));
  return text;
}

absl::Status ServerLog::Diagnose(absl::StatusCode status, DiagnosisText text) const {
  v1::Diagnosis diagnosis = DiagnosisOf(release::Diagnose(status, std::move(text)));
  for (std::string& line : LastLines(Since(), kEvidenceLines)) {
    diagnosis.add_evidence(std::move(line));
  }
  diagnosis.add_evidence(Concat("(from ", path_, ")"));
  return DiagnosisStatus(status, std::move(diagnosis));
}

std::vector<std::string> LastLines(std::string_view text, size_t count) {
  std::vector<std::string> lines;
  while (!text.empty() && lines.size() < count) {
    const size_t newline = text.rfind('\n');
    const size_t start = newline == std::string_view::npos ? 0 : newline + 1;
    if (start < text.size()) lines.emplace_back(text.substr(start));
    text = text.substr(0, newline == std::string_view::npos ? 0 : newline);
  }
  std::reverse(lines.begin(), lines.end());
  return lines;
}

}  // namespace release
