#include "tools/localcloud/supabase/api.h"

#include <optional>
#include <utility>
#include <variant>

#include "tools/base/text.h"
#include "tools/localcloud/supabase/answers.h"
#include "tools/localcloud/supabase/auth/schema.h"
#include "tools/localcloud/supabase/caller.h"
#include "tools/localcloud/supabase/cors.h"
#include "tools/localcloud/supabase/database.h"
#include "tools/localcloud/supabase/logged.h"
#include "tools/localcloud/supabase/ordered_fault.h"
#include "tools/localcloud/supabase/rest/read.h"
#include "tools/localcloud/supabase/routes.h"

namespace release::cloud {
namespace {

using nlohmann::json;

HttpResponse Settings() {
  return JsonResponse(
      200, {{"external", {{"email", true}, {"phone", false}, {"anonymous_users", false}}},
            {"disable_signup", true},
            {"mailer_autoconfirm", false},
            {"phone_autoconfirm", false},
            {"sms_provider", ""},
            {"saml_enabled", false}});
}

HttpResponse Health() {
  return JsonResponse(200,
                      {{"name", "GoTrue"},
                       {"version", "local cloud"},
                       {"description", "GoTrue is a user registration and authentication API"}});
}

}  // namespace

struct SupabaseApi::State {
  State(SupabaseOptions given, Secret password, std::unique_ptr<KeyRing> opened, Clock& clock_given,
        FaultBook& faults_given, RequestLog& log_given)
      : options(std::move(given)),
        keys(std::move(opened)),
        clock(clock_given),
        faults(faults_given),
        log(log_given),
        pool(options.postgres, std::move(password), options.database) {}

  const SupabaseOptions options;
  const std::unique_ptr<KeyRing> keys;
  Clock& clock;
  FaultBook& faults;
  RequestLog& log;
  DatabasePool pool;
  const Routes routes = AllRoutes();

  HttpResponse Answered(const HttpRequest& request, std::string& route, std::string& fault_word);
  HttpResponse Serve(const HttpRequest& request, const RouteMatch& match,
                     const std::optional<Fault>& fault);
  HttpResponse Auth(const HttpRequest& request, const PathParams& params, const Caller& caller,
                    AuthEndpoint endpoint);
};

HttpResponse SupabaseApi::State::Auth(const HttpRequest& request, const PathParams& params,
                                      const Caller& caller, AuthEndpoint endpoint) {
  const auto failed = [&request](std::string_view why) {
    return AuthError(request, 500, "unexpected_failure", Concat("Database error: ", why));
  };
  auto begun = SqlTransaction::Begin(pool, "begin; set local role supabase_auth_admin");
  if (!begun.ok()) return failed("no connection");
  AuthCall call = {request, params, caller, options, *keys, *begun, clock.Now()};
  HttpResponse response = endpoint(call);
  // What a refusal did (a family of tokens ended) is kept, what an accident did is not.
  if (response.status >= 500 && !begun->failed()) return response;
  return begun->Commit() ? response : failed(begun->error()->message);
}

HttpResponse SupabaseApi::State::Serve(const HttpRequest& request, const RouteMatch& match,
                                       const std::optional<Fault>& fault) {
  const Routes::Entry& entry = routes.entries[match.index];
  if (entry.service == Service::kJwks) {
    const bool stale = fault && fault->kind == FaultKind::kStaleReads;
    HttpResponse response = JsonResponse(
        200, keys->Published(clock.Now() - (stale ? fault->duration : absl::ZeroDuration())));
    response.headers.Set("Cache-Control", "public, max-age=600");
    return response;
  }
  auto caller = CallerOf(request, *keys);
  if (auto* refusal = std::get_if<HttpResponse>(&caller)) return std::move(*refusal);
  const Caller& known = std::get<Caller>(caller);
  switch (entry.service) {
    case Service::kHealth:
      return Health();
    case Service::kSettings:
      return Settings();
    case Service::kRest:
      return ReadRows(
          {request, match.params.at("table"), known, options, *keys, pool, clock.Now()});
    default:
      return Auth(request, match.params, known, entry.endpoint);
  }
}

HttpResponse SupabaseApi::State::Answered(const HttpRequest& request, std::string& route,
                                          std::string& fault_word) {
  if (request.method == "OPTIONS") return Preflight(request);
  const auto match = routes.router.Match(request.method, request.path());
  if (!match) {
    HttpResponse response = NotEmulated(Concat(request.method, " ", PathShape(request.path())));
    AllowOrigin(response);
    return response;
  }
  route = routes.router.TemplateOf(match->index);
  const auto fault = faults.Next(request.method, route, request.target);
  std::optional<HttpResponse> instead;
  if (fault) {
    fault_word = FaultWord(fault->kind);
    instead = SupabaseAnswerInstead(*fault, request);
    // A machine in between knows nothing of CORS.
    if (instead && fault->kind == FaultKind::kHtml) return *std::move(instead);
  }
  HttpResponse response = instead ? *std::move(instead) : Serve(request, *match, fault);
  AllowOrigin(response);
  if (fault) SpoilSupabaseDelivery(*fault, response);
  return response;
}

SupabaseApi::SupabaseApi(std::unique_ptr<State> state) : state_(std::move(state)) {}
SupabaseApi::~SupabaseApi() = default;

absl::StatusOr<std::unique_ptr<SupabaseApi>> SupabaseApi::Open(const std::string& directory,
                                                               SupabaseOptions options,
                                                               Secret password, Clock& clock,
                                                               FaultBook& faults, RequestLog& log) {
  auto keys = KeyRing::Open(directory, clock);
  if (!keys.ok()) return keys.status();
  return std::unique_ptr<SupabaseApi>(new SupabaseApi(std::make_unique<State>(
      std::move(options), std::move(password), *std::move(keys), clock, faults, log)));
}

absl::Status SupabaseApi::Prepare() { return PrepareAuthSchema(state_->pool); }

KeyRing& SupabaseApi::keys() { return *state_->keys; }

HttpResponse SupabaseApi::Handle(const HttpRequest& request) {
  LogEntry entry;
  entry.at = state_->clock.Now();
  HttpResponse response = state_->Answered(request, entry.route, entry.fault);
  entry.method = request.method;
  entry.target = request.target;
  entry.request_headers = LoggedHeaders(request.headers);
  entry.request_body = LoggedJson(request.body);
  entry.status = response.status;
  entry.response_body = LoggedJson(response.body);
  state_->log.Write(entry);
  return response;
}

HttpResponse SupabaseApi::HandleControl(const HttpRequest& request) {
  absl::Status done;
  if (request.method == "POST" && request.path() == "/supabase/keys") {
    done = state_->keys->Rotate();
  } else if (request.method == "DELETE" && request.path() == "/supabase/keys/old") {
    done = state_->keys->DropOld();
  } else if (request.method != "GET" || request.path() != "/supabase/keys") {
    return JsonResponse(404, {{"error", "POST or GET /supabase/keys, DELETE /supabase/keys/old"}});
  }
  if (!done.ok()) return JsonResponse(500, {{"error", "the keys cannot be written"}});
  json kids = json::array();
  const json published = state_->keys->Published(absl::InfiniteFuture());
  for (const json& key : published["keys"]) {
    kids.push_back(key["kid"]);
  }
  return JsonResponse(
      200, {{"publishable_key", state_->keys->publishable_key()}, {"kids", std::move(kids)}});
}

}  // namespace release::cloud
