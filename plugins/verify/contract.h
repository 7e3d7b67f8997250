// The report against what the environment declares of it.
#ifndef RELEASE_PLUGINS_VERIFY_CONTRACT_H_
#define RELEASE_PLUGINS_VERIFY_CONTRACT_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "plugins/lib/health/identity.h"
#include "plugins/lib/health/report.h"
#include "plugins/lib/health/verdict.h"
#include "plugins/lib/http/message.h"
#include "plugins/verify/config.pb.h"

namespace release::verify {

inline constexpr char kPrefix[] = "VERIFY-";

// One part of the health report, and whether it keeps the contract.
struct Clause {
  enum class Kind { kKept, kBroken, kUndeclared };  // undeclared: nobody said what it should be
  std::string part;
  std::string state;  // `absent` where the report does not have it
  std::string rule;   // `required: wired`, `may be degraded`, `not declared`
  std::string detail;
  Kind kind = Kind::kKept;

  // `degraded (may be degraded): LLM_API_KEY is not set`
  std::string Text() const;
};

// Required parts, then those that may be degraded, then the others of the report; each by name.
std::vector<Clause> Compare(const Config& config, const health::Report& report);

// Good when a report of `release` keeps the contract and the answer is 200. Codes: VERIFY-CONTRACT,
// and those of health::Judge.
health::Verdict JudgeContract(const Config& config, const health::Identity& release,
                              const http::Response& response);

// VERIFY-CONFIG: a part that is required and may be degraded, or comes twice, or nothing is
// declared at all.
absl::Status CheckContract(const Config& config);

}  // namespace release::verify

#endif  // RELEASE_PLUGINS_VERIFY_CONTRACT_H_
