#include "tools/localcloud/front/registry_door.h"

#include <string_view>
#include <utility>

#include "tools/localcloud/front/registry_request.h"

namespace release::cloud {
namespace {

HttpResponse StatusOnly(int status) {
  HttpResponse response;
  response.status = status;
  if (status == 401) response.headers.Set("WWW-Authenticate", R"(Basic realm="Cloudflare")");
  return response;
}

}  // namespace

HttpResponse AnswerAtDoor(const RegistryCheck& check, const HttpRequest& request) {
  const auto credentials = ReadBasicCredentials(request.headers.Find("Authorization").value_or(""));
  if (!credentials) return StatusOnly(401);
  RegistryQuestion question{.user = credentials->user, .password = credentials->password};
  if (check(question) == RegistryAccess::kUnknown) return StatusOnly(401);

  const auto wanted =
      ReadRegistryRequest(request.headers.Find("X-Original-Method").value_or(""),
                          std::string(request.headers.Find("X-Original-Uri").value_or("")));
  if (!wanted) return StatusOnly(403);
  question.action = wanted->action;
  question.repository = wanted->repository;
  RegistryAccess access = check(question);
  if (access == RegistryAccess::kAllowed && !wanted->mounts_from.empty()) {
    question.action = RegistryAction::kPull;
    question.repository = wanted->mounts_from;
    access = check(question);
  }
  if (access == RegistryAccess::kAllowed) return StatusOnly(204);
  return StatusOnly(access == RegistryAccess::kUnknown ? 401 : 403);
}

absl::StatusOr<std::unique_ptr<HttpServer>> OpenRegistryDoor(const std::string& socket_path,
                                                             RegistryCheck check) {
  HttpServerOptions options;
  options.unix_path = socket_path;
  options.threads = 2;
  return HttpServer::Start(std::move(options),
                           [check = std::move(check)](const HttpRequest& request) {
                             return AnswerAtDoor(check, request);
                           });
}

}  // namespace release::cloud
