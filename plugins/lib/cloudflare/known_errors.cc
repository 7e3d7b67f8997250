#include "plugins/lib/cloudflare/known_errors.h"

namespace release::cloudflare {
namespace {

using enum absl::StatusCode;

constexpr const char* kNewToken =
    "make a token in the dashboard (My Profile, API Tokens) with the permissions that the steps' "
    "READMEs list, and give it as the secret";
constexpr const char* kNames = "check the names in infra/environments.toml";

constexpr KnownError kErrors[] = {
    // The token.
    {1000, "", kPermissionDenied, "CLOUDFLARE-TOKEN", "the API token is not valid", kNewToken},
    {6003, "", kPermissionDenied, "CLOUDFLARE-TOKEN", "the API token is not the text of a token",
     kNewToken},
    {6111, "", kPermissionDenied, "CLOUDFLARE-TOKEN", "the API token is not the text of a token",
     kNewToken},
    {9106, "", kPermissionDenied, "CLOUDFLARE-TOKEN", "the API token did not arrive", kNewToken},
    {9109, "", kPermissionDenied, "CLOUDFLARE-AUTH",
     "the token is not valid, or not for this account or zone", "", true},
    {10000, "", kPermissionDenied, "CLOUDFLARE-AUTH",
     "the token is of another account, or lacks the permission for this call", "", true},
    {0, "Unauthorized", kPermissionDenied, "CLOUDFLARE-CONTAINERS-PERMISSION",
     "the token has no permission for containers, or the account's plan has none",
     "give the token Containers Edit for this account; containers need a paid Workers plan"},
    {0, "Forbidden", kPermissionDenied, "CLOUDFLARE-CONTAINERS-PERMISSION",
     "the token has no permission for containers, or the account's plan has none",
     "give the token Containers Edit for this account; containers need a paid Workers plan"},
    // What is not there.
    {7003, "", kFailedPrecondition, "CLOUDFLARE-NO-ROUTE",
     "the API knows no such path; mostly the account or zone id in it is wrong",
     "check `account_id` and `zone` in infra/environments.toml; leave `account_id` out where the "
     "zone says whose it is"},
    {10007, "", kNotFound, "CLOUDFLARE-NO-WORKER",
     "the account has no Worker, or no workers.dev subdomain, of that name", kNames},
    {10090, "", kNotFound, "CLOUDFLARE-NO-WORKER", "the account has no Worker of that name",
     kNames},
    {10006, "", kNotFound, "CLOUDFLARE-NO-BUCKET", "the account has no bucket of that name",
     kNames},
    {8000007, "", kNotFound, "CLOUDFLARE-NO-PAGES-PROJECT",
     "the account has no Pages project of that name; a Worker of the name is another thing",
     "check the project's name and that the token is of its account"},
    // What is refused.
    {10021, "", kFailedPrecondition, "CLOUDFLARE-SCRIPT",
     "the script does not start, or its bindings are wrong",
     "mend the Worker's code; nothing of it is live"},
    {10031, "", kFailedPrecondition, "CLOUDFLARE-SUBDOMAIN", "the workers.dev name is taken",
     "choose another subdomain for the account"},
    {10214, "", kFailedPrecondition, "CLOUDFLARE-SECRET-UNDEPLOYED",
     "the newest version of the Worker is not deployed",
     "run the release again: it deploys code and secrets as one version"},
    {10215, "", kFailedPrecondition, "CLOUDFLARE-SECRET-UNDEPLOYED",
     "the newest version of the Worker is not deployed",
     "run the release again: it deploys code and secrets as one version"},
    {100116, "", kFailedPrecondition, "CLOUDFLARE-HOSTNAME-CONFLICT",
     "the host name belongs to another Worker",
     "detach it there in the dashboard, or correct the name"},
    {100117, "", kFailedPrecondition, "CLOUDFLARE-HOSTNAME-CONFLICT",
     "the host name has a DNS record that no Worker made",
     "remove that record if nobody needs it, or correct the name"},
    {8000119, "", kFailedPrecondition, "CLOUDFLARE-PAGES-BLOCKED",
     "Cloudflare has blocked the Pages project", "ask Cloudflare's support why it is blocked"},
    {8000000, "", kUnavailable, "CLOUDFLARE-SERVER", "Pages failed without a reason",
     "run the release again in a while"},
    // Containers.
    {0, "VALIDATE_INPUT", kFailedPrecondition, "CLOUDFLARE-CONTAINER-INPUT",
     "the container's settings are refused",
     "correct what the API names: `instance_type`, `max_instances` or the image; without details "
     "it is often an image that the registry does not have"},
    {0, "SURPASSED_TOTAL_LIMITS", kFailedPrecondition, "CLOUDFLARE-CONTAINER-LIMIT",
     "the account's memory, processors or disk for containers are used up",
     "lower `max_instances` or `instance_type`, remove applications that nobody needs, or have "
     "the account's limit raised"},
    {0, "SURPASSED_BASE_LIMITS", kFailedPrecondition, "CLOUDFLARE-CONTAINER-LIMIT",
     "one container is larger than the account may have", "choose a smaller `instance_type`"},
    {0, "DURABLE_OBJECT_ALREADY_HAS_APPLICATION", kFailedPrecondition, "CLOUDFLARE-CONTAINER-CLASS",
     "another container application has this class",
     "remove the application that is named, or give this one its name"},
    {0, "DURABLE_OBJECT_NOT_CONTAINER_ENABLED", kFailedPrecondition, "CLOUDFLARE-CONTAINER-CLASS",
     "the Worker's class was made without a container",
     "add a migration with a new class of another name"},
    {0, "IMAGE_REGISTRY_NOT_CONFIGURED", kFailedPrecondition, "CLOUDFLARE-CONTAINER-REGISTRY",
     "the account does not know the registry of the image",
     "push to registry.cloudflare.com, or add the registry to the account"},
};

}  // namespace

const KnownError* FindKnownError(int64_t code) {
  for (const KnownError& error : kErrors) {
    if (code != 0 && error.code == code) return &error;
  }
  return nullptr;
}

const KnownError* FindKnownError(std::string_view word) {
  for (const KnownError& error : kErrors) {
    if (error.code == 0 && error.word == word) return &error;
  }
  return nullptr;
}

}  // namespace release::cloudflare
