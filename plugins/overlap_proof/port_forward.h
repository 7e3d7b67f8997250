// A port of a container's network that leads to a unix socket outside it.
#ifndef RELEASE_PLUGINS_OVERLAP_PROOF_PORT_FORWARD_H_
#define RELEASE_PLUGINS_OVERLAP_PROOF_PORT_FORWARD_H_

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "tools/base/file_descriptor.h"

namespace release::overlap_proof {

// Accepts connections and passes their bytes to the unix socket and back, until it is destroyed,
// which ends them all.
class PortForward {
 public:
  // Listens with `socket`, an unbound IPv4 TCP socket, on 127.0.0.1:`port` of its network. Errors:
  // OVERLAP-SCRATCH.
  static absl::StatusOr<std::unique_ptr<PortForward>> Start(FileDescriptor socket, uint16_t port,
                                                            std::string unix_path);
  PortForward(const PortForward&) = delete;
  PortForward& operator=(const PortForward&) = delete;
  ~PortForward();

 private:
  struct Link {
    FileDescriptor inside;
    FileDescriptor outside;
    std::thread out;
    std::thread back;
  };

  PortForward(FileDescriptor listener, std::string unix_path);
  void Accept();

  const FileDescriptor listener_;
  const std::string unix_path_;
  std::mutex mutex_;
  bool ended_ = false;     // guarded by mutex_
  std::list<Link> links_;  // guarded by mutex_
  std::thread accepting_;
};

}  // namespace release::overlap_proof

#endif  // RELEASE_PLUGINS_OVERLAP_PROOF_PORT_FORWARD_H_
