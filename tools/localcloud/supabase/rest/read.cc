#include "tools/localcloud/supabase/rest/read.h"

#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>
#include <variant>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/localcloud/supabase/answers.h"
#include "tools/localcloud/supabase/rest/query.h"
#include "tools/localcloud/supabase/rest/relations.h"
#include "tools/localcloud/supabase/rest/statement.h"

namespace release::cloud {
namespace {

using nlohmann::json;

constexpr char kOneObject[] = "application/vnd.pgrst.object+json";

// The claims that count, or the refusal.
std::variant<json, HttpResponse> ClaimsOf(const RestCall& call) {
  if (!call.caller.token) return json{{"role", call.caller.secret ? "service_role" : "anon"}};
  JudgedToken judged =
      Judge(*call.caller.token, call.keys, call.options.origin + "/auth/v1", call.now);
  switch (judged.flaw) {
    case TokenFlaw::kExpired:
      return RestError(401, "PGRST303", "JWT expired");
    case TokenFlaw::kUnknownKey:
      return RestError(401, "PGRST301", "No suitable key or wrong key type",
                       "None of the keys was able to decode the JWT");
    case TokenFlaw::kMalformed:
      return RestError(401, "PGRST301", "Expected 3 parts in JWT; got another number, or no ES256");
    case TokenFlaw::kBadSignature:
    case TokenFlaw::kNotOurs:
      return RestError(401, "PGRST301", "JWSError JWSInvalidSignature");
    case TokenFlaw::kNone:
      break;
  }
  const std::string role = TextIn(judged.claims, "role");
  if (role != "anon" && role != "authenticated" && role != "service_role") {
    return RestError(403, "42501", Concat("permission denied to set role \"", role, "\""));
  }
  return std::move(judged.claims);
}

// PostgREST's table of SQLSTATEs, as far as a read can meet them.
int StatusOf(const std::string& state, bool anonymous) {
  if (state.empty() || state.starts_with("08") || state.starts_with("53")) return 503;
  if (state == "42501") return anonymous ? 401 : 403;
  if (state == "42P01" || state == "42883") return 404;
  if (state == "25006") return 405;
  if (state.starts_with("28") || state.starts_with("0L") || state.starts_with("0P")) return 403;
  for (const char* server :
       {"09", "25", "2D", "38", "39", "3B", "40", "54", "55", "57", "58", "XX"}) {
    if (state.starts_with(server)) return 500;
  }
  return 400;
}

HttpResponse SqlFailure(const SqlError& error, bool anonymous) {
  return RestError(StatusOf(error.state, anonymous), error.state, error.message, error.detail,
                   error.hint);
}

HttpResponse Refused(const RestQueryError& error) {
  if (error.kind == RestQueryError::Kind::kNotEmulated) {
    return NotEmulated(Concat("in the REST API's query: ", error.about));
  }
  return RestError(400, "PGRST100", Concat("failed to parse \"", error.about, "\""));
}

// Headers that change the answer in ways that are not emulated.
std::optional<HttpResponse> RefuseHeaders(const HttpRequest& request) {
  const std::string_view profile = request.headers.Find("Accept-Profile").value_or("public");
  if (profile != "public") {
    return RestError(406, "PGRST106", "The schema must be one of the following: public", "",
                     Concat("Invalid schema: ", profile));
  }
  if (request.headers.Find("Range")) return NotEmulated("the header Range of the REST API");
  const std::string_view accept = request.headers.Find("Accept").value_or("*/*");
  if (accept.find("text/csv") != std::string_view::npos ||
      accept.find("nulls=stripped") != std::string_view::npos ||
      accept.find("geo+json") != std::string_view::npos ||
      accept.find("vnd.pgrst.plan") != std::string_view::npos) {
    return NotEmulated(Concat("the REST API's answer as ", accept));
  }
  const std::string_view prefer = request.headers.Find("Prefer").value_or("");
  for (const char* count : {"count=planned", "count=estimated"}) {
    if (prefer.find(count) != std::string_view::npos) {
      return NotEmulated(Concat("Prefer: ", count, " of the REST API"));
    }
  }
  return std::nullopt;
}

// Takes the caller's place.
void Become(SqlTransaction& sql, const RestCall& call, const json& claims) {
  const std::string role = TextIn(claims, "role");
  sql.Query(
      "select set_config('role', $1, true), set_config('request.jwt.claims', $2, true),"
      " set_config('request.method', $3, true), set_config('request.path', $4, true),"
      " set_config('search_path', 'public, extensions', true),"
      " set_config('statement_timeout', $5, true)",
      {role, claims.dump(), call.request.method, "/" + call.table,
       role == "anon"            ? "3s"
       : role == "authenticated" ? "8s"
                                 : "0"});
}

std::string ContentRange(int64_t first, int64_t rows, const std::string& total) {
  return rows == 0 ? Concat("*/", total) : Concat(first, "-", first + rows - 1, "/", total);
}

HttpResponse Answer(const RestCall& call, const RestSelect& select, std::string body, int64_t rows,
                    const std::string& total) {
  const bool one =
      call.request.headers.Find("Accept").value_or("").find(kOneObject) != std::string_view::npos;
  if (one && rows != 1) {
    return RestError(406, "PGRST116", "Cannot coerce the result to a single JSON object",
                     Concat("The result contains ", rows, " rows"));
  }
  HttpResponse response;
  const bool part = total != "*" && std::to_string(rows) != total;
  response.status = part ? 206 : 200;
  response.headers.Set("Content-Type",
                       Concat(one ? kOneObject : "application/json", "; charset=utf-8"));
  response.headers.Set("Content-Range", ContentRange(select.offset.value_or(0), rows, total));
  response.headers.Set("Content-Profile", "public");
  if (one) body = body.substr(1, body.size() - 2);
  if (call.request.method != "HEAD") response.body = std::move(body);
  return response;
}

}  // namespace

HttpResponse ReadRows(const RestCall& call) {
  if (auto refusal = RefuseHeaders(call.request)) return *std::move(refusal);
  auto claims = ClaimsOf(call);
  if (auto* refusal = std::get_if<HttpResponse>(&claims)) return std::move(*refusal);
  const std::string_view target = call.request.target;
  const size_t question = target.find('?');
  const auto parsed = ParseRestQuery(
      question == std::string_view::npos ? std::string_view() : target.substr(question + 1));
  if (const auto* error = std::get_if<RestQueryError>(&parsed)) return Refused(*error);
  const RestSelect& select = std::get<RestSelect>(parsed);

  auto begun = SqlTransaction::Begin(call.pool, "begin read only");
  if (!begun.ok()) {
    return RestError(503, "PGRST001", "Database client error. Retrying the connection.",
                     DiagnosisOf(begun.status()).why());
  }
  SqlTransaction& sql = *begun;
  const bool anonymous = TextIn(std::get<json>(claims), "role") == "anon";
  if (!RelationExists(sql, call.table) && !sql.failed()) {
    return RestError(
        404, "PGRST205",
        Concat("Could not find the table 'public.", call.table, "' in the schema cache"));
  }
  auto statement = StatementOf(sql, call.table, select);
  if (auto* refusal = std::get_if<HttpResponse>(&statement)) return std::move(*refusal);
  const RestStatement& read = std::get<RestStatement>(statement);
  Become(sql, call, std::get<json>(claims));
  const SqlRows rows = sql.Query(read.rows, read.values);
  std::string total = "*";
  if (call.request.headers.Find("Prefer").value_or("").find("count=exact") !=
      std::string_view::npos) {
    total = sql.Query(read.count, read.count_values).Text(0, 0);
  }
  if (!sql.Commit()) return SqlFailure(*sql.error(), anonymous);
  return Answer(call, select, rows.Text(0, 0), std::stoll(rows.Text(0, 1)), total);
}

}  // namespace release::cloud
