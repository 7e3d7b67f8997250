// Stands in for the API server in tests of the cloud: listens where it is told, and answers every
// request with what it was told, except that
//   GET /die      ends it with exit code 9;
//   GET /self     answers who it is and what it sees;
//   a revision "fails" ends it at the start with exit code 3, after it wrote its whole environment,
//   as no server should.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cctype>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

namespace {

std::string Variable(const char* name) {
  const char* value = getenv(name);
  return value == nullptr ? "" : value;
}

// Names in `directory`, sorted, with a space behind each.
std::string Names(const char* directory) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    names.insert(entry.path().filename().string());
  }
  std::string text;
  for (const std::string& name : names) text += name + " ";
  return text;
}

bool CanWrite(const char* path) { return static_cast<bool>(std::ofstream(path) << "x"); }

// One fact a line.
std::string Self() {
  std::string text =
      "pid " + std::to_string(getpid()) + "\nuser " + std::to_string(getuid()) + ":" +
      std::to_string(getgid()) + "\ncwd " + std::filesystem::current_path().string() + "\nroot " +
      Names("/") + "\nSTAND_IN " + Variable("STAND_IN") + "\nPATH " + Variable("PATH") + "\nHOME " +
      Variable("HOME") + "\ndigest " + Variable("SPECTRAL_IMAGE_DIGEST") + "\nwrites";
  for (const char* path : {"/written", "/usr/written", "/api", "/tmp/written"}) {
    if (CanWrite(path)) text += std::string(" ") + path;
  }
  int processes = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    processes +=
        std::isdigit(static_cast<unsigned char>(entry.path().filename().string()[0])) ? 1 : 0;
  }
  return text + "\nprocesses " + std::to_string(processes) + "\n";
}

int Listen() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(std::atoi(Variable("PORT").c_str())));
  inet_pton(AF_INET, Variable("HOST").c_str(), &address.sin_addr);
  if (bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || listen(fd, 16) != 0) {
    std::perror("listen");
    std::exit(1);
  }
  return fd;
}

}  // namespace

int main() {
  // As process 1 of a container it gets no default handling of signals.
  std::signal(SIGTERM, [](int) { _exit(0); });
  if (Variable("SPECTRAL_REVISION") == "fails") {
    for (char** entry = environ; *entry != nullptr; ++entry) std::fprintf(stderr, "%s\n", *entry);
    return 3;
  }
  const std::string reply = "HTTP/1.0 200 OK\r\n\r\ngeneration=" + Variable("SPECTRAL_GENERATION") +
                            " revision=" + Variable("SPECTRAL_REVISION") + "\n";
  for (const int listener = Listen();;) {
    const int fd = accept(listener, nullptr, nullptr);
    char request[1024] = {};
    const ssize_t count = read(fd, request, sizeof request - 1);
    if (count > 0 && std::string(request).rfind("GET /die ", 0) == 0) return 9;
    const bool self = std::string(request).rfind("GET /self ", 0) == 0;
    const std::string answer = self ? "HTTP/1.0 200 OK\r\n\r\n" + Self() : reply;
    if (count > 0 && write(fd, answer.data(), answer.size()) < 0) std::perror("write");
    close(fd);
  }
}
