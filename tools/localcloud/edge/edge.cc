#include "tools/localcloud/edge/edge.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <system_error>
#include <utility>

#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/localcloud/edge/pages_config.h"
#include "tools/localcloud/edge/worker_config.h"

namespace release::cloud {
namespace {

// Sockets of this room begin with it.
constexpr char kSocketPrefix[] = "edge-";

std::string WorkerKey(const std::string& account, const std::string& name) {
  return Concat("worker/", account, "/", name);
}

std::string PagesKey(const std::string& account, const std::string& project,
                     const std::string& environment) {
  return Concat("pages/", account, "/", project, "/", environment);
}

absl::Status NeedsFile(const std::string& path) {
  const auto opened = OpenFile(path);
  return opened.status();
}

}  // namespace

Edge::Edge(EdgeSettings settings, HostTable& hosts, Clock& clock, FileDescriptor wake)
    : settings_(std::move(settings)), clock_(clock), wake_(std::move(wake)), hosts_(hosts) {}

Edge::~Edge() = default;

absl::StatusOr<std::unique_ptr<Edge>> Edge::Make(EdgeSettings settings, HostTable& hosts,
                                                 Clock& clock) {
  FileDescriptor wake(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!wake.valid()) {
    return DiagnoseErrno(errno, {.code = "DESCRIPTOR-LIMIT",
                                 .what = "cannot make an event descriptor",
                                 .fix = "raise the limit of open files"});
  }
  return std::unique_ptr<Edge>(new Edge(std::move(settings), hosts, clock, std::move(wake)));
}

std::string Edge::Below(const std::string& folder) const {
  return Concat(settings_.directory, "/", folder);
}

absl::Status Edge::Start() {
  for (const std::string& file : {settings_.workerd, settings_.site_server}) {
    const absl::Status status = NeedsFile(file);
    if (!status.ok()) return status;
  }
  for (const char* folder : {"run", "logs", "do"}) {
    const absl::Status status = EnsurePrivateDirectory(Below(folder));
    if (!status.ok()) return status;
  }
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(Below("run"), error)) {
    if (entry.path().filename().string().starts_with(kSocketPrefix)) {
      unlink(entry.path().c_str());
    }
  }
  return absl::OkStatus();
}

void Edge::Queue(std::function<void()> job) {
  {
    const std::lock_guard lock(queue_mutex_);
    queue_.push_back(std::move(job));
  }
  const uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = write(wake_.get(), &one, sizeof one);
}

void Edge::OnWorkerDeployed(const DeployedWorker& worker) {
  Queue([this, worker] { DeployWorker(worker); });
}

void Edge::OnWorkerRemoved(const std::string& account, const std::string& name) {
  Queue([this, key = WorkerKey(account, name)] { Remove(key); });
}

void Edge::OnPagesDeployed(const DeployedPages& pages) {
  Queue([this, pages] { DeployPages(pages); });
}

void Edge::OnPagesRemoved(const std::string& account, const std::string& project) {
  Queue([this, account, project] {
    for (const char* environment : {"production", "preview"}) {
      Remove(PagesKey(account, project, environment));
    }
  });
}

void Edge::DeployWorker(const DeployedWorker& worker) {
  WorkerSettings settings;
  settings.durable_objects = Concat(Below("do"), "/", worker.account, "-", worker.name);
  settings.engine_socket = settings_.engine_socket;
  Plan plan = WorkerPlan(worker, settings, settings_.outbound);
  const absl::Status made = EnsurePrivateDirectory(settings.durable_objects);
  if (!made.ok()) {
    plan.refused = DiagnosisOf(made).what();
    plan.config = RefusalConfig(plan.refused);
  }
  Serve(WorkerKey(worker.account, worker.name), std::move(plan));
}

void Edge::DeployPages(const DeployedPages& pages) {
  Serve(PagesKey(pages.account, pages.project, pages.environment),
        PagesPlan(pages, settings_.site_server, settings_.outbound));
}

void Edge::Serve(const std::string& key, Plan plan) {
  std::unique_ptr<Served>& served = served_[key];
  if (!served) {
    RuntimeCommand command;
    command.workerd = settings_.workerd;
    command.run = Below("run");
    command.socket = Concat(kSocketPrefix, ++made_, "-", plan.label);
    command.log = Below("logs");
    served = std::make_unique<Served>(std::move(command), settings_.times, hosts_);
  }
  served->Want(std::move(plan));
}

void Edge::Remove(const std::string& key) {
  const auto found = served_.find(key);
  if (found != served_.end()) found->second->Remove();
}

void Edge::Tick() {
  uint64_t count = 0;
  [[maybe_unused]] const ssize_t cleared = read(wake_.get(), &count, sizeof count);
  std::vector<std::function<void()>> jobs;
  {
    const std::lock_guard lock(queue_mutex_);
    jobs.swap(queue_);
  }
  const std::lock_guard lock(mutex_);
  for (const auto& job : jobs) job();
  for (const auto& [key, served] : served_) served->Tick(clock_.Monotonic(), clock_.Now());
  std::erase_if(served_, [](const auto& entry) { return entry.second->Done(); });
}

void Edge::Stop(absl::Duration grace) {
  const std::lock_guard lock(mutex_);
  for (const auto& [key, served] : served_) served->RemoveAtOnce();
  const absl::Duration end = clock_.Monotonic() + grace;
  while (!served_.empty() && clock_.Monotonic() < end) {
    for (const auto& [key, served] : served_) served->Tick(clock_.Monotonic(), clock_.Now());
    std::erase_if(served_, [](const auto& entry) { return entry.second->Done(); });
    if (!served_.empty()) clock_.SleepFor(absl::Milliseconds(10), {});
  }
  served_.clear();
}

std::vector<ServedStatus> Edge::Status() const {
  const std::lock_guard lock(mutex_);
  std::vector<ServedStatus> all;
  for (const auto& [key, served] : served_) all.push_back(served->Status());
  return all;
}

}  // namespace release::cloud
