// The program of a container in tests: listens on 0.0.0.0:8080, and answers
//   GET /exit/N              nothing: it ends with the exit code N
//   GET /connect/HOST/PORT   what it reads there until the end, or why it could not
//   GET /hold/N              "held", after it took N MiB more of memory
//   GET /env/NAME            a variable of its environment
//   GET /file/PATH           the first kilobyte of a file
//   anything else            who it is: "generation=7 pid=1 host=container"
// EXIT_AT_START ends it at once with that code; NO_TERM makes it deaf to SIGTERM; otherwise SIGTERM
// ends it with exit code 0 after it said so.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

namespace {

std::string Variable(const char* name) {
  const char* value = getenv(name);
  return value == nullptr ? "" : value;
}

sockaddr_in Address(const std::string& host, int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  inet_pton(AF_INET, host.c_str(), &address.sin_addr);
  return address;
}

std::string Connect(const std::string& host, int port) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  const sockaddr_in address = Address(host, port);
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    const std::string why = std::strerror(errno);
    close(fd);
    return why;
  }
  std::string all;
  char buffer[1024];
  for (ssize_t count; (count = read(fd, buffer, sizeof buffer)) > 0;) {
    all.append(buffer, static_cast<size_t>(count));
  }
  close(fd);
  return all;
}

std::string Answer(const std::string& path) {
  if (path.rfind("/exit/", 0) == 0) _exit(std::atoi(path.c_str() + 6));
  if (path.rfind("/hold/", 0) == 0) {
    const size_t size = static_cast<size_t>(std::atoi(path.c_str() + 6)) << 20;
    std::memset(std::malloc(size), 1, size);
    return "held";
  }
  if (path.rfind("/env/", 0) == 0) return Variable(path.c_str() + 5);
  if (path.rfind("/file/", 0) == 0) {
    char bytes[1024];
    std::FILE* file = std::fopen(path.c_str() + 5, "r");
    const size_t count = file == nullptr ? 0 : std::fread(bytes, 1, sizeof bytes, file);
    if (file != nullptr) std::fclose(file);
    return std::string(bytes, count);
  }
  if (path.rfind("/connect/", 0) == 0) {
    const size_t slash = path.find('/', 9);
    return Connect(path.substr(9, slash - 9), std::atoi(path.c_str() + slash + 1));
  }
  char host[64] = {};
  gethostname(host, sizeof host - 1);
  return "generation=" + Variable("SPECTRAL_GENERATION") + " pid=" + std::to_string(getpid()) +
         " host=" + host;
}

}  // namespace

int main() {
  if (!Variable("EXIT_AT_START").empty()) return std::atoi(Variable("EXIT_AT_START").c_str());
  std::signal(SIGTERM, [](int) {
    if (!Variable("NO_TERM").empty()) return;
    std::puts("asked to end");
    std::fflush(stdout);
    _exit(0);
  });
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  const sockaddr_in address = Address("0.0.0.0", 8080);
  if (bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      listen(listener, 64) != 0) {
    std::perror("listen");
    return 1;
  }
  std::puts("listening");
  std::fflush(stdout);
  for (;;) {
    const int fd = accept(listener, nullptr, nullptr);
    if (fd < 0) continue;
    char request[4096] = {};
    const ssize_t count = read(fd, request, sizeof request - 1);
    if (count > 0) {
      const std::string text(request);
      const size_t from = text.find(' ') + 1;
      const std::string body = Answer(text.substr(from, text.find(' ', from) - from));
      const std::string reply =
          "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) +
          "\r\n\r\n" + body;
      if (write(fd, reply.data(), reply.size()) < 0) std::perror("write");
    }
    close(fd);
  }
}
