#include "plugins/deploy_pages/pages_fixture.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tools/base/digest.h"
#include "tools/base/text.h"

namespace release::deploy_pages {
namespace {

using nlohmann::json;

void AddFile(v1::Artifact& artifact, const std::string& path, const std::string& name) {
  v1::ArtifactFile* file = artifact.add_files();
  file->set_path(path);
  file->set_name(name);
  if (const auto digest = DigestOfFile(path); digest.ok()) {
    file->mutable_digest()->set_sha256(digest->digest.hex());
  }
}

}  // namespace

PagesFixture::PagesFixture() {
  Start();
  config_.set_account_id(CloudflareUnderTest::kAccount);
  config_.mutable_status_interval()->set_nanos(100'000'000);
  secrets_["CLOUDFLARE_API_TOKEN"] = CloudflareUnderTest::kToken;
  secrets_["SERVICE_KEY"] = kSecretValue;
  AddProject("docs");
}

void PagesFixture::AddProject(const std::string& key) {
  Project& project = (*config_.mutable_projects())[key];
  project.set_project("spectral-" + key);
  project.set_bundle(key + "_bundle");
  (*project.mutable_variables())["API_ORIGIN"] = "https://api.example.com";
  project.add_secrets("SERVICE_KEY");
  UseSite(key, "hello");
}

void PagesFixture::UseSite(const std::string& key, const std::string& words) {
  const std::string folder = Concat(directory_.path(), "/", key);
  const std::map<std::string, std::string> texts = {
      {"index.html", Concat("<h1>", words, "</h1>\n")},
      {"deep/page.html", "<p>deep</p>\n"},
      {"_headers", "/*\n  x-test: yes\n"},
      {"_routes.json", R"({"version": 1, "include": ["/api/*"], "exclude": []})"},
      {"_worker.js", "export default { fetch() { return new Response('function'); } };\n"}};
  json files = json::array();
  json instructions = json::array();
  std::string lines;
  sites_[key].clear();
  for (const auto& [name, text] : texts) {
    const std::filesystem::path path = Concat(folder, "/bundle/", name);
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
    const std::string digest = DigestOf(text).hex();
    AppendTo(lines, digest, "  ", name, "\n");
    (name[0] == '_' ? instructions : files)
        .push_back({{"path", name}, {"size", text.size()}, {"sha256", digest}});
    sites_[key].push_back("bundle/" + name);
  }
  std::ofstream(folder + "/bundle.manifest.json") << json{{"format", 1},
                                                          {"kind", "pages"},
                                                          {"name", "spectral-" + key},
                                                          {"compatibilityDate", "2026-11-01"},
                                                          {"compatibilityFlags", {"nodejs_compat"}},
                                                          {"sha256", DigestOf(lines).hex()},
                                                          {"size", lines.size()},
                                                          {"files", files},
                                                          {"instructions", instructions}};
  sites_[key].push_back("bundle.manifest.json");
}

v1::StepCall PagesFixture::Call(v1::Phase phase) {
  v1::StepCall call = kit::CallOf(phase, config_);
  v1::ReleaseFacts& release = *call.mutable_release();
  release.set_generation(generation_);
  release.set_revision(revision_);
  release.mutable_rules()->set_api_base(cloud_->api_base());
  call.mutable_secrets()->insert(secrets_.begin(), secrets_.end());
  v1::Artifact& wrangler = *call.add_artifacts();
  wrangler.set_name("wrangler");
  AddFile(wrangler, Concat(std::getenv("TEST_SRCDIR"), "/npm_wrangler/wrangler"), "wrangler");
  for (const auto& [key, names] : sites_) {
    v1::Artifact& bundle = *call.add_artifacts();
    bundle.set_name(key + "_bundle");
    for (const std::string& name : names) {
      AddFile(bundle, Concat(directory_.path(), "/", key, "/", name), name);
    }
  }
  return call;
}

kit::Recording PagesFixture::Apply() {
  kit::Recording applied = Run(v1::PHASE_APPLY);
  EXPECT_EQ(applied.outcome(), v1::OUTCOME_SUCCEEDED) << applied << applied.LogText();
  return applied;
}

json PagesFixture::Live(const std::string& key) {
  return cloud_->Ask(
      "GET", Concat("/accounts/", CloudflareUnderTest::kAccount, "/pages/projects/spectral-", key));
}

json PagesFixture::Deployments(const std::string& key) {
  return cloud_->Ask("GET", Concat("/accounts/", CloudflareUnderTest::kAccount,
                                   "/pages/projects/spectral-", key, "/deployments"));
}

void PagesFixture::ExpectDone(size_t deployments, const std::string& after) {
  EXPECT_EQ(Run(v1::PHASE_OBSERVE).result->observation(), v1::OBSERVATION_DONE) << after;
  const kit::Recording verified = Run(v1::PHASE_VERIFY);
  EXPECT_EQ(verified.outcome(), v1::OUTCOME_SUCCEEDED) << after << verified;
  EXPECT_EQ(Run(v1::PHASE_APPLY).outcome(), v1::OUTCOME_UNCHANGED) << after;
  EXPECT_EQ(Deployments().size(), deployments) << after;
}

}  // namespace release::deploy_pages
