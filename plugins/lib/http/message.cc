#include "plugins/lib/http/message.h"

#include <algorithm>

#include "plugins/lib/http/text.h"

namespace release::http {

std::string Response::Header(const std::string& lower_case_name) const {
  const auto header = headers.find(lower_case_name);
  return header == headers.end() ? "" : header->second;
}

std::string Response::MediaType() const {
  const std::string type = Header("content-type");
  return Lower(Trim(std::string_view(type).substr(0, type.find(';'))));
}

std::string_view FailureName(Failure failure) {
  switch (failure) {
    case Failure::kUrl:
      return "no URL";
    case Failure::kStopped:
      return "stopped";
    case Failure::kDns:
      return "no DNS address";
    case Failure::kRefused:
      return "connection refused";
    case Failure::kUnreachable:
      return "unreachable";
    case Failure::kTls:
      return "no trusted TLS connection";
    case Failure::kTimeout:
      return "no answer in time";
    case Failure::kReset:
      return "connection lost";
    case Failure::kTooLarge:
      return "body too large";
    case Failure::kOther:
      break;
  }
  return "failed";
}

}  // namespace release::http
