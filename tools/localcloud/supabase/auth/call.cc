#include "tools/localcloud/supabase/auth/call.h"

#include "tools/base/text.h"

namespace release::cloud {
namespace {

using nlohmann::json;

// $1 is the user's id. Times as Auth writes them; absent ones are left out.
constexpr char kUserSql[] = R"(
select json_strip_nulls(json_build_object(
  'id', id, 'aud', coalesce(aud, 'authenticated'), 'role', coalesce(role, 'authenticated'),
  'email', coalesce(email, ''), 'phone', coalesce(phone, ''),
  'email_confirmed_at', shown(email_confirmed_at), 'confirmed_at', shown(email_confirmed_at),
  'last_sign_in_at', shown(last_sign_in_at), 'banned_until', shown(banned_until),
  'created_at', shown(created_at), 'updated_at', shown(updated_at),
  'is_anonymous', is_anonymous)),
  coalesce(raw_app_meta_data, '{}'), coalesce(raw_user_meta_data, '{}')
from auth.users where id = $1::uuid and deleted_at is null)";

// Puts the formatting of a time in place of `shown(COLUMN)`.
std::string UserSql() {
  std::string sql = kUserSql;
  for (size_t at; (at = sql.find("shown(")) != std::string::npos;) {
    const size_t end = sql.find(')', at);
    const std::string column = sql.substr(at + 6, end - at - 6);
    sql.replace(
        at, end + 1 - at,
        Concat("to_char(", column, " at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"));
  }
  return sql;
}

std::string_view WordsFor(TokenFlaw flaw) {
  switch (flaw) {
    case TokenFlaw::kNone:
      return "";
    case TokenFlaw::kMalformed:
      return "token is malformed or signed with an algorithm that is not allowed";
    case TokenFlaw::kUnknownKey:
      return "token is unverifiable: unrecognized JWT kid";
    case TokenFlaw::kBadSignature:
      return "token signature is invalid";
    case TokenFlaw::kExpired:
      return "token has invalid claims: token is expired";
    case TokenFlaw::kNotOurs:
      return "token has invalid claims";
  }
  return "";
}

}  // namespace

json UserJson(AuthCall& call, const std::string& user_id) {
  static const std::string& sql = *new std::string(UserSql());
  const SqlRows rows = call.sql.Query(sql, {user_id});
  if (rows.empty()) return nullptr;
  json user = ObjectIn(rows.Text(0, 0));
  user["app_metadata"] = ObjectIn(rows.Text(0, 1));
  user["user_metadata"] = ObjectIn(rows.Text(0, 2));
  user["identities"] = json::array();
  return user;
}

std::variant<SignedIn, HttpResponse> WhoIsSignedIn(AuthCall& call) {
  if (!call.caller.token) {
    return call.Error(401, "no_authorization", "This endpoint requires a valid Bearer token");
  }
  const JudgedToken judged = Judge(*call.caller.token, call.keys, call.Issuer(), call.now);
  if (judged.flaw != TokenFlaw::kNone) {
    return call.Error(
        403, "bad_jwt",
        Concat("invalid JWT: unable to parse or verify signature, ", WordsFor(judged.flaw)));
  }
  SignedIn who = {TextIn(judged.claims, "sub"), TextIn(judged.claims, "session_id")};
  const SqlRows session =
      call.sql.Query("select from auth.sessions where id::text = $1 and user_id::text = $2",
                     {who.session_id, who.user_id});
  if (session.empty()) {
    return call.Error(403, "session_not_found",
                      "Session from session_id claim in JWT does not exist");
  }
  return who;
}

}  // namespace release::cloud
