#include "tools/localcloud/cloudflare/api.h"

#include <functional>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/localcloud/cloudflare/account/dns.h"
#include "tools/localcloud/cloudflare/account/identity.h"
#include "tools/localcloud/cloudflare/account/r2.h"
#include "tools/localcloud/cloudflare/account/rulesets.h"
#include "tools/localcloud/cloudflare/account/zones.h"
#include "tools/localcloud/cloudflare/answer.h"
#include "tools/localcloud/cloudflare/containers/application_store.h"
#include "tools/localcloud/cloudflare/containers/applications.h"
#include "tools/localcloud/cloudflare/containers/registries.h"
#include "tools/localcloud/cloudflare/endpoints.h"
#include "tools/localcloud/cloudflare/ids.h"
#include "tools/localcloud/cloudflare/ordered_fault.h"
#include "tools/localcloud/cloudflare/pages/assets.h"
#include "tools/localcloud/cloudflare/pages/deployments.h"
#include "tools/localcloud/cloudflare/pages/domains.h"
#include "tools/localcloud/cloudflare/pages/projects.h"
#include "tools/localcloud/cloudflare/pages/upload_token.h"
#include "tools/localcloud/cloudflare/redaction.h"
#include "tools/localcloud/cloudflare/store/blobs.h"
#include "tools/localcloud/cloudflare/store/documents.h"
#include "tools/localcloud/cloudflare/workers/domains.h"
#include "tools/localcloud/cloudflare/workers/durable_objects.h"
#include "tools/localcloud/cloudflare/workers/routes.h"
#include "tools/localcloud/cloudflare/workers/script_store.h"
#include "tools/localcloud/cloudflare/workers/scripts.h"
#include "tools/localcloud/cloudflare/workers/secrets.h"
#include "tools/localcloud/cloudflare/workers/settings.h"
#include "tools/localcloud/cloudflare/workers/versions.h"

namespace release::cloud {
namespace {

using Events = std::vector<std::function<void(DeployListener&)>>;

Endpoints AllEndpoints() {
  Endpoints endpoints;
  for (const auto add :
       {AddIdentity, AddZones, AddDns, AddRulesets, AddR2, AddScripts, AddVersions, AddSecrets,
        AddSettings, AddDomains, AddRoutes, AddDurableObjects, AddRegistries, AddApplications,
        AddProjects, AddPagesAssets, AddPagesDeployments, AddPagesDomains}) {
    add(endpoints);
  }
  return endpoints;
}

// The key that signs upload tokens, made once.
absl::StatusOr<std::string> SigningKey(Documents& documents, absl::Time now) {
  documents.Begin(now);
  auto stored = documents.Get("signing_key", "key");
  if (!stored) {
    stored = RandomHex(64);
    documents.Put("signing_key", "key", *stored);
  }
  const absl::Status status = documents.Commit();
  if (!status.ok()) return status;
  return stored->get<std::string>();
}

std::string_view WithoutPrefix(std::string_view path) {
  const std::string_view prefix = kApiPrefix;
  return path.starts_with(prefix) ? path.substr(prefix.size()) : std::string_view();
}

}  // namespace

struct CloudflareApi::State {
  State(CloudflareOptions given, Clock& clock_given, FaultBook& faults_given, RequestLog& log_given,
        std::unique_ptr<Documents> opened, const std::string& directory)
      : options(std::move(given)),
        clock(clock_given),
        faults(faults_given),
        log(log_given),
        documents(std::move(opened)),
        blobs(directory + "/blobs") {}

  const CloudflareOptions options;
  Clock& clock;
  FaultBook& faults;
  RequestLog& log;
  const Endpoints endpoints = AllEndpoints();
  std::string signing_key;

  std::mutex mutex;  // of what follows
  const std::unique_ptr<Documents> documents;
  const Blobs blobs;

  // Taken before `mutex` and held until the events of a call are told, which keeps their order.
  std::mutex telling;
  DeployListener* listener = nullptr;

  Call MakeCall(const HttpRequest& request, const PathParams& params,
                std::optional<Fault> fault = std::nullopt) {
    return {request,    params, options,     signing_key,
            *documents, blobs,  clock.Now(), std::move(fault)};
  }

