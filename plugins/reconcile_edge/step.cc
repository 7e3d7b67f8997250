#include "plugins/reconcile_edge/step.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "plugins/lib/cloudflare/access.h"
#include "plugins/lib/cloudflare/context_api.h"
#include "plugins/reconcile_edge/edge.h"
#include "plugins/reconcile_edge/pages_hosts.h"
#include "plugins/reconcile_edge/posture.h"
#include "plugins/reconcile_edge/settings.h"
#include "plugins/reconcile_edge/storage.h"
#include "plugins/reconcile_edge/worker_hosts.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/sdk/findings.h"

namespace release::reconcile_edge {
namespace {

constexpr int kMostRepairs = 5;  // of one item, until it is as it should be
constexpr int kMostLooks = 6;    // of VERIFY, as reads may lag behind writes
constexpr absl::Duration kFirstPause = absl::Milliseconds(100);

Items ItemsOf(const Config& config) {
  Items items;
  AddBuckets(config, items);
  AddWorkerHosts(config, items);
  AddPagesHosts(config, items);
  AddPosture(config, items);
  return items;
}

// The API and the zone of one call.
struct Session {
  cloudflare::Api api;
  std::optional<Edge> edge;
};

absl::StatusOr<std::unique_ptr<Session>> Open(Context& context, const Config& config) {
  if (absl::Status good = CheckConfig(config); !good.ok()) return good;
  absl::StatusOr<cloudflare::Api> api = cloudflare::ApiOf(context, TokenSecret(config));
  if (!api.ok()) return api.status();
  auto session = std::make_unique<Session>(Session{*std::move(api), std::nullopt});
  absl::StatusOr<Edge> edge = Edge::Open(session->api, config);
  if (!edge.ok()) return edge.status();
  session->edge.emplace(*std::move(edge));
  return session;
}

bool IsRefusal(const absl::Status& status) {
  return DiagnosisOf(status).code().starts_with("EDGE-");
}

// Looks at everything. All that is refused or may not be read is told at once.
absl::StatusOr<std::vector<ChangeText>> Survey(Items& items, Edge& edge) {
  std::vector<ChangeText> drift;
  Findings findings;
  for (const auto& item : items) {
    absl::StatusOr<std::optional<ChangeText>> seen = item->Look(edge);
    if (seen.ok()) {
      if (*seen) drift.push_back(**std::move(seen));
      continue;
    }
    findings.Add(seen.status());
    const bool goes_on = IsRefusal(seen.status()) || absl::IsPermissionDenied(seen.status());
    if (!goes_on) return findings.Status();
  }
  if (!findings.empty()) return findings.Status();
  return drift;
}

// Looks and repairs until a look is content. A repair whose answer did not come may have been
// carried out, so what decides is the next look, never the answer.
absl::Status Converge(Context& context, Item& item, Edge& edge) {
  std::optional<ChangeText> done;
  absl::Status last;
  for (int repairs = 0;; ++repairs) {
    absl::StatusOr<std::optional<ChangeText>> seen = item.Look(edge);
    if (!seen.ok()) return seen.status();
    if (!*seen) break;
    if (repairs == kMostRepairs) return last;
    if (repairs > 0) {
      const absl::Status waited = context.Wait(kFirstPause * (1 << (repairs - 1)));
      if (!waited.ok()) return waited;
    }
    if (!done) done = **seen;
    context.Progress(Concat((*seen)->resource, ": ", (*seen)->after));
    last = item.Repair(edge);
    // The answer is proof enough where there is one; reads may lag behind it.
    if (last.ok()) break;
    if (IsRefusal(last) || absl::IsCancelled(last) || absl::IsPermissionDenied(last)) return last;
    if (!absl::IsUnavailable(last)) {
      // Refused: perhaps since it is there already, by a call whose answer was lost.
      absl::StatusOr<std::optional<ChangeText>> again = item.Look(edge);
      if (!again.ok()) return again.status();
      if (*again) return last;
      break;
    }
  }
  if (done) context.Change(*std::move(done));
  return absl::OkStatus();
}

absl::Status Drifted(const std::vector<ChangeText>& drift) {
  v1::Diagnosis diagnosis;
  diagnosis.set_code("EDGE-DRIFT");
  diagnosis.set_what(Concat(drift.size(), " of the edge's settings are not as configured"));
  diagnosis.set_why(Concat(drift[0].resource, ": ", drift[0].before, ", not ", drift[0].after));
  diagnosis.set_fix("run the release again; if it comes back, somebody else changes it");
  diagnosis.set_retry(v1::RETRY_BACKOFF);
  for (const ChangeText& change : drift) {
    diagnosis.add_evidence(Concat(change.resource, ": ", change.before, ", not ", change.after));
  }
  return DiagnosisStatus(absl::StatusCode::kUnavailable, std::move(diagnosis));
}

}  // namespace

absl::StatusOr<v1::StepDescription> ReconcileEdgeStep::Describe(Context& context) {
  if (absl::Status good = CheckConfig(context.config()); !good.ok()) return good;
  v1::StepDescription description;
  description.add_secrets()->set_name(TokenSecret(context.config()));
  return description;
}

absl::Status ReconcileEdgeStep::Plan(Context& context) {
  Findings findings;
  cloudflare::CheckAccess(context, TokenSecret(context.config()), findings);
  if (!findings.empty()) return findings.Status();
  auto session = Open(context, context.config());
  if (!session.ok()) return session.status();
  Edge& edge = *(*session)->edge;
  Items items = ItemsOf(context.config());
  absl::StatusOr<std::vector<ChangeText>> drift = Survey(items, edge);
  if (!drift.ok()) return drift.status();
  if (context.config().open_hostnames_size() > 0) {
    absl::StatusOr<std::string> plan = DescribePlan(edge);
    if (!plan.ok()) return plan.status();
    context.Info(*plan);
  }
  for (ChangeText& change : *drift) context.Change(std::move(change));
  return absl::OkStatus();
}

absl::Status ReconcileEdgeStep::Apply(Context& context) {
  auto session = Open(context, context.config());
  if (!session.ok()) return session.status();
  Edge& edge = *(*session)->edge;
  Items items = ItemsOf(context.config());
  // Nothing is touched while anything would be refused.
  if (const auto drift = Survey(items, edge); !drift.ok()) return drift.status();
  for (const auto& item : items) {
    if (context.cancelled()) return absl::CancelledError("stopped between two repairs");
    if (absl::Status done = Converge(context, *item, edge); !done.ok()) return done;
  }
  return absl::OkStatus();
}

absl::Status ReconcileEdgeStep::Verify(Context& context) {
  auto session = Open(context, context.config());
  if (!session.ok()) return session.status();
  Items items = ItemsOf(context.config());
  for (int looks = 1;; ++looks) {
    absl::StatusOr<std::vector<ChangeText>> drift = Survey(items, *(*session)->edge);
    if (!drift.ok()) return drift.status();
    if (drift->empty()) return absl::OkStatus();
    if (looks == kMostLooks) return Drifted(*drift);
    const absl::Status waited = context.Wait(kFirstPause * (1 << (looks - 1)));
    if (!waited.ok()) return waited;
  }
}

}  // namespace release::reconcile_edge
