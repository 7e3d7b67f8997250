// Bytes to and from a port of 127.0.0.1 or a unix socket, for tests of what a well-behaved client cannot send.
#ifndef RELEASE_TOOLS_LOCALCLOUD_HTTP_TESTING_RAW_CLIENT_H_
#define RELEASE_TOOLS_LOCALCLOUD_HTTP_TESTING_RAW_CLIENT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "tools/base/file_descriptor.h"

namespace release::cloud {

class RawClient {
 public:
  explicit RawClient(uint16_t port);
  explicit RawClient(const std::string& unix_path);

  bool connected() const { return socket_.valid(); }

  // False when the other side does not take it all.
  bool Send(std::string_view bytes);

  // Up to the end of the headers and of a body with a Content-Length; what has come when the other
  // side closes or resets.
  std::string ReadAnswer();

  // Everything until the other side closes. `was_reset` says how it did.
  std::string ReadToEnd();
  bool was_reset() const { return was_reset_; }

 private:
  bool ReadSome(std::string& into);

  FileDescriptor socket_;
  bool was_reset_ = false;
};

// One request on a connection of its own: all that came back.
std::string Exchange(uint16_t port, std::string_view bytes);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_HTTP_TESTING_RAW_CLIENT_H_
