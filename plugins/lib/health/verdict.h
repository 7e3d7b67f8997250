// What one answer means for the release.
#ifndef RELEASE_PLUGINS_LIB_HEALTH_VERDICT_H_
#define RELEASE_PLUGINS_LIB_HEALTH_VERDICT_H_

#include <functional>
#include <map>
#include <string>

#include "plugins/lib/health/identity.h"
#include "plugins/lib/http/message.h"
#include "proto/release/v1/diagnosis.pb.h"

namespace release::health {

enum class Sight {
  kGood,
  kOld,     // the release before this one answers
  kWrong,   // the product answers, and not as it should
  kUnseen,  // nothing can be said of the product: what answers is not it, or nothing does
};

struct Verdict {
  Sight sight = Sight::kGood;
  bool final = false;       // waiting cannot help
  std::string line;         // `503`, `no trusted TLS connection (...)`: for the progress
  Identity seen;            // which release answered, as far as it said
  v1::Diagnosis diagnosis;  // why it is not good; empty when it is
};

// How a good answer looks. What is empty is not looked at.
struct Expectation {
  std::string url = {};
  int status = 200;
  std::string media_type = {};                      // `text/html`
  std::map<std::string, std::string> headers = {};  // name in lower case -> value
  std::string contains = {};                        // somewhere in the body
  std::map<std::string, std::string> json = {};     // dotted path -> text
  Identity release = {};                            // that must have given the answer
};

using Judgement = std::function<Verdict(const http::Response&)>;

// Judges an answer. Pure. Codes, behind `prefix`, which ends in `-`:
//   the way       DNS REFUSED UNREACHABLE CERTIFICATE-PENDING TLS TIMEOUT RESET TOO-LARGE URL
//   FAILED who answers   OLD-GENERATION NEWER-GENERATION UNMARKED IMAGE REVISION the status
//   FORBIDDEN (403) REDIRECT UNHEALTHY (5xx with a report) SERVER-ERROR STATUS the content NOT-JSON
//   TYPE HEADER BODY
// The evidence holds the status, the headers that tell who answered, and the start of the body.
Verdict Judge(const std::string& prefix, const Expectation& expected,
              const http::Response& response);

}  // namespace release::health

#endif  // RELEASE_PLUGINS_LIB_HEALTH_VERDICT_H_
