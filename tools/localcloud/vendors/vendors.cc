#include "tools/localcloud/vendors/vendors.h"

#include <poll.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/time/time.h"
#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/localcloud/cloudflare/api.h"
#include "tools/localcloud/edge/edge.h"
#include "tools/localcloud/engine/container_engine.h"
#include "tools/localcloud/faults/fault_book.h"
#include "tools/localcloud/faults/fault_file.h"
#include "tools/localcloud/front/front.h"
#include "tools/localcloud/front/registry.h"
#include "tools/localcloud/http/request_log.h"
#include "tools/localcloud/http/server.h"
#include "tools/localcloud/status_page/status_page.h"
#include "tools/localcloud/supabase/api.h"
#include "tools/localcloud/vendors/certified_hosts.h"
#include "tools/localcloud/vendors/control.h"
#include "tools/localcloud/vendors/everyone.h"
#include "tools/localcloud/vendors/shown.h"

namespace release::cloud {
namespace {

constexpr char kApiSocket[] = "api.sock";
constexpr char kEngineSocket[] = "engine.sock";
constexpr char kSupabaseSocket[] = "supabase.sock";
constexpr absl::Duration kApiTick = absl::Seconds(1);
constexpr absl::Duration kGrace = absl::Seconds(3);
// How long a start waits for what was deployed earlier; it goes on without.
constexpr absl::Duration kResumeTime = absl::Seconds(5);
constexpr int kResumePoll = 10;  // milliseconds

// Of sun_path, without its NUL and the longest name of ours: "/run/hosts/" and a host.
constexpr size_t kLongestDirectory = 107 - 32;

absl::Status CheckLength(const std::string& directory) {
  if (directory.size() <= kLongestDirectory) return absl::OkStatus();
  return Diagnose(absl::StatusCode::kFailedPrecondition,
                  {.code = "CLOUD-DIRECTORY-LONG",
                   .what = Concat(directory, " is too long for the local cloud"),
                   .why = Concat("unix sockets lie in it, whose paths have at most 107 bytes; ",
                                 kLongestDirectory, " are left for the directory"),
                   .fix = "name a shorter one with --directory"});
}

}  // namespace

// In the order in which they are started; destroyed in the opposite one.
struct Vendors::State {
  State(VendorSettings given, const CloudDirectory& of, Clock& with)
      : settings(std::move(given)), directory(of), clock(with) {}

  const VendorSettings settings;
  const CloudDirectory& directory;
  Clock& clock;
  CloudIdentity identity;
  FaultBook faults;
  std::unique_ptr<RequestLog> log;
  std::unique_ptr<Front> front;
  std::unique_ptr<CertifiedHosts> hosts;
  std::unique_ptr<ContainerEngine> engine;
  std::unique_ptr<Edge> edge;
  std::unique_ptr<Everyone> listeners;
  std::unique_ptr<CloudflareApi> api;
  std::unique_ptr<HttpServer> api_server;
  std::optional<Registry> registry;
  std::unique_ptr<SupabaseApi> supabase;
  std::unique_ptr<HttpServer> supabase_server;
  std::unique_ptr<StatusPage> page;
  std::unique_ptr<HttpServer> page_server;
  absl::Duration next_api_tick;
  std::vector<PartStatus> others;
  absl::Time since;

  std::string RunFile(const char* name) const { return directory.File(Concat("run/", name)); }

