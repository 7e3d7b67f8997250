/* Bad: prints its whole environment, and its command line. */
#define _GNU_SOURCE
#include <stdio.h>
#include <unistd.h>

#include "tests/bad_plugins/plain.h"

static int call(const release_step_host* host, release_bytes step_call, release_bytes* result) {
  char command[4096];
  (void)step_call;
  for (char** variable = environ; *variable != NULL; ++variable) {
    printf("%s\n", *variable);
    plain_say(host, *variable);
  }
  FILE* file = fopen("/proc/self/cmdline", "r");
  if (file == NULL) return 1;
  const size_t size = fread(command, 1, sizeof(command), file);
  fclose(file);
  plain_log(host, command, size);
  fflush(stdout);
  return plain_succeed(result);
}

PLAIN_PLUGIN("prints_environment", call)
