#include "tools/localcloud/cloud_directory.h"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/base/text.h"

namespace release {
namespace {

namespace fs = std::filesystem;

constexpr char kLockFile[] = "/localcloud.lock";
constexpr char kRunningFile[] = "/running";
constexpr char kPasswordFile[] = "postgres-password";
constexpr char kGenerationFile[] = "/generation";
constexpr char kDoubtFile[] = "/doubt";
constexpr char kData[] = "/postgres";

// Before anything is touched: a directory with things in it is ours only if it has our lock file.
absl::Status CheckOurs(const std::string& path) {
  std::error_code error;
  if (!fs::exists(path, error) || fs::exists(path + kLockFile, error)) return absl::OkStatus();
  if (fs::is_directory(path, error) && fs::is_empty(path, error) && !error) return absl::OkStatus();
  return Diagnose(absl::StatusCode::kFailedPrecondition,
                  {.code = "CLOUD-NOT-OURS",
                   .what = Concat(path, " is not the directory of a local cloud"),
                   .why = error ? error.message() : "it holds other things, or is a file",
                   .fix = "name another directory, or an empty one"});
}

absl::Status CannotLock(const std::string& path, int error_number) {
  return DiagnoseErrno(error_number, {.code = "FILE-UNWRITABLE",
                                      .what = Concat("cannot lock ", path, kLockFile),
                                      .fix = "check the directory's owner, mode and free space"});
}

std::optional<RunningRecord> ReadRecord(const std::string& path) {
  const absl::StatusOr<std::string> text = ReadFile(path + kRunningFile, 4096);
  return text.ok() ? ParseRecord(*text) : std::nullopt;
}

absl::Status InUse(const std::string& path) {
  const std::optional<RunningRecord> holder = ReadRecord(path);
  return Diagnose(
      absl::StatusCode::kFailedPrecondition,
      {.code = "CLOUD-IN-USE",
       .what = Concat("the local cloud in ", path, " is in use"),
       .why = holder.has_value() ? Concat("by ", holder->Who()) : "by a process that just started",
       .fix = holder.has_value() ? Concat("wait for its end, or end it: kill ", holder->pid)
                                 : "wait for its end",
       .retry = v1::RETRY_BACKOFF});
}

// A lock of an open file description: it ends with our process however that ends, no child inherits
// it, and it can be asked about without being taken.
struct flock WholeFile(short type) {
  struct flock lock {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  return lock;
}

// The locked file, which is still the one in the directory: a reset may have removed both.
absl::StatusOr<FileDescriptor> Lock(const std::string& path) {
  while (true) {
    if (absl::Status made = EnsurePrivateDirectory(path); !made.ok()) return made;
    FileDescriptor lock(open((path + kLockFile).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!lock.valid() && errno == ENOENT) continue;
    if (!lock.valid()) return CannotLock(path, errno);
    struct flock whole = WholeFile(F_WRLCK);
    if (fcntl(lock.get(), F_OFD_SETLK, &whole) != 0) {
      if (errno == EAGAIN || errno == EACCES) return InUse(path);
      return CannotLock(path, errno);
    }
    struct stat ours, there;
    if (fstat(lock.get(), &ours) == 0 && stat((path + kLockFile).c_str(), &there) == 0 &&
        ours.st_ino == there.st_ino && ours.st_dev == there.st_dev) {
      return lock;
    }
  }
}

std::vector<fs::path> Entries(const std::string& path, std::error_code& error) {
  std::vector<fs::path> entries;
  for (fs::directory_iterator entry(path, error), end; !error && entry != end;
       entry.increment(error)) {
    entries.push_back(entry->path());
  }
  return entries;
}

// What a killed cloud left: an unfinished initdb (postgres_cluster.cc), and PostgreSQL's socket
// with its lock file, whose pid may be another process's by now.
void RemoveLeftovers(const std::string& path) {
  std::error_code ignored;
  for (const fs::path& entry : Entries(path, ignored)) {
    for (const char* prefix : {"postgres.new-", ".s.PGSQL."}) {
      if (entry.filename().string().rfind(prefix, 0) == 0) fs::remove_all(entry, ignored);
    }
  }
}

// Before our own record replaces the one that a killed cloud left.
absl::Status NoteDoubt(const std::string& path, const RunningRecord& ours) {
  const std::optional<RunningRecord> killed = ReadRecord(path);
  std::error_code ignored;
  if (!killed.has_value() || killed->boot == ours.boot || !fs::exists(path + kData, ignored)) {
    return absl::OkStatus();
  }
  return WriteFileAtomically(path + kDoubtFile, killed->Who());
}

}  // namespace

CloudDirectory::CloudDirectory(std::string path, FileDescriptor lock, RunningRecord record)
    : path_(std::move(path)), lock_(std::move(lock)), record_(std::move(record)) {}

CloudDirectory::~CloudDirectory() {
  if (lock_.valid()) unlink((path_ + kRunningFile).c_str());
}

absl::StatusOr<CloudDirectory> CloudDirectory::Open(const std::string& path,
                                                    std::string_view doing) {
  // One directory has one name, and so one address, however it is written.
  std::error_code error;
  std::string canonical = fs::weakly_canonical(fs::absolute(path, error), error).string();
  if (error) canonical = path;
  while (canonical.size() > 1 && canonical.back() == '/') canonical.pop_back();
  if (absl::Status ours = CheckOurs(canonical); !ours.ok()) return ours;
  absl::StatusOr<FileDescriptor> lock = Lock(canonical);
  if (!lock.ok()) return lock.status();

  const RunningRecord record = RecordOfThisProcess(doing);
  if (absl::Status noted = NoteDoubt(canonical, record); !noted.ok()) return noted;
  CloudDirectory directory(canonical, *std::move(lock), record);
  RemoveLeftovers(canonical);
  if (absl::Status told = directory.TellAddresses({}); !told.ok()) return told;
  if (absl::Status made = EnsurePrivateDirectory(directory.File("logs")); !made.ok()) return made;
  return directory;
}

std::optional<RunningRecord> CloudDirectory::InUseBy(const std::string& path) {
  const FileDescriptor file(open((path + kLockFile).c_str(), O_RDONLY | O_CLOEXEC));
  struct flock lock = WholeFile(F_RDLCK);
  if (fcntl(file.get(), F_OFD_GETLK, &lock) != 0 || lock.l_type == F_UNLCK) return std::nullopt;
  return ReadRecord(path);
}

std::string CloudDirectory::File(std::string_view name) const { return Concat(path_, "/", name); }

absl::Status CloudDirectory::TellAddresses(const CloudAddresses& addresses) {
  record_.postgres = addresses.postgres;
  record_.api = addresses.api;
  record_.front = addresses.front;
  record_.page = addresses.page;
  return WriteFileAtomically(path_ + kRunningFile, FormatRecord(record_));
}

absl::Status CloudDirectory::CheckTrustworthy() const {
  const absl::StatusOr<std::string> doubt = ReadFile(path_ + kDoubtFile, 4096);
  if (absl::IsNotFound(doubt.status())) return absl::OkStatus();
  return Diagnose(absl::StatusCode::kDataLoss,
                  {.code = "CLOUD-MACHINE-WENT-DOWN",
                   .what = "the local cloud's data may be damaged",
                   .why = Concat("the machine went down while it ran (", doubt.value_or("?"),
                                 "), and for speed it does not sync to disk"),
                   .fix = "remove the data: bazel run //tools/localcloud -- reset"});
}

absl::StatusOr<Secret> CloudDirectory::Password() const {
  std::error_code ignored;
  if (fs::exists(File(kPasswordFile), ignored) || !fs::exists(path_ + kData, ignored)) {
    return SecretFile(kPasswordFile);
  }
  return Diagnose(absl::StatusCode::kFailedPrecondition,
                  {.code = "CLOUD-PASSWORD-LOST",
                   .what = "the local cloud's database has a password that nobody knows",
                   .why = Concat(File(kPasswordFile), " is missing"),
                   .fix = "remove the data: bazel run //tools/localcloud -- reset"});
}

absl::StatusOr<Secret> CloudDirectory::SecretFile(std::string_view name) const {
  const std::string file = File(name);
  absl::StatusOr<std::string> written = ReadFile(file, 4096);
  if (written.ok()) {
    absl::StripAsciiWhitespace(&*written);
    return Secret::Of(*std::move(written));
  }
  if (!absl::IsNotFound(written.status())) return written.status();
  char bytes[16];
  if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes) {
    return DiagnoseErrno(errno, {.code = "CLOUD-NO-RANDOMNESS",
                                 .what = Concat("cannot make ", name),
                                 .fix = "this is a defect of the machine: getrandom(2) must work"});
  }
  std::string made = absl::BytesToHexString(absl::string_view(bytes, sizeof bytes));
  if (absl::Status stored = WriteFileAtomically(file, made); !stored.ok()) return stored;
  return Secret::Of(std::move(made));
}

absl::StatusOr<uint64_t> CloudDirectory::NextGeneration() const {
  const std::string file = path_ + kGenerationFile;
  uint64_t last = 0;
  const absl::StatusOr<std::string> text = ReadFile(file, 64);
  if (!text.ok() && !absl::IsNotFound(text.status())) return text.status();
  if (text.ok() && !absl::SimpleAtoi(*text, &last)) {
    return Diagnose(absl::StatusCode::kDataLoss,
                    {.code = "CLOUD-GENERATION-DAMAGED",
                     .what = "the local cloud does not know its last generation",
                     .why = Concat(file, " does not hold a number"),
                     .fix = "remove the data: bazel run //tools/localcloud -- reset"});
  }
  if (absl::Status stored = WriteFileAtomically(file, Concat(last + 1, "\n")); !stored.ok()) {
    return stored;
  }
  return last + 1;
}

absl::Status CloudDirectory::Remove() {
  std::error_code error;
  // The lock file last: until then the directory stays recognisable, should this be interrupted.
  for (const fs::path& entry : Entries(path_, error)) {
    if (!error && entry.string() != path_ + kLockFile) fs::remove_all(entry, error);
  }
  if (!error) fs::remove_all(path_, error);
  if (!error) return absl::OkStatus();
  return Diagnose(absl::StatusCode::kInternal,
                  {.code = "CLOUD-NOT-REMOVED",
                   .what = Concat("cannot remove all of ", path_),
                   .why = error.message(),
                   .fix = "check owner and modes of what is left, then do it again"});
}

}  // namespace release
