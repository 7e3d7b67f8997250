#include "plugins/overlap_proof/subject.h"

#include <fcntl.h>

#include <cerrno>
#include <utility>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::overlap_proof {
namespace {

constexpr uint16_t kDatabasePort = 5432;
constexpr absl::Duration kGrace = absl::Seconds(10);

}  // namespace

absl::StatusOr<std::unique_ptr<Subject>> Subject::Start(const SubjectOptions& options) {
  const FileDescriptor log(
      open(options.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (!log.valid()) {
    return DiagnoseErrno(errno, {.code = "FILE-UNWRITABLE",
                                 .what = Concat("cannot write ", options.log),
                                 .fix = "make room there"});
  }
  std::unique_ptr<Subject> subject(new Subject());
  ContainerOptions container;
  container.hostname = "previous";
  container.own_network = true;
  container.prepare = [&](pid_t inside) -> absl::Status {
    absl::StatusOr<InnerNetwork> network = InnerNetwork::Of(inside);
    if (!network.ok()) return network.status();
    absl::StatusOr<FileDescriptor> socket = network->Socket();
    if (!socket.ok()) return socket.status();
    auto forward = PortForward::Start(*std::move(socket), kDatabasePort, options.database_socket);
    if (!forward.ok()) return forward.status();
    subject->network_ = *std::move(network);
    subject->database_ = *std::move(forward);
    return absl::OkStatus();
  };
  absl::StatusOr<Container> started =
      Container::Start(options.image, options.environment, log.get(), container);
  if (!started.ok()) {
    v1::Diagnosis diagnosis = DiagnosisOf(started.status());
    diagnosis.add_evidence(Concat(diagnosis.code(), ": ", diagnosis.what()));
    diagnosis.set_code("OVERLAP-RUN");
    diagnosis.set_what("the image of the live generation cannot be run on this machine");
    return DiagnosisStatus(started.status().code(), std::move(diagnosis));
  }
  subject->container_.emplace(*std::move(started));
  return subject;
}

void Subject::Stop() {
  if (container_) container_->Stop(kGrace);
}

std::optional<Exit> Subject::Ended() {
  return container_ ? container_->process().WaitFor(absl::ZeroDuration()) : std::nullopt;
}

}  // namespace release::overlap_proof
