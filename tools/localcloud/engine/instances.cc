#include "tools/localcloud/engine/instances.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <utility>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/localcloud/engine/instance.h"

namespace release::cloud {
namespace {

// How long a request to make a container waits for its image.
constexpr absl::Duration kPatience = absl::Seconds(20);

absl::Status Stopping() {
  return Diagnose(absl::StatusCode::kUnavailable, {.code = "CLOUD-STOPPING",
                                                   .what = "the cloud is being stopped",
                                                   .why = "its containers end with it",
                                                   .fix = "start the cloud again"});
}

}  // namespace

Instances::Instances(InstanceSettings settings, Applications& applications, Traffic& traffic,
                     Clock& clock)
    : settings_(std::move(settings)),
      applications_(applications),
      traffic_(traffic),
      clock_(clock),
      wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      poll_(epoll_create1(EPOLL_CLOEXEC)) {
  epoll_event event{};
  event.events = EPOLLIN;
  epoll_ctl(poll_.get(), EPOLL_CTL_ADD, wake_.get(), &event);
  traffic_.SetHooks({.socket = [this](const std::string& ingress) { return SocketBehind(ingress); },
                     .answered = [this](const std::string& ingress, uint16_t port,
                                        bool accepted) { Answered(ingress, port, accepted); }});
}

Instances::~Instances() = default;

void Instances::Wake() const {
  const uint64_t one = 1;
  (void)!write(wake_.get(), &one, sizeof one);
}

absl::StatusOr<Instances::InstancePtr> Instances::Find(const std::string& name) const {
  const auto found = instances_.find(name);
  if (found != instances_.end()) return found->second;
  return Diagnose(absl::StatusCode::kNotFound, {.code = "CLOUD-NO-CONTAINER",
                                                .what = Concat("no such container: ", name),
                                                .why = "it was not made, or was removed",
                                                .fix = "make it first"});
}

absl::Status Instances::Create(NewContainer wanted) {
  auto instance = std::make_shared<Instance>();
  instance->status.name = wanted.name;
  instance->status.application = wanted.application;
  instance->status.since = clock_.Now();
  instance->env = std::move(wanted.env);
  instance->ingress = std::move(wanted.ingress);
  if (!wanted.application.empty()) {
    absl::StatusOr<Applications::Choice> choice =
        applications_.Choose(wanted.application, kPatience);
    if (!choice.ok()) return choice.status();
    instance->status.version = choice->id;
    instance->status.digest = choice->image.digest;
    instance->status.type = choice->type;
    instance->image = std::move(choice->image);
    if (wanted.cmd.has_value()) instance->image.config.config.cmd = std::move(wanted.cmd);
  }
  const std::lock_guard lock(mutex_);
  if (stopping_) return Stopping();
  if (instances_.emplace(wanted.name, instance).second) return absl::OkStatus();
  return Diagnose(absl::StatusCode::kAlreadyExists,
                  {.code = "CLOUD-CONTAINER-EXISTS",
                   .what = Concat("there is a container `", wanted.name, "` already"),
                   .why = "a name is one container's",
                   .fix = "remove it first"});
}

absl::StatusOr<bool> Instances::Start(const std::string& name) {
  std::unique_lock lock(mutex_);
  const absl::StatusOr<InstancePtr> found = Find(name);
  if (!found.ok()) return found.status();
  Instance& instance = **found;
  if (instance.Runs()) return false;
  if (instance.IsIngress()) {
    const absl::StatusOr<uint16_t> port = traffic_.OpenIngress(name, kIngressHost);
    if (!port.ok()) return port.status();
    instance.status.ingress_port = *port;
    instance.status.state = InstanceState::kRunning;
    return true;
  }
  if (!instance.starting) {
    instance.starting = true;
    to_start_.push_back(*found);
    Wake();
  }
  changed_.wait(lock, [&] { return !instance.starting || stopping_; });
  if (instance.starting) return Stopping();
  if (!instance.start_failed.ok()) return instance.start_failed;
  return true;
}

absl::StatusOr<InstanceStatus> Instances::Inspect(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  const absl::StatusOr<InstancePtr> found = Find(name);
  if (!found.ok()) return found.status();
  return (*found)->status;
}

absl::StatusOr<bool> Instances::Signal(const std::string& name, int signal) {
  const std::lock_guard lock(mutex_);
  const absl::StatusOr<InstancePtr> found = Find(name);
  if (!found.ok()) return found.status();
  Instance& instance = **found;
  if (!instance.Runs() || instance.IsIngress()) return false;
  instance.by_request = instance.by_request || signal == SIGTERM || signal == SIGKILL;
  if (instance.container.has_value()) instance.container->Signal(signal);
  return true;
}

void Instances::BeginToEnd(Instance& instance, absl::Duration grace) {
  instance.by_request = true;
  const absl::Duration kill_at = clock_.Monotonic() + grace;
  if (instance.kill_at == absl::InfiniteDuration() && instance.container.has_value()) {
    instance.container->Signal(SIGTERM);
  }
  instance.kill_at = std::min(instance.kill_at, kill_at);
  Wake();
}

absl::StatusOr<bool> Instances::End(const std::string& name, absl::Duration grace) {
  std::unique_lock lock(mutex_);
  const absl::StatusOr<InstancePtr> found = Find(name);
  if (!found.ok()) return found.status();
  Instance& instance = **found;
  if (!instance.Runs()) return false;
  if (instance.IsIngress()) {
    Finish(instance, 0, "");
    return true;
  }
  BeginToEnd(instance, grace);
  changed_.wait(lock, [&] { return !instance.Runs() || stopping_; });
  if (instance.Runs()) return Stopping();
  return true;
}

absl::Status Instances::Remove(const std::string& name, bool force) {
  std::unique_lock lock(mutex_);
  const absl::StatusOr<InstancePtr> found = Find(name);
  if (!found.ok()) return found.status();
  Instance& instance = **found;
  const auto busy = [&] { return instance.Runs() || instance.starting; };
  if (busy() && !force) {
    return Diagnose(absl::StatusCode::kFailedPrecondition,
                    {.code = "CLOUD-CONTAINER-RUNS",
                     .what = Concat("the container `", name, "` runs"),
                     .why = "only one that has ended is removed",
                     .fix = "stop it first, or remove it with force"});
  }
  if (instance.IsIngress() && instance.Runs()) Finish(instance, 0, "");
  while (busy() && !stopping_) {
    if (instance.Runs()) BeginToEnd(instance, absl::ZeroDuration());
    changed_.wait(lock);
  }
  if (busy()) return Stopping();
  if (!std::exchange(instance.removed, true)) instances_.erase(name);
  changed_.notify_all();
  return absl::OkStatus();
}

absl::StatusOr<int> Instances::Wait(const std::string& name, bool until_removed) {
  std::unique_lock lock(mutex_);
  const absl::StatusOr<InstancePtr> found = Find(name);
  if (!found.ok()) return found.status();
  const Instance& instance = **found;
  changed_.wait(lock, [&] {
    return stopping_ || instance.removed ||
           (!until_removed && instance.status.state == InstanceState::kEnded);
  });
  if (!instance.removed && instance.status.state != InstanceState::kEnded) return Stopping();
  return instance.status.exit_code;
}

void Instances::EndOthers(const VersionId& id, absl::Duration grace) {
  const std::lock_guard lock(mutex_);
  for (const auto& [name, instance] : instances_) {
    const VersionId& version = instance->status.version;
    if (version.application_id == id.application_id && version != id) EndOutdated(*instance, grace);
  }
}

void Instances::EndAll(const std::string& application_id, absl::Duration grace) {
  const std::lock_guard lock(mutex_);
  for (const auto& [name, instance] : instances_) {
    if (instance->status.version.application_id == application_id) EndOutdated(*instance, grace);
  }
}

void Instances::EndOutdated(Instance& instance, absl::Duration grace) {
  instance.outdated = grace;
  if (instance.Runs()) BeginToEnd(instance, grace);
}

std::set<std::string> Instances::Digests() const {
  const std::lock_guard lock(mutex_);
  std::set<std::string> digests;
  for (const auto& [name, instance] : instances_) {
    const bool over = instance->outdated.has_value() &&
                      instance->status.state == InstanceState::kEnded && !instance->starting;
    if (!instance->IsIngress() && !over) digests.insert(instance->status.digest);
  }
  return digests;
}

std::vector<InstanceStatus> Instances::Status() const {
  const std::lock_guard lock(mutex_);
  std::vector<InstanceStatus> result;
  for (const auto& [name, instance] : instances_) result.push_back(instance->status);
  return result;
}

FileDescriptor Instances::SocketBehind(const std::string& ingress) const {
  const std::lock_guard lock(mutex_);
  for (const auto& [name, instance] : instances_) {
    if (instance->ingress == ingress && instance->Runs() && instance->sockets.has_value()) {
      return instance->sockets->New();
    }
  }
  return FileDescriptor();
}

void Instances::Answered(const std::string& ingress, uint16_t, bool accepted) {
  if (!accepted) return;
  const std::lock_guard lock(mutex_);
  for (const auto& [name, instance] : instances_) {
    if (instance->ingress == ingress && instance->Runs()) {
      applications_.Accepted(instance->status.version, name);
    }
  }
}

}  // namespace release::cloud
