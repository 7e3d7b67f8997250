#include "tools/localcloud/supabase/ordered_fault.h"

#include <string>

#include "tools/localcloud/supabase/answers.h"

namespace release::cloud {
namespace {

HttpResponse Refusal(const Fault& fault, const HttpRequest& request, bool rest) {
  HttpResponse response;
  if (!fault.body.is_null()) {
    response = JsonResponse(fault.status, fault.body);
  } else if (rest) {
    response = RestError(fault.status, "PGRST000", fault.message);
  } else {
    response = AuthError(request, fault.status,
                         fault.status == 429 ? "over_request_rate_limit" : "unexpected_failure",
                         fault.message);
  }
  if (fault.retry_after) response.headers.Set("Retry-After", std::to_string(*fault.retry_after));
  return response;
}

}  // namespace

std::optional<HttpResponse> SupabaseAnswerInstead(const Fault& fault, const HttpRequest& request) {
  const bool rest = request.path().starts_with("/rest/");
  switch (fault.kind) {
    case FaultKind::kStatus:
      return Refusal(fault, request, rest);
    case FaultKind::kHtml:
      return ErrorPage(fault.status);
    case FaultKind::kExpiredToken:
      return rest ? RestError(401, "PGRST303", "JWT expired")
                  : AuthError(request, 403, "bad_jwt",
                              "invalid JWT: unable to parse or verify signature, token has invalid "
                              "claims: token is expired");
    case FaultKind::kResetBefore: {
      HttpResponse response = ErrorPage(502);  // for the log; no byte of it is sent
      response.delivery.ending = Delivery::Ending::kReset;
      return response;
    }
    default:
      return std::nullopt;
  }
}

void SpoilSupabaseDelivery(const Fault& fault, HttpResponse& response) {
  if (fault.kind == FaultKind::kLatency) response.delivery.delay = fault.duration;
  if (fault.kind == FaultKind::kResetAfter) response.delivery.ending = Delivery::Ending::kReset;
  if (fault.kind == FaultKind::kCutAnswer) response.delivery.ending = Delivery::Ending::kCut;
}

}  // namespace release::cloud
