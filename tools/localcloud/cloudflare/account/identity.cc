#include "tools/localcloud/cloudflare/account/identity.h"

#include <string>

#include "tools/base/digest.h"
#include "tools/localcloud/cloudflare/answer.h"

namespace release::cloud {
namespace {

using nlohmann::json;

json Shown(const CloudAccount& account) {
  return {{"id", account.id},
          {"name", account.name},
          {"type", "standard"},
          {"settings", {{"enforce_twofactor", false}}},
          {"created_on", Call::Timestamp(absl::FromUnixSeconds(1735689600))}};
}

// The accounts that the caller's token has access to.
std::vector<json> AccountsOf(const Call& call) {
  std::vector<json> accounts;
  const CloudToken* token = TokenOf(call.options, call.request);
  for (const CloudAccount& account : call.options.accounts) {
    if (token != nullptr && token->account_id == account.id) accounts.push_back(Shown(account));
  }
  return accounts;
}

Answer ListAccounts(Call& call) {
  const Page page = PageOf(call.request, AccountsOf(call));
  return Success(page.result, page.result_info);
}

Answer GetAccount(Call& call) {
  const auto accounts = AccountsOf(call);
  if (accounts.empty()) return ApiError(404, 10000, "Account not found");
  return Success(accounts.front());
}

Answer ListMemberships(Call& call) {
  std::vector<json> memberships;
  for (const json& account : AccountsOf(call)) {
    memberships.push_back({{"id", account["id"]},
                           {"status", "accepted"},
                           {"account", account},
                           {"roles", {"Super Administrator - All Privileges"}}});
  }
  const Page page = PageOf(call.request, memberships);
  return Success(page.result, page.result_info);
}

Answer GetUser(Call& call) {
  const CloudToken* token = TokenOf(call.options, call.request);
  if (token == nullptr) return ApiError(401, 1000, "Invalid API Token");
  return Success({{"id", token->account_id}, {"email", "localcloud@example.com"}});
}

Answer VerifyToken(Call& call) {
  const CloudToken* token = TokenOf(call.options, call.request);
  if (token == nullptr) return ApiError(401, 1000, "Invalid API Token");
  json result = {{"id", token->id}, {"status", "active"}};
  if (token->expires != absl::InfiniteFuture()) {
    result["expires_on"] = Call::Timestamp(token->expires);
  }
  return Success(result);
}

}  // namespace

const CloudToken* TokenOf(const CloudflareOptions& options, const HttpRequest& request) {
  const std::string_view header = request.headers.Find("Authorization").value_or("");
  if (!header.starts_with("Bearer ")) return nullptr;
  const Digest digest = DigestOf(header.substr(7));
  for (const CloudToken& token : options.tokens) {
    if (token.digest == digest) return &token;
  }
  return nullptr;
}

absl::Status CheckToken(const CloudflareOptions& options, const HttpRequest& request,
                        const PathParams& params, absl::Time now) {
  const std::string_view header = request.headers.Find("Authorization").value_or("");
  if (!header.starts_with("Bearer ") || header.size() == 7) {
    return ApiError(400, 9106, "Missing X-Auth-Key, X-Auth-Email or Authorization headers");
  }
  const CloudToken* token = TokenOf(options, request);
  if (token == nullptr) return ApiError(401, 1000, "Invalid API Token");
  if (token->expires <= now) return ApiError(401, 10000, "Authentication error");
  const auto account = params.find("account_id");
  bool allowed = account == params.end() || account->second == token->account_id;
  if (const auto id = params.find("zone_id"); id != params.end()) {
    for (const CloudZone& zone : options.zones) {
      if (zone.id == id->second) allowed = zone.account_id == token->account_id;
    }
  }
  return allowed ? absl::OkStatus() : ApiError(403, 10000, "Authentication error");
}

void AddIdentity(Endpoints& endpoints) {
  endpoints.Add("GET", "/accounts", ListAccounts);
  endpoints.Add("GET", "/accounts/{account_id}", GetAccount);
  endpoints.Add("GET", "/memberships", ListMemberships);
  endpoints.Add("GET", "/user", GetUser);
  endpoints.Add("GET", "/user/tokens/verify", VerifyToken);
  endpoints.Add("GET", "/accounts/{account_id}/tokens/verify", VerifyToken);
}

}  // namespace release::cloud
