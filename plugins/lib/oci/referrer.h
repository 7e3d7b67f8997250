// Small artifacts that lie beside an image and name it: OCI 1.1 referrers.
#ifndef RELEASE_PLUGINS_LIB_OCI_REFERRER_H_
#define RELEASE_PLUGINS_LIB_OCI_REFERRER_H_

#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "plugins/lib/oci/pull.h"
#include "plugins/lib/oci/registry.h"
#include "plugins/lib/oci/upload.h"

namespace release::oci {

struct Referrer {
  std::string type = {};  // `application/vnd.example.thing.v1+json`: of artifact and content
  std::map<std::string, std::string> annotations = {};
  std::string content = {};
};

// Pushes an artifact whose `subject` is the image of this digest, which the repository has. In a
// registry without the referrers API it is also entered in the index under the tag `sha256-HEX`, as
// the specification says; every entry of others stays. The same referrer twice is one. Returns the
// digest of its manifest. Errors: those of GetManifest, UploadBlob and SendPatiently;
// UNAVAILABLE, OCI-REFERRER-LOST, when others keep replacing the index.
absl::StatusOr<std::string> PushReferrer(Registry& registry, const std::string& image,
                                         const Referrer& referrer, const Patience& patience,
                                         std::stop_token stop);

// The artifacts of this type beside the image, their annotations and content. Those whose content
// is over 1 MiB or cannot be read as promised are left out. Errors: those of SendPatiently.
absl::StatusOr<std::vector<Referrer>> ReadReferrers(Registry& registry, const std::string& image,
                                                    const std::string& type,
                                                    const Patience& patience, std::stop_token stop);

}  // namespace release::oci

#endif  // RELEASE_PLUGINS_LIB_OCI_REFERRER_H_
