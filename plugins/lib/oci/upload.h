// One blob to a registry, resumed where a cut left it.
#ifndef RELEASE_PLUGINS_LIB_OCI_UPLOAD_H_
#define RELEASE_PLUGINS_LIB_OCI_UPLOAD_H_

#include <cstdint>
#include <functional>
#include <stop_token>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "plugins/lib/oci/image.h"
#include "plugins/lib/oci/registry.h"

namespace release::oci {

struct Patience {
  int attempts = 6;  // of one request or one chunk, before it counts as failed
  absl::Duration first_pause = absl::Milliseconds(250);  // doubles, with jitter, up to 10 s
  absl::Duration stall = absl::Seconds(30);              // without a byte: the connection is lost
  uint64_t chunk = uint64_t{32} << 20;                   // bytes of one request of an upload
};

// Whether the registry has the blob. Errors: those of Registry::Send, OCI-PUSH-UNREACHABLE,
// OCI-PUSH-ANSWER; CANCELLED once `stop` is requested.
absl::StatusOr<bool> HasBlob(Registry& registry, http::Client& client, const Blob& blob,
                             const Patience& patience, std::stop_token stop);

// Uploads the blob. `moved` is told how many more of its bytes are there; negative when a part has
// to be sent again. Errors: as above, and OCI-PUSH-DIGEST (the registry read other bytes than the
// digest promises: the file changed).
absl::Status UploadBlob(Registry& registry, http::Client& client, const Blob& blob,
                        const Patience& patience, const std::function<void(int64_t)>& moved,
                        std::stop_token stop);

// Sends `request` until it has an answer that is neither a failure of the network nor 429 or 5xx.
absl::StatusOr<http::Response> SendPatiently(Registry& registry, http::Client& client,
                                             const http::Request& request, const Patience& patience,
                                             std::stop_token stop);

// An answer that the distribution API does not have at this place: OCI-PUSH-ANSWER.
absl::Status UnexpectedAnswer(std::string_view doing, const http::Response& response);

}  // namespace release::oci

#endif  // RELEASE_PLUGINS_LIB_OCI_UPLOAD_H_
