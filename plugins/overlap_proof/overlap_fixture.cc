#include "plugins/overlap_proof/overlap_fixture.h"

#include <dirent.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "plugins/lib/http/client.h"
#include "plugins/lib/oci/push.h"
#include "tools/base/text.h"

namespace release::overlap_proof {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr char kToken[] = "tokenmarker-7d1f";

void AddFile(v1::StepCall& call, const std::string& artifact, const std::string& path) {
  v1::Artifact& added = *call.add_artifacts();
  added.set_name(artifact);
  v1::ArtifactFile& file = *added.add_files();
  file.set_path(path);
  file.set_name(fs::path(path).filename());
}

std::string Absolute(const std::string& runfile) { return fs::absolute(runfile).string(); }

}  // namespace

OverlapFixture::OverlapFixture() {
  registry_ = std::make_unique<oci::RegistryUnderTest>(
      cloud::TlsIdentity{*ReadFile(certificate_.certificate_path(), 1 << 16),
                         *ReadFile(certificate_.key_path(), 1 << 16)});
  registry_->SetDoor([](const cloud::HttpRequest& request) -> std::optional<cloud::HttpResponse> {
    if (request.headers.Find("Authorization").value_or("").starts_with("Basic djE6")) {
      return std::nullopt;
    }
    return cloud::HttpResponse{.status = 401, .headers = {}, .body = {}};
  });
  StartCloud();
  postgres_ = TestPostgres::Start();
  ApplyProductMigrations();
  config_.mutable_source()->set_application(kApplication);
  config_.mutable_source()->set_image_repository("spectral-api");
  config_.mutable_source()->set_account_id(kAccount);
}

void OverlapFixture::StartCloud() {
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
  api_ = json::parse(line)["api"];
}

// Through plain SQL: the history's rows have no statements, as old tools left them.
void OverlapFixture::ApplyProductMigrations() {
  ASSERT_NE(postgres_, nullptr);
  ASSERT_EQ(postgres_->CreateDatabase("app", *ReadFile("supabase/prelude.sql", 1 << 20)), "");
  ASSERT_EQ(postgres_->Execute("app",
                               "create schema supabase_migrations; create table "
                               "supabase_migrations.schema_migrations (version text primary key, "
                               "statements text[], name text)"),
            "");
  for (const auto& entry : fs::directory_iterator("supabase/migrations")) {
    const std::string path = entry.path();
    migrations_.emplace_back(fs::path(path).filename(), Absolute(path));
  }
  std::sort(migrations_.begin(), migrations_.end());
  for (const auto& [name, path] : migrations_) {
    ASSERT_EQ(postgres_->Execute("app", *ReadFile(path, 1 << 20)), "") << name;
    ASSERT_EQ(postgres_->Execute(
                  "app", Concat("insert into supabase_migrations.schema_migrations (version) "
                                "values ('",
                                name.substr(0, 14), "')")),
              "");
  }
}

json OverlapFixture::Ask(const std::string& method, const std::string& path, const json& body) {
  http::Client client;
  http::Request request{.url = Concat(api_, path), .method = method};
  request.headers = {{"Authorization", Concat("Bearer ", kToken)},
                     {"Content-Type", "application/json"}};
  if (!body.is_null()) request.body = body.dump();
  const http::Response response = client.Send(request, {});
  EXPECT_FALSE(response.failure) << response.words;
  EXPECT_LT(response.status, 300) << path << ": " << response.body;
  return json::parse(response.body, nullptr, false)["result"];
}

void OverlapFixture::Deploy(const std::string& digest) {
  const json configuration = {
      {"image", Concat("registry.cloudflare.com/", kAccount, "/spectral-api@", digest)},
      {"instance_type", "lite"}};
  const std::string base = Concat("/accounts/", kAccount, "/containers/applications");
  if (application_.empty()) {
    application_ =
        Ask("POST", base, {{"name", kApplication}, {"configuration", configuration}})["id"];
  } else {
    Ask("PATCH", Concat(base, "/", application_), {{"configuration", configuration}});
  }
}

void OverlapFixture::DeployProduct() {
  const std::string layout = Absolute(std::getenv("IMAGE"));
  const oci::Image image = oci::ReadImage(oci::FilesOfLayout(layout).value(), "").value();
  oci::Registry registry({.base = Concat("http://127.0.0.1:", registry_->registry_port()),
                          .repository = Concat(kAccount, "/spectral-api")},
                         nullptr);
  const auto pushed = oci::Push(image, registry, {}, {});
  ASSERT_TRUE(pushed.ok()) << pushed.status();
  digest_ = image.digest;
  Deploy(digest_);
}

void OverlapFixture::AddMigration(const std::string& name, const std::string& sql) {
  const std::string path = Concat(directory_.path(), "/", name);
  std::ofstream(path) << sql;
  migrations_.emplace_back(name, path);
}

v1::StepCall OverlapFixture::CallWith(v1::Phase phase, const google::protobuf::Message& config) {
  v1::StepCall call = kit::CallOf(phase, config);
  v1::EnvironmentRules& rules = *call.mutable_release()->mutable_rules();
  rules.set_api_base(api_);
  rules.set_ca_bundle(certificate_.certificate_path());
  (*rules.mutable_resolve())["registry.cloudflare.com:443"] =
      Concat("127.0.0.1:", registry_->door_port());
  (*call.mutable_secrets())["CLOUDFLARE_API_TOKEN"] = kToken;
  (*call.mutable_secrets())["DATABASE_URL"] = postgres_->Dsn("app");
  v1::Artifact& migrations = *call.add_artifacts();
  migrations.set_name("migrations");
  for (const auto& [name, path] : migrations_) {
    v1::ArtifactFile& file = *migrations.add_files();
    file.set_path(path);
    file.set_name(name);
  }
  AddFile(call, "probes", Absolute("infra/overlap/probes.json"));
  AddFile(call, "seed", Absolute("infra/overlap/seed.sql"));
  AddFile(call, "prelude", Absolute("supabase/prelude.sql"));
  return call;
}

std::vector<std::string> OverlapFixture::Leftovers() {
  std::vector<std::string> found;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator("/tmp", error)) {
    const std::string path = entry.path();
    if (path.starts_with("/tmp/release-overlap-")) found.push_back(path);
  }
  for (const fs::directory_entry& entry : fs::directory_iterator("/proc", error)) {
    const std::string line = ReadFile(entry.path().string() + "/cmdline", 1 << 16).value_or("");
    if (line.find("/tmp/release-overlap-") != std::string::npos) found.push_back(line);
  }
  return found;
}

}  // namespace release::overlap_proof
