// A running image: its program in namespaces of its own, by bubblewrap.
#ifndef RELEASE_TOOLS_IMAGE_CONTAINER_CONTAINER_H_
#define RELEASE_TOOLS_IMAGE_CONTAINER_CONTAINER_H_

#include <sys/types.h>

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/process.h"
#include "tools/image/container/unpacked_image.h"

namespace release {

struct ContainerOptions {
  std::string hostname = "api";

  // A network of its own with nothing but a loopback; false: the host's network.
  bool own_network = false;

  // Files of the host that it sees, read-only: its path to ours. The image has an entry at each.
  std::map<std::string, std::string> files;

  // Called when the namespaces are there and before the program runs, with the process that is
  // inside. A failure ends the container, and is Start()'s.
  std::function<absl::Status(pid_t inside)> prepare;
};

// The image's entrypoint and command, as its user, in its directory, with its environment, over
// which `env` is laid. It sees the image as a read-only root, /proc of its own processes, a small
// /dev and an empty /tmp, and of the host nothing but the network. It is process 1, as in any
// container: a signal that it does not handle does nothing. What it writes goes to `log_fd`.
//
// It is killed when the thread that started it ends. Threads: as Process.
class Container {
 public:
  // Returns once bubblewrap has the namespaces; what then fails is written to the log. Errors:
  // CLOUD-IMAGE-NO-COMMAND, CLOUD-IMAGE-USER (a name instead of numbers), CLOUD-NO-BUBBLEWRAP, and
  // those of Process::Start() and of `options.prepare`.
  static absl::StatusOr<Container> Start(const UnpackedImage& image,
                                         const std::map<std::string, std::string>& env, int log_fd,
                                         const ContainerOptions& options = {});

  // Ends when the program does, with the same exit code; 128 + N when signal N ended it.
  Process& process() { return process_; }
  const Process& process() const { return process_; }

  // To the program. Nothing happens when it has ended. Threads: any.
  void Signal(int signal);

  // SIGTERM to the program, SIGKILL after `grace`.
  void Stop(absl::Duration grace);

 private:
  Container(Process process, FileDescriptor program);

  Process process_;         // bubblewrap
  FileDescriptor program_;  // a pidfd; invalid when bubblewrap ended before there was a program
};

}  // namespace release

#endif  // RELEASE_TOOLS_IMAGE_CONTAINER_CONTAINER_H_
