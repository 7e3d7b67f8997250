#include <fcntl.h>
#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "tests/e2e/rehearsal/local_database.h"
#include "tests/e2e/rehearsal/rehearsal_home.h"

namespace release::e2e {
namespace {

constexpr absl::Duration kPatience = absl::Minutes(5);
constexpr int kLookEveryMs = 10;
constexpr size_t kLargestText = 16 << 20;

Process StartOrDie(Command command, const std::string& said) {
  const absl::StatusOr<FileDescriptor> out = OpenFile(said + ".out", O_WRONLY | O_CREAT | O_APPEND);
  const absl::StatusOr<FileDescriptor> err = OpenFile(said + ".err", O_WRONLY | O_CREAT | O_APPEND);
  command.out = Stdio::Fd(out->get());
  command.err = Stdio::Fd(err->get());
  absl::StatusOr<Process> process = Process::Start(command);
  if (process.ok()) return *std::move(process);
  ADD_FAILURE() << process.status();
  std::abort();
}

// They get the URL of the database in their environment; nobody else does.
bool MayKnowThePassword(const std::string& program) {
  return program == "release" || program == "api" || program == "bwrap" || program == "sh" ||
         program == "dash" || program == "cat";
}

}  // namespace

RunningRehearsal::RunningRehearsal(Command command, std::string said, std::string cloud)
    : said_(std::move(said)),
      cloud_(std::move(cloud)),
      process_(StartOrDie(std::move(command), said_)),
      watcher_([this] { Watch(); }) {}

RunningRehearsal::~RunningRehearsal() {
  if (!watcher_.joinable()) return;
  process_.Signal(SIGKILL);
  watcher_.join();
}

void RunningRehearsal::Watch() {
  pollfd ended{process_.pidfd(), POLLIN, 0};
  do {
    for (const TreeProcess& process : DescendantsOf(process_.pid())) LookAt(process);
    command_lines_.insert(ProcFile(process_.pid(), "cmdline"));
  } while (poll(&ended, 1, kLookEveryMs) == 0);
}

void RunningRehearsal::LookAt(const TreeProcess& process) {
  command_lines_.insert(ProcFile(process.pid, "cmdline"));
  const std::string environment = ProcFile(process.pid, "environ");
  // A process that executed something else in between is looked at the next time.
  if (!environment.empty() && ProgramOf(process.pid) == process.program) {
    environments_[process.program] = environment;
  }
}

void RunningRehearsal::AwaitSaid(const std::string& text) {
  const FileDescriptor watch(inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  for (const char* stream : {".out", ".err"}) {
    inotify_add_watch(watch.get(), (said_ + stream).c_str(), IN_MODIFY);
  }
  const absl::Time end = absl::Now() + kPatience;
  while (true) {
    char events[4096];
    while (read(watch.get(), events, sizeof events) > 0) continue;
    const bool ended = process_.WaitFor(absl::ZeroDuration()).has_value();
    for (const char* stream : {".out", ".err"}) {
      const std::string said = ReadFile(said_ + stream, kLargestText).value_or("");
      if (said.find(text) != std::string::npos) return;
      ASSERT_FALSE(ended && stream[1] == 'e') << "ended without saying: " << text << "\n" << said;
    }
    ASSERT_LT(absl::Now(), end) << "does not say: " << text;
    pollfd waits[] = {{watch.get(), POLLIN, 0}, {process_.pidfd(), POLLIN, 0}};
    poll(waits, 2, static_cast<int>(absl::ToInt64Milliseconds(kPatience)));
  }
}

void RunningRehearsal::AwaitWaiting() {
  AwaitSaid("applying 20260101000002_waits.sql");
  ASSERT_EQ(Query(cloud_, kAwaitWaiting), "");
}

pid_t RunningRehearsal::The(const std::string& program) {
  const std::vector<TreeProcess> found = Only(program, DescendantsOf(process_.pid()));
  EXPECT_EQ(found.size(), 1U) << program;
  return found.empty() ? 0 : found.front().pid;
}

RehearsalEnd RunningRehearsal::End(absl::Duration patience) {
  const std::optional<Exit> exit = process_.WaitFor(patience);
  EXPECT_TRUE(exit.has_value()) << "does not end";
  if (!exit.has_value()) process_.SignalGroup(SIGKILL);
  watcher_.join();
  RehearsalEnd end;
  if (exit.has_value()) end.code = exit->signalled ? -exit->code_or_signal : exit->code_or_signal;
  end.out = ReadFile(said_ + ".out", kLargestText).value_or("");
  end.err = ReadFile(said_ + ".err", kLargestText).value_or("");

  const std::string password = ReadFile(cloud_ + "/postgres-password", 4096).value_or("");
  if (password.empty()) return end;
  for (const char* name :
       {"/postgres-password", "/cloudflare-token", "/secret-SPECTRAL_SERVICE_KEY"}) {
    const std::string secret = ReadFile(cloud_ + name, 4096).value_or("");
    if (secret.empty()) continue;  // a cloud without vendors
    for (const std::string& line : command_lines_) {
      EXPECT_EQ(line.find(secret), std::string::npos) << "in a command line: " << line.c_str();
    }
  }
  for (const auto& [program, environment] : environments_) {
    if (MayKnowThePassword(program)) continue;
    EXPECT_EQ(environment.find(password), std::string::npos) << "in the environment of " << program;
  }
  return end;
}

}  // namespace release::e2e
