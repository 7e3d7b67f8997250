// The generation before this one: the images that are live.
#ifndef RELEASE_PLUGINS_LIB_OVERLAP_PREVIOUS_H_
#define RELEASE_PLUGINS_LIB_OVERLAP_PREVIOUS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "plugins/lib/cloudflare/api.h"
#include "plugins/lib/oci/registry.h"
#include "plugins/lib/overlap/source.pb.h"
#include "tools/sdk/context.h"

namespace release::overlap {

// The name of the secret that holds the API token.
std::string TokenSecretOf(const Source& source);

// The API and the registry of a source. Holds references to the context; not moved.
class Place {
 public:
  // Errors: OVERLAP-CONFIG (neither account nor zone); those of ApiOf and AccountOfZone.
  static absl::StatusOr<std::unique_ptr<Place>> Of(Context& context, const Source& source);

  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  // Digests ("sha256:...") of the images that the application runs now, newest first: one, or in
  // the middle of a rollout both. Empty: there is no generation before this one. Errors:
  // OVERLAP-NO-IMAGE (a live image has no digest, or is in another registry); those of the API.
  absl::StatusOr<std::vector<std::string>> LiveImages();

  // Credentials are asked of the API when the registry is first asked. Errors of its requests: also
  // those of the API, OVERLAP-REGISTRY-CREDENTIALS.
  oci::Registry& registry() { return registry_; }

 private:
  Place(cloudflare::Api api, Context& context, const Source& source, std::string account);
  absl::StatusOr<oci::Credentials> Credentials();

  cloudflare::Api api_;
  const std::string account_;
  const std::string application_;
  const std::string host_;
  const std::string repository_;
  oci::Registry registry_;
};

}  // namespace release::overlap

#endif  // RELEASE_PLUGINS_LIB_OVERLAP_PREVIOUS_H_
