#include "tools/bundle/pack/packed_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <filesystem>
#include <mutex>
#include <set>
#include <system_error>
#include <thread>

#include "tools/base/diagnosis.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/text.h"
#include "tools/base/write_all.h"

namespace release::bundle {
namespace {

// Files taken at once: few enough that both threads end together, many enough that they seldom
// meet.
constexpr std::size_t kBatch = 16;

absl::Status Unreadable(const std::string& path) {
  return DiagnoseErrno(errno, {.code = "SITE-UNREADABLE",
                               .what = Concat("cannot read ", path),
                               .why = "it is part of the site",
                               .fix = "make it readable, or leave it out of the site"});
}

absl::Status Unwritable(int error_number, const std::string& path) {
  return DiagnoseErrno(error_number, {.code = "BUNDLE-UNWRITABLE",
                                      .what = Concat("cannot write ", path),
                                      .why = "it is part of the bundle",
                                      .fix = "see whether the disk is full"});
}

absl::Status MakeFolders(const std::vector<SiteFile>& files, const std::string& target) {
  std::set<std::string> folders;
  for (const SiteFile& file : files) {
    const std::size_t slash = file.path.rfind('/');
    if (slash != std::string::npos) folders.insert(file.path.substr(0, slash));
  }
  for (const std::string& folder : folders) {
    std::error_code error;
    std::filesystem::create_directories(Concat(target, "/", folder), error);
    if (error) return Unwritable(error.value(), Concat(target, "/", folder));
  }
  return absl::OkStatus();
}

absl::Status ReadWhole(const std::string& path, std::string& bytes) {
  const FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid()) return Unreadable(path);
  std::size_t have = 0;
  while (have < bytes.size()) {
    const ssize_t count = read(file.get(), bytes.data() + have, bytes.size() - have);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Unreadable(path);
    if (count == 0) break;
    have += static_cast<std::size_t>(count);
  }
  char more = 0;
  if (have == bytes.size() && read(file.get(), &more, 1) == 0) return absl::OkStatus();
  return Diagnose(absl::StatusCode::kAborted,
                  {.code = "SITE-CHANGED",
                   .what = Concat(path, " changes while the site is packed"),
                   .why = Concat("it had ", bytes.size(), " bytes a moment ago"),
                   .fix = "end whatever writes to the site, and build again"});
}

absl::Status WriteWhole(const std::string& path, const std::string& bytes) {
  const FileDescriptor file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
  if (!file.valid()) return Unwritable(errno, path);
  return WriteAll(file.get(), bytes) ? absl::OkStatus() : Unwritable(errno, path);
}

// What the threads share.
struct Work {
  Work(const std::string& from, const std::vector<SiteFile>& of, const std::string& to)
      : folder(from), files(of), target(to), packed(of.size()) {}

  const std::string& folder;
  const std::vector<SiteFile>& files;
  const std::string& target;
  std::vector<PackedFile> packed;
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  absl::Status status;  // the first failure; under `mutex`

  void Fail(absl::Status failure) {
    const std::lock_guard<std::mutex> lock(mutex);
    if (status.ok()) status = std::move(failure);
    next = files.size();
  }
};

absl::Status PackOne(const Work& work, std::size_t index, std::string& bytes, PackedFile& packed) {
  const SiteFile& file = work.files[index];
  bytes.resize(file.size);
  absl::Status status = ReadWhole(Concat(work.folder, "/", file.path), bytes);
  if (!status.ok()) return status;
  packed = {file.path, file.size, DigestOf(bytes)};
  if (!work.target.empty()) status = WriteWhole(Concat(work.target, "/", file.path), bytes);
  return status;
}

void PackBatches(Work& work) {
  std::string bytes;
  for (;;) {
    const std::size_t first = work.next.fetch_add(kBatch);
    const std::size_t end = std::min(first + kBatch, work.files.size());
    if (first >= end) return;
    for (std::size_t i = first; i < end; ++i) {
      absl::Status status = PackOne(work, i, bytes, work.packed[i]);
      if (!status.ok()) return work.Fail(std::move(status));
    }
  }
}

}  // namespace

absl::StatusOr<std::vector<PackedFile>> PackFiles(const std::string& folder,
                                                  const std::vector<SiteFile>& files,
                                                  const std::string& target, int threads) {
  if (!target.empty()) {
    const absl::Status status = MakeFolders(files, target);
    if (!status.ok()) return status;
  }
  Work work(folder, files, target);
  std::vector<std::thread> helpers;
  for (int i = 1; i < threads; ++i) helpers.emplace_back([&work] { PackBatches(work); });
  PackBatches(work);
  for (std::thread& helper : helpers) helper.join();
  if (!work.status.ok()) return work.status;
  return std::move(work.packed);
}

}  // namespace release::bundle
