// Stands in for the API server in tests of the cloud: listens where it is told, and answers every
// request with what it was told, except that
//   GET /die      ends it with exit code 9;
//   a revision "fails" ends it at the start with exit code 3, after it wrote its whole environment,
//   as no server should.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

std::string Variable(const char* name) {
  const char* value = getenv(name);
  return value == nullptr ? "" : value;
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
    if (count > 0 && write(fd, reply.data(), reply.size()) < 0) std::perror("write");
    close(fd);
  }
}
