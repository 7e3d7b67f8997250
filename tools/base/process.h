// Child processes. The only user of Boost.Process.
//
// Rules a child lives under:
// - it is executed directly, never through a shell; argv[0] is a path, PATH is not searched;
// - it gets exactly the environment, the directory and the descriptors that the command names;
// - signal handlers are reset, no signal is blocked, core dumps are off;
// - it leads a process group of its own, so that its children can be ended with it;
// - it dies with the thread that started it (PR_SET_PDEATHSIG).
#ifndef RELEASE_TOOLS_BASE_PROCESS_H_
#define RELEASE_TOOLS_BASE_PROCESS_H_

#include <sys/types.h>

#include <csignal>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tools/base/file_descriptor.h"

namespace release {

// What a child's standard stream is connected to: `command.out = Stdio::kPipe`,
// `command.err = Stdio::Fd(log.get())`.
struct Stdio {
  enum Kind {
    kInherit,  // ours
    kNull,     // /dev/null
    kPipe,     // a pipe, whose other end is taken from the Process
    kFd,       // the descriptor `fd`, which stays the caller's
  };

  constexpr Stdio(Kind k) : kind(k) {}  // NOLINT(google-explicit-constructor)
  static constexpr Stdio Fd(int fd) {
    Stdio stdio(kFd);
    stdio.fd = fd;
    return stdio;
  }

  Kind kind;
  int fd = -1;
};

// Ids that the child sees as its own in a user namespace; outside, it stays who we are.
struct IdMap {
  uid_t uid = 0;
  gid_t gid = 0;
};

struct Command {
  std::vector<std::string> argv;
  std::map<std::string, std::string> env;  // the whole environment; nothing is inherited
  std::string cwd;                         // empty: ours

  Stdio in = Stdio::kNull;
  Stdio out = Stdio::kInherit;
  Stdio err = Stdio::kInherit;

  // More descriptors: {ours, number in the child}. They stay the caller's. Numbers from 3 on, each
  // once; they may be numbers that are in use here.
  std::vector<std::pair<int, int>> fds;

  // Sent to the child when the thread that starts it ends. 0: none.
  int parent_death_signal = SIGKILL;

  bool own_process_group = true;

  // Run in a new user namespace under these ids (PostgreSQL refuses root).
  std::optional<IdMap> user_namespace;

  std::optional<uint64_t> address_space_limit;  // bytes, RLIMIT_AS
  bool core_dumps = false;
};

// How a process ended.
struct Exit {
  bool signalled = false;
  int code_or_signal = 0;

  // Largest resident memory of the process or of a child it waited for. Bytes. Not below what this
  // process had in memory at the start, because a fork begins as a copy.
  uint64_t peak_rss_bytes = 0;

  bool Success() const { return !signalled && code_or_signal == 0; }

  // "exit code 3", "killed by SIGSEGV (Segmentation fault)".
  std::string ToString() const;
};

// A running or ended child. The destructor ends the child and its group with SIGKILL, and reaps it.
// Until then the pid is not given to another process, so a signal never reaches a stranger.
//
// Threads: Start must be called from a thread that outlives the child. Afterwards any thread may
// call any function, Wait and WaitFor also at the same time; moving and destroying are the owner's.
class Process {
 public:
  // Returns once the child executes its program. Errors: PROCESS-NOT-FOUND, PROCESS-NOT-EXECUTABLE,
  // PROCESS-COMMAND (the command itself is wrong), PROCESS-START (with the failed preparation in
  // words), DESCRIPTOR-LIMIT.
  static absl::StatusOr<Process> Start(const Command& command);

  Process(Process&&) noexcept;
  Process& operator=(Process&&) noexcept;
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();

  pid_t pid() const;

  // Becomes readable when the process has ended; stays ours.
  int pidfd() const;

  // Our ends of the streams that were Stdio::kPipe; invalid for others and the second time.
  FileDescriptor TakeStdin();
  FileDescriptor TakeStdout();
  FileDescriptor TakeStderr();

  // Blocks until the process has ended. May be called again.
  absl::StatusOr<Exit> Wait();

  // The same for at most `timeout`; absent when the process still runs.
  std::optional<Exit> WaitFor(absl::Duration timeout);

  // Nothing happens when the receiver has ended.
  void Signal(int signal);

  // To every process of the group, also when its leader has ended. Without a group of its own, to
  // the process.
  void SignalGroup(int signal);

  // SIGTERM to the group; when the leader has ended or `grace` is over, SIGKILL to what is left of
  // the group.
  Exit Terminate(absl::Duration grace);

 private:
  struct State;
  explicit Process(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

struct RunResult {
  Exit exit;
  std::string out;
  std::string err;
  bool out_cut = false;  // there was more than the limit; the rest was read and dropped
  bool err_cut = false;
};

// Runs a command to its end and collects what it wrote, at most `output_limit` bytes of each
// stream. `out` and `err` of the command are replaced by pipes, and what its children leave running
// is ended. A command that ran to its end is a good result, whatever its exit code. Errors: those
// of Start; DEADLINE_EXCEEDED, PROCESS-TIMEOUT, after `timeout` (the group is killed).
absl::StatusOr<RunResult> Run(Command command, absl::Duration timeout, size_t output_limit);

}  // namespace release

#endif  // RELEASE_TOOLS_BASE_PROCESS_H_
