#include "plugins/deploy_app/deploy_fixture.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <utility>

#include "plugins/lib/http/client.h"
#include "tools/base/digest.h"
#include "tools/base/text.h"

namespace release::deploy_app {
namespace {

using nlohmann::json;

uint16_t PortOf(const std::string& url) {
  const size_t end = url.find('/', url.find("//") + 2);
  const std::string host = url.substr(0, end);
  return static_cast<uint16_t>(std::stoi(host.substr(host.rfind(':') + 1)));
}

void AddFile(v1::Artifact& artifact, const std::string& path, const std::string& name) {
  v1::ArtifactFile* file = artifact.add_files();
  file->set_path(path);
  file->set_name(name);
}

}  // namespace

DeployFixture::DeployFixture() {
  registry_ = std::make_unique<oci::RegistryUnderTest>(
      cloud::TlsIdentity{*ReadFile(certificate_.certificate_path(), 1 << 16),
                         *ReadFile(certificate_.key_path(), 1 << 16)});
  // What the API gave as a password is let in; nothing else is.
  registry_->SetDoor([](const cloud::HttpRequest& request) -> std::optional<cloud::HttpResponse> {
    if (request.headers.Find("Authorization").value_or("").starts_with("Basic djE6")) {
      return std::nullopt;
    }
    return cloud::HttpResponse{.status = 401, .headers = {}, .body = {}};
  });
  StartCloud();
  config_.set_worker("spectral");
  config_.set_account_id(kAccount);
  config_.set_image_repository("spectral-api");
  config_.add_hostnames("api.example.com");
  (*config_.mutable_vars())["MODE"] = "quiet";
  config_.add_secrets("DATABASE_URL");
  config_.set_generation_var("SPECTRAL_GENERATION");
  config_.set_revision_var("SPECTRAL_REVISION");
  config_.set_image_digest_var("SPECTRAL_IMAGE_DIGEST");
  config_.mutable_rollout_interval()->set_nanos(100'000'000);
  config_.set_immediate_rollout(true);
  UseImage('a');
  UseBundle("hello");
}

void DeployFixture::StartCloud() {
  std::ofstream(directory_.path() + "/token") << kToken;
  Command command;
  command.argv = {std::getenv("CLOUDFLARE_SERVER"),
                  "--directory",
                  directory_.path() + "/state",
                  "--token-file",
                  directory_.path() + "/token",
                  "--account",
                  kAccount,
                  "--zone",
                  "example.com"};
  command.out = Stdio::kPipe;
  auto process = Process::Start(command);
  if (!process.ok()) FAIL() << process.status();
  cloud_.emplace(*std::move(process));
  out_ = cloud_->TakeStdout();
  std::string line;
  for (char c = 0; c != '\n' && read(out_.get(), &c, 1) == 1;) line.push_back(c);
  const json ports = json::parse(line);
  api_ = PortOf(ports["api"]);
  control_ = PortOf(ports["control"]);
}

void DeployFixture::UseImage(char salt) {
  layout_ = oci::WriteLayout(Concat(directory_.path(), "/image-", std::string(1, salt)),
                             {100'000, 300'000}, salt);
  const std::vector<oci::LayoutFile> files = oci::FilesOfLayout(layout_).value();
  image_ = oci::ReadImage(files, "").value();
}

void DeployFixture::UseBundle(const std::string& words) {
  bundle_ = Concat(directory_.path(), "/bundle-", words);
  std::filesystem::create_directories(bundle_);
  std::ofstream(bundle_ + "/index.js") << "import { DurableObject } from 'cloudflare:workers';\n"
                                          "export class ApiContainer extends DurableObject {}\n"
                                          "export default { fetch() { return new Response('"
                                       << words << "'); } };\n";
  std::ofstream(bundle_ + "/wrangler.json") << R"({"name": "spectral", "main": "index.js",
    "compatibility_date": "2026-11-01", "workers_dev": false, "preview_urls": false,
    "containers": [{"class_name": "ApiContainer", "max_instances": 3,
      "image": "registry.cloudflare.com/spectral-api:unreleased"}],
    "durable_objects": {"bindings": [{"name": "API", "class_name": "ApiContainer"}]},
    "migrations": [{"tag": "v1", "new_sqlite_classes": ["ApiContainer"]}], "no_bundle": true})";
}

v1::StepCall DeployFixture::Call(v1::Phase phase) {
  v1::StepCall call = kit::CallOf(phase, config_);
  v1::ReleaseFacts& release = *call.mutable_release();
  release.set_generation(generation_);
  release.set_revision(revision_);
  v1::EnvironmentRules& rules = *release.mutable_rules();
  rules.set_api_base(Concat("http://127.0.0.1:", api_, "/client/v4"));
  rules.set_ca_bundle(certificate_.certificate_path());
  (*rules.mutable_resolve())["registry.cloudflare.com:443"] =
      Concat("127.0.0.1:", registry_->door_port());
  (*call.mutable_secrets())["CLOUDFLARE_API_TOKEN"] = kToken;
  (*call.mutable_secrets())["DATABASE_URL"] = kSecretValue;
  v1::Artifact& image = *call.add_artifacts();
  image.set_name("image");
  const std::vector<oci::LayoutFile> files = oci::FilesOfLayout(layout_).value();
  for (const oci::LayoutFile& file : files) {
    AddFile(image, file.path, file.name);
  }
  v1::Artifact& worker = *call.add_artifacts();
  worker.set_name("worker");
  for (const char* name : {"index.js", "wrangler.json"}) {
    AddFile(worker, Concat(bundle_, "/", name), name);
  }
  v1::Artifact& wrangler = *call.add_artifacts();
  wrangler.set_name("wrangler");
  AddFile(wrangler, Concat(std::getenv("TEST_SRCDIR"), "/npm_wrangler/wrangler"), "wrangler");
  return call;
}

kit::Recording DeployFixture::Run(v1::Phase phase) { return step_.Run(Call(phase)); }

kit::Recording DeployFixture::Apply() {
  kit::Recording applied = Run(v1::PHASE_APPLY);
  EXPECT_EQ(applied.outcome(), v1::OUTCOME_SUCCEEDED) << applied << applied.LogText();
  return applied;
}

json DeployFixture::Send(uint16_t port, const std::string& method, const std::string& target,
                         const std::string& body) {
  http::Client client;
  http::Request request{.url = Concat("http://127.0.0.1:", port, target), .method = method};
  request.headers = {{"Authorization", Concat("Bearer ", kToken)},
                     {"X-Localcloud-Control", "1"},
                     {"Content-Type", "application/json"}};
  request.body = body;
  request.body_limit = 16 << 20;
  const http::Response response = client.Send(request, {});
  EXPECT_FALSE(response.failure) << response.words;
  EXPECT_LT(response.status, 300) << target << ": " << response.body;
  return json::parse(response.body, nullptr, false);
}

void DeployFixture::Order(const std::string& faults) { Send(control_, "POST", "/faults", faults); }

json DeployFixture::Ask(const std::string& method, const std::string& path, const json& body) {
  return Send(api_, method, Concat("/client/v4", path),
              body.is_null() ? "" : body.dump())["result"];
}

std::vector<std::string> DeployFixture::Mutations() {
  const json requests = Send(control_, "GET", "/requests", "");
  std::vector<std::string> lines;
  for (; seen_ < requests.size(); ++seen_) {
    const json& line = requests[seen_];
    const std::string method = line["method"];
    if (method == "GET") continue;
    lines.push_back(Concat(method, " ", line["route"].get<std::string>()));
  }
  return lines;
}

}  // namespace release::deploy_app
