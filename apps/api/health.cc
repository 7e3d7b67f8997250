#include "apps/api/health.h"

#include "nlohmann/json.hpp"

namespace spectral {
namespace {

using Json = nlohmann::ordered_json;

}  // namespace

HealthReport ReportHealth(const HealthFacts& facts) {
  Json details = Json::object();
  const auto state = [&details](const char* part, const std::optional<std::string>& problem,
                                const char* otherwise) {
    if (!problem) return "wired";
    details[part] = *problem;
    return otherwise;
  };
  const bool serves = !facts.outbox && !facts.world_agent_chat;
  const bool whole = serves && !facts.llm && !facts.delegation;

  Json report;
  report["status"] = whole ? "ok" : serves ? "degraded" : "unavailable";
  report["generation"] = facts.generation;
  report["revision"] = facts.revision;
  report["image_digest"] = facts.image_digest.empty() ? Json(nullptr) : Json(facts.image_digest);
  report["outbox"] = state("outbox", facts.outbox, "unwired");
  report["world_agent_chat"] = state("world_agent_chat", facts.world_agent_chat, "unwired");
  report["llm"] = state("llm", facts.llm, "degraded");
  report["delegation"] = state("delegation", facts.delegation, "degraded");
  report["details"] = std::move(details);
  return {serves ? 200 : 503, report.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"};
}

}  // namespace spectral
