// A throw-away PostgreSQL 15 for tests: a real server of its own, about a second away.
//
//   auto postgres = TestPostgres::Start();
//   ASSERT_NE(postgres, nullptr);                  // the reason is on stderr
//   ASSERT_EQ(postgres->CreateDatabase("app"), "");
//   Connect(postgres->Dsn("app"));
//
// The cluster lives in a directory of its own under /tmp (unix socket paths are limited to 107
// bytes, TEST_TMPDIR is longer), listens on a free port of 127.0.0.1 and on a unix socket in that
// directory, asks for a password everywhere (SCRAM), and does not sync to disk: what was committed
// survives every end of the server's processes, but not of the machine. Several may run at once.
//
// It runs as root too, in Bazel's sandbox and outside: PostgreSQL refuses uid 0, so the server gets
// a user namespace in which our uid is that of the system user `postgres`. Not as root, it simply
// runs.
//
// Threads: not thread-safe. Start(), Restart() and the end of the test belong on one thread, best
// the main one: the server is bound to the life of the thread that started it (PR_SET_PDEATHSIG),
// so a test that is killed leaves no server behind, only its directory.
#ifndef RELEASE_TESTS_SUPPORT_POSTGRES_H_
#define RELEASE_TESTS_SUPPORT_POSTGRES_H_

#include <sys/types.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace release {

class TestPostgres {
 public:
  struct Options {
    // Where initdb and postgres are.
    std::string bin_dir = "/usr/lib/postgresql/15/bin";
    // Added to the server's command line, e.g. {"max_connections=8"}.
    std::vector<std::string> settings;
  };

  enum class StopMode {
    kFast,       // SIGINT: ends the sessions, writes a checkpoint
    kImmediate,  // SIGQUIT: as if it had crashed, but it cleans up its processes
    kKill,       // SIGKILL to the postmaster: its children notice by themselves
  };

  // Makes a cluster and returns when it answers. nullptr when that fails; the reason, with the
  // server's own words, is then on stderr.
  static std::unique_ptr<TestPostgres> Start();
  static std::unique_ptr<TestPostgres> Start(const Options& options);

  // Stops the server and removes the directory.
  ~TestPostgres();
  TestPostgres(const TestPostgres&) = delete;
  TestPostgres& operator=(const TestPostgres&) = delete;

  // postgresql://postgres:PASSWORD@127.0.0.1:PORT/DATABASE?sslmode=disable, over TCP.
  std::string Dsn(std::string_view database = "postgres") const;
  // The same through the unix socket: postgresql://postgres:PASSWORD@/DATABASE?host=DIR&port=PORT
  std::string SocketDsn(std::string_view database = "postgres") const;

  // Creates an empty database; `name` is a plain lower-case word. When `prelude` is not empty its
  // text
  // (//supabase:prelude) is then executed there. "" or the reason.
  std::string CreateDatabase(std::string_view name, std::string_view prelude = "");

  // Executes `sql`, which may hold many statements (one implicit transaction), as the superuser. ""
  // or the server's error text.
  std::string Execute(std::string_view database, std::string_view sql);

  // The first column of the first row of `sql` as text; "" when there is no row or it is null. An
  // error gives "ERROR: ...", so an assertion on the value shows it.
  std::string Value(std::string_view database, std::string_view sql);

  // Stops the server and waits for its end. Does nothing when it is not running.
  void Stop(StopMode mode = StopMode::kImmediate);
  // Starts a stopped server again: same data, same port, same password. "" or the reason.
  std::string Restart();

  bool running() const { return pid_ > 0; }
  int port() const { return port_; }
  // The superuser `postgres`'s password: 32 hex digits, new for every cluster. Tests that look for
  // leaks look for this.
  const std::string& password() const { return password_; }
  // Holds the socket, `data/` and `log`.
  const std::string& directory() const { return directory_; }
  // The server's log so far.
  std::string Log() const;

 private:
  TestPostgres(Options options, std::string directory);
  std::string InitializeCluster();
  std::string Launch();
  std::string WaitUntilReady();

  const Options options_;
  const std::string directory_;
  const std::string password_;
  int port_ = 0;
  pid_t pid_ = -1;
};

}  // namespace release

#endif  // RELEASE_TESTS_SUPPORT_POSTGRES_H_
