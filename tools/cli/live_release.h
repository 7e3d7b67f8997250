// A release under way in this process, seen through its own service.
#ifndef RELEASE_TOOLS_CLI_LIVE_RELEASE_H_
#define RELEASE_TOOLS_CLI_LIVE_RELEASE_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "proto/release/v1/event.pb.h"
#include "tools/cli/approval_prompt.h"
#include "tools/cli/exit_code.h"
#include "tools/cli/flags.h"
#include "tools/cli/release_state.h"
#include "tools/cli/releases_client.h"
#include "tools/cli/terminal/event_view.h"
#include "tools/coordinator/events/event_stream.h"
#include "tools/coordinator/journal/journal.h"
#include "tools/coordinator/runner/release_run.h"

namespace release {

// Serves Releases for `run`, runs it in a thread of its own, and follows it as
// any client would: shows its events, asks a person, passes signals on.
//
// Threads: one.
class LiveRelease {
 public:
  // `state` is null while only a plan is made. `journal` is where the run's events go.
  LiveRelease(const Flags& flags, ReleaseState* state, Journal& journal, EventStream& events,
              ReleaseRun& run)
      : flags_(flags), state_(state), journal_(journal), events_(events), run_(run) {}

  // Until the release has ended.
  ExitCode Follow();

 private:
  void OnEvent(const v1::Event& event);
  void TellLease(const v1::Event& event);
  void Ask(const v1::Event& plan);
  void OnSignal(int count);
  void OnLeaseLost(const absl::Status& why);
  ExitCode Ended(const absl::Status& engine, const absl::Status& watched) const;

  const Flags& flags_;
  ReleaseState* const state_;
  Journal& journal_;
  EventStream& events_;
  ReleaseRun& run_;
  std::unique_ptr<EventView> view_;
  std::unique_ptr<ReleasesClient> client_;
  ApprovalPrompt prompt_;
  std::optional<v1::ReleaseFinished> finished_;
};

}  // namespace release

#endif  // RELEASE_TOOLS_CLI_LIVE_RELEASE_H_
