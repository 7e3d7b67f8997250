#include "tools/localcloud/vendors/vendors.h"

#include <poll.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/time/time.h"
#include "tools/localcloud/vendors/parts.h"

namespace release::cloud {
namespace {

constexpr absl::Duration kApiTick = absl::Seconds(1);
constexpr absl::Duration kGrace = absl::Seconds(3);
// How long a start waits for what was deployed earlier; it goes on without.
constexpr absl::Duration kResumeTime = absl::Seconds(5);
constexpr int kResumePoll = 10;  // milliseconds

}  // namespace

Vendors::Vendors(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Vendors::~Vendors() { Stop(); }

absl::StatusOr<std::unique_ptr<Vendors>> Vendors::Start(const VendorSettings& settings,
                                                        Secret password,
                                                        const CloudDirectory& directory,
                                                        Clock& clock) {
  auto made = std::make_unique<Parts>(settings, directory, clock);
  auto identity = IdentityOf(directory);
  if (!identity.ok()) return identity.status();
  made->identity = *std::move(identity);
  std::unique_ptr<Vendors> vendors(new Vendors(std::move(made)));
  Parts& parts = *vendors->parts_;
  absl::Status started = parts.StartFront();
  if (started.ok()) started = parts.StartEngine();
  if (started.ok()) started = parts.StartEdge();
  if (started.ok()) started = parts.StartApi();
  if (started.ok()) started = parts.StartRegistry();
  if (started.ok()) started = parts.StartSupabase(std::move(password));
  if (started.ok()) started = parts.StartPage();
  if (!started.ok()) return started;
  vendors->Resume();
  vendors->Show({});
  return vendors;
}

// What an earlier run left deployed is served again. The registry must be there: containers come
// out of it.
void Vendors::Resume() {
  Parts& it = *parts_;
  it.listeners =
      std::make_unique<Everyone>(std::vector<DeployListener*>{it.engine.get(), it.edge.get()});
  it.api->Listen(it.listeners.get());
  const absl::Duration end = it.clock.Monotonic() + kResumeTime;
  bool all = false;
  while (!all && it.clock.Monotonic() < end) {
    it.engine->Tick();
    it.edge->Tick();
    const std::vector<ServedStatus> served = it.edge->Status();
    all = std::all_of(served.begin(), served.end(),
                      [](const ServedStatus& each) { return each.starting.empty(); });
    pollfd wait{it.edge->fd(), POLLIN, 0};
    if (!all) poll(&wait, 1, kResumePoll);
  }
}

const CloudIdentity& Vendors::identity() const { return parts_->identity; }

std::string Vendors::ca_file() const { return parts_->front->certificates().ca_path(); }

std::string Vendors::publishable_key() const {
  return std::string(parts_->supabase->keys().publishable_key());
}

Secret Vendors::secret_key() const { return parts_->supabase->keys().secret_key().Copy(); }

std::vector<std::string> Vendors::Tick() {
  Parts& it = *parts_;
  it.engine->Tick();
  it.edge->Tick();
  const absl::Duration now = it.clock.Monotonic();
  if (now >= it.next_api_tick) {
    it.api->Tick();
    it.next_api_tick = now + kApiTick;
  }
  std::vector<std::string> news{it.front->Tend(now), it.registry->Tend(now)};
  std::erase(news, "");
  if (const absl::Status issued = it.hosts->Tick(); !issued.ok()) {
    news.push_back(std::string(issued.message()));
  }
  return news;
}

std::vector<int> Vendors::WaitFor() const { return {parts_->engine->fd(), parts_->edge->fd()}; }

void Vendors::Show(std::vector<PartStatus> others) {
  std::vector<PartStatus> ours = parts_->Shown();
  std::move(ours.begin(), ours.end(), std::back_inserter(others));
  parts_->overview->SetParts(std::move(others));
}

void Vendors::Stop() {
  if (parts_ == nullptr) return;
  Parts& it = *parts_;
  // First the doors, so that nothing is asked of what ends.
  it.page_server.reset();
  it.supabase_server.reset();
  it.api_server.reset();
  if (it.api != nullptr) it.api->Listen(nullptr);
  if (it.edge != nullptr) it.edge->Stop(kGrace);
  if (it.engine != nullptr) it.engine->Stop(kGrace);
  if (it.registry.has_value()) it.registry->Stop();
  if (it.front != nullptr) it.front->Stop();
  parts_.reset();
}

}  // namespace release::cloud
