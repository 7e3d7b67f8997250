#include "tools/localcloud/supabase/auth/admin.h"

#include <optional>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "tools/base/text.h"
#include "tools/localcloud/supabase/random_text.h"

namespace release::cloud {
namespace {

using nlohmann::json;

constexpr size_t kShortestPassword = 6;

std::optional<HttpResponse> RefuseOthers(AuthCall& call) {
  if (call.caller.secret && !call.caller.token) return std::nullopt;
  if (call.caller.token) return call.Error(403, "not_admin", "User not allowed");
  return call.Error(401, "no_authorization", "This endpoint requires a valid Bearer token");
}

// What a body may have here; a member beyond is one that this emulation would forget.
std::optional<HttpResponse> RefuseBody(AuthCall& call, const json& body) {
  static const std::set<std::string>& known =
      *new std::set<std::string>{"email",         "password", "email_confirm", "app_metadata",
                                 "user_metadata", "role",     "ban_duration"};
  if (body.is_null()) return call.Error(400, "bad_json", "Could not parse request body as JSON");
  for (const auto& [name, value] : body.items()) {
    if (!known.contains(name)) return NotEmulated(Concat("the member ", name, " of a user"));
  }
  for (const char* name : {"app_metadata", "user_metadata"}) {
    if (body.contains(name) && !body[name].is_object() && !body[name].is_null()) {
      return call.Error(400, "validation_failed", Concat(name, " must be an object"));
    }
  }
  const std::string password = TextIn(body, "password");
  if (body.contains("password") && password.size() < kShortestPassword) {
    HttpResponse response =
        call.Error(422, "weak_password",
                   Concat("Password should be at least ", kShortestPassword, " characters."));
    json answer = ObjectIn(response.body);
    answer["weak_password"] = {{"reasons", {"length"}}};
    response.body = answer.dump();
    return response;
  }
  return std::nullopt;
}

bool EmailIsTaken(AuthCall& call, const std::string& email, const std::string& by_other_than) {
  return !call.sql
              .Query("select from auth.users where email = $1 and id::text <> $2",
                     {email, by_other_than})
              .empty();
}

HttpResponse EmailTaken(AuthCall& call) {
  return call.Error(422, "email_exists",
                    "A user with this email address has already been registered");
}

// "none", or a duration as Go writes it. Nothing for anything else; "" lifts the ban.
std::optional<std::string> BanEnd(AuthCall& call, const std::string& duration) {
  absl::Duration length;
  if (duration == "none") return "";
  if (!absl::ParseDuration(duration, &length)) return std::nullopt;
  return absl::FormatTime(absl::RFC3339_full, call.now + length, absl::UTCTimeZone());
}

// Changes of `body` to the user that is there.
std::optional<HttpResponse> Apply(AuthCall& call, const std::string& id, const json& body) {
  const auto set = [&](const char* assignment, const std::string& value) {
    call.sql.Query(Concat("update auth.users set ", assignment,
                          ", updated_at = $3::timestamptz where id = $1::uuid"),
                   {id, value, call.Now()});
  };
  if (const auto email = absl::AsciiStrToLower(TextIn(body, "email")); !email.empty()) {
    if (EmailIsTaken(call, email, id)) return EmailTaken(call);
    set("email = $2", email);
  }
  if (body.contains("password")) {
    set("encrypted_password = extensions.crypt($2, extensions.gen_salt('bf', 6))",
        TextIn(body, "password"));
  }
  if (body.value("email_confirm", json(false)) == json(true)) {
    set("email_confirmed_at = coalesce(email_confirmed_at, $2::timestamptz)", call.Now());
  }
  if (const std::string role = TextIn(body, "role"); !role.empty()) set("role = $2", role);
  if (const std::string ban = TextIn(body, "ban_duration"); !ban.empty()) {
    const auto end = BanEnd(call, ban);
    if (!end) return call.Error(400, "validation_failed", "invalid format for ban duration");
    set("banned_until = nullif($2, '')::timestamptz", *end);
  }
  for (const auto& [name, column] : {std::pair("app_metadata", "raw_app_meta_data"),
                                     std::pair("user_metadata", "raw_user_meta_data")}) {
    if (body.contains(name) && body[name].is_object()) {
      set(Concat(column, " = (select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(",
                 "coalesce(", column, ", '{}') || $2::jsonb) where value <> 'null')")
              .c_str(),
          body[name].dump());
    }
  }
  return std::nullopt;
}

// The id in the path, of a user that is there.
std::optional<std::string> UserInPath(AuthCall& call) {
  const std::string& id = call.params.at("user_id");
  const SqlRows rows = call.sql.Query(
      "select id from auth.users where id::text = lower($1) and deleted_at is null", {id});
  if (rows.empty()) return std::nullopt;
  return rows.Text(0, 0);
}

HttpResponse NotFound(AuthCall& call) {
  return call.Error(404, "user_not_found", "User not found");
}

int NumberIn(const HttpRequest& request, const char* name, int otherwise) {
  int number = 0;
  const bool given = absl::SimpleAtoi(request.Query(name).value_or(""), &number);
  return given && number > 0 ? number : otherwise;
}

}  // namespace

HttpResponse PostAdminUser(AuthCall& call) {
  if (auto refusal = RefuseOthers(call)) return *std::move(refusal);
  const json body = ObjectIn(call.request.body);
  if (auto refusal = RefuseBody(call, body)) return *std::move(refusal);
  if (TextIn(body, "email").empty()) {
    return call.Error(400, "validation_failed",
                      "Cannot create a user without either an email or phone");
  }
  const std::string id = RandomVersion4Uuid();
  if (EmailIsTaken(call, absl::AsciiStrToLower(TextIn(body, "email")), id)) return EmailTaken(call);
  call.sql.Query(
      "insert into auth.users (instance_id, id, aud, role, created_at, updated_at,"
      " raw_app_meta_data, raw_user_meta_data) values"
      " ('00000000-0000-0000-0000-000000000000', $1::uuid, 'authenticated', 'authenticated',"
      " $2::timestamptz, $2::timestamptz, '{\"provider\": \"email\", \"providers\": [\"email\"]}',"
      " '{}')",
      {id, call.Now()});
  if (auto refusal = Apply(call, id, body)) return *std::move(refusal);
  return JsonResponse(200, UserJson(call, id));
}

HttpResponse GetAdminUsers(AuthCall& call) {
  if (auto refusal = RefuseOthers(call)) return *std::move(refusal);
  const int page = NumberIn(call.request, "page", 1);
  const int size = NumberIn(call.request, "per_page", 50);
  const SqlRows rows = call.sql.Query(
      "select id, count(*) over () from auth.users where deleted_at is null"
      " order by created_at desc, id limit $1::bigint offset $2::bigint",
      {std::to_string(size), std::to_string((int64_t{page} - 1) * size)});
  json users = json::array();
  for (int row = 0; row < rows.size(); ++row) users.push_back(UserJson(call, rows.Text(row, 0)));
  HttpResponse response = JsonResponse(200, {{"users", users}, {"aud", "authenticated"}});
  response.headers.Set("X-Total-Count", rows.empty() ? "0" : rows.Text(0, 1));
  return response;
}

HttpResponse GetAdminUser(AuthCall& call) {
  if (auto refusal = RefuseOthers(call)) return *std::move(refusal);
  const auto id = UserInPath(call);
  return id ? JsonResponse(200, UserJson(call, *id)) : NotFound(call);
}

HttpResponse PutAdminUser(AuthCall& call) {
  if (auto refusal = RefuseOthers(call)) return *std::move(refusal);
  const auto id = UserInPath(call);
  if (!id) return NotFound(call);
  const json body = ObjectIn(call.request.body);
  if (auto refusal = RefuseBody(call, body)) return *std::move(refusal);
  if (auto refusal = Apply(call, *id, body)) return *std::move(refusal);
  return JsonResponse(200, UserJson(call, *id));
}

HttpResponse DeleteAdminUser(AuthCall& call) {
  if (auto refusal = RefuseOthers(call)) return *std::move(refusal);
  const json body = ObjectIn(call.request.body);
  if (body.is_object() && body.value("should_soft_delete", json(false)) == json(true)) {
    return NotEmulated("soft deletion of a user");
  }
  const auto id = UserInPath(call);
  if (!id) return NotFound(call);
  call.sql.Query("delete from auth.users where id = $1::uuid", {*id});
  return JsonResponse(200, json::object());
}

}  // namespace release::cloud
