#include "tools/coordinator/journal/journal_testing.h"

#include <fstream>
#include <utility>

#include "absl/status/statusor.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release {
namespace {

v1::Event Of(const std::string& release_id) {
  v1::Event event;
  event.set_release_id(release_id);
  event.mutable_at()->set_seconds(1767225600);
  return event;
}

}  // namespace

v1::Event Started(const std::string& release_id, const std::string& environment,
                  uint64_t generation) {
  v1::Event event = Of(release_id);
  v1::ReleaseFacts& facts = *event.mutable_release_started()->mutable_release();
  facts.set_release_id(release_id);
  facts.set_environment(environment);
  facts.set_generation(generation);
  event.mutable_release_started()->set_by("ada@desk");
  event.mutable_release_started()->set_pipeline("//:trial");
  event.mutable_release_started()->add_steps("migrate");
  return event;
}

PipelineIdentity ThePipeline() { return {.label = "//:trial", .steps = {"migrate"}}; }

v1::Event Resumed(const std::string& release_id) {
  v1::Event event = Of(release_id);
  event.mutable_release_resumed()->set_by("ada@desk");
  return event;
}

v1::Event StepStarted(const std::string& release_id, const std::string& step) {
  v1::Event event = Of(release_id);
  event.set_step(step);
  event.mutable_step_started()->set_attempt(1);
  event.mutable_step_started()->set_fingerprint(std::string(64, 'f'));
  event.mutable_step_started()->set_idempotency_key(std::string(64, 'e'));
  return event;
}

v1::Event StepFinished(const std::string& release_id, const std::string& step) {
  v1::Event event = Of(release_id);
  event.set_step(step);
  event.mutable_step_finished()->set_outcome(v1::OUTCOME_SUCCEEDED);
  (*event.mutable_step_finished()->mutable_outputs())["version"] = "20260101000000";
  return event;
}

v1::Event Finished(const std::string& release_id, v1::ReleaseOutcome outcome) {
  v1::Event event = Of(release_id);
  event.mutable_release_finished()->set_outcome(outcome);
  return event;
}

std::string CodeOf(const absl::Status& status) {
  const std::optional<v1::Diagnosis> diagnosis = DiagnosisIn(status);
  return diagnosis.has_value() ? diagnosis->code() : std::string();
}

std::string WhyOf(const absl::Status& status) { return DiagnosisOf(status).why(); }

std::unique_ptr<Journal> JournalTest::Open() const {
  absl::StatusOr<std::unique_ptr<Journal>> journal = Journal::Open(path_);
  EXPECT_TRUE(journal.ok()) << journal.status() << "\n" << WhyOf(journal.status());
  return journal.ok() ? *std::move(journal) : nullptr;
}

void JournalTest::WriteRelease(const std::string& release_id, int steps) const {
  const std::unique_ptr<Journal> journal = Open();
  ASSERT_NE(journal, nullptr);
  MustAppend(*journal, Started(release_id));
  for (int i = 0; i < steps; ++i) {
    MustAppend(*journal, StepStarted(release_id, Concat("step", i)));
    MustAppend(*journal, StepFinished(release_id, Concat("step", i)));
  }
  MustAppend(*journal, Finished(release_id, v1::RELEASE_OUTCOME_SUCCEEDED));
}

std::string JournalTest::Bytes(const std::string& path) {
  absl::StatusOr<std::string> bytes = ReadFile(path, size_t{64} << 20);
  EXPECT_TRUE(bytes.ok()) << bytes.status();
  return bytes.ok() ? *std::move(bytes) : std::string();
}

void JournalTest::Put(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

uint64_t MustAppend(Journal& journal, const v1::Event& event) {
  const absl::StatusOr<uint64_t> sequence = journal.Append(event);
  EXPECT_TRUE(sequence.ok()) << sequence.status();
  return sequence.ok() ? *sequence : 0;
}

}  // namespace release
