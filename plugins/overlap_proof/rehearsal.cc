#include "plugins/overlap_proof/rehearsal.h"

#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "plugins/lib/migrations/apply_file.h"
#include "plugins/lib/migrations/history.h"
#include "plugins/lib/migrations/runner_lock.h"
#include "plugins/lib/migrations/sessions.h"
#include "plugins/lib/migrations/settings.h"
#include "plugins/lib/postgres/connection.h"
#include "plugins/overlap_proof/last_lines.h"
#include "plugins/overlap_proof/probe_run.h"
#include "plugins/overlap_proof/scratch_postgres.h"
#include "plugins/overlap_proof/subject.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::overlap_proof {
namespace {

constexpr size_t kLogLines = 12;
constexpr char kSplit[] =
    "split it: this release only adds (expand); what the live code uses is removed in a release "
    "after the one whose code no longer does (contract), in a file that says `-- release: "
    "completes VERSION`";

class Rehearsal {
 public:
  Rehearsal(Context& context, const RehearsalInput& input, const std::string& directory)
      : context_(context), input_(input), directory_(directory) {
    values_ = {{"database_url", kDatabaseUrl}, {"token", NewUuid()}};
  }

  absl::StatusOr<RehearsalResult> Run() {
    absl::StatusOr<ScratchPostgres> scratch =
        ScratchPostgres::Start(context_, input_.postgres_programs, directory_);
    if (!scratch.ok()) return scratch.status();
    scratch_.emplace(*std::move(scratch));
    if (absl::Status copied = CopySchema(); !copied.ok()) return copied;
    if (absl::Status fit = ProveFit(); !fit.ok()) return fit;
    RehearsalResult result{.verdict = Migrate(),
                           .server_version = Concat(sessions_.work->server_version())};
    if (absl::IsCancelled(result.verdict) || !IsVerdict(result.verdict)) return result.verdict;
    return result;
  }

 private:
  static bool IsVerdict(const absl::Status& status) {
    const std::string code = DiagnosisOf(status).code();
    return status.ok() || code == "OVERLAP-BREAKS-PREVIOUS" || code == "OVERLAP-MIGRATION-FAILED";
  }

  absl::Status Connect(const char* name, std::unique_ptr<postgres::Connection>& into) {
    postgres::Connection::Options options;
    options.application_name = name;
    absl::StatusOr<std::unique_ptr<postgres::Connection>> opened = postgres::Connection::Open(
        scratch_->Database(), std::move(options), migrate::LimitsOf(context_));
    if (!opened.ok()) return opened.status();
    into = *std::move(opened);
    return absl::OkStatus();
  }

  // Fails with the server's words and what was run.
  absl::Status Script(const char* what, const std::string& sql) {
    if (sql.empty()) return absl::OkStatus();
    absl::Status ran = sessions_.work->Script(sql, migrate::LimitsOf(context_));
    if (ran.ok() || absl::IsCancelled(ran)) return ran;
    return Diagnose(absl::StatusCode::kFailedPrecondition,
                    {.code = "OVERLAP-SCRATCH",
                     .what = Concat("the ", what, " does not run on the scratch copy"),
                     .why = sessions_.work->last_error().Line(),
                     .fix = Concat("correct the artifact `", what,
                                   "` so that it fits the schema that the environment has")});
  }

  absl::Status CopySchema() {
    absl::Status status = Connect(migrate::kWorkName, sessions_.work);
    if (status.ok()) status = Connect("release-overlap-watch", sessions_.watch);
    if (status.ok()) {
      status = migrate::TakeRunnerLock(context_, *sessions_.watch, settings_.runner_wait);
    }
    if (status.ok()) status = Script("prelude", input_.prelude);
    if (status.ok()) {
      status = migrate::CreateHistoryTable(*sessions_.work, migrate::LimitsOf(context_));
    }
    for (const migrate::Migration* migration : input_.applied) {
      if (!status.ok()) break;
      context_.Progress(Concat("scratch copy: ", migration->file_name));
      status = migrate::ApplyFile(context_, sessions_, settings_, *migration);
      if (!status.ok() && !absl::IsCancelled(status)) return UnfitCopy(*migration, status);
    }
    if (status.ok()) status = Script("seed", input_.seed);
    return status;
  }

  absl::Status UnfitCopy(const migrate::Migration& migration, const absl::Status& cause) const {
    v1::Diagnosis diagnosis = DiagnosisOf(cause);
    diagnosis.add_evidence(Concat(diagnosis.code(), ": ", diagnosis.what()));
    diagnosis.set_code("OVERLAP-SCRATCH");
    diagnosis.set_what(Concat("the scratch copy cannot be made: ", migration.file_name,
                              ", which the environment has, fails on it"));
    diagnosis.set_fix("give the step as `prelude` what the environment's database brings along");
    return DiagnosisStatus(absl::StatusCode::kFailedPrecondition, std::move(diagnosis));
  }

