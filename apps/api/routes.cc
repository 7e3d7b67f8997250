#include "apps/api/routes.h"

#include <charconv>
#include <chrono>
#include <utility>

#include "apps/api/log.h"
#include "apps/api/outbox_view.h"
#include "apps/api/request_parts.h"

namespace spectral {
namespace {

constexpr int64_t kLongestPage = 200;

// What a path may be asked for.
enum class Route { kNone, kHealth, kOrganizations, kWorlds, kMessages, kOutbox, kGenerations };

Route RouteOf(const std::vector<std::string>& path) {
  if (path.size() == 1 && path[0] == "health") return Route::kHealth;
  if (path.size() == 2 && path[0] == "operator") {
    if (path[1] == "health") return Route::kHealth;
    if (path[1] == "outbox") return Route::kOutbox;
    if (path[1] == "generations") return Route::kGenerations;
  }
  if (path.size() == 1 && path[0] == "organizations") return Route::kOrganizations;
  if (path.size() == 3 && path[0] == "organizations" && path[2] == "worlds") return Route::kWorlds;
  if (path.size() == 3 && path[0] == "worlds" && path[2] == "messages") return Route::kMessages;
  return Route::kNone;
}

// nullopt unless the parameter is absent or a whole number from `least` to `most`.
std::optional<int64_t> Number(const Target& target, const char* name, int64_t fallback,
                              int64_t least, int64_t most) {
  const auto found = target.query.find(name);
  if (found == target.query.end()) return fallback;
  const std::string& text = found->second;
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value < least || value > most ? std::nullopt : std::optional(value);
}

// The client learns that the database failed, the log learns how.
Response DatabaseFailed(const DbError& error) {
  LogError("request failed in the database",
           {{"sqlstate", error.sqlstate}, {"reason", error.message}});
  return ErrorResponse(503, "database_unavailable", "the database could not answer; try again");
}

Response NotAllowed(const std::string& method, const char* allow) {
  Response response = ErrorResponse(405, "method_not_allowed",
                                    method + " is not possible here; possible are " + allow);
  response.allow = allow;
  return response;
}

}  // namespace

Routes::Routes(RouteEnvironment environment, DbPool& pool)
    : environment_(std::move(environment)), pool_(pool) {}

void Routes::Handle(Request request, Respond respond) {
  const Target target = ParseTarget(request.target);
  const Route route = RouteOf(target.segments);
  const bool reads = request.method == "GET" || request.method == "HEAD";
  const bool posts = request.method == "POST";
  if (route == Route::kNone) {
    return respond(ErrorResponse(404, "not_found", "there is nothing at this path"));
  }
  if (!reads && !(posts && route == Route::kMessages)) {
    return respond(
        NotAllowed(request.method, route == Route::kMessages ? "GET, HEAD, POST" : "GET, HEAD"));
  }
  if (route == Route::kHealth) {
    HealthReport report = environment_.health();
    return respond({report.http_status, std::move(report.json), ""});
  }
  if (auto refusal = Refuse(request)) return respond(*std::move(refusal));
  if (route == Route::kOrganizations) return List(&ListOrganizations, "organizations", respond);

  if (route == Route::kOutbox) return ListOutbox(target, std::move(respond));
  if (route == Route::kGenerations) return ListGenerations(std::move(respond));

  const std::string id = target.segments[1];
  if (!IsUuid(id)) {
    return respond(ErrorResponse(400, "bad_request", "the id in the path is not a UUID"));
  }
  if (route == Route::kWorlds) {
    return List([id](DbSession& session) { return ListWorlds(session, id); }, "worlds", respond);
  }
  if (posts) return Post(id, request, std::move(respond));

  const auto thread = target.query.find("thread");
  const std::string slug = thread == target.query.end() ? "main" : thread->second;
  const auto after = Number(target, "after", 0, 0, INT64_MAX);
  const auto limit = Number(target, "limit", 50, 1, kLongestPage);
  if (!IsSlug(slug) || !after || !limit) {
    return respond(
        ErrorResponse(400, "bad_request", "expected ?thread=NAME&after=POSITION&limit=1..200"));
  }
  List(
      [=](DbSession& session) {
        return ListMessages(session, id, slug, *after, static_cast<int>(*limit));
      },
      "messages", respond);
}

std::optional<Response> Routes::Refuse(const Request& request) const {
  if (environment_.service_key.empty()) {
    return ErrorResponse(503, "not_configured", "not configured: SPECTRAL_SERVICE_KEY is not set");
  }
  if (!IsAuthorized(request.authorization, environment_.service_key)) {
    return ErrorResponse(401, "unauthorized", "expected Authorization: Bearer <service key>");
  }
  return std::nullopt;
}

void Routes::ListOutbox(const Target& target, Respond respond) {
  const auto found = target.query.find("state");
  const std::string state = found == target.query.end() ? "" : found->second;
  const auto before = Number(target, "before", 0, 0, INT64_MAX);
  const auto limit = Number(target, "limit", 50, 1, kLongestPage);
  if ((!state.empty() && !IsOutboxState(state)) || !before || !limit) {
    return respond(
        ErrorResponse(400, "bad_request",
                      "expected ?state=waiting|claimed|handled|failed&before=ID&limit=1..200"));
  }
  List(
      [=](DbSession& session) {
        return ListOutboxRows(session, state, *before, static_cast<int>(*limit));
      },
      "rows", std::move(respond));
}

void Routes::ListGenerations(Respond respond) {
  InDatabase(
      [current = environment_.generation](DbSession& session) {
        const DbResult result = CountOutboxGenerations(session);
        if (!result.ok()) return DatabaseFailed(result.error());
        return Response{200,
                        "{\"current\": " + std::to_string(current) +
                            ", \"generations\": " + std::string(result.Get(0, 0)) + "}\n",
                        ""};
      },
      std::move(respond));
}

void Routes::List(std::function<DbResult(DbSession&)> list, const char* name, Respond respond) {
  InDatabase(
      [list = std::move(list), name](DbSession& session) {
        const DbResult result = list(session);
        if (!result.ok()) return DatabaseFailed(result.error());
        return Response{
            200, "{\"" + std::string(name) + "\": " + std::string(result.Get(0, 0)) + "}\n", ""};
      },
      std::move(respond));
}

void Routes::Post(const std::string& world_id, const Request& request, Respond respond) {
  if (request.content_type.rfind("application/json", 0) != 0) {
    return respond(
        ErrorResponse(415, "unsupported_media_type", "expected Content-Type: application/json"));
  }
  NewMessage message;
  message.world_id = world_id;
  if (const std::string problem = ReadNewMessage(request.body, &message); !problem.empty()) {
    return respond(ErrorResponse(400, "bad_request", problem));
  }
  InDatabase(
      [this, message = std::move(message)](DbSession& session) {
        PostedMessage posted;
        if (auto error = PostMessage(session, environment_.generation, message, &posted)) {
          return DatabaseFailed(*error);
        }
        if (!posted.world_found) {
          return ErrorResponse(404, "not_found", "there is no world with this id");
        }
        if (posted.added) environment_.message_posted();
        return Response{posted.added ? 201 : 200, "{\"message\": " + posted.json + "}\n", ""};
      },
      std::move(respond));
}

void Routes::InDatabase(std::function<Response(DbSession&)> work, Respond respond) {
  if (const auto problem = environment_.database_problem()) {
    return respond(ErrorResponse(503, "database_unavailable", "the database cannot be used now"));
  }
  const bool queued = pool_.Submit([work = std::move(work), respond](DbSession& session) {
    const auto error = session.Connect();
    respond(error ? DatabaseFailed(*error) : work(session));
  });
  if (!queued) respond(ErrorResponse(503, "busy", "too many requests are waiting; try again"));
}

}  // namespace spectral
