#include "tools/localcloud/vendors/control.h"

#include <nlohmann/json.hpp>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/localcloud/faults/control_api.h"
#include "tools/localcloud/vendors/host_faults.h"

namespace release::cloud {
namespace {

HttpResponse Ordered(const absl::Status& status) {
  nlohmann::json body = {{"ok", status.ok()}};
  if (!status.ok()) {
    const auto diagnosis = DiagnosisOf(status);
    body["error"] = Concat(diagnosis.what(), ": ", diagnosis.why());
  }
  HttpResponse response{
      .status = status.ok() ? 200 : 400, .headers = {}, .body = body.dump() + "\n"};
  response.headers.Set("Content-Type", "application/json");
  return response;
}

}  // namespace

HttpHandler Control(Controlled controlled) {
  return [controlled](const HttpRequest& request) {
    if (request.path() == "/hosts" && request.method == "POST" && HasControlHeader(request)) {
      return Ordered(OrderHostFault(controlled.front, request.body));
    }
    if (request.path().starts_with("/supabase/") && HasControlHeader(request)) {
      return controlled.supabase.HandleControl(request);
    }
    return HandleControl(controlled.faults, controlled.log, request);
  };
}

}  // namespace release::cloud
