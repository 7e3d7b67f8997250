#include "plugins/overlap_proof/step.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "plugins/lib/migrations/sessions.h"
#include "plugins/lib/migrations/settings.h"
#include "plugins/lib/migrations/survey.h"
#include "plugins/lib/overlap/previous.h"
#include "plugins/lib/overlap/proof.h"
#include "plugins/overlap_proof/inputs.h"
#include "plugins/overlap_proof/prove.h"
#include "tools/base/text.h"

namespace release::overlap_proof {
namespace {

using overlap::Place;
using overlap::Proof;

constexpr char kMigrations[] = "migrations";

migrate::Settings SettingsOf(const Config& config) {
  migrate::Settings settings;
  if (!config.dsn_secret().empty()) settings.dsn_secret = config.dsn_secret();
  settings.artifact = kMigrations;
  return settings;
}

// What is to be proven: the pending migrations, and the images that run.
struct Question {
  migrate::Survey survey;
  std::unique_ptr<Place> place;
  std::vector<std::string> unproven = {};  // digests of live images
  std::string migrations = {};             // digest of the bundle
  std::string verdict = {};  // what is known already: "nothing pending", "first", "pass"
};

absl::StatusOr<migrate::Survey> Survey(Context& context, const Config& config) {
  const migrate::Settings settings = SettingsOf(config);
  absl::StatusOr<migrate::Sessions> sessions = migrate::OpenSessions(context, settings);
  if (!sessions.ok()) return sessions.status();
  return migrate::Look(context, *sessions, settings);
}

absl::StatusOr<Question> Look(Context& context, const Config& config) {
  absl::StatusOr<migrate::Survey> survey = Survey(context, config);
  if (!survey.ok()) return survey.status();
  Question question{.survey = *std::move(survey), .place = nullptr};
  question.migrations = overlap::MigrationsDigest(question.survey.bundle);
  if (question.survey.pending.empty()) {
    question.verdict = "nothing pending";
    return question;
  }
  absl::StatusOr<std::unique_ptr<Place>> place = Place::Of(context, config.source());
  if (!place.ok()) return place.status();
  question.place = *std::move(place);
  absl::StatusOr<std::vector<std::string>> live = question.place->LiveImages();
  if (!live.ok()) return live.status();
  for (const std::string& image : *live) {
    absl::StatusOr<std::optional<Proof>> proof = overlap::FindProof(
        context, *question.place, image, question.migrations, question.survey.pending);
    if (!proof.ok()) return proof.status();
    if (!proof->has_value() || !(*proof)->passed) question.unproven.push_back(image);
  }
  question.verdict = live->empty() ? "first" : "pass";
  return question;
}

ChangeText ChangeOf(const Question& question, const std::string& image) {
  const size_t count = question.survey.pending.size();
  return {.id = Concat("proof/", image),
          .action = v1::ACTION_CREATE,
          .resource = Concat("overlap proof of ", image),
          .before = "not proven",
          .after = "passed",
          .note = Concat("the live image runs on a scratch copy while ", count,
                         count == 1 ? " migration is" : " migrations are", " applied")};
}

void SayNothingToProve(Context& context, const Question& question) {
  if (question.verdict == "first") {
    context.Info("no generation before this one: no overlap to prove");
  } else if (question.verdict == "nothing pending") {
    context.Info("no migration is pending: nothing to prove");
  }
}

}  // namespace

absl::StatusOr<v1::StepDescription> OverlapProofStep::Describe(Context& context) {
  const Config& config = context.config();
  v1::StepDescription description;
  description.add_secrets()->set_name(SettingsOf(config).dsn_secret);
  description.add_secrets()->set_name(overlap::TokenSecretOf(config.source()));
  description.add_artifacts(kMigrations);
  description.add_artifacts(kProbes);
  description.add_outputs("verdict");
  description.add_outputs("migrations");
  return description;
}

absl::Status OverlapProofStep::Plan(Context& context) {
  absl::StatusOr<Inputs> inputs = ReadInputs(context, context.config());
  if (!inputs.ok()) return inputs.status();
  absl::StatusOr<Question> question = Look(context, context.config());
  if (!question.ok()) return question.status();
  for (const std::string& image : question->unproven) context.Change(ChangeOf(*question, image));
  SayNothingToProve(context, *question);
  return absl::OkStatus();
}

absl::Status OverlapProofStep::Apply(Context& context) {
  absl::StatusOr<Inputs> inputs = ReadInputs(context, context.config());
  if (!inputs.ok()) return inputs.status();
  absl::StatusOr<Question> question = Look(context, context.config());
  if (!question.ok()) return question.status();
  SayNothingToProve(context, *question);
  for (const std::string& image : question->unproven) {
    absl::Status proven = Prove(context, *inputs, question->survey, *question->place, image);
    if (!proven.ok()) return proven;
    context.Change(ChangeOf(*question, image));
  }
  absl::Status said = context.Output("migrations", question->migrations);
  return said.ok() ? context.Output("verdict", question->verdict) : said;
}

absl::Status OverlapProofStep::Verify(Context& context) {
  absl::StatusOr<migrate::Survey> survey = Survey(context, context.config());
  if (!survey.ok()) return survey.status();
  // Once they are applied, what is live is of this release, and needs no proof about its own past.
  if (survey->pending.empty()) return absl::OkStatus();
  return overlap::RequireProof(context, context.config().source(), survey->bundle, survey->pending);
}

}  // namespace release::overlap_proof
