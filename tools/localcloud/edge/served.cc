#include "tools/localcloud/edge/served.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::cloud {
namespace {

// A workerd that neither listens nor ends is stuck.
constexpr absl::Duration kStart = absl::Seconds(30);

// What served longer than this did not fail because of what it is.
constexpr absl::Duration kHealthy = absl::Minutes(1);

}  // namespace

Served::Served(RuntimeCommand command, ServedTimes times, HostOwners& hosts)
    : command_(std::move(command)), times_(times), hosts_(hosts) {}

void Served::Want(Plan plan) {
  kind_ = plan.kind;
  name_ = plan.name;
  removed_ = false;
  failures_ = 0;
  retried_.reset();
  wanted_ = std::move(plan);
}

void Served::Remove() {
  removed_ = true;
  wanted_.reset();
  retried_.reset();
}

void Served::RemoveAtOnce() {
  Remove();
  lingers_ = false;
  for (Old& old : old_) {
    if (!old.draining) old.next_step = absl::ZeroDuration();
  }
}

void Served::Tick(absl::Duration now, absl::Time wall) {
  LookAtOld(now);
  if (removed_) {
    TickRemoved(now);
    return;
  }
  LookAtNext(now, wall);
  LookAtCurrent(now);
  if (wanted_) {
    Plan plan = *std::exchange(wanted_, std::nullopt);
    next_.reset();
    if (current_ && !crashed_ && current_->plan.config == plan.config) {
      const std::vector<std::string> before = current_->plan.hosts;
      current_->plan = std::move(plan);
      error_ = current_->plan.refused;
      ServeHosts(before);
    } else {
      Start(std::move(plan), now);
    }
  } else if (retried_ && !next_ && now >= retry_at_) {
    Start(*std::exchange(retried_, std::nullopt), now);
  }
}

void Served::TickRemoved(absl::Duration now) {
  next_.reset();
  if (!current_) return;
  for (const std::string& host : current_->plan.hosts) {
    hosts_.Unserve(host, this).IgnoreError();
  }
  Retire(std::move(current_->process), /*leaves_containers=*/false, now);
  current_.reset();
}

void Served::Start(Plan plan, absl::Duration now) {
  RuntimeCommand command = command_;
  command.socket = Concat(command.socket, "-", ++sockets_, ".sock");
  command.log = LogOf(plan);
  auto process = RuntimeProcess::Start(command, plan.config);
  next_ = Running{std::move(plan), nullptr, now};
  if (!process.ok()) return Fail(process.status(), now);
  next_->process = *std::move(process);
}

std::string Served::LogOf(const Plan& plan) const {
  return Concat(command_.log, "/workerd-", plan.label, ".log");
}

