#include "tools/localcloud/supabase/auth/issue.h"

#include <utility>

#include "tools/base/text.h"
#include "tools/localcloud/supabase/random_text.h"

namespace release::cloud {
namespace {

using nlohmann::json;

// When the person signed in, in seconds since 1970.
int64_t SignedInAt(AuthCall& call, const Session& session) {
  const SqlRows rows = call.sql.Query(
      "select extract(epoch from created_at)::bigint from auth.sessions where id = $1::uuid",
      {session.id});
  return rows.empty() ? 0 : std::stoll(rows.Text(0, 0));
}

// schema.name, each quoted; "" when the database has no such function.
std::string HookOf(AuthCall& call) {
  const std::string& hook = call.options.token_hook;
  const size_t dot = hook.find('.');
  if (dot == std::string::npos) return "";
  std::string name = Concat(QuotedName(hook.substr(0, dot)), ".", QuotedName(hook.substr(dot + 1)));
  const SqlRows found = call.sql.Query("select to_regprocedure($1)", {name + "(jsonb)"});
  return found.At(0, 0) ? name : "";
}

// The claims as the hook leaves them; null when it breaks its promise.
json JudgedByHook(AuthCall& call, const Session& session, json claims) {
  const std::string hook = HookOf(call);
  if (hook.empty()) return claims;
  const json event = {
      {"user_id", session.user_id}, {"claims", claims}, {"authentication_method", "password"}};
  const SqlRows rows = call.sql.Query(Concat("select ", hook, "($1::jsonb)"), {event.dump()});
  json changed = ObjectIn(rows.Text(0, 0))["claims"];
  if (!changed.is_object()) return nullptr;
  for (const char* needed : {"aud", "exp", "iat", "sub", "email", "phone", "role", "aal",
                             "session_id", "is_anonymous"}) {
    if (!changed.contains(needed)) return nullptr;
  }
  return changed;
}

}  // namespace

Session StartSession(AuthCall& call, const std::string& user_id) {
  Session session = {RandomVersion4Uuid(), user_id};
  call.sql.Query(
      "insert into auth.sessions (id, user_id, created_at, updated_at, user_agent)"
      " values ($1::uuid, $2::uuid, $3::timestamptz, $3::timestamptz, $4)",
      {session.id, user_id, call.Now(),
       std::string(call.request.headers.Find("User-Agent").value_or(""))});
  return session;
}

std::string AddRefreshToken(AuthCall& call, const Session& session, const std::string& parent) {
  std::string token = RandomLetters(12);
  call.sql.Query(
      "insert into auth.refresh_tokens"
      " (token, user_id, session_id, parent, revoked, created_at, updated_at)"
      " values ($1, $2, $3::uuid, nullif($4, ''), false, $5::timestamptz, $5::timestamptz)",
      {token, session.user_id, session.id, parent, call.Now()});
  return token;
}

HttpResponse TokensOf(AuthCall& call, const Session& session, const std::string& refresh_token) {
  const json user = UserJson(call, session.user_id);
  if (user.is_null()) return call.Error(403, "user_not_found", "User not found");
  const int64_t issued = absl::ToUnixSeconds(call.now);
  const int64_t lifetime = absl::ToInt64Seconds(call.options.token_lifetime);
  const json claims =
      JudgedByHook(call, session,
                   {{"iss", call.Issuer()},
                    {"sub", session.user_id},
                    {"aud", user["aud"]},
                    {"exp", issued + lifetime},
                    {"iat", issued},
                    {"email", user["email"]},
                    {"phone", user["phone"]},
                    {"app_metadata", user["app_metadata"]},
                    {"user_metadata", user["user_metadata"]},
                    {"role", user["role"]},
                    {"aal", "aal1"},
                    {"amr", {{{"method", "password"}, {"timestamp", SignedInAt(call, session)}}}},
                    {"session_id", session.id},
                    {"is_anonymous", user["is_anonymous"]}});
  if (claims.is_null()) {
    return call.Error(500, "hook_payload_invalid_content_type",
                      "output claims do not conform to the expected schema");
  }
  return JsonResponse(200, {{"access_token", call.keys.Current().Token(claims)},
                            {"token_type", "bearer"},
                            {"expires_in", lifetime},
                            {"expires_at", issued + lifetime},
                            {"refresh_token", refresh_token},
                            {"user", user}});
}

}  // namespace release::cloud
