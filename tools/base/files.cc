#include "tools/base/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

#include "tools/base/diagnosis.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/text.h"
#include "tools/base/write_all.h"

namespace release {
namespace {

absl::Status Unwritable(const std::string& path, std::string_view call, int error_number) {
  return DiagnoseErrno(error_number, {.code = "FILE-UNWRITABLE",
                                      .what = Concat("cannot write ", path),
                                      .why = std::string(call),
                                      .fix = "check the directory's owner, mode and free space"});
}

absl::Status UnusableDirectory(const std::string& path, std::string why) {
  return Diagnose(absl::StatusCode::kFailedPrecondition,
                  {.code = "DIRECTORY-UNUSABLE",
                   .what = Concat("cannot use the directory ", path),
                   .why = std::move(why),
                   .fix = "name another directory, or remove what is in the way"});
}

std::string DirectoryOf(const std::string& path) {
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  return parent.empty() ? "." : parent.string();
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path, size_t max_bytes) {
  absl::StatusOr<FileDescriptor> file = OpenFile(path, O_RDONLY);
  if (!file.ok()) return file.status();
  std::string content;
  while (content.size() <= max_bytes) {
    constexpr size_t kStep = 64 * 1024;
    const size_t start = content.size();
    content.resize(start + std::min(kStep, max_bytes + 1 - start));
    ssize_t count;
    do {
      count = read(file->get(), content.data() + start, content.size() - start);
    } while (count < 0 && errno == EINTR);
    if (count < 0) {
      return DiagnoseErrno(errno, {.code = "FILE-UNREADABLE",
                                   .what = Concat("cannot read ", path),
                                   .fix = "make it a readable file"});
    }
    content.resize(start + static_cast<size_t>(count));
    if (count == 0) return content;
  }
  return Diagnose(absl::StatusCode::kResourceExhausted,
                  {.code = "FILE-TOO-LARGE",
                   .what = Concat(path, " is too large"),
                   .why = Concat("at most ", max_bytes, " bytes are read"),
                   .fix = "check that this is the right file"});
}

absl::Status WriteFileAtomically(const std::string& path, std::string_view content, mode_t mode) {
  std::string temporary = Concat(path, ".XXXXXX");
  FileDescriptor file(mkostemp(temporary.data(), O_CLOEXEC));
  if (!file.valid()) return Unwritable(path, "create", errno);
  const auto fail = [&](std::string_view call) {
    const int error_number = errno;
    unlink(temporary.c_str());
    return Unwritable(path, call, error_number);
  };
  if (!WriteAll(file.get(), content)) return fail("write");
  if (fchmod(file.get(), mode) != 0) return fail("chmod");
  if (fsync(file.get()) != 0) return fail("fsync");
  if (rename(temporary.c_str(), path.c_str()) != 0) return fail("rename");
  // Without this the rename itself may be lost with the power.
  absl::StatusOr<FileDescriptor> directory = OpenFile(DirectoryOf(path), O_RDONLY | O_DIRECTORY);
  if (!directory.ok()) return directory.status();
  if (fsync(directory->get()) != 0) return Unwritable(path, "fsync of the directory", errno);
  return absl::OkStatus();
}

absl::Status EnsurePrivateDirectory(const std::string& path) {
  std::error_code error;
  if (const std::string parent = DirectoryOf(path); !std::filesystem::exists(parent, error)) {
    std::filesystem::create_directories(parent, error);
    if (error)
      return UnusableDirectory(path, Concat("cannot make ", parent, ": ", error.message()));
  }
  if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) {
    return UnusableDirectory(path, Concat("mkdir: ", std::system_category().message(errno)));
  }
  struct stat found;
  if (stat(path.c_str(), &found) != 0) {
    return UnusableDirectory(path, Concat("stat: ", std::system_category().message(errno)));
  }
  if (!S_ISDIR(found.st_mode)) return UnusableDirectory(path, "it is not a directory");
  if (found.st_uid != geteuid()) {
    return UnusableDirectory(
        path, Concat("it belongs to uid ", found.st_uid, ", we are uid ", geteuid()));
  }
  if ((found.st_mode & 07777) != 0700 && chmod(path.c_str(), 0700) != 0) {
    return UnusableDirectory(path, Concat("chmod 0700: ", std::system_category().message(errno)));
  }
  return absl::OkStatus();
}

absl::StatusOr<TempDirectory> TempDirectory::Create(const std::string& root,
                                                    const std::string& prefix) {
  std::string path = Concat(root, "/", prefix, "XXXXXX");
  if (mkdtemp(path.data()) == nullptr) {
    return UnusableDirectory(path, Concat("mkdtemp: ", std::system_category().message(errno)));
  }
  return TempDirectory(std::move(path));
}

TempDirectory::TempDirectory(TempDirectory&& other) noexcept
    : path_(std::exchange(other.path_, std::string())) {}

TempDirectory& TempDirectory::operator=(TempDirectory&& other) noexcept {
  if (this != &other) {
    Remove();
    path_ = std::exchange(other.path_, std::string());
  }
  return *this;
}

TempDirectory::~TempDirectory() { Remove(); }

void TempDirectory::Remove() {
  if (path_.empty()) return;
  std::error_code ignored;  // a destructor has nobody to tell
  std::filesystem::remove_all(path_, ignored);
  path_.clear();
}

}  // namespace release
