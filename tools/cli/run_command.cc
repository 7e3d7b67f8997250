#include "tools/cli/run_command.h"

#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tools/base/clock.h"
#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/base/names.h"
#include "tools/cli/approval_prompt.h"
#include "tools/cli/failure.h"
#include "tools/cli/live_release.h"
#include "tools/cli/person.h"
#include "tools/cli/release_state.h"
#include "tools/cli/revision.h"
#include "tools/cli/signals.h"
#include "tools/cli/state_place.h"
#include "tools/coordinator/catalog/catalog.h"
#include "tools/coordinator/config/environment.h"
#include "tools/coordinator/problems/problems.h"
#include "tools/coordinator/secrets/secrets.h"
#include "tools/coordinator/step_client/host_session.h"

namespace release {
namespace {

// What a step host and its plugin see of our environment. No secret is here:
// steps get theirs in a call.
// `directory` is where hosts share what all of them have to keep: the rate of a remote API
// (plugins/lib/http/pacing.h).
std::map<std::string, std::string> HostEnvironment(const std::string& directory) {
  std::map<std::string, std::string> environment = {{"RELEASE_PACING_DIRECTORY", directory}};
  for (const char* name : {"PATH", "HOME", "TMPDIR", "TZ", "LANG", "SSL_CERT_FILE", "SSL_CERT_DIR",
                           "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"}) {
    if (const char* value = getenv(name); value != nullptr) environment[name] = value;
  }
  return environment;
}

absl::StatusOr<Environment> Configure(const Flags& flags, const Catalog& catalog) {
  EnvironmentRequest request{.file = catalog.manifest.environments().path(),
                             .display = catalog.manifest.environments().name(),
                             .name = catalog.manifest.environment(),
                             .overrides = {}};
  for (const std::string& text : flags.set) {
    absl::StatusOr<Override> parsed = ParseOverride(text);
    if (!parsed.ok()) return parsed.status();
    request.overrides.push_back(*std::move(parsed));
  }
  return LoadEnvironment(request);
}

std::string NextCommand(const Flags& flags, const Catalog& catalog) {
  std::string command = flags.invocation.empty()
                            ? absl::StrCat("tools/bazel run ", catalog.manifest.label())
                            : flags.invocation;
  if (!flags.state.empty()) absl::StrAppend(&command, " -- --state=", flags.state);
  return command;
}

// Everything a run needs, in the order in which it is acquired.
struct Bench {
  Catalog catalog;
  Environment environment;
  std::optional<SecretStore> secrets;  // before any thread is started
  std::unique_ptr<ReleaseState> state;
  std::optional<TempDirectory> scratch;
  std::unique_ptr<Journal> plan_journal;  // a plan leaves no trace in the real one

  // The state's database has no URL. Whoever is told that is told with it what else is missing, so
  // a plan is made up to that point, against an empty journal.
  absl::Status no_state;
  std::string state_secret;         // by name; empty: the state needs none
  std::set<std::string> asked_for;  // secrets, by the steps

