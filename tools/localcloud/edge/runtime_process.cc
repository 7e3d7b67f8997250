#include "tools/localcloud/edge/runtime_process.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <fstream>
#include <string_view>
#include <utility>

#include "absl/time/time.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::cloud {
namespace {

constexpr int kEventsInChild = 3;
constexpr int kConfigInChild = 4;

absl::StatusOr<FileDescriptor> InMemory(std::string_view content) {
  FileDescriptor fd(memfd_create("config.capnp", MFD_CLOEXEC));
  bool written = fd.valid();
  while (written && !content.empty()) {
    const ssize_t count = write(fd.get(), content.data(), content.size());
    written = count > 0;
    if (written) content.remove_prefix(static_cast<size_t>(count));
  }
  if (!written) {
    return DiagnoseErrno(errno, {.code = "MEMFD-FAILED",
                                 .what = "no memory for the configuration of workerd",
                                 .fix = "free memory"});
  }
  return fd;
}

}  // namespace

RuntimeProcess::RuntimeProcess(RuntimeCommand command, ServerLog log, FileDescriptor events,
                               Process process)
    : command_(std::move(command)),
      log_(std::move(log)),
      events_(std::move(events)),
      process_(std::move(process)) {}

RuntimeProcess::~RuntimeProcess() {
  process_.SignalGroup(SIGKILL);
  unlink(Concat(command_.run, "/", command_.socket).c_str());
}

absl::StatusOr<std::unique_ptr<RuntimeProcess>> RuntimeProcess::Start(const RuntimeCommand& command,
                                                                      const std::string& config) {
  auto log = ServerLog::Open(command.log);
  if (!log.ok()) return log.status();
  auto memory = InMemory(config);
  if (!memory.ok()) return memory.status();
  auto events = MakePipe();
  if (!events.ok()) return events.status();
  unlink(Concat(command.run, "/", command.socket).c_str());

  Command start;
  // Files that the configuration embeds have absolute paths.
  start.argv = {command.workerd,
                "serve",
                Concat("--control-fd=", kEventsInChild),
                Concat("--socket-addr=http=unix:", command.socket),
                "--import-path=/",
                Concat("/dev/fd/", kConfigInChild)};
  start.cwd = command.run;
  start.out = Stdio::Fd(log->fd());
  start.err = Stdio::Fd(log->fd());
  start.fds = {{events->write_end.get(), kEventsInChild}, {memory->get(), kConfigInChild}};
  auto process = Process::Start(start);
  if (!process.ok()) return process.status();
  fcntl(events->read_end.get(), F_SETFL, O_NONBLOCK);
  return std::unique_ptr<RuntimeProcess>(new RuntimeProcess(
      command, *std::move(log), std::move(events->read_end), *std::move(process)));
}

RuntimeProcess::State RuntimeProcess::Poll() {
  if (state_ == State::kEnded) return state_;
  if (process_.WaitFor(absl::ZeroDuration())) return state_ = State::kEnded;
  if (state_ == State::kStarting) {
    // One event is written when the one socket listens; workerd has read everything by then.
    char event[512];
    if (read(events_.get(), event, sizeof event) > 0) state_ = State::kServing;
  }
  return state_;
}

absl::Status RuntimeProcess::Failure() {
  const auto exit = process_.WaitFor(absl::ZeroDuration());
  return log_.Diagnose(
      absl::StatusCode::kUnavailable,
      {.code = "EDGE-RUNTIME",
       .what = Concat("workerd ended: ", exit ? exit->ToString() : "it is being ended"),
       .why = "its last lines are below",
       .fix = "correct what was deployed, and deploy again"});
}

uint64_t RuntimeProcess::MemoryBytes() const {
  std::ifstream statm(Concat("/proc/", process_.pid(), "/statm"));
  uint64_t total = 0;
  uint64_t resident = 0;
  statm >> total >> resident;
  return resident * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace release::cloud
