#include "tools/cli/inspect_commands.h"

#include <unistd.h>

#include <iostream>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/time_util.h"
#include "tools/base/clock.h"
#include "tools/base/diagnosis.h"
#include "tools/cli/failure.h"
#include "tools/cli/person.h"
#include "tools/cli/releases_client.h"
#include "tools/cli/state_directory.h"
#include "tools/cli/state_place.h"
#include "tools/cli/terminal/event_view.h"
#include "tools/cli/terminal/words.h"
#include "tools/coordinator/events/event_stream.h"
#include "tools/coordinator/journal/journal.h"
#include "tools/coordinator/journal/postgres_journal.h"
#include "tools/coordinator/postgres/address.h"
#include "tools/coordinator/secrets/process_environment.h"
#include "tools/coordinator/service/releases_service.h"

namespace release {
namespace {

// A coordinator for looking only.
struct Reader {
  std::unique_ptr<Journal> journal;
  std::unique_ptr<EventStream> events;
  std::unique_ptr<ReleasesService> service;
  std::unique_ptr<ReleasesServer> server;
};

absl::StatusOr<std::unique_ptr<Journal>> OpenFile(const std::string& state) {
  const std::string path = absl::StrCat(state, "/journal.db");
  if (access(path.c_str(), F_OK) != 0) {
    return Diagnose(absl::StatusCode::kNotFound,
                    {.code = "STATE-NO-JOURNAL",
                     .what = absl::StrCat("there is no journal in ", state),
                     .why = "no release was ever started with this state directory",
                     .fix = "name the directory that a release printed: --state=DIRECTORY"});
  }
  return Journal::Open(path);
}

// No pipeline is at hand to say where the secret is kept: its value is that of the variable of its
// name.
absl::StatusOr<std::unique_ptr<Journal>> OpenDatabase(const std::string& secret) {
  const std::optional<Secret> url = ReadVariable(secret);
  ScrubVariable(secret);
  if (!url.has_value()) {
    return Diagnose(absl::StatusCode::kFailedPrecondition,
                    {.code = "SECRET-NOT-SET",
                     .what = absl::StrCat("the secret ", secret, " has no value"),
                     .why = absl::StrCat("the variable ", secret, " is not set or empty"),
                     .fix = absl::StrCat("export ", secret, " in the shell that looks")});
  }
  absl::StatusOr<postgres_state::Address> address = postgres_state::ParseAddress(secret, *url);
  if (!address.ok()) return address.status();
  return OpenPostgresJournal(*std::move(address), {.look_only = true});
}

absl::StatusOr<Reader> OpenReader(const StatePlace& place) {
  Reader reader;
  absl::StatusOr<std::unique_ptr<Journal>> journal =
      place.in_database() ? OpenDatabase(place.secret) : OpenFile(place.directory);
  if (!journal.ok()) return journal.status();
  reader.journal = *std::move(journal);
  reader.events = std::make_unique<EventStream>(*reader.journal, SystemClock());
  reader.service = std::make_unique<ReleasesService>(*reader.journal, *reader.events, nullptr);
  absl::StatusOr<std::unique_ptr<ReleasesServer>> server = ReleasesServer::Start(*reader.service);
  if (!server.ok()) return server.status();
  reader.server = *std::move(server);
  return reader;
}

void PrintJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string text;
  if (google::protobuf::util::MessageToJsonString(message, &text, options).ok()) {
    std::cout << text << '\n';
  }
}

std::string StageWords(const v1::StepState& step) {
  switch (step.stage()) {
    case v1::STEP_STAGE_PLANNED:
      return absl::StrCat("planned, ", Count(step.changes(), "change"));
    case v1::STEP_STAGE_RUNNING:
      return absl::StrCat("running, try ", step.attempt());
    case v1::STEP_STAGE_DONE:
      break;
    case v1::STEP_STAGE_SKIPPED:
      return "not run";
    case v1::STEP_STAGE_IN_DOUBT:
      return "in doubt: started, and its result is not known";
    default:
      return "waiting";
  }
  switch (step.outcome()) {
    case v1::OUTCOME_SUCCEEDED:
      return "done";
    case v1::OUTCOME_UNCHANGED:
      return "nothing to do";
    case v1::OUTCOME_CANCELLED:
      return "stopped";
    case v1::OUTCOME_INCONCLUSIVE:
      return "inconclusive";
    default:
      return "failed";
  }
}

void PrintLine(const v1::Release& release) {
  std::cout << release.facts().release_id() << "  " << release.facts().environment()
            << "  generation " << release.facts().generation() << "  "
            << ShortRevision(release.facts().revision()) << "  "
            << google::protobuf::util::TimeUtil::ToString(release.started()) << "  "
            << StateWords(release) << "  by " << release.by() << '\n';
}

void PrintRelease(const v1::Release& release) {
  PrintLine(release);
  for (const v1::StepState& step : release.steps()) {
    std::cout << "  " << step.name() << ": " << StageWords(step) << '\n';
  }
  const v1::ReleaseFinished& finished = release.finished();
  if (finished.has_diagnosis()) {
    std::cout << finished.diagnosis().code() << ": " << finished.diagnosis().what() << '\n';
  }
  if (!finished.next_command().empty())
    std::cout << "To go on: " << finished.next_command() << '\n';
}

absl::Status Perform(const Flags& flags, ReleasesClient& client) {
  const bool json = flags.output == OutputForm::kJson;
  switch (flags.command) {
    case CommandName::kStatus: {
      absl::StatusOr<v1::Release> release = client.Get(flags.release_id);
      if (!release.ok()) return release.status();
      json ? PrintJson(*release) : PrintRelease(*release);
      return absl::OkStatus();
    }
    case CommandName::kList: {
      absl::StatusOr<v1::ListReleasesResponse> list = client.List(flags.environment, flags.limit);
      if (!list.ok()) return list.status();
      if (json) PrintJson(*list);
      for (const v1::Release& release : list->releases()) {
        if (!json) PrintLine(release);
      }
      return absl::OkStatus();
    }
    case CommandName::kWatch: {
      const std::unique_ptr<EventView> view =
          json ? NewJsonView(std::cout)
               : NewPlainView(std::cout, Style::For(STDOUT_FILENO), std::cerr,
                              Style::For(STDERR_FILENO), flags.verbose);
      return client.Watch(flags.release_id, [&](const v1::Event& event) { view->Show(event); });
    }
    case CommandName::kCancel:
      return client.Cancel(flags.release_id, flags.insist, PersonHere());
    case CommandName::kApprove: {
      absl::StatusOr<uint64_t> plan = client.OpenPlan(flags.release_id);
      if (!plan.ok()) return plan.status();
      v1::ApproveRequest request;
      request.set_release_id(flags.release_id);
      request.set_plan_sequence(*plan);
      request.set_approve(!flags.deny);
      request.set_by(PersonHere());
      request.set_how("client");
      return client.Approve(request);
    }
    case CommandName::kRun:
      break;
  }
  return absl::InternalError("not a command that looks");
}

}  // namespace

ExitCode InspectCommand(const Flags& flags) {
  const absl::StatusOr<StatePlace> place = ParseStatePlace(flags.state);
  if (!place.ok()) return ShowFailure(place.status());
  std::optional<Reader> reader;
  std::optional<std::string> address;
  if (!place->in_database()) address = CoordinatorAddress::Read(place->directory);
  // One that was killed leaves its address behind.
  if (address.has_value() && access(address->substr(address->find('/')).c_str(), F_OK) != 0) {
    address.reset();
  }
  if (!address.has_value()) {
    absl::StatusOr<Reader> opened = OpenReader(*place);
    if (!opened.ok()) return ShowFailure(opened.status());
    reader.emplace(*std::move(opened));
    address = reader->server->address();
  }
  ReleasesClient client(*address);
  if (absl::Status done = Perform(flags, client); !done.ok()) return ShowFailure(done);
  return ExitCode::kOk;
}

}  // namespace release
