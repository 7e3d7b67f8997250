#include "tools/localcloud/http/testing/raw_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace release::cloud {

RawClient::RawClient(uint16_t port) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    socket_.Close();
  }
}

RawClient::RawClient(const std::string& unix_path)
    : socket_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, unix_path.c_str(), sizeof address.sun_path - 1);
  if (connect(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    socket_.Close();
  }
}

bool RawClient::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  return true;
}

bool RawClient::ReadSome(std::string& into) {
  char buffer[65536];
  const ssize_t n = recv(socket_.get(), buffer, sizeof buffer, 0);
  if (n < 0 && errno == ECONNRESET) was_reset_ = true;
  if (n <= 0) return false;
  into.append(buffer, static_cast<size_t>(n));
  return true;
}

std::string RawClient::ReadAnswer() {
  std::string text;
  while (true) {
    const size_t end = text.find("\r\n\r\n");
    if (end != std::string::npos) {
      const size_t at = text.find("Content-Length: ");
      const size_t length = at < end ? std::strtoul(text.c_str() + at + 16, nullptr, 10) : 0;
      if (text.size() >= end + 4 + length) return text;
    }
    if (!ReadSome(text)) return text;
  }
}

std::string RawClient::ReadToEnd() {
  std::string text;
  while (ReadSome(text)) {
  }
  return text;
}

std::string Exchange(uint16_t port, std::string_view bytes) {
  RawClient client(port);
  client.Send(bytes);
  return client.ReadToEnd();
}

}  // namespace release::cloud
