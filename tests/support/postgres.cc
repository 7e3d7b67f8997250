#include "tests/support/postgres.h"

#include <arpa/inet.h>
#include <libpq-fe.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>
#include <utility>

#include "tests/support/postgres_process.h"

namespace release {
namespace {

constexpr auto kStartDeadline = std::chrono::seconds(60);
constexpr auto kPoll = std::chrono::milliseconds(5);
constexpr int kPortAttempts = 5;

std::string NewPassword() {
  unsigned char bytes[16];
  if (getrandom(bytes, sizeof(bytes), 0) != sizeof(bytes)) std::abort();
  std::string hex;
  for (const unsigned char byte : bytes) {
    char pair[3];
    std::snprintf(pair, sizeof(pair), "%02x", byte);
    hex += pair;
  }
  return hex;
}

// A port that is free now. Another process may take it before the server does; the caller tries
// again.
int FreeLoopbackPort() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  int port = 0;
  if (fd >= 0 && bind(fd, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
      getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0) {
    port = ntohs(address.sin_port);
  }
  if (fd >= 0) close(fd);
  return port;
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;
using Result = std::unique_ptr<PGresult, decltype(&PQclear)>;

}  // namespace

std::unique_ptr<TestPostgres> TestPostgres::Start() { return Start(Options()); }

std::unique_ptr<TestPostgres> TestPostgres::Start(const Options& options) {
  char name[] = "/tmp/pg-XXXXXX";
  if (mkdtemp(name) == nullptr) {
    std::fprintf(stderr, "TestPostgres: mkdtemp %s: %s\n", name, std::strerror(errno));
    return nullptr;
  }
  std::unique_ptr<TestPostgres> postgres(new TestPostgres(options, name));
  std::string error = postgres->InitializeCluster();
  for (int attempt = 0; error.empty() && attempt < kPortAttempts; ++attempt) {
    postgres->port_ = FreeLoopbackPort();
    error = postgres->Launch();
    if (error.empty()) return postgres;
    if (postgres->Log().find("could not bind") == std::string::npos) break;
    error.clear();
  }
  std::fprintf(stderr, "TestPostgres: %s\n%s\n", error.c_str(), postgres->Log().c_str());
  return nullptr;
}

TestPostgres::TestPostgres(Options options, std::string directory)
    : options_(std::move(options)), directory_(std::move(directory)), password_(NewPassword()) {}

TestPostgres::~TestPostgres() {
  Stop(StopMode::kImmediate);
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

std::string TestPostgres::InitializeCluster() {
  const std::string password_file = directory_ + "/password";
  std::ofstream(password_file) << password_ << "\n";
  std::string error;
  const pid_t pid = SpawnPostgresProgram(
      {options_.bin_dir + "/initdb", "--pgdata=" + directory_ + "/data", "--username=postgres",
       "--pwfile=" + password_file, "--auth=scram-sha-256", "--encoding=UTF8", "--no-locale",
       "--no-sync", "--no-instructions"},
      directory_ + "/log", &error);
  if (pid < 0) return error;
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  unlink(password_file.c_str());
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    return "initdb failed (wait status " + std::to_string(status) + ")";
  }
  return "";
}

std::string TestPostgres::Launch() {
  std::vector<std::string> argv = {
      options_.bin_dir + "/postgres", "-D", directory_ + "/data", "-k", directory_, "-p",
      std::to_string(port_)};
  std::vector<std::string> settings = {"listen_addresses=127.0.0.1", "fsync=off",
                                       "full_page_writes=off",       "wal_level=minimal",
                                       "max_wal_senders=0",          "max_connections=64",
                                       "shared_buffers=16MB"};
  settings.insert(settings.end(), options_.settings.begin(), options_.settings.end());
  for (const std::string& setting : settings) {
    argv.push_back("-c");
    argv.push_back(setting);
  }
  std::string error;
  pid_ = SpawnPostgresProgram(argv, directory_ + "/log", &error);
  return pid_ < 0 ? error : WaitUntilReady();
}

std::string TestPostgres::WaitUntilReady() {
  const auto deadline = std::chrono::steady_clock::now() + kStartDeadline;
  while (std::chrono::steady_clock::now() < deadline) {
    int status = 0;
    if (waitpid(pid_, &status, WNOHANG) == pid_) {
      pid_ = -1;
      return "postgres ended while it was starting (wait status " + std::to_string(status) + ")";
    }
    // The server is another process; asking again is the only way to learn that it is there.
    if (PQping(SocketDsn().c_str()) == PQPING_OK) return "";
    std::this_thread::sleep_for(kPoll);
  }
  Stop(StopMode::kKill);
  return "postgres did not answer within 60 s";
}

std::string TestPostgres::Dsn(std::string_view database) const {
  return "postgresql://postgres:" + password_ + "@127.0.0.1:" + std::to_string(port_) + "/" +
         std::string(database) + "?sslmode=disable";
}

std::string TestPostgres::SocketDsn(std::string_view database) const {
  return "postgresql://postgres:" + password_ + "@/" + std::string(database) +
         "?host=" + directory_ + "&port=" + std::to_string(port_);
}

std::string TestPostgres::CreateDatabase(std::string_view name, std::string_view prelude) {
  const std::string error = Execute("postgres", "create database " + std::string(name));
  return error.empty() && !prelude.empty() ? Execute(name, prelude) : error;
}

std::string TestPostgres::Execute(std::string_view database, std::string_view sql) {
  Connection connection(PQconnectdb(SocketDsn(database).c_str()), &PQfinish);
  if (PQstatus(connection.get()) != CONNECTION_OK) return PQerrorMessage(connection.get());
  PQsetNoticeProcessor(
      connection.get(), [](void*, const char*) {}, nullptr);
  Result result(PQexec(connection.get(), std::string(sql).c_str()), &PQclear);
  return PQresultErrorMessage(result.get());
}

std::string TestPostgres::Value(std::string_view database, std::string_view sql) {
  Connection connection(PQconnectdb(SocketDsn(database).c_str()), &PQfinish);
  if (PQstatus(connection.get()) != CONNECTION_OK) return PQerrorMessage(connection.get());
  Result result(PQexec(connection.get(), std::string(sql).c_str()), &PQclear);
  if (PQntuples(result.get()) > 0) return PQgetvalue(result.get(), 0, 0);
  return PQresultErrorMessage(result.get());
}

void TestPostgres::Stop(StopMode mode) {
  if (pid_ <= 0) return;
  const int signal = mode == StopMode::kFast        ? SIGINT
                     : mode == StopMode::kImmediate ? SIGQUIT
                                                    : SIGKILL;
  kill(pid_, signal);
  while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
}

std::string TestPostgres::Restart() {
  Stop(StopMode::kFast);
  const auto deadline = std::chrono::steady_clock::now() + kStartDeadline;
  std::string error;
  do {
    std::filesystem::resize_file(directory_ + "/log", 0);
    error = Launch();
    // After a kill the children of the postmaster hold its shared memory for a moment longer.
    if (error.empty() || Log().find("still in use") == std::string::npos) return error;
    std::this_thread::sleep_for(kPoll);
  } while (std::chrono::steady_clock::now() < deadline);
  return error;
}

std::string TestPostgres::Log() const { return ReadFile(directory_ + "/log"); }

}  // namespace release
