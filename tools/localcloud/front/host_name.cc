#include "tools/localcloud/front/host_name.h"

#include <algorithm>

#include "tools/base/diagnosis.h"
#include "tools/base/printable.h"
#include "tools/base/text.h"

namespace release::cloud {
namespace {

bool IsLabelCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

bool IsHostName(std::string_view host) {
  if (host.empty() || host.size() > kMaxHostName || host.front() == '.' || host.back() == '.' ||
      host.find("..") != std::string_view::npos) {
    return false;
  }
  return std::all_of(host.begin(), host.end(),
                     [](char c) { return c == '.' || IsLabelCharacter(c); });
}

}  // namespace

absl::Status CheckHostName(std::string_view host) {
  if (IsHostName(host)) return absl::OkStatus();
  return Diagnose(absl::StatusCode::kInvalidArgument,
                  {.code = "CLOUD-HOST-NAME",
                   .what = Concat("the local cloud cannot serve `", PrintableLine(host, 200), "`"),
                   .why = Concat("a host name here has labels of a-z, 0-9 and '-', with dots in "
                                 "between, and at most ",
                                 kMaxHostName, " characters"),
                   .fix = "give the host name in lower case, without port, scheme or final dot"});
}

}  // namespace release::cloud
