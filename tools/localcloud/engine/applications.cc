#include "tools/localcloud/engine/applications.h"

#include <iterator>
#include <utility>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::cloud {
namespace {

constexpr absl::Duration kLongestSilence = absl::Seconds(30);
constexpr int kTooManyFailures = 3;

}  // namespace

Applications::Version* Applications::Find(const VersionId& id) {
  const auto found = versions_.find(id);
  return found == versions_.end() ? nullptr : &found->second;
}

bool Applications::Want(const VersionId& id, const std::string& name, const std::string& reference,
                        bool current, InstanceType type) {
  const std::lock_guard lock(mutex_);
  const bool known =
      versions_.contains(id) && versions_[id].failed.ok() && versions_[id].reference == reference;
  if (!known) {
    // One that was deleted and made again has another id.
    std::erase_if(versions_, [&](const auto& each) {
      return each.second.name == name && each.first.application_id != id.application_id;
    });
    versions_[id] = Version();
    versions_[id].name = name;
    versions_[id].reference = reference;
  }
  versions_[id].type = std::move(type);
  if (current) {
    std::optional<VersionId> before;
    for (auto each = versions_.lower_bound({id.application_id, 0}); each != versions_.end();) {
      if (each->first.application_id != id.application_id) break;
      each->second.current = each->first == id;
      // Versions are in order: of those below, the last one met stays.
      if (each->first < id) {
        if (before.has_value()) versions_.erase(*before);
        before = each->first;
      }
      each = id < each->first ? versions_.erase(each) : std::next(each);
    }
  }
  changed_.notify_all();
  return !known;
}

void Applications::Forget(const std::string& application_id) {
  const std::lock_guard lock(mutex_);
  std::erase_if(versions_,
                [&](const auto& each) { return each.first.application_id == application_id; });
  changed_.notify_all();
}

void Applications::ImageReady(const VersionId& id, UnpackedImage image) {
  const std::lock_guard lock(mutex_);
  if (Version* version = Find(id); version != nullptr) {
    version->image = std::move(image);
    version->failed = absl::OkStatus();
  }
  changed_.notify_all();
}

void Applications::ImageFailed(const VersionId& id, const absl::Status& why) {
  const std::lock_guard lock(mutex_);
  if (Version* version = Find(id); version != nullptr) version->failed = why;
  changed_.notify_all();
}

std::vector<Applications::Lacking> Applications::WithoutImage() const {
  const std::lock_guard lock(mutex_);
  std::vector<Lacking> lacking;
  for (const auto& [id, version] : versions_) {
    if (!version.failed.ok()) lacking.push_back({id, version.reference});
  }
  return lacking;
}

absl::StatusOr<Applications::Choice> Applications::Choose(const std::string& name,
                                                          absl::Duration patience) {
  std::unique_lock lock(mutex_);
  absl::Status failed;
  std::optional<Choice> choice;
  const auto settled = [&] {
    bool coming = false;
    failed = Diagnose(absl::StatusCode::kNotFound,
                      {.code = "CLOUD-NO-APPLICATION",
                       .what = Concat("there is no container application `", name, "`"),
                       .why = "none of that name was deployed to this cloud",
                       .fix = "deploy the Worker with its container first"});
    for (const auto& [id, version] : versions_) {
      if (version.name != name) continue;
      if (version.image.has_value()) choice = Choice{id, *version.image, version.type};
      if (!version.failed.ok()) failed = version.failed;
      coming = coming || (!version.image.has_value() && version.failed.ok());
    }
    return choice.has_value() || !coming || stopped_;
  };
  if (!changed_.wait_for(lock, absl::ToChronoNanoseconds(patience), settled)) {
    return Diagnose(absl::StatusCode::kUnavailable,
                    {.code = "CLOUD-IMAGE-PENDING",
                     .what = Concat("the image of `", name, "` is still being pulled"),
                     .why = "a large image takes its time",
                     .fix = "try again in a moment",
                     .retry = v1::RETRY_BACKOFF});
  }
  if (choice.has_value()) return *std::move(choice);
  return failed;
}

void Applications::Started(const VersionId& id, const std::string& instance) {
  const std::lock_guard lock(mutex_);
  Version* version = Find(id);
  if (version != nullptr) version->running[instance] = Running{.since = clock_.Monotonic()};
}

void Applications::Accepted(const VersionId& id, const std::string& instance) {
  const std::lock_guard lock(mutex_);
  Version* version = Find(id);
  if (version == nullptr) return;
  const auto found = version->running.find(instance);
  if (found == version->running.end()) return;
  found->second.accepted = true;
  version->failures = 0;
}

void Applications::Ended(const VersionId& id, const std::string& instance,
                         const std::string& failure) {
  const std::lock_guard lock(mutex_);
  Version* version = Find(id);
  if (version == nullptr) return;
  const auto found = version->running.find(instance);
  const bool accepted = found != version->running.end() && found->second.accepted;
  if (found != version->running.end()) version->running.erase(found);
  if (accepted || failure.empty()) return;
  ++version->failures;
  version->last_failure = failure;
}

Applications::Verdict Applications::Judge(const Version& version) const {
  if (!version.failed.ok()) {
    const v1::Diagnosis why = DiagnosisOf(version.failed);
    return {ContainerHealth::kUnhealthy, Concat(why.code(), ": ", why.what(), ": ", why.why())};
  }
  if (!version.image.has_value()) return {ContainerHealth::kPending, "its image is being pulled"};
  if (version.failures >= kTooManyFailures) {
    return {ContainerHealth::kUnhealthy,
            Concat("it ended ", version.failures,
                   " times in a row without having accepted a connection: ", version.last_failure)};
  }
  Verdict verdict{ContainerHealth::kHealthy, ""};
  if (version.failures > 0) {
    verdict = {ContainerHealth::kPending, Concat("it ended: ", version.last_failure)};
  }
  for (const auto& [instance, running] : version.running) {
    if (running.accepted) continue;
    if (clock_.Monotonic() - running.since > kLongestSilence) {
      return {ContainerHealth::kUnhealthy, "it runs, and has accepted no connection for 30 s"};
    }
    verdict = {ContainerHealth::kPending, "it was started, and has accepted no connection yet"};
  }
  return verdict;
}

ContainerHealth Applications::Health(const VersionId& id) const {
  const std::lock_guard lock(mutex_);
  const auto found = versions_.find(id);
  // The API tells us of a version in the moment after it begins to ask for it.
  if (found == versions_.end()) return ContainerHealth::kPending;
  return Judge(found->second).health;
}

std::set<std::string> Applications::Digests() const {
  const std::lock_guard lock(mutex_);
  std::set<std::string> digests;
  for (const auto& [id, version] : versions_) {
    if (version.image.has_value()) digests.insert(version.image->digest);
  }
  return digests;
}

std::vector<VersionStatus> Applications::Status() const {
  const std::lock_guard lock(mutex_);
  std::vector<VersionStatus> result;
  for (const auto& [id, version] : versions_) {
    Verdict verdict = Judge(version);
    result.push_back({.id = id,
                      .application = version.name,
                      .current = version.current,
                      .reference = version.reference,
                      .digest = version.image.has_value() ? version.image->digest : "",
                      .health = verdict.health,
                      .reason = std::move(verdict.reason)});
  }
  return result;
}

void Applications::Stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  changed_.notify_all();
}

}  // namespace release::cloud
