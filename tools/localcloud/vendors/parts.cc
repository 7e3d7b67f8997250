#include "tools/localcloud/vendors/parts.h"

#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/localcloud/faults/fault_file.h"
#include "tools/localcloud/vendors/control.h"
#include "tools/localcloud/vendors/shown.h"

namespace release::cloud {
namespace {

constexpr char kApiSocket[] = "api.sock";
constexpr char kEngineSocket[] = "engine.sock";
constexpr char kSupabaseSocket[] = "supabase.sock";

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

PartStatus Server(std::string name, bool up, std::string where, std::string note) {
  return {.name = std::move(name),
          .condition = up ? Condition::kGood : Condition::kBad,
          .where = std::move(where),
          .note = std::move(note)};
}

}  // namespace

absl::Status Vendors::Parts::StartFront() {
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
  hosts = std::make_unique<CertifiedHosts>(
      front->hosts(), front->certificates(),
      CertificateTimes{.zones = settings.zones, .delay = settings.certificate_delay}, clock);
  return absl::OkStatus();
}

absl::Status Vendors::Parts::StartEngine() {
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

absl::Status Vendors::Parts::StartEdge() {
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

absl::Status Vendors::Parts::StartApi() {
  CloudflareOptions options = CloudflareOptionsFor(identity, settings.zones);
  options.health = [this](const std::string& application, int version) {
    return engine->Health(application, version);
  };
  options.certificate_pending = [this](const std::string& host) { return hosts->IsPending(host); };
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

absl::Status Vendors::Parts::StartRegistry() {
  auto started = Registry::Start(
      {.directory = directory.path(), .in_use = api->ImagesInUse()},
      [this](const RegistryQuestion& question) { return api->CheckRegistry(question); });
  if (!started.ok()) return started.status();
  registry.emplace(*std::move(started));
  return hosts->Serve(kRegistryHost, Registry::kSocket);
}

absl::Status Vendors::Parts::StartSupabase(Secret password) {
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

absl::Status Vendors::Parts::StartPage() {
  auto pem = ReadFile(front->certificates().ca_path(), 1 << 16);
  if (!pem.ok()) return pem.status();
  overview = std::make_unique<Overview>(CloudStatus{.address = settings.endpoints.front.host,
                                                    .front = settings.endpoints.front.ToString(),
                                                    .ca = front->certificates().ca_path(),
                                                    .directory = directory.path(),
                                                    .since = ForPeople(clock.Now()),
                                                    .parts = {},
                                                    .deployed = {}});
  page = std::make_unique<StatusPage>(
      *log, *std::move(pem),
      Control({.faults = faults, .log = *log, .front = *front, .supabase = *supabase}),
      [this] { return overview->Now(*edge, *engine); });
  HttpServerOptions server;
  server.address = settings.endpoints.status.host;
  server.port = settings.endpoints.status.port;
  auto started = HttpServer::Start(
      server, [this](const HttpRequest& request) { return page->Handle(request); });
  if (!started.ok()) return started.status();
  page_server = *std::move(started);
  return absl::OkStatus();
}

std::vector<PartStatus> Vendors::Parts::Shown() const {
  return {Server("front (nginx)", front->up(), settings.endpoints.front.ToString(),
                 "TLS for every host name"),
          Server("registry (docker-registry)", registry->up(), kRegistryHost,
                 "behind credentials that the API gives out"),
          Server("Supabase Auth and REST", /*up=*/true, identity.SupabaseHost(),
                 Concat("publishable key ", supabase->keys().publishable_key()))};
}

}  // namespace release::cloud
