#include "tests/support/postgres_process.h"

#include <fcntl.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace release {
namespace {

// Only what is allowed between fork and exec in a process with threads: no allocation.
[[noreturn]] void Die(const char* doing) {
  const int cause = errno;
  const char* reason = strerrordesc_np(cause);
  for (const char* part : {doing, ": ", reason ? reason : "unknown error", "\n"}) {
    if (write(STDERR_FILENO, part, strlen(part)) < 0) break;
  }
  _exit(127);
}

void WriteFile(const char* path, const std::string& text) {
  const int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0 || write(fd, text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    Die(path);
  }
  close(fd);
}

}  // namespace

pid_t SpawnPostgresProgram(const std::vector<std::string>& argv, const std::string& log_path,
                           std::string* error) {
  std::vector<char*> arguments;
  for (const std::string& argument : argv) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);

  const bool as_root = geteuid() == 0;
  std::string uid_map, gid_map;
  if (as_root) {
    const passwd* user = getpwnam("postgres");
    if (user == nullptr) {
      *error =
          "no system user `postgres`: install the package postgresql-15, or do not run as root";
      return -1;
    }
    uid_map = std::to_string(user->pw_uid) + " 0 1";
    gid_map = std::to_string(user->pw_gid) + " " + std::to_string(getegid()) + " 1";
  }

  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid < 0) *error = std::string("fork: ") + strerror(errno);
  if (pid != 0) return pid;

  const int null = open("/dev/null", O_RDONLY);
  const int log = open(log_path.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (null < 0 || log < 0) Die("open the log");
  if (dup2(null, 0) < 0 || dup2(log, 1) < 0 || dup2(log, 2) < 0) Die("dup2");
  close_range(3, ~0U, 0);
  // Own process group: a Ctrl-C at the terminal is the test's business, not the server's.
  setpgid(0, 0);
  if (as_root) {
    if (unshare(CLONE_NEWUSER) != 0) Die("unshare(CLONE_NEWUSER)");
    WriteFile("/proc/self/setgroups", "deny");
    WriteFile("/proc/self/uid_map", uid_map);
    WriteFile("/proc/self/gid_map", gid_map);
  }
  // After unshare: a change of credentials clears it.
  if (prctl(PR_SET_PDEATHSIG, SIGQUIT) != 0) Die("prctl(PR_SET_PDEATHSIG)");
  if (getppid() != parent) _exit(127);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  signal(SIGPIPE, SIG_DFL);
  execv(arguments[0], arguments.data());
  Die(arguments[0]);
}

}  // namespace release
