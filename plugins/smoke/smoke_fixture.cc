#include "plugins/smoke/smoke_fixture.h"

#include <utility>

#include "tools/base/text.h"
#include "tools/sdk/testing/in_process_step.h"

namespace release::smoke {

std::string Health(int generation, const std::string& outbox, const std::string& digest) {
  const bool wired = outbox == "wired";
  const std::string body =
      Concat(R"({"status":")", wired ? "degraded" : "unavailable", R"(","generation":)", generation,
             R"(,"revision":")", kRevision, R"(","image_digest":")", digest, R"(","outbox":")",
             outbox, R"(","world_agent_chat":"wired","llm":"degraded","details":{"outbox":"no )",
             R"(session","llm":"LLM_API_KEY is not set"}})");
  return health::TestServer::Http(
      wired ? "200 OK" : "503 Service Unavailable", body,
      Concat("Content-Type: application/json\r\nX-Spectral-Generation: ", generation, "\r\n"));
}

health::TestServer::Answer Always(std::string answer) {
  return [answer = std::move(answer)](int) { return answer; };
}

std::string Url(int port, const std::string& path) {
  return Concat("http://127.0.0.1:", port, path);
}

Config PatientConfig(const std::string& url) {
  Config config;
  config.set_url(url);
  config.mutable_deadline()->set_seconds(30);
  config.mutable_interval()->set_nanos(20'000'000);
  config.set_consecutive(3);
  config.set_generation_input("deploy_app.generation");
  config.set_image_digest_input("deploy_app.image_digest");
  (*config.mutable_expect_json())["outbox"] = "wired";
  return config;
}

Config ImpatientConfig(const std::string& url) {
  Config config = PatientConfig(url);
  config.mutable_deadline()->set_seconds(0);
  config.mutable_deadline()->set_nanos(300'000'000);
  return config;
}

v1::StepCall VerifyCall(const Config& config) {
  v1::StepCall call = kit::CallOf(v1::PHASE_VERIFY, config);
  call.mutable_release()->set_environment("production");
  call.mutable_release()->set_revision(kRevision);
  call.mutable_release()->set_generation(9);  // nothing was stamped with it
  (*call.mutable_inputs())["deploy_app.generation"] = "5";
  (*call.mutable_inputs())["deploy_app.image_digest"] = kDigest;
  (*call.mutable_inputs())["deploy_app.revision"] = kRevision;
  return call;
}

kit::Recording Verify(const Config& config) {
  kit::InProcessStep step;
  return step.Run(VerifyCall(config));
}

}  // namespace release::smoke
