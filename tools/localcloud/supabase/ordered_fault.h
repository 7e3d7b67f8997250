// Makes an ordered fault happen to an answer of the project.
#ifndef RELEASE_TOOLS_LOCALCLOUD_SUPABASE_ORDERED_FAULT_H_
#define RELEASE_TOOLS_LOCALCLOUD_SUPABASE_ORDERED_FAULT_H_

#include <optional>

#include "tools/localcloud/faults/fault.h"
#include "tools/localcloud/http/message.h"

namespace release::cloud {

// The answer for a fault after which nothing is done, in the words of the service that the path
// belongs to; nothing for the other kinds.
std::optional<HttpResponse> SupabaseAnswerInstead(const Fault& fault, const HttpRequest& request);

// Changes how the right answer arrives, for faults of delivery.
void SpoilSupabaseDelivery(const Fault& fault, HttpResponse& response);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_SUPABASE_ORDERED_FAULT_H_
