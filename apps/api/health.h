// What /health says, and with which HTTP status. Pure: no clock, no network.
#ifndef RELEASE_APPS_API_HEALTH_H_
#define RELEASE_APPS_API_HEALTH_H_

#include <cstdint>
#include <optional>
#include <string>

namespace spectral {

// The problem of each part; nullopt when it has none. The first two are needed to serve, the others
// are not.
struct HealthFacts {
  int64_t generation = 0;
  std::string revision;
  std::string image_digest;  // "" = not known
  std::optional<std::string> outbox;
  std::optional<std::string> world_agent_chat;
  std::optional<std::string> llm;
  std::optional<std::string> delegation;
};

struct HealthReport {
  int http_status = 503;  // 200 or 503
  std::string json;
};

// The form is described in README.md; smoke and verify of a release read it.
HealthReport ReportHealth(const HealthFacts& facts);

}  // namespace spectral

#endif  // RELEASE_APPS_API_HEALTH_H_
