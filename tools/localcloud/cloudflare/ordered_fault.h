// Makes an ordered fault happen to an answer.
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_ORDERED_FAULT_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_ORDERED_FAULT_H_

#include <optional>

#include "tools/localcloud/faults/fault.h"
#include "tools/localcloud/http/message.h"

namespace release::cloud {

// The answer for a fault after which nothing is done; nothing for the other kinds. An endpoint says
// by `expired_code` that a credential has expired.
std::optional<HttpResponse> AnswerInstead(const Fault& fault, int expired_code);

// Changes how the right answer arrives, for faults of delivery.
void SpoilDelivery(const Fault& fault, HttpResponse& response);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_ORDERED_FAULT_H_
