#include "plugins/lib/overlap/previous.h"

#include <algorithm>
#include <utility>

#include "nlohmann/json.hpp"
#include "plugins/lib/cloudflare/account.h"
#include "plugins/lib/cloudflare/context_api.h"
#include "tools/base/diagnosis.h"
#include "tools/base/digest.h"
#include "tools/base/text.h"

namespace release::overlap {
namespace {

using nlohmann::json;

constexpr int kCredentialMinutes = 15;

std::string TextAt(const json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

json At(const json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() ? *found : json();
}

std::string HostOf(const Source& source) {
  return source.registry().empty() ? "registry.cloudflare.com" : source.registry();
}

oci::Place RegistryPlace(const Context& context, const std::string& host,
                         const std::string& repository) {
  return {.base = Concat("https://", host),
          .repository = repository,
          .connect_to = cloudflare::ConnectTo(context.rules()),
          .ca_bundle = context.rules().ca_bundle()};
}

absl::Status NoImage(const std::string& image, std::string why) {
  return Diagnose(absl::StatusCode::kFailedPrecondition,
                  {.code = "OVERLAP-NO-IMAGE",
                   .what = Concat("the live image ", image, " cannot be proven"),
                   .why = std::move(why),
                   .fix = "deploy the generation that is live once more with this toolchain, which "
                          "pushes and names images by digest"});
}

// Images of an application as it is meant to be, and of a rollout that is under way.
std::vector<std::string> ImagesOf(const json& application, const json& rollouts) {
  std::vector<std::string> images = {TextAt(At(application, "configuration"), "image")};
  for (const json& rollout : rollouts) {
    const std::string status = TextAt(rollout, "status");
    if (status != "pending" && status != "progressing") continue;
    images.push_back(TextAt(At(rollout, "target_configuration"), "image"));
    images.push_back(TextAt(At(rollout, "current_configuration"), "image"));
  }
  return images;
}

}  // namespace

std::string TokenSecretOf(const Source& source) {
  return source.token_secret().empty() ? "CLOUDFLARE_API_TOKEN" : source.token_secret();
}

Place::Place(cloudflare::Api api, Context& context, const Source& source, std::string account)
    : api_(std::move(api)),
      account_(std::move(account)),
      application_(source.application()),
      host_(HostOf(source)),
      repository_(Concat(account_, "/", source.image_repository())),
      registry_(RegistryPlace(context, host_, repository_), [this] { return Credentials(); }) {}

absl::StatusOr<std::unique_ptr<Place>> Place::Of(Context& context, const Source& source) {
  if (source.account_id().empty() && source.zone().empty()) {
    return Diagnose(absl::StatusCode::kInvalidArgument,
                    {.code = "OVERLAP-CONFIG",
                     .what = "neither `zone` nor `account_id` says whose account it is",
                     .why = Concat("the step ", context.step(), " looks up what is live there"),
                     .fix = "set one of them in the step or in infra/environments.toml"});
  }
  absl::StatusOr<cloudflare::Api> api = cloudflare::ApiOf(context, TokenSecretOf(source));
  if (!api.ok()) return api.status();
  std::string account = source.account_id();
  if (account.empty()) {
    absl::StatusOr<std::string> found = cloudflare::AccountOfZone(*api, source.zone());
    if (!found.ok()) return found.status();
    account = *found;
  }
  return std::unique_ptr<Place>(new Place(*std::move(api), context, source, std::move(account)));
}

absl::StatusOr<oci::Credentials> Place::Credentials() {
  absl::StatusOr<json> made =
      api_.Post(Concat("/accounts/", account_, "/containers/registries/", host_, "/credentials"),
                {{"expiration_minutes", kCredentialMinutes}, {"permissions", {"push", "pull"}}},
                cloudflare::Repeat::kSafe);
  if (!made.ok()) return made.status();
  const std::string username = TextAt(*made, "username");
  const std::string password = TextAt(*made, "password");
  if (!username.empty() && !password.empty()) return oci::Credentials{username, password};
  return Diagnose(absl::StatusCode::kFailedPrecondition,
                  {.code = "OVERLAP-REGISTRY-CREDENTIALS",
                   .what = Concat("the API gave no credentials for ", host_),
                   .why = "its answer has no user name or no password",
                   .fix = "check that containers are enabled for the account"});
}

absl::StatusOr<std::vector<std::string>> Place::LiveImages() {
  const std::string base = Concat("/accounts/", account_, "/containers/applications");
  absl::StatusOr<json> all = api_.Get(Concat(base, "?name=", application_));
  if (!all.ok()) return all.status();
  std::vector<std::string> digests;
  for (const json& application : *all) {
    if (TextAt(application, "name") != application_) continue;
    absl::StatusOr<json> rollouts =
        api_.Get(Concat(base, "/", TextAt(application, "id"), "/rollouts"));
    if (!rollouts.ok()) return rollouts.status();
    for (const std::string& image : ImagesOf(application, *rollouts)) {
      if (image.empty()) continue;
      const size_t at = image.find("@sha256:");
      if (at == std::string::npos || !Digest::FromHex(image.substr(at + 8)).ok()) {
        return NoImage(image, "it is named without a digest, so nobody knows what it is");
      }
      if (!image.starts_with(Concat(host_, "/", repository_))) {
        return NoImage(image, Concat("it is not of ", host_, "/", repository_));
      }
      const std::string digest = image.substr(at + 1);
      if (std::find(digests.begin(), digests.end(), digest) == digests.end()) {
        digests.push_back(digest);
      }
    }
  }
  return digests;
}

}  // namespace release::overlap
