#include "plugins/lib/oci/registry.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::oci {
namespace {

absl::Status Refused(const Place& place, const http::Response& response) {
  return Diagnose(
      absl::StatusCode::kPermissionDenied,
      {.code = "OCI-PUSH-AUTH",
       .what = Concat(place.base, " refuses to let us push to ", place.repository),
       .why = response.status == 401
                  ? Concat("it answers 401 also to new credentials; it asks for ",
                           response.Header("www-authenticate"))
                  : "it answers 403: these credentials may not push there",
       .fix = "check that the API token may edit containers, and that the repository is of this "
              "account"});
}

}  // namespace

absl::StatusOr<Registry::Grant> Registry::GrantAfter(int refused) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (grant_.number > refused) return grant_;
  Grant next{.authorization = {}, .number = grant_.number + 1};
  if (source_) {
    absl::StatusOr<Credentials> credentials = source_();
    if (!credentials.ok()) return credentials.status();
    const std::string pair = Concat(credentials->username, ":", credentials->password);
    next.authorization = Concat("Basic ", absl::Base64Escape(pair));
  }
  grant_ = next;
  return grant_;
}

std::string Registry::UrlOf(const std::string& target) const {
  if (target.starts_with("http://") || target.starts_with("https://")) return target;
  if (target.starts_with("/v2/")) return place_.base + target;
  return Concat(place_.base, "/v2/", place_.repository, target);
}

int Registry::renewals() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return grant_.number > 1 ? grant_.number - 1 : 0;
}

absl::StatusOr<http::Response> Registry::Send(http::Client& client, http::Request request,
                                              std::stop_token stop) {
  request.url = UrlOf(request.url);
  request.connect_to = place_.connect_to;
  request.ca_bundle = place_.ca_bundle;
  // A registry never sends us to another host with our credentials.
  const bool ours = request.url.starts_with(place_.base + "/");
  const std::vector<std::pair<std::string, std::string>> headers = request.headers;
  int refused = 0;
  for (int attempt = 1;; ++attempt) {
    absl::StatusOr<Grant> grant = GrantAfter(refused);
    if (!grant.ok()) return grant.status();
    request.headers = headers;
    if (ours && !grant->authorization.empty()) {
      request.headers.emplace_back("Authorization", grant->authorization);
    }
    http::Response response = client.Send(request, stop);
    if (response.failure || (response.status != 401 && response.status != 403)) return response;
    if (response.status == 403 || attempt == 2 || !source_) return Refused(place_, response);
    refused = grant->number;
  }
}

}  // namespace release::oci
