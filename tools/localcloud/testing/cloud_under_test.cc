#include "tools/localcloud/testing/cloud_under_test.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <libpq-fe.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <utility>

namespace release {
namespace {

namespace fs = std::filesystem;

constexpr char kRoom[] = "tools/localcloud/";
constexpr char kPrelude[] = "create table if not exists made_by_prelude (id int);\n";

std::string Here(const std::string& name) { return fs::absolute(kRoom + name).string(); }

// Made once a test program: its initdb is the slow part.
const CloudPlace& UsedCloud() {
  static const CloudPlace* const place = [] {
    static CloudPlace used;
    EXPECT_EQ(CloudRun(used, "true").End(), 0) << used.Stderr();
    return &used;
  }();
  return *place;
}

Process StartOrDie(const Command& command) {
  absl::StatusOr<Process> process = Process::Start(command);
  if (!process.ok()) {
    ADD_FAILURE() << process.status();
    std::abort();
  }
  return *std::move(process);
}

Command PipedCommand(const CloudPlace& place, const std::string& script,
                     const std::vector<std::string>& arguments) {
  Command command = place.CommandLine("run", arguments, {"/bin/sh", "-c", script, "sh"});
  command.in = command.out = Stdio::kPipe;
  return command;
}

}  // namespace

CloudPlace::CloudPlace()
    : temp_(*TempDirectory::Create("/tmp", "cloud-")),
      image_digest_(Here("testing/stand_in_image.digest")) {
  std::ofstream(File("prelude.sql")) << kPrelude;
}

void CloudPlace::CopyUsedCloud() {
  fs::copy(UsedCloud().directory(), directory(), fs::copy_options::recursive);
}

std::string CloudPlace::Stderr() const { return ReadFile(File("stderr"), 1 << 20).value_or(""); }

Command CloudPlace::CommandLine(const std::string& name, const std::vector<std::string>& arguments,
                                const std::vector<std::string>& command) const {
  Command line;
  // A shell only to append stderr to a file; it execs.
  line.argv = {"/bin/sh",          "-c", R"(exec "$@" 2>>"$TEST_STDERR")", "sh",
               Here("localcloud"), name, "--directory=" + directory()};
  if (name == "run" || name == "up") {
    line.argv.push_back("--image=" + Here("testing/stand_in_image"));
    line.argv.push_back("--image-digest=" + image_digest_);
    line.argv.push_back("--prelude=" + File("prelude.sql"));
    line.argv.push_back("--workspace=/nowhere");
  }
  line.argv.insert(line.argv.end(), arguments.begin(), arguments.end());
  if (!command.empty()) line.argv.push_back("--");
  line.argv.insert(line.argv.end(), command.begin(), command.end());
  line.env = {{"PATH", "/usr/bin:/bin"}, {"HOME", temp_.path()}, {"TEST_STDERR", File("stderr")}};
  return line;
}

CloudRun::CloudRun(const CloudPlace& place, const std::string& script,
                   const std::vector<std::string>& arguments)
    : process_(StartOrDie(PipedCommand(place, script, arguments))),
      stdin_(process_.TakeStdin()),
      stdout_(process_.TakeStdout()) {}

std::string CloudRun::Line() {
  std::string line;
  char next = 0;
  while (read(stdout_.get(), &next, 1) == 1 && next != '\n') line += next;
  return line;
}

int CloudRun::End() {
  CloseStdin();
  const absl::StatusOr<Exit> exit = process_.Wait();
  return exit.ok() && !exit->signalled ? exit->code_or_signal : -1;
}

std::string Query(const std::string& url, const std::string& sql) {
  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(url.c_str()),
                                                                &PQfinish);
  if (PQstatus(connection.get()) != CONNECTION_OK) return PQerrorMessage(connection.get());
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection.get(), sql.c_str()),
                                                             &PQclear);
  if (PQntuples(result.get()) > 0) return PQgetvalue(result.get(), 0, 0);
  return PQresultErrorMessage(result.get());
}

std::string HttpGet(const std::string& host_and_port, const std::string& path) {
  const size_t colon = host_and_port.find(':');
  const FileDescriptor fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(std::atoi(host_and_port.c_str() + colon + 1)));
  inet_pton(AF_INET, host_and_port.substr(0, colon).c_str(), &address.sin_addr);
  const std::string request = "GET " + path + " HTTP/1.0\r\n\r\n";
  if (connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      send(fd.get(), request.data(), request.size(), MSG_NOSIGNAL) < 0) {
    return "";
  }
  std::string reply;
  char buffer[1024];
  for (ssize_t count; (count = read(fd.get(), buffer, sizeof buffer)) > 0;) {
    reply.append(buffer, static_cast<size_t>(count));
  }
  const size_t body = reply.find("\r\n\r\n");
  return body == std::string::npos ? "" : reply.substr(body + 4);
}

std::vector<FileDescriptor> DescendantsOf(pid_t pid) {
  std::set<pid_t> family = {pid};
  std::vector<FileDescriptor> pidfds;
  for (bool grown = true; grown;) {
    grown = false;
    for (const fs::directory_entry& entry : fs::directory_iterator("/proc")) {
      const pid_t candidate = std::atoi(entry.path().filename().c_str());
      if (candidate <= 0 || family.contains(candidate)) continue;
      std::ifstream status(entry.path() / "status");
      for (std::string line; std::getline(status, line);) {
        if (line.rfind("PPid:", 0) != 0 || !family.contains(std::atoi(line.c_str() + 5))) continue;
        family.insert(candidate);
        pidfds.emplace_back(static_cast<int>(syscall(SYS_pidfd_open, candidate, 0)));
        grown = true;
      }
    }
  }
  return pidfds;
}

bool EndWithinASecond(const std::vector<FileDescriptor>& processes) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::seconds(1);
  for (const FileDescriptor& process : processes) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
    pollfd wait{process.get(), POLLIN, 0};
    if (poll(&wait, 1, std::max(0, static_cast<int>(left.count()))) != 1) return false;
  }
  return true;
}

}  // namespace release
