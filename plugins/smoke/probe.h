// What one answer means for the release.
#ifndef RELEASE_PLUGINS_SMOKE_PROBE_H_
#define RELEASE_PLUGINS_SMOKE_PROBE_H_

#include <map>
#include <string>

#include "plugins/lib/http/get.h"
#include "proto/release/v1/diagnosis.pb.h"

namespace release::smoke {

struct Verdict {
  bool good = false;
  bool final = false;       // waiting cannot help
  std::string line;         // `503`, `no trusted TLS connection (...)`: for the progress
  v1::Diagnosis diagnosis;  // why it is not good; empty when it is
};

// Judges an answer of `url`. Pure. Codes: SMOKE-DNS, -REFUSED, -UNREACHABLE, -TLS, -TIMEOUT,
// -RESET, -TOO-LARGE, -URL, -FORBIDDEN (403), -REDIRECT, -SERVER-ERROR (5xx), -STATUS, -NOT-JSON,
// -BODY, -FAILED. The evidence holds the status, the headers that tell who answered, and the start
// of the body.
Verdict Judge(const std::string& url, const http::Response& response,
              const std::map<std::string, std::string>& expect_json);

}  // namespace release::smoke

#endif  // RELEASE_PLUGINS_SMOKE_PROBE_H_
