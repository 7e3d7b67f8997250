// The generation before this one, running beside a scratch database and nothing else.
#ifndef RELEASE_PLUGINS_OVERLAP_PROOF_SUBJECT_H_
#define RELEASE_PLUGINS_OVERLAP_PROOF_SUBJECT_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "plugins/overlap_proof/port_forward.h"
#include "tools/base/file_descriptor.h"
#include "tools/image/container/container.h"
#include "tools/image/container/inner_socket.h"
#include "tools/image/container/unpacked_image.h"

namespace release::overlap_proof {

// The URL of the database as the program sees it: loopback, in a network that has nothing else.
inline constexpr char kDatabaseUrl[] =
    "postgresql://postgres:scratch@127.0.0.1:5432/postgres?sslmode=disable";

struct SubjectOptions {
  const UnpackedImage& image;
  std::map<std::string, std::string> environment;  // over the image's own
  std::string database_socket;                     // the scratch server's
  std::string log;                                 // file, appended to
};

// A container of the image. It is killed when this is destroyed, or the thread that started it
// ends.
class Subject {
 public:
  // Errors: OVERLAP-RUN with the cause.
  static absl::StatusOr<std::unique_ptr<Subject>> Start(const SubjectOptions& options);

  // SIGTERM, then SIGKILL after 10 s.
  void Stop();

  // How it ended, when it did by itself.
  std::optional<Exit> Ended();

  // A new socket of its network.
  absl::StatusOr<FileDescriptor> Socket() const { return network_.Socket(); }

 private:
  Subject() = default;

  InnerNetwork network_;
  std::unique_ptr<PortForward> database_;
  std::optional<Container> container_;
};

}  // namespace release::overlap_proof

#endif  // RELEASE_PLUGINS_OVERLAP_PROOF_SUBJECT_H_