  // Answers within a transaction. `events` are told afterwards.
  HttpResponse Transact(Call& call, const EndpointHandler& handler);
  HttpResponse Answered(const HttpRequest& request, std::string& route, std::string& fault_word);
  void Tell(const Events& events) {
    for (const auto& event : events) {
      if (listener != nullptr) event(*listener);
    }
  }
};

HttpResponse CloudflareApi::State::Transact(Call& call, const EndpointHandler& handler) {
  std::optional<absl::Time> as_of;
  if (call.Faulty(FaultKind::kStaleReads)) as_of = call.now - call.fault->duration;
  documents->Begin(call.now, as_of);
  Answer answer = handler(call);
  if (answer.ok() || call.keep_on_failure) {
    const absl::Status stored = documents->Commit();
    if (!stored.ok()) answer = stored;
  } else {
    documents->Rollback();
  }
  if (!answer.ok()) {
    call.events.clear();
    return FailureOf(answer.status());
  }
  return *std::move(answer);
}

HttpResponse CloudflareApi::State::Answered(const HttpRequest& request, std::string& route,
                                            std::string& fault_word) {
  const std::string_view path = WithoutPrefix(request.path());
  const auto match = endpoints.router().Match(request.method, path);
  if (!match) {
    return FailureOf(ApiError(501, 10501,
                              Concat("The local cloud does not emulate ", request.method, " ",
                                     path.empty() ? request.path() : PathShape(path))));
  }
  route = endpoints.router().TemplateOf(match->index);
  const auto fault = faults.Next(request.method, route, request.target);
  const auto& endpoint = endpoints.at(match->index);
  const bool uploads = endpoint.credential == Credential::kPagesUpload;
  if (fault) {
    fault_word = FaultWord(fault->kind);
    if (auto instead = AnswerInstead(*fault, uploads ? 8000013 : 10000)) return *std::move(instead);
  }
  const std::lock_guard in_order(telling);
  Call call = MakeCall(request, match->params, fault);
  const absl::Status allowed =
      uploads ? CheckUploadToken(call) : CheckToken(options, request, match->params, call.now);
  if (!allowed.ok()) return FailureOf(allowed);
  HttpResponse response;
  {
    const std::lock_guard lock(mutex);
    response = Transact(call, endpoint.handler);
  }
  Tell(call.events);
  if (fault) SpoilDelivery(*fault, response);
  return response;
}

CloudflareApi::CloudflareApi(std::unique_ptr<State> state) : state_(std::move(state)) {}
CloudflareApi::~CloudflareApi() = default;

absl::StatusOr<std::unique_ptr<CloudflareApi>> CloudflareApi::Open(const std::string& directory,
                                                                   CloudflareOptions options,
                                                                   Clock& clock, FaultBook& faults,
                                                                   RequestLog& log) {
  auto documents = Documents::Open(directory + "/cloudflare.db");
  if (!documents.ok()) return documents.status();
  const absl::Status blobs = EnsurePrivateDirectory(directory + "/blobs");
  if (!blobs.ok()) return blobs;
  auto key = SigningKey(**documents, clock.Now());
  if (!key.ok()) return key.status();
  auto state = std::make_unique<State>(std::move(options), clock, faults, log,
                                       *std::move(documents), directory);
  state->signing_key = *std::move(key);
  return std::unique_ptr<CloudflareApi>(new CloudflareApi(std::move(state)));
}

HttpResponse CloudflareApi::Handle(const HttpRequest& request) {
  LogEntry entry;
  entry.at = state_->clock.Now();
  HttpResponse response = state_->Answered(request, entry.route, entry.fault);
  response.headers.Set("cf-ray", RandomHex(16));
  entry.method = request.method;
  entry.target = request.target;
  entry.request_headers = request.headers;
  entry.request_body = LoggedBody(request.headers.Find("Content-Type").value_or(""), request.body);
  entry.status = response.status;
  entry.response_body =
      LoggedBody(response.headers.Find("Content-Type").value_or(""), response.body);
  state_->log.Write(entry);
  return response;
}

RegistryAccess CloudflareApi::CheckRegistry(const RegistryQuestion& question) const {
  return AccessToRegistry(state_->signing_key, question, state_->clock.Now());
}

std::set<std::string> CloudflareApi::ImagesInUse() const {
  std::set<std::string> digests;
  for (const CloudAccount& account : state_->options.accounts) {
    const HttpRequest request;
    const PathParams params = {{"account_id", account.id}};
    Call call = state_->MakeCall(request, params);
    const std::lock_guard lock(state_->mutex);
    state_->documents->Begin(call.now);
    digests.merge(ImageDigests(call));
    state_->documents->Rollback();
  }
  return digests;
}

void CloudflareApi::Listen(DeployListener* listener) {
  const std::lock_guard in_order(state_->telling);
  state_->listener = listener;
  Events events;
  for (const CloudAccount& account : state_->options.accounts) {
    const HttpRequest request;
    const PathParams params = {{"account_id", account.id}};
    Call call = state_->MakeCall(request, params);
    const std::lock_guard lock(state_->mutex);
    state_->documents->Begin(call.now);
    for (const auto& script : call.documents.List("workers.scripts", call.Key(""))) {
      TellListener(call, script);
    }
    TellContainers(call);
    TellPages(call);
    state_->documents->Rollback();
    std::move(call.events.begin(), call.events.end(), std::back_inserter(events));
  }
  state_->Tell(events);
}

void CloudflareApi::Tick() {
  const std::lock_guard in_order(state_->telling);
  for (const CloudAccount& account : state_->options.accounts) {
    const HttpRequest request;
    const PathParams params = {{"account_id", account.id}};
    Call call = state_->MakeCall(request, params);
    {
      const std::lock_guard lock(state_->mutex);
      state_->Transact(call, [](Call& ticking) -> Answer {
        AdvanceRollouts(ticking);
        AdvancePages(ticking);
        return HttpResponse();
      });
    }
    state_->Tell(call.events);
  }
}

}  // namespace release::cloud
