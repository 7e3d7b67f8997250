// Health reports and a contract for them.
#ifndef RELEASE_PLUGINS_VERIFY_VERIFY_FIXTURE_H_
#define RELEASE_PLUGINS_VERIFY_VERIFY_FIXTURE_H_

#include <string>

#include "plugins/lib/health/test_server.h"
#include "plugins/verify/config.pb.h"
#include "proto/release/v1/step.pb.h"
#include "tools/sdk/testing/recording.h"

namespace release::verify {

inline constexpr char kRevision[] = "0123abc0123abc0123abc0123abc0123abc01234";

// The API's answer to /health in generation 5: the outbox and the chat in these states, `llm`
// wired, `delegation` degraded with a reason; `more` is put into the report.
std::string Health(const std::string& outbox = "wired", const std::string& chat = "wired",
                   const std::string& more = "");

health::TestServer::Answer Always(std::string answer);

// The product's contract, for the server at `port`, with little patience.
Config ContractConfig(int port);

v1::StepCall CallFor(v1::Phase phase, const Config& config);

}  // namespace release::verify

#endif  // RELEASE_PLUGINS_VERIFY_VERIFY_FIXTURE_H_