  absl::Status StartSubject() {
    std::map<std::string, std::string> environment;
    for (const auto& [name, value] : input_.probes.environment) {
      environment[name] = Filled(value, values_);
    }
    absl::StatusOr<std::unique_ptr<Subject>> started =
        Subject::Start({.image = input_.image,
                        .environment = std::move(environment),
                        .database_socket = scratch_->socket_path(),
                        .log = LogPath()});
    if (!started.ok()) return started.status();
    subject_ = *std::move(started);
    return absl::OkStatus();
  }

  std::string LogPath() const { return directory_ + "/previous.log"; }

  void AddEvidence(const Finding& finding, size_t place, v1::Diagnosis& diagnosis) const {
    diagnosis.set_why(
        Concat("its probe `", finding.probe, "` (", finding.request, "): ", finding.problem));
    for (const std::string& line : scratch_->ErrorsSince(place)) diagnosis.add_evidence(line);
    for (const std::string& line : LastLines(LogPath(), kLogLines)) {
      diagnosis.add_evidence(Concat("previous generation: ", line));
    }
  }

  // One round of probes; absent: all fit.
  absl::StatusOr<std::optional<Finding>> Ask() {
    return AskAll(context_, *subject_, input_.probes, values_);
  }

  absl::StatusOr<std::optional<Finding>> StartAndAsk() {
    if (absl::Status started = StartSubject(); !started.ok()) return started;
    absl::StatusOr<std::optional<Finding>> found = AwaitStart(context_, *subject_, input_.probes);
    if (!found.ok() || found->has_value()) return found;
    return Ask();
  }

  // Without the pending migrations everything must be in order, else a verdict would mean nothing.
  absl::Status ProveFit() {
    context_.Progress("the live generation is asked on the schema as it is");
    const size_t place = scratch_->LogSize();
    absl::StatusOr<std::optional<Finding>> found = StartAndAsk();
    if (!found.ok() || !found->has_value()) return found.status();
    v1::Diagnosis diagnosis;
    diagnosis.set_code("OVERLAP-SMOKE-UNFIT");
    diagnosis.set_what(
        "the live generation fails its probes without the pending migrations already");
    AddEvidence(**found, place, diagnosis);
    diagnosis.set_fix("correct the probes, the seed or the environment that they give the image");
    return DiagnosisStatus(absl::StatusCode::kFailedPrecondition, std::move(diagnosis));
  }

  absl::Status Breaks(std::string what, const migrate::Migration* migration, const Finding& finding,
                      size_t place) const {
    v1::Diagnosis diagnosis;
    diagnosis.set_code("OVERLAP-BREAKS-PREVIOUS");
    diagnosis.set_what(std::move(what));
    AddEvidence(finding, place, diagnosis);
    diagnosis.set_fix(kSplit);
    if (migration != nullptr) diagnosis.mutable_place()->set_file(migration->path);
    return DiagnosisStatus(absl::StatusCode::kFailedPrecondition, std::move(diagnosis));
  }

  static absl::Status FailsItself(const migrate::Migration& migration, const absl::Status& cause) {
    v1::Diagnosis diagnosis = DiagnosisOf(cause);
    diagnosis.add_evidence(Concat(diagnosis.code(), " on the scratch copy"));
    diagnosis.set_code("OVERLAP-MIGRATION-FAILED");
    diagnosis.set_what(
        Concat(migration.file_name, " fails beside the live generation: ", diagnosis.what()));
    diagnosis.set_retry(v1::RETRY_NEVER);
    return DiagnosisStatus(absl::StatusCode::kFailedPrecondition, std::move(diagnosis));
  }

  absl::Status Migrate() {
    size_t done = 0;
    for (const migrate::Migration* migration : input_.pending) {
      context_.Progress(Concat("beside the live generation: ", migration->file_name), done++,
                        input_.pending.size(), v1::UNIT_ITEMS);
      const size_t place = scratch_->LogSize();
      absl::Status applied = migrate::ApplyFile(context_, sessions_, settings_, *migration);
      if (absl::IsCancelled(applied)) return applied;
      if (!applied.ok()) return FailsItself(*migration, applied);
      absl::StatusOr<std::optional<Finding>> found = Ask();
      if (!found.ok()) return found.status();
      if (found->has_value()) {
        return Breaks(Concat(migration->file_name, " breaks the live generation"), migration,
                      **found, place);
      }
    }
    // An instance may be started anew in the overlap.
    subject_->Stop();
    const size_t place = scratch_->LogSize();
    absl::StatusOr<std::optional<Finding>> found = StartAndAsk();
    if (!found.ok() || !found->has_value()) return found.status();
    return Breaks("the live generation does not start on the migrated schema", nullptr, **found,
                  place);
  }

  Context& context_;
  const RehearsalInput& input_;
  const std::string directory_;
  const migrate::Settings settings_;
  std::map<std::string, std::string> values_;
  // In this order: sessions and subject end before the server.
  std::optional<ScratchPostgres> scratch_;
  migrate::Sessions sessions_;
  std::unique_ptr<Subject> subject_;
};

}  // namespace

absl::StatusOr<RehearsalResult> Rehearse(Context& context, const RehearsalInput& input,
                                         const std::string& directory) {
  return Rehearsal(context, input, directory).Run();
}

}  // namespace release::overlap_proof