  absl::Status StartFront();
  absl::Status StartEngine();
  absl::Status StartEdge();
  absl::Status StartApi();
  absl::Status StartRegistry();
  absl::Status StartSupabase(Secret password);
  absl::Status StartPage();
  void Resume();
  void ShowAll();
};

absl::Status Vendors::State::StartFront() {
  if (auto fits = CheckLength(directory.path()); !fits.ok()) return fits;
  for (const char* name : {"run", "cloudflare"}) {
    if (auto made = EnsurePrivateDirectory(directory.File(name)); !made.ok()) return made;
  }
  auto opened = RequestLog::Open(directory.File("logs/requests.jsonl"));
  if (!opened.ok()) return opened.status();
  log = *std::move(opened);
  if (auto ordered = OrderFromFile(settings.faults, faults); !ordered.ok()) return ordered;
  auto started = Front::Start({.directory = directory.path(),
                               .address = settings.endpoints.front.host,
                               .port = settings.endpoints.front.port,
                               .registry_host = kRegistryHost});
  if (!started.ok()) return started.status();
  front = *std::move(started);
  hosts = std::make_unique<CertifiedHosts>(front->hosts(), front->certificates());
  return absl::OkStatus();
}

absl::Status Vendors::State::StartEngine() {
  ContainerEngineSettings engine_settings{
      .socket = RunFile(kEngineSocket),
      .address = settings.endpoints.front.host,
      .image_directory = directory.File("images"),
      .log_directory = directory.File("logs"),
      .registry = {.socket = RunFile(Registry::kSocket), .host = kRegistryHost, .credentials = {}},
      .egress = {},
      .files = {},
      .sockets_command = settings.sockets_command};
  for (const Endpoint& endpoint :
       {settings.endpoints.session_pooler, settings.endpoints.transaction_pooler,
        settings.endpoints.front}) {
    engine_settings.egress.push_back({endpoint, endpoint});
  }
  engine = std::make_unique<ContainerEngine>(std::move(engine_settings), clock);
  return engine->Start();
}

absl::Status Vendors::State::StartEdge() {
  auto made = Edge::Make({.directory = directory.path(),
                          .workerd = settings.workerd,
                          .site_server = settings.site_server,
                          .engine_socket = kEngineSocket,
                          .outbound = {.front = settings.endpoints.front.ToString(),
                                       .ca_file = front->certificates().ca_path(),
                                       .hosts = {identity.SupabaseHost()}},
                          .times = {}},
                         *hosts, clock);
  if (!made.ok()) return made.status();
  edge = *std::move(made);
  return edge->Start();
}

absl::Status Vendors::State::StartApi() {
  CloudflareOptions options = CloudflareOptionsFor(identity, settings.zones);
  options.health = [this](const std::string& application, int version) {
    return engine->Health(application, version);
  };
  auto opened =
      CloudflareApi::Open(directory.File("cloudflare"), std::move(options), clock, faults, *log);
  if (!opened.ok()) return opened.status();
  api = *std::move(opened);
  HttpServerOptions server;
  server.unix_path = RunFile(kApiSocket);
  auto started = HttpServer::Start(
      server, [this](const HttpRequest& request) { return api->Handle(request); });
  if (!started.ok()) return started.status();
  api_server = *std::move(started);
  if (auto served = hosts->Serve(kCloudflareHost, kApiSocket); !served.ok()) return served;
  // Whoever asks for the address itself, as wrangler does, wants the API.
  return front->hosts().Serve(settings.endpoints.front.host, kApiSocket);
}

absl::Status Vendors::State::StartRegistry() {
  auto started = Registry::Start(
      {.directory = directory.path()},
      [this](const RegistryQuestion& question) { return api->CheckRegistry(question); });
  if (!started.ok()) return started.status();
  registry.emplace(*std::move(started));
  return hosts->Serve(kRegistryHost, Registry::kSocket);
}

absl::Status Vendors::State::StartSupabase(Secret password) {
  if (auto made = EnsurePrivateDirectory(directory.File("supabase")); !made.ok()) return made;
  SupabaseOptions options;
  options.origin = Concat("https://", identity.SupabaseHost());
  options.postgres = settings.endpoints.postgres;
  options.database = settings.database;
  auto opened = SupabaseApi::Open(directory.File("supabase"), std::move(options),
                                  std::move(password), clock, faults, *log);
  if (!opened.ok()) return opened.status();
  supabase = *std::move(opened);
  if (auto prepared = supabase->Prepare(); !prepared.ok()) return prepared;
  HttpServerOptions server;
  server.unix_path = RunFile(kSupabaseSocket);
  auto started = HttpServer::Start(
      server, [this](const HttpRequest& request) { return supabase->Handle(request); });
  if (!started.ok()) return started.status();
  supabase_server = *std::move(started);
  return hosts->Serve(identity.SupabaseHost(), kSupabaseSocket);
}

absl::Status Vendors::State::StartPage() {
  auto pem = ReadFile(front->certificates().ca_path(), 1 << 16);
  if (!pem.ok()) return pem.status();
  page = std::make_unique<StatusPage>(
      *log, *std::move(pem),
      Control({.faults = faults, .log = *log, .front = *front, .supabase = *supabase}));
  HttpServerOptions server;
  server.address = settings.endpoints.status.host;
  server.port = settings.endpoints.status.port;
  auto started = HttpServer::Start(
      server, [this](const HttpRequest& request) { return page->Handle(request); });
  if (!started.ok()) return started.status();
  page_server = *std::move(started);
  return absl::OkStatus();
}

// What an earlier run left deployed is served again. The registry must be there: containers come
// out of it.
void Vendors::State::Resume() {
  listeners = std::make_unique<Everyone>(std::vector<DeployListener*>{engine.get(), edge.get()});
  api->Listen(listeners.get());
  const absl::Duration end = clock.Monotonic() + kResumeTime;
  bool all = false;
  while (!all && clock.Monotonic() < end) {
    engine->Tick();
    edge->Tick();
    const std::vector<ServedStatus> served = edge->Status();
    all = std::all_of(served.begin(), served.end(),
                      [](const ServedStatus& it) { return it.starting.empty(); });
    pollfd wait{edge->fd(), POLLIN, 0};
    if (!all) poll(&wait, 1, kResumePoll);
  }
}

void Vendors::State::ShowAll() {
  CloudStatus status{.address = settings.endpoints.front.host,
                     .front = settings.endpoints.front.ToString(),
                     .ca = front->certificates().ca_path(),
                     .directory = directory.path(),
                     .since = ForPeople(since),
                     .parts = others,
                     .deployed = {}};
  status.parts.push_back({.name = "front (nginx)",
                          .condition = front->Ended() ? Condition::kBad : Condition::kGood,
                          .where = status.front,
                          .note = "TLS for every host name"});
  status.parts.push_back({.name = "registry (docker-registry)",
                          .condition = registry->Ended() ? Condition::kBad : Condition::kGood,
                          .where = kRegistryHost,
                          .note = "behind credentials that the API gives out"});
  status.parts.push_back({.name = "Supabase Auth and REST",
                          .condition = Condition::kGood,
                          .where = identity.SupabaseHost(),
                          .note = Concat("publishable key ", supabase->keys().publishable_key())});
  AddEdge(edge->Status(), status);
  AddEngine(engine->Status(), status);
  page->Show(std::move(status));
}

Vendors::Vendors(std::unique_ptr<State> state) : state_(std::move(state)) {}

Vendors::~Vendors() { Stop(); }

absl::StatusOr<std::unique_ptr<Vendors>> Vendors::Start(const VendorSettings& settings,
                                                        Secret password,
                                                        const CloudDirectory& directory,
                                                        Clock& clock) {
  auto state = std::make_unique<State>(settings, directory, clock);
  auto identity = IdentityOf(directory);
  if (!identity.ok()) return identity.status();
  state->identity = *std::move(identity);
  state->since = clock.Now();
  std::unique_ptr<Vendors> vendors(new Vendors(std::move(state)));
  State& parts = *vendors->state_;
  absl::Status started = parts.StartFront();
  if (started.ok()) started = parts.StartEngine();
  if (started.ok()) started = parts.StartEdge();
  if (started.ok()) started = parts.StartApi();
  if (started.ok()) started = parts.StartRegistry();
  if (started.ok()) started = parts.StartSupabase(std::move(password));
  if (started.ok()) started = parts.StartPage();
  if (!started.ok()) return started;
  parts.Resume();
  parts.ShowAll();
  return vendors;
}

const CloudIdentity& Vendors::identity() const { return state_->identity; }

std::string Vendors::ca_file() const { return state_->front->certificates().ca_path(); }

std::string Vendors::publishable_key() const {
  return std::string(state_->supabase->keys().publishable_key());
}

Secret Vendors::secret_key() const { return state_->supabase->keys().secret_key().Copy(); }

std::vector<std::string> Vendors::Tick() {
  State& it = *state_;
  it.engine->Tick();
  it.edge->Tick();
  if (it.clock.Monotonic() >= it.next_api_tick) {
    it.api->Tick();
    it.next_api_tick = it.clock.Monotonic() + kApiTick;
    // Looks at the memory of every process: not at each tick.
    it.ShowAll();
  }
  return {};
}

std::vector<int> Vendors::WaitFor() const { return {state_->engine->fd(), state_->edge->fd()}; }

void Vendors::Show(std::vector<PartStatus> others) { state_->others = std::move(others); }

void Vendors::Stop() {
  if (state_ == nullptr) return;
  State& it = *state_;
  // First the doors, so that nothing is asked of what ends.
  it.page_server.reset();
  it.supabase_server.reset();
  it.api_server.reset();
  if (it.api != nullptr) it.api->Listen(nullptr);
  if (it.edge != nullptr) it.edge->Stop(kGrace);
  if (it.engine != nullptr) it.engine->Stop(kGrace);
  if (it.registry.has_value()) it.registry->Stop();
  if (it.front != nullptr) it.front->Stop();
  state_.reset();
}

}  // namespace release::cloud
