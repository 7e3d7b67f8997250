#include "plugins/verify/verify_fixture.h"

#include <utility>

#include "tools/base/text.h"

namespace release::verify {

std::string Health(const std::string& outbox, const std::string& chat, const std::string& more) {
  const bool serves = outbox == "wired" && chat == "wired";
  const std::string body = Concat(
      R"({"status":")", serves ? "degraded" : "unavailable", R"(","generation":5,"revision":")",
      kRevision, R"(","image_digest":"sha256:feed","outbox":")", outbox,
      R"(","world_agent_chat":")", chat, R"(","llm":"wired","delegation":"degraded")", more,
      R"(,"details":{"delegation":"ACT_AS_SIGNING_KEY is not set")",
      outbox == "wired" ? "" : R"(,"outbox":"no session in 10 s")", "}}");
  return health::TestServer::Http(serves ? "200 OK" : "503 Service Unavailable", body);
}

health::TestServer::Answer Always(std::string answer) {
  return [answer = std::move(answer)](int) { return answer; };
}

Config ContractConfig(int port) {
  Config config;
  config.set_health_url(Concat("http://127.0.0.1:", port, "/health"));
  (*config.mutable_required())["outbox"] = "wired";
  (*config.mutable_required())["world_agent_chat"] = "wired";
  config.add_may_be_degraded("llm");
  config.add_may_be_degraded("delegation");
  config.mutable_deadline()->set_nanos(200'000'000);
  config.mutable_interval()->set_nanos(20'000'000);
  return config;
}

v1::StepCall CallFor(v1::Phase phase, const Config& config) {
  v1::StepCall call = kit::CallOf(phase, config);
  call.mutable_release()->set_environment("production");
  call.mutable_release()->set_revision(kRevision);
  return call;
}

}  // namespace release::verify
