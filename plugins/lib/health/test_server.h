// A small real HTTP server for tests: loopback, one connection at a time, answers as it is told.
#ifndef RELEASE_PLUGINS_LIB_HEALTH_TEST_SERVER_H_
#define RELEASE_PLUGINS_LIB_HEALTH_TEST_SERVER_H_

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "plugins/lib/testing/certificate.h"
#include "tools/base/file_descriptor.h"

struct ssl_ctx_st;

namespace release::health {

class TestServer {
 public:
  // The bytes to send for the n-th request, from 1. Empty: the connection is closed without an
  // answer.
  using Answer = std::function<std::string(int n)>;

  // An answer that never comes: the connection is held until the client leaves.
  static constexpr char kSilence[] = "\x01silence";

  // Starts to listen on a free port of 127.0.0.1. With `tls` it has a self-signed certificate for
  // `localhost`, which is not there yet for the first `cold` handshakes: they fail as those of a
  // custom domain whose certificate is not issued, and are no requests.
  explicit TestServer(Answer answer, bool tls = false, int cold = 0);
  ~TestServer();
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  int port() const { return port_; }
  int requests() const { return requests_; }
  int failed_handshakes() const { return failed_handshakes_; }

  // PEM file; only with TLS.
  std::string certificate_path() const { return certificate_->certificate_path(); }

  // An HTTP/1.1 answer with this status line, type and body.
  static std::string Http(const std::string& status, const std::string& body = "",
                          const std::string& headers = "Content-Type: application/json\r\n");

 private:
  void Serve();
  void Handle(int fd);
  void MakeCertificate();

  const Answer answer_;
  const int cold_;
  int port_ = 0;  // before the socket, whose making sets it
  FileDescriptor listener_;
  std::atomic<int> requests_ = 0;
  std::atomic<int> failed_handshakes_ = 0;
  std::atomic<bool> ended_ = false;
  std::unique_ptr<TestCertificate> certificate_;
  std::shared_ptr<ssl_ctx_st> tls_;
  std::shared_ptr<ssl_ctx_st> cold_tls_;  // without a certificate
  std::thread thread_;
};

// A port of 127.0.0.1 on which nobody listens, as long as the object lives.
class ClosedPort {
 public:
  ClosedPort();
  int port() const { return port_; }

 private:
  int port_ = 0;  // before the socket, whose making sets it
  FileDescriptor bound_;
};

}  // namespace release::health

#endif  // RELEASE_PLUGINS_LIB_HEALTH_TEST_SERVER_H_
