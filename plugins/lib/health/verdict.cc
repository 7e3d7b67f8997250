#include "plugins/lib/health/verdict.h"

#include <optional>
#include <utility>

#include "plugins/lib/health/explain.h"
#include "tools/base/printable.h"
#include "tools/base/text.h"

namespace release::health {
namespace {

constexpr size_t kBodyShown = 300;

std::optional<Explanation> Explain(const Expectation& expected, const http::Response& response) {
  if (response.failure) return ExplainFailure(expected.url, response);
  if (auto generation = ExplainGeneration(expected, response)) return generation;
  if (response.status != expected.status) return ExplainStatus(expected, response);
  if (auto content = ExplainContent(expected, response)) return content;
  return ExplainRelease(expected, response);
}

void AddEvidence(const http::Response& response, v1::Diagnosis& diagnosis) {
  if (response.status != 0) diagnosis.add_evidence(Concat("status: ", response.status));
  for (const char* name : {"x-spectral-generation", "x-spectral-version", "server", "cf-ray",
                           "cf-mitigated", "content-type", "location"}) {
    const std::string value = response.Header(name);
    if (!value.empty()) diagnosis.add_evidence(Concat(name, ": ", PrintableLine(value, 200)));
  }
  if (!response.body.empty()) {
    diagnosis.add_evidence(Concat("body: ", PrintableLine(response.body, kBodyShown)));
  }
  if (response.failure) diagnosis.add_evidence(PrintableLine(response.words, kBodyShown));
}

// What a person sees while the step waits.
std::string LineOf(const Expectation& expected, const http::Response& response,
                   const Explanation& explanation) {
  if (response.failure == http::Failure::kTls) {
    return Concat("no trusted TLS connection; the certificate may not be issued yet (",
                  response.words, ")");
  }
  if (response.failure) {
    return Concat(http::FailureName(*response.failure),
                  response.words.empty() ? "" : Concat(" (", response.words, ")"));
  }
  if (explanation.sight == Sight::kOld || response.status == expected.status) {
    return explanation.what;
  }
  return std::to_string(response.status);
}

}  // namespace

Verdict Judge(const std::string& prefix, const Expectation& expected,
              const http::Response& response) {
  Verdict verdict;
  if (!response.failure) verdict.seen = IdentityOf(response);
  std::optional<Explanation> wrong = Explain(expected, response);
  if (!wrong) {
    verdict.line = std::to_string(response.status);
    return verdict;
  }
  verdict.sight = wrong->sight;
  // Generations only grow: ours does not come back.
  verdict.final = response.failure == http::Failure::kUrl || wrong->code == "NEWER-GENERATION";
  verdict.line = LineOf(expected, response, *wrong);
  verdict.diagnosis.set_code(Concat(prefix, wrong->code));
  verdict.diagnosis.set_what(std::move(wrong->what));
  verdict.diagnosis.set_why(std::move(wrong->why));
  verdict.diagnosis.set_fix(std::move(wrong->fix));
  verdict.diagnosis.set_severity(v1::SEVERITY_ERROR);
  verdict.diagnosis.set_retry(verdict.final ? v1::RETRY_NEVER : v1::RETRY_BACKOFF);
  AddEvidence(response, verdict.diagnosis);
  return verdict;
}

}  // namespace release::health
