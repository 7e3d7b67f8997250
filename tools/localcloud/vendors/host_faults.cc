#include "tools/localcloud/vendors/host_faults.h"

#include <nlohmann/json.hpp>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/localcloud/http/json_text.h"

namespace release::cloud {
namespace {

// Whose certificate a host with a wrong one shows.
constexpr char kOtherHost[] = "other.invalid";

absl::Status Malformed(std::string why) {
  return Diagnose(
      absl::StatusCode::kInvalidArgument,
      {.code = "FAULTS-MALFORMED",
       .what = "the order of a host's fault makes no sense",
       .why = std::move(why),
       .fix = R"(send {"host": "api.spectral.test", "fault": "not_issued"}; faults are )"
              "not_issued, wrong_name, bot_protection, captive_portal, none"});
}

absl::Status Clear(Front& front, const std::string& host) {
  absl::Status status = front.SetFault(host, HostFault::kBotProtection, false);
  if (status.ok()) status = front.SetFault(host, HostFault::kCaptivePortal, false);
  if (status.ok()) status = front.certificates().Issue(host);
  return status;
}

}  // namespace

absl::Status OrderHostFault(Front& front, const std::string& json) {
  const nlohmann::json order = JsonOrNull(json);
  if (!order.is_object() || order.size() != 2 || !order.contains("host") ||
      !order["host"].is_string() || !order.contains("fault") || !order["fault"].is_string()) {
    return Malformed("it is not an object of the texts `host` and `fault`");
  }
  const std::string host = order["host"], fault = order["fault"];
  if (fault == "none") return Clear(front, host);
  if (fault == "not_issued") return front.certificates().Remove(host);
  if (fault == "wrong_name") return front.certificates().IssueWrong(host, kOtherHost);
  if (fault == "bot_protection") return front.SetFault(host, HostFault::kBotProtection, true);
  if (fault == "captive_portal") return front.SetFault(host, HostFault::kCaptivePortal, true);
  return Malformed(Concat("there is no fault `", fault, "`"));
}

}  // namespace release::cloud
