#include "tools/localcloud/supabase/auth/sign_in.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "tools/base/text.h"
#include "tools/localcloud/supabase/auth/issue.h"

namespace release::cloud {
namespace {

using nlohmann::json;

HttpResponse ByPassword(AuthCall& call, const json& body) {
  const std::string email = absl::AsciiStrToLower(TextIn(body, "email"));
  if (email.empty()) return call.Error(400, "validation_failed", "missing email or phone");
  const SqlRows rows = call.sql.Query(
      "select id, email_confirmed_at is not null,"
      " coalesce(banned_until > $3::timestamptz, false)"
      " from auth.users where email = $1 and not is_sso_user and deleted_at is null"
      " and encrypted_password = extensions.crypt($2, encrypted_password)",
      {email, TextIn(body, "password"), call.Now()});
  if (rows.empty()) return call.Error(400, "invalid_credentials", "Invalid login credentials");
  if (rows.Text(0, 2) == "t") return call.Error(400, "user_banned", "User is banned");
  if (rows.Text(0, 1) != "t") {
    return call.Error(400, "email_not_confirmed", "Email not confirmed");
  }
  const std::string user_id = rows.Text(0, 0);
  call.sql.Query(
      "update auth.users set last_sign_in_at = $2::timestamptz, updated_at = $2::timestamptz"
      " where id = $1::uuid",
      {user_id, call.Now()});
  const Session session = StartSession(call, user_id);
  return TokensOf(call, session, AddRefreshToken(call, session, ""));
}

struct RefreshToken {
  std::string text;
  std::string parent;
  Session session;
  bool revoked = false;
  bool reusable = false;  // it was used moments ago
};

std::optional<RefreshToken> FindRefreshToken(AuthCall& call, const std::string& text) {
  // The lock makes two renewals with one token take turns.
  const SqlRows rows = call.sql.Query(
      "select session.id, session.user_id, token.parent, token.revoked,"
      " token.updated_at + $3::interval > $2::timestamptz"
      " from auth.refresh_tokens as token join auth.sessions as session"
      " on session.id = token.session_id where token.token = $1 for update of session",
      {text, call.Now(),
       Concat(absl::ToInt64Milliseconds(call.options.refresh_reuse), " milliseconds")});
  if (rows.empty()) return std::nullopt;
  return RefreshToken{text,
                      rows.Text(0, 2),
                      {rows.Text(0, 0), rows.Text(0, 1)},
                      rows.Text(0, 3) == "t",
                      rows.Text(0, 4) == "t"};
}

std::optional<RefreshToken> PresentTokenOf(AuthCall& call, const Session& session) {
  const SqlRows rows = call.sql.Query(
      "select token, parent from auth.refresh_tokens"
      " where session_id = $1::uuid and not revoked order by id desc limit 1",
      {session.id});
  if (rows.empty()) return std::nullopt;
  return RefreshToken{rows.Text(0, 0), rows.Text(0, 1), session};
}

bool IsBanned(AuthCall& call, const std::string& user_id) {
  return !call.sql
              .Query(
                  "select from auth.users where id = $1::uuid and banned_until > $2::timestamptz",
                  {user_id, call.Now()})
              .empty();
}

HttpResponse ByRefreshToken(AuthCall& call, const json& body) {
  const std::string text = TextIn(body, "refresh_token");
  if (text.empty()) return call.Error(400, "validation_failed", "refresh_token required");
  const auto token = FindRefreshToken(call, text);
  if (!token) {
    return call.Error(400, "refresh_token_not_found",
                      "Invalid Refresh Token: Refresh Token Not Found");
  }
  if (IsBanned(call, token->session.user_id)) {
    return call.Error(400, "user_banned", "Invalid Refresh Token: User Banned");
  }
  if (token->revoked) {
    const auto present = PresentTokenOf(call, token->session);
    if (present && (present->parent == text || token->reusable)) {
      return TokensOf(call, token->session, present->text);
    }
    call.sql.Query(
        "update auth.refresh_tokens set revoked = true, updated_at = $2::timestamptz"
        " where session_id = $1::uuid and not revoked",
        {token->session.id, call.Now()});
    return call.Error(400, "refresh_token_already_used", "Invalid Refresh Token: Already Used");
  }
  call.sql.Query(
      "update auth.refresh_tokens set revoked = true, updated_at = $2::timestamptz"
      " where token = $1",
      {text, call.Now()});
  call.sql.Query(
      "update auth.sessions set refreshed_at = $2::timestamptz at time zone 'utc',"
      " updated_at = $2::timestamptz where id = $1::uuid",
      {token->session.id, call.Now()});
  return TokensOf(call, token->session, AddRefreshToken(call, token->session, text));
}

}  // namespace

HttpResponse PostToken(AuthCall& call) {
  const std::string grant = call.request.Query("grant_type").value_or("");
  if (grant == "pkce" || grant == "id_token" || grant == "web3") {
    return NotEmulated(Concat("POST /auth/v1/token?grant_type=", grant));
  }
  if (grant != "password" && grant != "refresh_token") {
    return call.Error(400, "invalid_credentials", "unsupported_grant_type");
  }
  const json body = ObjectIn(call.request.body);
  if (body.is_null()) return call.Error(400, "bad_json", "Could not parse request body as JSON");
  return grant == "password" ? ByPassword(call, body) : ByRefreshToken(call, body);
}

HttpResponse GetUser(AuthCall& call) {
  auto who = WhoIsSignedIn(call);
  if (auto* refusal = std::get_if<HttpResponse>(&who)) return std::move(*refusal);
  return JsonResponse(200, UserJson(call, std::get<SignedIn>(who).user_id));
}

HttpResponse PostLogout(AuthCall& call) {
  const std::string scope = call.request.Query("scope").value_or("global");
  if (scope != "global" && scope != "local" && scope != "others") {
    return call.Error(400, "validation_failed", Concat("Unsupported logout scope: ", scope));
  }
  auto who = WhoIsSignedIn(call);
  if (auto* refusal = std::get_if<HttpResponse>(&who)) return std::move(*refusal);
  const auto& [user_id, session_id] = std::get<SignedIn>(who);
  call.sql.Query(
      "delete from auth.sessions where user_id = $1::uuid and case $3"
      " when 'local' then id = $2::uuid when 'others' then id <> $2::uuid else true end",
      {user_id, session_id, scope});
  HttpResponse response;
  response.status = 204;
  return response;
}

}  // namespace release::cloud
