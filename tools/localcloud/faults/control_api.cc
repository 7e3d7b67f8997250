#include "tools/localcloud/faults/control_api.h"

#include <string>
#include <utility>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::cloud {
namespace {

HttpResponse Json(int status, const nlohmann::json& body) {
  HttpResponse response{.status = status, .headers = {}, .body = body.dump() + "\n"};
  response.headers.Set("Content-Type", "application/json");
  return response;
}

HttpResponse Refused(int status, const std::string& why) { return Json(status, {{"error", why}}); }

}  // namespace

bool HasControlHeader(const HttpRequest& request) {
  return request.headers.Find("X-Localcloud-Control").has_value();
}

HttpResponse HandleControl(FaultBook& book, const RequestLog& log, const HttpRequest& request) {
  if (!HasControlHeader(request)) {
    return Refused(403, "send the header `X-Localcloud-Control: 1`");
  }
  if (request.path() == "/requests" && request.method == "GET") return Json(200, log.Recent());
  if (request.path() != "/faults") return Refused(404, "there is /faults and /requests");
  if (request.method == "POST") {
    auto orders = ParseFaults(request.body);
    if (!orders.ok()) {
      const auto diagnosis = DiagnosisOf(orders.status());
      return Refused(400, Concat(diagnosis.what(), ": ", diagnosis.why()));
    }
    book.Order(*std::move(orders));
  } else if (request.method == "DELETE") {
    book.Clear();
  } else if (request.method != "GET") {
    return Refused(405, "GET, POST or DELETE");
  }
  return Json(200, {{"faults", book.Describe()}});
}

}  // namespace release::cloud
