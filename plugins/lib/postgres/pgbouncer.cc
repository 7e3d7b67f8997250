#include "plugins/lib/postgres/pgbouncer.h"

#include <pwd.h>
#include <unistd.h>

#include <iostream>
#include <optional>
#include <utility>

#include "plugins/lib/postgres/connection.h"
#include "plugins/lib/postgres/dsn.h"
#include "tools/base/text.h"

namespace release::postgres {
namespace {

constexpr char kProgram[] = "/usr/sbin/pgbouncer";
constexpr int kSocketNumber = 6432;  // part of the socket's name
constexpr int kPatience = 1000;      // times 10 ms

std::string Config(const TestPostgres& server, const std::string& database,
                   const std::string& directory, const std::string& pool_mode,
                   const std::string& more) {
  return Concat("[databases]\n", database, " = host=127.0.0.1 port=", server.port(),
                " user=postgres password=", server.password(), "\n[pgbouncer]\nlisten_addr =\n",
                "listen_port = ", kSocketNumber, "\nunix_socket_dir = ", directory,
                "\nauth_type = any\nlogfile = ", directory, "/log\npool_mode = ", pool_mode, "\n",
                more, "\n");
}

}  // namespace

std::unique_ptr<PgBouncer> PgBouncer::Start(const TestPostgres& server, const std::string& database,
                                            const std::string& pool_mode, const std::string& more) {
  absl::StatusOr<TempDirectory> directory = TempDirectory::Create();
  if (!directory.ok()) return nullptr;
  const std::string config = directory->path() + "/pgbouncer.ini";
  if (!WriteFileAtomically(config, Config(server, database, directory->path(), pool_mode, more))
           .ok()) {
    return nullptr;
  }
  Command command;
  command.argv = {kProgram, config};
  command.out = Stdio::kNull;
  command.err = Stdio::kNull;
  // PgBouncer refuses root.
  if (const passwd* user = ::getpwnam("postgres"); ::geteuid() == 0 && user != nullptr) {
    command.user_namespace = IdMap{user->pw_uid, user->pw_gid};
  }
  absl::StatusOr<Process> process = Process::Start(command);
  if (!process.ok()) {
    std::cerr << process.status() << "\n";
    return nullptr;
  }
  const std::string dsn = Concat("postgresql://postgres:", server.password(), "@/", database,
                                 "?host=", directory->path(), "&port=", kSocketNumber);
  const absl::StatusOr<Dsn> parsed = ParseDsn("DSN", dsn);
  absl::Status last = parsed.status();
  for (int i = 0; parsed.ok() && i < kPatience && !process->WaitFor(absl::Milliseconds(10)); ++i) {
    last = Connection::Open(*parsed, {}, {}).status();
    if (last.ok()) {
      return std::unique_ptr<PgBouncer>(
          new PgBouncer(*std::move(directory), dsn, *std::move(process)));
    }
  }
  std::cerr << last << "\n" << ReadFile(directory->path() + "/log", 1 << 20).value_or("") << "\n";
  return nullptr;
}

}  // namespace release::postgres
