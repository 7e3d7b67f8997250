// Runs PostgreSQL's own programs, which refuse to run as root, from a process that may be root.
#ifndef RELEASE_TESTS_SUPPORT_POSTGRES_PROCESS_H_
#define RELEASE_TESTS_SUPPORT_POSTGRES_PROCESS_H_

#include <sys/types.h>

#include <string>
#include <vector>

namespace release {

// Starts `argv` (argv[0] is the path of the program) with stdout and stderr appended to `log_path`
// and stdin from /dev/null; it gets SIGQUIT when the calling thread ends. As root it runs in a user
// namespace where our uid and gid are those of the system user `postgres`. Returns its pid, or -1
// with the reason in `error`. A failure after the fork is written to the log, with exit code 127.
pid_t SpawnPostgresProgram(const std::vector<std::string>& argv, const std::string& log_path,
                           std::string* error);

}  // namespace release

#endif  // RELEASE_TESTS_SUPPORT_POSTGRES_PROCESS_H_