void Served::Note(const Plan& plan, const std::string& line) const {
  const FileDescriptor log(
      open(LogOf(plan).c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  const std::string text = Concat("edge: ", line, "\n");
  [[maybe_unused]] const ssize_t written = write(log.get(), text.data(), text.size());
}

void Served::LookAtNext(absl::Duration now, absl::Time wall) {
  if (!next_) return;
  switch (next_->process->Poll()) {
    case RuntimeProcess::State::kServing:
      return Switch(now, wall);
    case RuntimeProcess::State::kEnded:
      return Fail(next_->process->Failure(), now);
    case RuntimeProcess::State::kStarting:
      if (now - next_->since > kStart) Fail(next_->process->Failure(), now);
  }
}

void Served::Fail(const absl::Status& failure, absl::Duration now) {
  const v1::Diagnosis diagnosis = DiagnosisOf(failure);
  error_ = Concat("version ", next_->plan.version, ": ", diagnosis.what());
  evidence_ = {diagnosis.evidence().begin(), diagnosis.evidence().end()};
  Plan plan = std::move(next_->plan);
  next_.reset();
  Note(plan, error_);
  const bool has_served = crashed_ && plan.config == current_->plan.config;
  if (has_served || failures_ + 1 < times_.attempts) {
    RetryLater(std::move(plan), now);
  } else if (crashed_) {
    RetryLater(current_->plan, now);
  }
}

void Served::RetryLater(Plan plan, absl::Duration now) {
  absl::Duration pause = times_.shortest_pause;
  for (int i = 0; i < failures_ && pause < times_.longest_pause; ++i) pause *= 2;
  ++failures_;
  retry_at_ = now + std::min(pause, times_.longest_pause);
  retried_ = std::move(plan);
}

void Served::Switch(absl::Duration now, absl::Time wall) {
  std::vector<std::string> before;
  if (current_) {
    before = current_->plan.hosts;
    const bool leaves = current_->plan.containers && next_->plan.containers;
    if (!crashed_) Retire(std::move(current_->process), leaves, now);
  }
  current_ = std::exchange(next_, std::nullopt);
  current_->since = now;
  crashed_ = false;
  since_ = wall;
  error_ = current_->plan.refused;
  evidence_.clear();
  Note(current_->plan,
       Concat("version ", current_->plan.version, " serves on ", current_->process->socket()));
  if (!error_.empty()) Note(current_->plan, error_);
  ServeHosts(before);
}

void Served::ServeHosts(const std::vector<std::string>& before) {
  const auto& hosts = current_->plan.hosts;
  for (const std::string& host : hosts) {
    const absl::Status status = hosts_.Serve(host, current_->process->socket(), this);
    if (!status.ok()) error_ = DiagnosisOf(status).what();
  }
  for (const std::string& host : before) {
    if (std::find(hosts.begin(), hosts.end(), host) == hosts.end()) {
      hosts_.Unserve(host, this).IgnoreError();
    }
  }
}

void Served::LookAtCurrent(absl::Duration now) {
  if (!current_ || crashed_) return;
  if (current_->process->Poll() != RuntimeProcess::State::kEnded) return;
  crashed_ = true;
  const v1::Diagnosis diagnosis = DiagnosisOf(current_->process->Failure());
  error_ = diagnosis.what();
  evidence_ = {diagnosis.evidence().begin(), diagnosis.evidence().end()};
  Note(current_->plan, error_);
  if (now - current_->since > kHealthy) failures_ = 0;
  if (!next_ && !wanted_ && !retried_) RetryLater(current_->plan, now);
}

void Served::Retire(std::unique_ptr<RuntimeProcess> process, bool leaves_containers,
                    absl::Duration now) {
  old_.push_back({std::move(process), lingers_ ? now + times_.linger : now, leaves_containers});
}

void Served::LookAtOld(absl::Duration now) {
  for (Old& old : old_) {
    if (now >= old.next_step && !old.draining) {
      if (!old.leaves_containers) old.process->Drain();
      old.draining = true;
      old.next_step = now + times_.drain;
    }
    if (old.draining && old.leaves_containers && !old.process->Busy()) old.process->Kill();
  }
  std::erase_if(old_, [now](Old& old) {
    return old.process->Poll() == RuntimeProcess::State::kEnded ||
           (old.draining && now >= old.next_step);
  });
}

ServedStatus Served::Status() const {
  ServedStatus status;
  status.kind = kind_;
  status.name = name_;
  status.error = error_;
  status.evidence = evidence_;
  status.since = absl::InfinitePast();
  if (next_) {
    status.starting = next_->plan.version;
  } else if (wanted_ || retried_) {
    status.starting = (wanted_ ? wanted_ : retried_)->version;
  }
  if (current_ && !crashed_) {
    status.version = current_->plan.version;
    status.hosts = current_->plan.hosts;
    status.socket = current_->process->socket();
    status.since = since_;
    status.pid = current_->process->pid();
    status.memory_bytes = current_->process->MemoryBytes();
  }
  for (const Old& old : old_) status.memory_bytes += old.process->MemoryBytes();
  return status;
}

}  // namespace release::cloud
