#include "plugins/verify/contract.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::verify {
namespace {

Clause ClauseFor(const health::Report& report, const std::string& name, std::string rule,
                 const std::set<std::string>& allowed) {
  const health::Part* part = report.Find(name);
  Clause clause = {.part = name,
                   .state = part != nullptr ? part->state : "absent",
                   .rule = std::move(rule),
                   .detail = part != nullptr ? part->detail : ""};
  if (!allowed.contains(clause.state)) clause.kind = Clause::Kind::kBroken;
  return clause;
}

health::Verdict Broken(const std::string& url, const std::vector<Clause>& clauses,
                       health::Verdict seen) {
  std::string parts;
  for (const Clause& clause : clauses) {
    if (clause.kind != Clause::Kind::kBroken) continue;
    AppendTo(parts, parts.empty() ? "" : "; ", clause.part, " is ", clause.state, " (", clause.rule,
             ")");
  }
  seen.sight = health::Sight::kWrong;
  seen.line = parts;
  v1::Diagnosis& diagnosis = seen.diagnosis;
  diagnosis.set_code(Concat(kPrefix, "CONTRACT"));
  diagnosis.set_what(Concat("the health report of ", url, " breaks its contract: ", parts));
  diagnosis.set_why("the service runs and a part of it does not");
  diagnosis.set_fix("look at the reason behind the part below, and at the service's log");
  diagnosis.set_severity(v1::SEVERITY_ERROR);
  diagnosis.set_retry(v1::RETRY_BACKOFF);
  for (const Clause& clause : clauses) {
    diagnosis.add_evidence(Concat(clause.part, ": ", clause.Text()));
  }
  return seen;
}

}  // namespace

std::string Clause::Text() const {
  std::string text = Concat(state, " (", rule, ")");
  if (!detail.empty()) AppendTo(text, ": ", detail);
  return text;
}

std::vector<Clause> Compare(const Config& config, const health::Report& report) {
  std::vector<Clause> clauses;
  std::set<std::string> declared;
  const std::map<std::string, std::string> required(config.required().begin(),
                                                    config.required().end());
  for (const auto& [name, state] : required) {
    declared.insert(name);
    clauses.push_back(ClauseFor(report, name, Concat("required: ", state), {state}));
  }
  const std::set<std::string> lenient(config.may_be_degraded().begin(),
                                      config.may_be_degraded().end());
  for (const std::string& name : lenient) {
    declared.insert(name);
    clauses.push_back(ClauseFor(report, name, "may be degraded", {"wired", "degraded"}));
  }
  for (const health::Part& part : report.parts) {
    if (declared.contains(part.name)) continue;
    clauses.push_back({.part = part.name,
                       .state = part.state,
                       .rule = "not declared",
                       .detail = part.detail,
                       .kind = Clause::Kind::kUndeclared});
  }
  return clauses;
}

health::Verdict JudgeContract(const Config& config, const health::Identity& release,
                              const http::Response& response) {
  const std::string& url = config.health_url();
  const std::optional<health::Report> report = health::ReadReport(response.body);
  if (response.failure || !report) {
    return health::Judge(kPrefix, {.url = url, .json = {{"status", "ok"}}}, response);
  }
  // Whose report it is comes before what it says.
  health::Verdict who =
      health::Judge(kPrefix, {.url = url, .status = response.status, .release = release}, response);
  if (who.sight != health::Sight::kGood) return who;
  const std::vector<Clause> clauses = Compare(config, *report);
  if (std::any_of(clauses.begin(), clauses.end(),
                  [](const Clause& clause) { return clause.kind == Clause::Kind::kBroken; })) {
    return Broken(url, clauses, std::move(who));
  }
  return health::Judge(kPrefix, {.url = url, .release = release}, response);
}

absl::Status CheckContract(const Config& config) {
  std::string problem;
  std::set<std::string> names;
  for (const std::string& name : config.may_be_degraded()) {
    if (!names.insert(name).second) problem = Concat(name, " comes twice in `may_be_degraded`");
    if (config.required().contains(name)) {
      problem = Concat(name, " is in `required` and in `may_be_degraded`");
    }
  }
  if (config.required().empty() && names.empty()) problem = "it declares no part";
  if (problem.empty()) return absl::OkStatus();
  return Diagnose(absl::StatusCode::kInvalidArgument,
                  {.code = Concat(kPrefix, "CONFIG"),
                   .what = Concat("the contract of the verify step is not sound: ", problem),
                   .fix = "write each part of /health once, in `required` with the state it must "
                          "have or in `may_be_degraded`"});
}

}  // namespace release::verify
