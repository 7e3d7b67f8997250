#include "tools/sdk/context.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "tools/base/diagnosis.h"
#include "tools/base/printable.h"

namespace release {
namespace {

// Half of the shortest stall timeout that makes sense.
constexpr absl::Duration kSignOfLife = absl::Milliseconds(250);

constexpr size_t kMaxOutput = 64 << 10;

using SteadyClock = std::chrono::steady_clock;

// Longer timeouts are none; they would not fit the clock.
constexpr absl::Duration kNoTimeout = absl::Hours(24 * 365);

SteadyClock::time_point EndOf(absl::Duration duration) {
  if (duration >= kNoTimeout) return SteadyClock::time_point::max();
  return SteadyClock::now() + absl::ToChronoNanoseconds(duration);
}

SteadyClock::time_point DeadlineOf(const v1::StepCall& call) {
  if (!call.has_timeout()) return SteadyClock::time_point::max();
  return EndOf(absl::Seconds(call.timeout().seconds()) + absl::Nanoseconds(call.timeout().nanos()));
}

absl::Duration Until(SteadyClock::time_point end) {
  if (end == SteadyClock::time_point::max()) return absl::InfiniteDuration();
  return std::max(absl::ZeroDuration(), absl::FromChrono(end - SteadyClock::now()));
}

// The names that exist, for a person who looks for one that does not.
template <typename Names>
std::string Known(const Names& names) {
  return names.empty() ? "there are none" : absl::StrCat("there are: ", absl::StrJoin(names, ", "));
}

template <typename Map>
std::vector<std::string> SortedKeys(const Map& map) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : map) keys.push_back(key);
  std::sort(keys.begin(), keys.end());
  return keys;
}

}  // namespace

Context::Context(const v1::StepCall& call, const google::protobuf::Message& config, HostLink& host,
                 std::stop_token stop)
    : call_(call),
      config_(config),
      host_(host),
      stop_(std::move(stop)),
      deadline_(DeadlineOf(call)) {}

absl::StatusOr<const v1::Artifact*> Context::Artifact(std::string_view name) const {
  std::vector<std::string> names;
  for (const v1::Artifact& artifact : call_.artifacts()) {
    if (artifact.name() == name) return &artifact;
    names.push_back(artifact.name());
  }
  return Diagnose(
      absl::StatusCode::kNotFound,
      {.code = "STEP-ARTIFACT-MISSING",
       .what = absl::StrCat("step ", step(), " has no artifact called ", std::string(name)),
       .why = Known(names),
       .fix = absl::StrCat("add it to `artifacts` of the release_step ", step(), " as ",
                           std::string(name))});
}

absl::StatusOr<std::string_view> Context::Input(std::string_view name) const {
  auto found = call_.inputs().find(std::string(name));
  if (found != call_.inputs().end()) return std::string_view(found->second);
  return Diagnose(absl::StatusCode::kNotFound,
                  {.code = "STEP-INPUT-MISSING",
                   .what = absl::StrCat("step ", step(), " needs the output ", std::string(name),
                                        " of an earlier step"),
                   .why = Known(SortedKeys(call_.inputs())),
                   .fix = absl::StrCat("let ", step(), " come `after` the step that emits it")});
}

absl::StatusOr<SecretView> Context::Secret(std::string_view name) const {
  auto found = call_.secrets().find(std::string(name));
  if (found != call_.secrets().end()) return SecretView(found->second);
  return Diagnose(
      absl::StatusCode::kNotFound,
      {.code = "STEP-SECRET-MISSING",
       .what = absl::StrCat("step ", step(), " was not given the secret ", std::string(name)),
       .why = Known(SortedKeys(call_.secrets())),
       .fix = absl::StrCat("name ", std::string(name),
                           " in the step's Describe() and in the table `secrets` of ",
                           "the environment")});
}

bool Context::HasSecret(std::string_view name) const {
  return call_.secrets().contains(std::string(name));
}

absl::Duration Context::TimeLeft() const { return Until(deadline_); }

bool Context::cancelled() const { return host_.Cancelled() || stop_.stop_requested(); }

absl::Status Context::Wait(absl::Duration duration) const {
  std::mutex mutex;
  std::condition_variable_any wakes;
  std::unique_lock lock(mutex);
  const SteadyClock::time_point end = EndOf(duration);
  while (!cancelled()) {
    const absl::Duration left = Until(end);
    if (left == absl::ZeroDuration()) return absl::OkStatus();
    wakes.wait_for(lock, stop_, absl::ToChronoNanoseconds(std::min(left, kSignOfLife)),
                   [] { return false; });
  }
  return absl::CancelledError("the call was asked to stop");
}

void Context::Log(v1::LogLevel level, std::string_view text) {
  v1::HostMessage message;
  v1::LogBatch& batch = *message.mutable_log();
  const absl::Time now = absl::Now();
  const int64_t seconds = absl::ToUnixSeconds(now);
  size_t size = 0;
  for (std::string& printable : PrintableLines(text)) {
    size += printable.size();
    v1::LogLine& line = *batch.add_lines();
    line.mutable_at()->set_seconds(seconds);
    line.mutable_at()->set_nanos(
        static_cast<int32_t>(absl::ToInt64Nanoseconds(now - absl::FromUnixSeconds(seconds))));
    line.set_level(level);
    line.set_text(std::move(printable));
    if (size < kMaxLogBatch) continue;
    host_.Emit(message);
    batch.clear_lines();
    size = 0;
  }
  if (batch.lines_size() > 0) host_.Emit(message);
}

void Context::Progress(std::string_view text, uint64_t done, uint64_t total, v1::Unit unit) {
  v1::HostMessage message;
  v1::Progress& progress = *message.mutable_progress();
  progress.set_text(PrintableLine(text));
  progress.set_done(done);
  progress.set_total(total);
  progress.set_unit(unit);
  host_.Emit(message);
}

void Context::Change(ChangeText text) {
  v1::Change change;
  change.set_id(std::move(text.id));
  change.set_action(text.action);
  change.set_resource(PrintableLine(text.resource));
  change.set_before(PrintableLine(text.before));
  change.set_after(PrintableLine(text.after));
  change.set_note(PrintableLine(text.note));
  change.set_destructive(text.destructive);
  Change(change);
}

void Context::Change(const v1::Change& change) {
  if (change.action() != v1::ACTION_NONE) ++changes_;
  v1::HostMessage message;
  *message.mutable_change()->mutable_change() = change;
  host_.Emit(message);
}

absl::Status Context::Output(std::string_view name, std::string_view value) {
  if (value.size() > kMaxOutput || !IsUtf8(value)) {
    return Diagnose(
        absl::StatusCode::kInvalidArgument,
        {.code = "STEP-OUTPUT-INVALID",
         .what = absl::StrCat("step ", step(), " cannot emit its output ", std::string(name)),
         .why = absl::StrCat("an output is UTF-8 text of at most ", kMaxOutput,
                             " bytes; this one has ", value.size()),
         .fix = "emit a path, a digest or an address of the value instead"});
  }
  v1::HostMessage message;
  message.mutable_output()->set_name(std::string(name));
  message.mutable_output()->set_value(std::string(value));
  host_.Emit(message);
  return absl::OkStatus();
}

void Context::Warn(const v1::Diagnosis& diagnosis) {
  v1::HostMessage message;
  v1::Diagnosis& warning = *message.mutable_warning()->mutable_diagnosis();
  warning = diagnosis;
  warning.set_severity(v1::SEVERITY_WARNING);
  host_.Emit(message);
}

void Context::Warn(const absl::Status& status) { Warn(DiagnosisOf(status)); }

}  // namespace release
