#include "tests/faults/trial.h"

#include <algorithm>
#include <regex>
#include <set>

#include "absl/time/time.h"
#include "tests/faults/world.h"
#include "tools/base/files.h"

namespace release::faults {
namespace {

using e2e::RehearsalEnd;
using e2e::RehearsalHome;

constexpr char kLauncher[] = "release/rehearsal";
constexpr absl::Duration kPatience = absl::Minutes(5);

// Whoever reads a failure wants what was said last.
std::string LastWords(const RehearsalEnd& end) {
  const auto tail = [](const std::string& text) {
    return text.size() < 4000 ? text : text.substr(text.size() - 4000);
  };
  return "exit code " + std::to_string(end.code) + "\n" + tail(end.err) + tail(end.out);
}

RehearsalEnd RunRelease(RehearsalHome& home, const std::string& launcher = kLauncher) {
  return home.Start(launcher)->End(kPatience);
}

}  // namespace

std::string CheckStopped(const RehearsalEnd& end, std::vector<std::string>& wrong) {
  const std::set<int> promised = {1, 3, 4, 5};
  std::smatch code;
  if (!promised.contains(end.code)) wrong.push_back("no promised exit code: " + LastWords(end));
  if (!std::regex_search(end.err, code, std::regex("error\\[([A-Z0-9-]+)\\]"))) {
    wrong.push_back("no code: " + LastWords(end));
  }
  if (end.err.find("\nfix: ") == end.err.npos) wrong.push_back("no cure: " + LastWords(end));
  if (end.all().find("tools/bazel run //") == std::string::npos) {
    wrong.push_back("no next command: " + LastWords(end));
  }
  return code.empty() ? "" : code[1].str();
}

void CheckFinished(RehearsalHome& home, const std::string& launcher,
                   std::vector<std::string>& wrong) {
  home.environment_.erase("LOCALCLOUD_FAULTS");
  CallLog log(home.CloudFile("logs/requests.jsonl"));
  log.Skip();
  const RehearsalEnd end = RunRelease(home, launcher);
  if (end.code != 0) wrong.push_back("the undisturbed run fails: " + LastWords(end));
  if (end.out.find("Plan: no changes.") == end.out.npos) {
    wrong.push_back("something was left to do: " + end.out.substr(0, 6000));
  }
  CheckWorld(log.Lines(), wrong);
  const std::string migrations = home.QueryAtRest(
      "select count(*) || ' of ' || count(distinct version) from "
      "supabase_migrations.schema_migrations");
  if (migrations != "12 of 12") wrong.push_back("migrations: " + migrations);
  for (const std::string& path : home.Leaks()) wrong.push_back("a secret is in " + path);
}

Trial Try(RehearsalHome& home, const Kind& kind, const std::vector<Call>& calls) {
  Trial trial;
  trial.unmet = calls;
  const std::string orders = home.StateHome() + "-faults.json";
  const auto most = static_cast<int>(calls.size()) + 1;
  CallLog log(home.CloudFile("logs/requests.jsonl"));
  for (bool done = false; !done && trial.runs < most;) {
    // A cloud that starts knows nothing of what an earlier one was ordered.
    if (!WriteFileAtomically(orders, Orders(kind, trial.unmet)).ok()) {
      trial.wrong.push_back("cannot write " + orders);
      return trial;
    }
    home.environment_["LOCALCLOUD_FAULTS"] = orders;
    log.Skip();
    const RehearsalEnd end = RunRelease(home);
    ++trial.runs;
    const std::vector<Call> met = FaultedIn(log.Lines());
    std::erase_if(trial.unmet,
                  [&](const Call& call) { return std::ranges::find(met, call) != met.end(); });
    done = end.code == 0;
    if (done) break;
    trial.codes.push_back(CheckStopped(end, trial.wrong));
    if (met.empty()) {
      trial.wrong.push_back("stopped without a fault: " + LastWords(end));
      return trial;
    }
  }
  CheckFinished(home, kLauncher, trial.wrong);
  return trial;
}

std::vector<Call> CallsOfARelease() {
  RehearsalHome home;
  const CallLog log(home.CloudFile("logs/requests.jsonl"));
  return RunRelease(home).code == 0 ? CallsIn(log.Lines()) : std::vector<Call>();
}

}  // namespace release::faults
