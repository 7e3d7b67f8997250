#include "tests/faults/kinds.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <iterator>

namespace release::faults {
namespace {

bool Any(const Call&) { return true; }

// What is read and lost is as if it was not reached.
bool Changing(const Call& call) { return call.Mutates(); }

bool TakesAToken(const Call& call) {
  return call.route.ends_with("/credentials") || call.route.starts_with("/pages/assets/");
}

bool Upload(const Call& call) { return call.route == "/pages/assets/upload"; }

}  // namespace

const std::vector<Kind>& Kinds() {
  static const auto* const kinds = new std::vector<Kind>{
      {"answer_lost", nlohmann::json::object({{"kind", "reset_after"}}), Changing},
      {"answer_cut", nlohmann::json::object({{"kind", "cut_answer"}}), Any},
      {"not_reached", nlohmann::json::object({{"kind", "reset_before"}}), Any},
      {"error_500", nlohmann::json::object({{"kind", "status"}, {"status", 500}, {"code", 10013}}),
       Any},
      {"error_page_502", nlohmann::json::object({{"kind", "html"}, {"status", 502}}), Any},
      {"rate_limit",
       nlohmann::json::object(
           {{"kind", "status"}, {"status", 429}, {"code", 971}, {"retry_after", 1}}),
       Any},
      {"latency", nlohmann::json::object({{"kind", "latency"}, {"milliseconds", 700}}), Any},
      {"expired_token", nlohmann::json::object({{"kind", "expired_token"}}), TakesAToken},
      {"partial_upload", nlohmann::json::object({{"kind", "partial_upload"}, {"status", 500}}),
       Upload},
  };
  return *kinds;
}

const Kind& KindNamed(const std::string& name) {
  const auto found =
      std::ranges::find_if(Kinds(), [&](const Kind& kind) { return kind.name == name; });
  if (found != Kinds().end()) return *found;
  std::cerr << "there is no kind of fault " << name << "; there are:";
  for (const Kind& kind : Kinds()) std::cerr << " " << kind.name;
  std::cerr << "\n";
  std::exit(2);
}

std::vector<Call> Befallen(const Kind& kind, const std::vector<Call>& calls) {
  std::vector<Call> befallen;
  std::ranges::copy_if(calls, std::back_inserter(befallen), kind.befalls);
  return befallen;
}

std::string Orders(const Kind& kind, const std::vector<Call>& calls) {
  nlohmann::json orders = nlohmann::json::array();
  for (const Call& call : calls) {
    orders.push_back({{"method", call.method}, {"route", call.route}, {"fault", kind.fault}});
  }
  return nlohmann::json{{"faults", std::move(orders)}}.dump(1);
}

}  // namespace release::faults
