#include "tools/localcloud/cloudflare/ordered_fault.h"

#include <string>

#include "tools/base/text.h"
#include "tools/localcloud/cloudflare/answer.h"

namespace release::cloud {
namespace {

HttpResponse ErrorPage(int status) {
  HttpResponse response;
  response.status = status;
  response.headers.Set("Content-Type", "text/html; charset=UTF-8");
  if (status == 403) response.headers.Set("cf-mitigated", "challenge");
  response.body = Concat("<!DOCTYPE html>\n<html><head><title>", status,
                         "</title></head><body><h1>Error ", status, "</h1></body></html>\n");
  return response;
}

HttpResponse Refusal(const Fault& fault) {
  HttpResponse response = fault.body.is_null()
                              ? FailureOf(ApiError(fault.status, fault.code, fault.message))
                              : JsonAnswer(fault.status, fault.body);
  if (fault.retry_after) response.headers.Set("Retry-After", std::to_string(*fault.retry_after));
  return response;
}

}  // namespace

std::optional<HttpResponse> AnswerInstead(const Fault& fault, int expired_code) {
  switch (fault.kind) {
    case FaultKind::kStatus:
      return Refusal(fault);
    case FaultKind::kHtml:
      return ErrorPage(fault.status);
    case FaultKind::kExpiredToken:
      return FailureOf(ApiError(401, expired_code, "Authentication error"));
    case FaultKind::kResetBefore: {
      HttpResponse response = ErrorPage(502);  // for the log; no byte of it is sent
      response.delivery.ending = Delivery::Ending::kReset;
      return response;
    }
    default:
      return std::nullopt;
  }
}

void SpoilDelivery(const Fault& fault, HttpResponse& response) {
  if (fault.kind == FaultKind::kLatency) response.delivery.delay = fault.duration;
  if (fault.kind == FaultKind::kResetAfter) response.delivery.ending = Delivery::Ending::kReset;
  if (fault.kind == FaultKind::kCutAnswer) response.delivery.ending = Delivery::Ending::kCut;
}

}  // namespace release::cloud
