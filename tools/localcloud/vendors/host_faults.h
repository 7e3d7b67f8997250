// The control API's part for what goes wrong between a client and a host: certificates and what
// stands in between.
//
//   POST /hosts {"host": "api.spectral.test", "fault": "not_issued"}
//
// | fault | from the next connection or request on |
// | --- | --- |
// | `not_issued` | no certificate: the handshake fails |
// | `wrong_name` | a certificate of another host |
// | `bot_protection` | 403 and the page of a challenge |
// | `captive_portal` | 200 and somebody else's page |
// | `none` | all is well again |
#ifndef RELEASE_TOOLS_LOCALCLOUD_VENDORS_HOST_FAULTS_H_
#define RELEASE_TOOLS_LOCALCLOUD_VENDORS_HOST_FAULTS_H_

#include <string>

#include "absl/status/status.h"
#include "tools/localcloud/front/front.h"

namespace release::cloud {

// Reads the body and makes it so. Threads: any. Errors: INVALID_ARGUMENT, FAULTS-MALFORMED; those
// of Front and Certificates.
absl::Status OrderHostFault(Front& front, const std::string& json);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_VENDORS_HOST_FAULTS_H_