  Journal& past() { return state == nullptr ? *plan_journal : state->journal(); }
};

bool LacksSecret(const absl::Status& status) {
  return absl::StartsWith(ProblemsIn(status).list.front().code(), "SECRET-");
}

absl::Status Prepare(Flags& flags, Bench& bench) {
  absl::StatusOr<Catalog> catalog = OpenCatalog(flags.manifest, flags.runfiles);
  if (!catalog.ok()) return catalog.status();
  bench.catalog = *std::move(catalog);
  absl::StatusOr<Environment> environment = Configure(flags, bench.catalog);
  if (!environment.ok()) return environment.status();
  bench.environment = *std::move(environment);
  bench.secrets.emplace(bench.environment);
  absl::StatusOr<StatePlace> place =
      ParseStatePlace(flags.state.empty() ? flags.pipeline_state : flags.state);
  if (!place.ok()) return place.status();
  bench.state_secret = place->secret;
  absl::StatusOr<std::unique_ptr<ReleaseState>> state = ReleaseState::Open(
      {.place = *std::move(place),
       .workspace = flags.workspace,
       .environment = bench.environment.name,
       .surfaces =
           flags.surfaces.empty() ? std::vector<std::string>{"app", "pages"} : flags.surfaces,
       .by = PersonHere(),
       .look_only = flags.plan},
      *bench.secrets);
  if (state.ok()) {
    bench.state = *std::move(state);
  } else if (LacksSecret(state.status())) {
    bench.no_state = state.status();
    flags.plan = true;
    flags.continuation = Continuation::kContinueOrNew;
  } else {
    return state.status();
  }
  if (!flags.plan) return absl::OkStatus();

  absl::StatusOr<TempDirectory> scratch = TempDirectory::Create();
  if (!scratch.ok()) return scratch.status();
  bench.scratch.emplace(*std::move(scratch));
  absl::StatusOr<std::unique_ptr<Journal>> plan_journal =
      Journal::Open(absl::StrCat(bench.scratch->path(), "/plan.db"));
  if (!plan_journal.ok()) return plan_journal.status();
  bench.plan_journal = *std::move(plan_journal);
  return absl::OkStatus();
}

// An unfinished release may have half of its effects in the world: giving it up is a person's word.
absl::Status ConfirmNew(const Flags& flags, Bench& bench) {
  if (flags.continuation != Continuation::kNew || flags.plan || flags.yes) return absl::OkStatus();
  if (bench.catalog.manifest.approval() == v1::APPROVAL_NONE) return absl::OkStatus();
  absl::StatusOr<std::optional<ReleaseId>> unfinished =
      bench.past().Unfinished(bench.environment.name, PipelineIdentity::Of(bench.catalog.manifest));
  if (!unfinished.ok()) return unfinished.status();
  if (!unfinished->has_value()) return absl::OkStatus();
  const std::string id = (*unfinished)->str();
  ApprovalPrompt prompt;
  const StopSignals signals([&prompt](int, int) { prompt.Interrupt(); });
  const Answer answer = prompt.Ask(
      absl::StrCat("Release ", id, " is unfinished. Give it up and start a new one? [y/N] "));
  if (answer == Answer::kYes) return absl::OkStatus();
  return Diagnose(absl::StatusCode::kFailedPrecondition,
                  {.code = "RELEASE-NEW-NOT-CONFIRMED",
                   .what = absl::StrCat("release ", id, " is unfinished and was not given up"),
                   .why = answer == Answer::kNoTerminal ? "there is no terminal to ask at"
                                                        : "the answer was no",
                   .fix = "continue it without --new, or give --yes"});
}

// In the journal, because what the other one did is observed now.
void TellTakenOver(const ReleaseState& state, const std::string& release_id, EventStream& events) {
  for (const std::string& from : state.TakenOver()) {
    v1::Event event;
    event.set_release_id(release_id);
    v1::Diagnosis& warning = *event.mutable_warning();
    warning.set_code("LEASE-TAKEN-OVER");
    warning.set_severity(v1::SEVERITY_WARNING);
    warning.set_what("the lease was taken over from another run");
    warning.set_why(from);
    warning.set_fix("nothing needs to be done: what it left half done is looked at first");
    events.Record(std::move(event)).status().IgnoreError();  // the next event meets it again
  }
}

struct RunEnd {
  ExitCode code;
  uint64_t generation_ahead = 0;  // as ReleaseRun's
};

RunEnd RunOnce(const Flags& flags, Bench& bench, uint64_t lowest_generation) {
  Journal& told = flags.plan ? *bench.plan_journal : bench.state->journal();
  EventStream events(told, SystemClock());
  SharedRedactor redactor;
  Spawner spawner;
  HostSessions sessions(
      {.step_host = bench.catalog.manifest.step_host().path(),
       .environment = HostEnvironment(bench.state == nullptr ? bench.scratch->path()
                                                             : bench.state->directory())},
      spawner, redactor);
  StepLogs logs(
      absl::StrCat(flags.plan ? bench.scratch->path() : bench.state->directory(), "/logs"));
  const ReleaseRequest request{.continuation = flags.continuation,
                               .plan_only = flags.plan,
                               .approved = flags.yes,
                               .by = PersonHere(),
                               .revision = RevisionOf(flags.workspace),
                               .next_command = NextCommand(flags, bench.catalog),
                               .jobs = flags.jobs,
                               .lowest_generation = lowest_generation};
  ReleaseRun run(request, {.catalog = bench.catalog,
                           .environment = bench.environment,
                           .journal = bench.past(),
                           .events = events,
                           .sessions = sessions,
                           .resolve_secrets =
                               [&bench](const std::vector<v1::SecretNeed>& needs) {
                                 for (const v1::SecretNeed& need : needs) {
                                   bench.asked_for.insert(need.name());
                                 }
                                 return bench.secrets->Resolve(needs);
                               },
                           .redactor = redactor,
                           .logs = logs,
                           .clock = SystemClock()});
  if (absl::Status opened = run.Open(); !opened.ok()) return {ShowFailure(opened)};
  if (!flags.plan) TellTakenOver(*bench.state, run.id(), events);
  const ExitCode code =
      LiveRelease(flags, flags.plan ? nullptr : bench.state.get(), told, events, run).Follow();
  return {code, run.generation_ahead()};
}

}  // namespace

ExitCode RunCommand(const Flags& given) {
  Flags flags = given;
  Bench bench;
  if (absl::Status prepared = Prepare(flags, bench); !prepared.ok()) return ShowFailure(prepared);
  if (absl::Status confirmed = ConfirmNew(flags, bench); !confirmed.ok()) {
    return ShowFailure(confirmed);
  }
  RunEnd end = RunOnce(flags, bench, 0);
  if (end.generation_ahead > 0) {
    flags.continuation = Continuation::kNew;
    end = RunOnce(flags, bench, end.generation_ahead + 1);
  }
  const ExitCode code = end.code;
  // A step that needs the same secret has told of it.
  const bool told_by_step =
      code == ExitCode::kRefused && bench.asked_for.contains(bench.state_secret);
  if (bench.no_state.ok() || told_by_step) return code;
  ShowFailure(bench.no_state);
  return ExitCode::kRefused;
}

}  // namespace release
