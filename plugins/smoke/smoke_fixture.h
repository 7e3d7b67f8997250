// Answers of a product in two generations, and configs that ask for the new one.
#ifndef RELEASE_PLUGINS_SMOKE_SMOKE_FIXTURE_H_
#define RELEASE_PLUGINS_SMOKE_SMOKE_FIXTURE_H_

#include <string>

#include "plugins/lib/health/test_server.h"
#include "plugins/smoke/config.pb.h"
#include "proto/release/v1/step.pb.h"
#include "tools/sdk/testing/recording.h"

namespace release::smoke {

inline constexpr char kRevision[] = "0123abc0123abc0123abc0123abc0123abc01234";
inline constexpr char kDigest[] = "sha256:feedfacefeedface";

// The API's answer to /health in `generation`; 503 unless `outbox` is wired.
std::string Health(int generation, const std::string& outbox = "wired",
                   const std::string& digest = kDigest);

health::TestServer::Answer Always(std::string answer);

std::string Url(int port, const std::string& path = "/health");

// Asks `url` for generation 5, patiently. The second gives up soon, for answers that never become
// good.
Config PatientConfig(const std::string& url);
Config ImpatientConfig(const std::string& url);

// VERIFY in a release of kRevision, whose deploy step said generation 5.
v1::StepCall VerifyCall(const Config& config);
kit::Recording Verify(const Config& config);

}  // namespace release::smoke

#endif  // RELEASE_PLUGINS_SMOKE_SMOKE_FIXTURE_H_
