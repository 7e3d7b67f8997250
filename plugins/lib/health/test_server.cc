#include "plugins/lib/health/test_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <utility>

namespace release::health {
namespace {

FileDescriptor BindLoopback(int& port) {
  FileDescriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  ::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), size);
  ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size);
  port = ntohs(address.sin_port);
  return socket;
}

// One connection, plain or TLS.
class Peer {
 public:
  Peer(int fd, SSL_CTX* tls) : fd_(fd) {
    if (tls == nullptr) return;
    ssl_ = SSL_new(tls);
    SSL_set_fd(ssl_, fd);
    ok_ = SSL_accept(ssl_) == 1;
  }
  ~Peer() {
    if (ssl_ != nullptr) {
      if (ok_) SSL_shutdown(ssl_);
      SSL_free(ssl_);
    }
    ::close(fd_);
  }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  bool ok() const { return ok_; }
  long Read(char* data, size_t size) {
    return ssl_ != nullptr ? SSL_read(ssl_, data, static_cast<int>(size)) : ::read(fd_, data, size);
  }
  void Write(const std::string& data) {
    if (ssl_ != nullptr) {
      SSL_write(ssl_, data.data(), static_cast<int>(data.size()));
    } else {
      (void)!::send(fd_, data.data(), data.size(), MSG_NOSIGNAL);
    }
  }

 private:
  const int fd_;
  SSL* ssl_ = nullptr;
  bool ok_ = true;
};

}  // namespace

TestServer::TestServer(Answer answer, bool tls, int cold)
    : answer_(std::move(answer)), cold_(cold), listener_(BindLoopback(port_)) {
  ::listen(listener_.get(), 16);
  if (tls) MakeCertificate();
  thread_ = std::thread([this] { Serve(); });
}

TestServer::~TestServer() {
  ended_ = true;
  thread_.join();
}

void TestServer::MakeCertificate() {
  certificate_ = std::make_unique<TestCertificate>("DNS:localhost");
  tls_.reset(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  cold_tls_.reset(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  SSL_CTX_use_certificate_file(tls_.get(), certificate_->certificate_path().c_str(),
                               SSL_FILETYPE_PEM);
  SSL_CTX_use_PrivateKey_file(tls_.get(), certificate_->key_path().c_str(), SSL_FILETYPE_PEM);
}

void TestServer::Serve() {
  // OpenSSL writes to a client that has left without asking for no signal.
  sigset_t broken_pipe;
  sigemptyset(&broken_pipe);
  sigaddset(&broken_pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
  while (!ended_) {
    pollfd waiting = {listener_.get(), POLLIN, 0};
    if (::poll(&waiting, 1, 10) != 1) continue;
    const int fd = ::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC);
    if (fd >= 0) Handle(fd);
  }
}

void TestServer::Handle(int fd) {
  Peer peer(fd, failed_handshakes_ < cold_ ? cold_tls_.get() : tls_.get());
  if (!peer.ok()) {
    ++failed_handshakes_;
    return;
  }
  std::string request;
  std::array<char, 4096> buffer;
  while (request.find("\r\n\r\n") == std::string::npos) {
    const long size = peer.Read(buffer.data(), buffer.size());
    if (size <= 0) return;
    request.append(buffer.data(), static_cast<size_t>(size));
  }
  const std::string answer = answer_(++requests_);
  if (answer != kSilence) {
    peer.Write(answer);
    return;
  }
  while (!ended_) {
    pollfd waiting = {fd, POLLIN | POLLRDHUP, 0};
    if (::poll(&waiting, 1, 10) == 1) return;
  }
}

std::string TestServer::Http(const std::string& status, const std::string& body,
                             const std::string& headers) {
  return "HTTP/1.1 " + status + "\r\n" + headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" + body;
}

ClosedPort::ClosedPort() : bound_(BindLoopback(port_)) {}

}  // namespace release::health
