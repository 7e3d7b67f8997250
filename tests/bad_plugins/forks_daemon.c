/* Bad: leaves a daemon behind, in a session of its own, that keeps the host's stdout open. Says its
 * pid in a log line `daemon 1234`. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bad_plugins/plain.h"

static int call(const release_step_host* host, release_bytes step_call, release_bytes* result) {
  int ends[2];
  pid_t daemon_pid = 0;
  char line[40];
  (void)step_call;
  if (pipe(ends) != 0) return 1;
  const pid_t middle = fork();
  if (middle < 0) return 1;
  if (middle == 0) {
    setsid();
    daemon_pid = fork();
    if (daemon_pid == 0) {
      for (;;) pause();
    }
    _exit(write(ends[1], &daemon_pid, sizeof(daemon_pid)) < 0);
  }
  waitpid(middle, NULL, 0);
  if (read(ends[0], &daemon_pid, sizeof(daemon_pid)) != sizeof(daemon_pid)) return 1;
  close(ends[0]);
  close(ends[1]);
  snprintf(line, sizeof(line), "daemon %d", (int)daemon_pid);
  plain_say(host, line);
  return plain_succeed(result);
}

PLAIN_PLUGIN("forks_daemon", call)
