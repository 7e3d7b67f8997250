// The main thread's part of Instances: the processes.
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <set>
#include <utility>

#include "tools/base/diagnosis.h"
#include "tools/base/secret.h"
#include "tools/base/text.h"
#include "tools/localcloud/engine/instance.h"
#include "tools/localcloud/engine/instances.h"
#include "tools/localcloud/engine/memory_use.h"

namespace release::cloud {
namespace {

constexpr int kKilled = 128 + SIGKILL;
constexpr absl::Duration kMemoryLook = absl::Milliseconds(200);

// A name as part of a file's name.
std::string FileName(std::string name) {
  for (char& c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_';
    if (!plain) c = '_';
  }
  return name.substr(0, 100);
}

}  // namespace

// The lowest number that no running instance of the application has.
std::string Instances::LogFor(const std::string& application) const {
  std::set<std::string> taken;
  for (const auto& [name, instance] : instances_) {
    if (instance->Runs()) taken.insert(instance->status.log);
  }
  for (int number = 1;; ++number) {
    std::string path =
        Concat(settings_.log_directory, "/container-", FileName(application), "-", number, ".log");
    if (!taken.contains(path)) return path;
  }
}

absl::Status Instances::Prepare(Instance& instance, pid_t inside) {
  std::vector<Endpoint> addresses;
  for (const Egress& egress : settings_.egress) addresses.push_back(egress.inside);
  absl::StatusOr<ContainerNetwork> network =
      ContainerNetwork::Enter(inside, settings_.sockets_command, addresses);
  if (!network.ok()) return network.status();
  std::vector<FileDescriptor> listeners = network->TakeListeners();
  for (size_t i = 0; i < listeners.size(); ++i) {
    traffic_.OpenEgress(instance.status.name, std::move(listeners[i]), settings_.egress[i].outside);
  }
  instance.sockets.emplace(network->TakeSockets());
  instance.network.emplace(*std::move(network));
  return absl::OkStatus();
}

// Without the mutex: nobody looks at what is touched here before it runs.
absl::Status Instances::Run(Instance& instance) {
  absl::StatusOr<ServerLog> log = ServerLog::Open(instance.status.log);
  if (!log.ok()) return log.status();
  const ContainerOptions options{
      .hostname = "container",
      .own_network = true,
      .files = settings_.files,
      .prepare = [&](pid_t inside) { return Prepare(instance, inside); }};
  absl::StatusOr<Container> container =
      Container::Start(instance.image, instance.env, log->fd(), options);
  if (!container.ok()) return container.status();
  instance.log.emplace(*std::move(log));
  instance.container.emplace(*std::move(container));
  epoll_event event{};
  event.events = EPOLLIN;
  epoll_ctl(poll_.get(), EPOLL_CTL_ADD, instance.container->process().pidfd(), &event);
  return absl::OkStatus();
}

// With the mutex.
void Instances::Finish(Instance& instance, int exit_code, const std::string& failure) {
  instance.status.state = InstanceState::kEnded;
  instance.status.exit_code = exit_code;
  instance.status.since = clock_.Now();
  if (instance.IsIngress()) {
    traffic_.CloseIngress(instance.status.name);
    instance.status.ingress_port = 0;
  } else {
    traffic_.CloseEgress(instance.status.name);
    applications_.Ended(instance.status.version, instance.status.name, failure);
    instance.sockets.reset();
    instance.network.reset();
    instance.container.reset();
    instance.log.reset();
  }
  changed_.notify_all();
}

void Instances::Reap(Instance& instance) {
  if (!instance.Runs() || !instance.container.has_value()) return;
  if (clock_.Monotonic() >= instance.kill_at) {
    instance.kill_at = absl::InfiniteDuration();
    // The program may be one that bubblewrap did not get to start.
    instance.container->Signal(SIGKILL);
    instance.container->process().Signal(SIGKILL);
  }
  const std::optional<Exit> exit = instance.container->process().WaitFor(absl::ZeroDuration());
  if (!exit.has_value()) return;
  const int code = exit->signalled ? 128 + exit->code_or_signal : exit->code_or_signal;
  const std::string how = instance.status.out_of_memory ? "out of memory" : exit->ToString();
  const std::string failure = instance.by_request ? "" : Concat(how, "; see ", instance.status.log);
  Finish(instance, code, failure);
}

void Instances::Tick() {
  uint64_t count = 0;
  (void)!read(wake_.get(), &count, sizeof count);
  std::unique_lock lock(mutex_);
  while (!to_start_.empty()) {
    const InstancePtr instance = to_start_.front();
    to_start_.pop_front();
    instance->status.log = LogFor(instance->status.application);
    if (!stopping_) {
      lock.unlock();
      const absl::Status started = Run(*instance);
      for (auto& [name, value] : instance->env) WipeString(value);
      lock.lock();
      instance->start_failed = started;
      instance->status.since = clock_.Now();
      if (started.ok()) {
        instance->status.state = InstanceState::kRunning;
        instance->status.out_of_memory = false;
        applications_.Started(instance->status.version, instance->status.name);
        if (instance->outdated.has_value()) BeginToEnd(*instance, *instance->outdated);
      } else {
        Finish(*instance, kKilled, std::string(started.message()));
      }
    }
    instance->starting = false;
    changed_.notify_all();
  }
  for (const auto& [name, instance] : instances_) Reap(*instance);
  LookAtMemory();
}

// With the mutex. There is no cgroup to do it: who is found above the limit is killed, as the
// kernel would have done a moment earlier.
void Instances::LookAtMemory() {
  const absl::Duration now = clock_.Monotonic();
  if (now < next_look_) return;
  next_look_ = now + kMemoryLook;
  for (const auto& [name, instance] : instances_) {
    if (!instance->Runs() || !instance->container.has_value()) continue;
    InstanceStatus& status = instance->status;
    const uint64_t limit = status.type.memory_bytes;
    status.memory_bytes =
        MemoryUse(instance->container->process().pid(), limit == 0 ? UINT64_MAX : limit);
    if (limit == 0 || status.memory_bytes <= limit || status.out_of_memory) continue;
    status.out_of_memory = true;
    const std::string line =
        Concat("local cloud: killed, out of memory: it used ", status.memory_bytes >> 20,
               " MiB, and an instance of type ", status.type.name, " has ", limit >> 20, " MiB\n");
    (void)!write(instance->log->fd(), line.data(), line.size());
    instance->container->Signal(SIGKILL);
  }
}

void Instances::Stop(absl::Duration grace) {
  std::vector<InstancePtr> all;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (const auto& [name, instance] : instances_) {
      all.push_back(instance);
      if (instance->Runs() && !instance->IsIngress()) BeginToEnd(*instance, grace);
    }
    changed_.notify_all();
  }
  const absl::Duration end = clock_.Monotonic() + grace;
  for (const InstancePtr& instance : all) {
    // Only this thread destroys it.
    if (instance->container.has_value()) {
      instance->container->process().WaitFor(
          std::max(absl::ZeroDuration(), end - clock_.Monotonic()));
    }
    const std::lock_guard lock(mutex_);
    if (instance->container.has_value()) instance->container->Signal(SIGKILL);
    if (instance->Runs()) Finish(*instance, kKilled, "");
  }
}

}  // namespace release::cloud
