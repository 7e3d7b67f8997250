#include "tools/coordinator/lease/lease.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/time/time.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/coordinator/lease/age.h"

namespace release {
namespace {

std::string LockPath(const std::string& directory) { return Concat(directory, "/lease.lock"); }

absl::Status LockFailed(const std::string& directory, int error_number, std::string_view why) {
  return DiagnoseErrno(error_number,
                       {.code = "LEASE-LOCK",
                        .what = Concat("the lease in ", directory, " cannot be taken"),
                        .why = std::string(why),
                        .fix = "see that the directory exists, is this user's and is not full"});
}

absl::Status Held(const std::string& directory, absl::Time now) {
  absl::StatusOr<std::optional<LeaseHolder>> holder = ReadHolder(directory);
  DiagnosisText text = {
      .code = "LEASE-HELD", .what = "another release is running here", .retry = v1::RETRY_BACKOFF};
  if (!holder.ok() || !holder->has_value()) {
    // It has the lock and has not written its name yet, or is about to end.
    text.why = Concat(LockPath(directory), " is locked by a process that has not said who it is");
    text.fix = Concat("run the command again; if it stays so: fuser -v ", LockPath(directory));
    return Diagnose(absl::StatusCode::kUnavailable, std::move(text));
  }
  const LeaseHolder& who = **holder;
  text.why = Concat(who.by, " has held it for ", AgeInWords(now - who.since), " (pid ", who.pid,
                    " on ", who.host, ")");
  if (!who.release_id.empty()) AppendTo(text.why, ", release ", who.release_id);
  if (!who.doing.empty()) AppendTo(text.why, ", ", who.doing);
  if (who.paused) {
    AppendTo(text.why, "; that process is paused");
    text.fix = Concat("let it go on with: kill -CONT ", who.pid, "; or end it with: kill -KILL ",
                      who.pid, " and run this command again");
  } else {
    text.fix = Concat("wait until it has ended, or ask it to stop with: kill -INT ", who.pid,
                      "; then run this command again");
  }
  return Diagnose(absl::StatusCode::kUnavailable, std::move(text));
}

// Whether `path` still names the file that is open as `fd`.
bool IsStill(const std::string& path, int fd) {
  struct stat named = {};
  struct stat opened = {};
  return stat(path.c_str(), &named) == 0 && fstat(fd, &opened) == 0 &&
         named.st_dev == opened.st_dev && named.st_ino == opened.st_ino;
}

// Whether a living process on this machine says that it holds the lease. Who gives it up says so
// before the lock is free; so with the lock in our hands, somebody's lock file was deleted.
bool IsClaimed(const std::string& directory) {
  const absl::StatusOr<std::optional<LeaseHolder>> holder = ReadHolder(directory);
  return holder.ok() && holder->has_value() && (*holder)->host == HostName();
}

}  // namespace

absl::StatusOr<Lease> Lease::Acquire(const std::string& state_directory, const std::string& by,
                                     Clock& clock) {
  const std::string path = LockPath(state_directory);
  for (;;) {
    FileDescriptor lock(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!lock.valid()) return LockFailed(state_directory, errno, "its lock cannot be opened");
    if (flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
      if (errno == EWOULDBLOCK) return Held(state_directory, clock.Now());
      if (errno == EINTR) continue;
      return LockFailed(state_directory, errno, "the system gives no lock");
    }
    // Somebody may have deleted the file, and somebody else may hold the one that is there now.
    if (!IsStill(path, lock.get())) continue;
    if (IsClaimed(state_directory)) return Held(state_directory, clock.Now());
    LeaseHolder holder;
    holder.by = by;
    holder.host = HostName();
    holder.pid = getpid();
    holder.since = clock.Now();
    Lease lease(state_directory, std::move(lock), std::move(holder));
    if (absl::Status written = lease.Describe("", ""); !written.ok()) return written;
    return lease;
  }
}

Lease::Lease(std::string directory, FileDescriptor lock, LeaseHolder holder)
    : directory_(std::move(directory)), lock_(std::move(lock)), holder_(std::move(holder)) {}

Lease::Lease(Lease&& other) noexcept = default;

Lease& Lease::operator=(Lease&& other) noexcept {
  if (this == &other) return *this;
  Free();
  directory_ = std::move(other.directory_);
  lock_ = std::move(other.lock_);
  holder_ = std::move(other.holder_);
  return *this;
}

Lease::~Lease() { Free(); }

void Lease::Free() {
  if (!lock_.valid()) return;
  RemoveHolder(directory_);  // while it is ours, so that a successor's words are not removed
  lock_.Close();
}

absl::Status Lease::Describe(const std::string& release_id, const std::string& doing) {
  holder_.release_id = release_id;
  holder_.doing = doing;
  absl::Status written = WriteHolder(directory_, holder_);
  if (written.ok()) return written;
  return Diagnose(written.code(),
                  {.code = "LEASE-LOCK",
                   .what = Concat("the holder of the lease in ", directory_, " cannot be told"),
                   .why = DiagnosisOf(written).why(),
                   .fix = "see that the directory exists, is this user's and is not full"});
}

absl::StatusOr<std::optional<LeaseHolder>> HolderOf(const std::string& state_directory) {
  absl::StatusOr<std::optional<LeaseHolder>> holder = ReadHolder(state_directory);
  if (holder.ok()) return holder;
  return Diagnose(holder.status().code(), {.code = "LEASE-LOCK",
                                           .what = Concat("the holder of the lease in ",
                                                          state_directory, " cannot be read"),
                                           .why = std::string(StdView(holder.status().message())),
                                           .fix = "see that the directory is this user's"});
}

}  // namespace release
