#include "plugins/deploy_app/deploy.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <system_error>
#include <utility>
#include <vector>

#include "nlohmann/json.hpp"
#include "plugins/lib/cloudflare/context_api.h"
#include "plugins/lib/oci/push.h"
#include "plugins/lib/wrangler/problem.h"
#include "plugins/lib/wrangler/run.h"
#include "plugins/lib/wrangler/scratch.h"
#include "plugins/lib/wrangler/tool.h"
#include "plugins/lib/wrangler/version.h"
#include "tools/base/diagnosis.h"
#include "tools/base/secret.h"
#include "tools/base/text.h"

namespace release::deploy_app {
namespace {

using nlohmann::json;

constexpr char kConfigFile[] = "worker/wrangler.json";
constexpr char kScriptFile[] = "worker/index.js";
constexpr char kSecretsFile[] = "secrets.json";

absl::StatusOr<oci::Credentials> NewCredentials(cloudflare::Api& api, const Config& config,
                                                const Settings& settings) {
  absl::StatusOr<json> made = api.Post(
      Concat("/accounts/", config.account_id(), "/containers/registries/", settings.registry,
             "/credentials"),
      {{"expiration_minutes", settings.registry_minutes}, {"permissions", {"push", "pull"}}},
      cloudflare::Repeat::kSafe);
  if (!made.ok()) return made.status();
  const json username = made->value("username", json());
  const json password = made->value("password", json());
  if (!username.is_string() || !password.is_string()) {
    return Diagnose(absl::StatusCode::kFailedPrecondition,
                    {.code = "DEPLOY-APP-REGISTRY-CREDENTIALS",
                     .what = Concat("the API gave no credentials for ", settings.registry),
                     .why = "its answer has no user name or no password",
                     .fix = "check that containers are enabled for the account"});
  }
  return oci::Credentials{username.get<std::string>(), password.get<std::string>()};
}

absl::StatusOr<wrangler::Tool> ToolOf(const Context& context) {
  absl::StatusOr<const v1::Artifact*> artifact = context.Artifact(kWranglerArtifact);
  if (!artifact.ok()) return artifact.status();
  std::string runfiles;
  for (const v1::ArtifactFile& file : (*artifact)->files()) {
    const std::string found = wrangler::RunfilesOf(file.path());
    if (!found.empty()) runfiles = found;
  }
  return wrangler::FindTool(runfiles);
}

// The secrets as JSON, wiped when it goes.
absl::StatusOr<Secret> SecretsJson(const Context& context, const Wanted& wanted) {
  std::string text = "{";
  for (const std::string& name : wanted.secrets) {
    absl::StatusOr<SecretView> value = context.Secret(name);
    if (!value.ok()) return value.status();
    std::string quoted =
        json(std::string(value->Reveal())).dump(-1, ' ', true, json::error_handler_t::replace);
    AppendTo(text, text.size() > 1 ? "," : "", json(name).dump(), ":", quoted);
    WipeString(quoted);
  }
  text += "}";
  return Secret::Of(std::move(text));
}

absl::Status Prepare(const Context& context, const Config& config, const Wanted& wanted,
                     const wrangler::Scratch& scratch) {
  std::error_code error;
  std::filesystem::create_directory(scratch.path() + "/worker", error);
  if (!error)
    std::filesystem::copy_file(wanted.script_path, Concat(scratch.path(), "/", kScriptFile), error);
  if (error) {
    return Diagnose(absl::StatusCode::kUnavailable,
                    {.code = "FILE-UNWRITABLE",
                     .what = Concat("cannot copy the Worker's script to ", scratch.path()),
                     .why = error.message(),
                     .fix = "make room there"});
  }
  absl::Status written =
      scratch.Write(kConfigFile, WranglerConfig(context, config, wanted, "index.js").dump(2));
  if (!written.ok() || wanted.secrets.empty()) return written;
  absl::StatusOr<Secret> secrets = SecretsJson(context, wanted);
  if (!secrets.ok()) return secrets.status();
  return scratch.Write(kSecretsFile, secrets->Reveal());
}

std::vector<std::string> Arguments(const Context& context, const Config& config,
                                   const Wanted& wanted) {
  std::vector<std::string> arguments = {
      "deploy",    "--config",          kConfigFile, "--no-bundle",
      "--message", wanted.Annotation(), "--tag",     context.release().revision().substr(0, 20)};
  if (!wanted.secrets.empty()) {
    arguments.push_back("--secrets-file");
    arguments.push_back(kSecretsFile);
  }
  if (config.immediate_rollout()) arguments.push_back("--containers-rollout=immediate");
  return arguments;
}

}  // namespace

absl::Status PushImage(Context& context, cloudflare::Api& api, const Config& config,
                       const Settings& settings, const Wanted& wanted) {
  oci::Place place{.base = Concat("https://", settings.registry),
                   .repository = Concat(config.account_id(), "/", config.image_repository()),
                   .connect_to = cloudflare::ConnectTo(context.rules()),
                   .ca_bundle = context.rules().ca_bundle()};
  oci::Registry registry(place, [&] { return NewCredentials(api, config, settings); });
  oci::PushOptions options;
  options.progress = [&](uint64_t done, uint64_t total) {
    context.Progress(Concat("pushing ", config.image_repository()), done, total, v1::UNIT_BYTES);
  };
  absl::StatusOr<oci::PushReport> report =
      oci::Push(wanted.image, registry, options, context.stop_token());
  if (!report.ok()) return report.status();
  context.Info(Concat("image ", wanted.image.digest, ": ", report->blobs_sent, " blobs sent (",
                      report->bytes_sent, " bytes), ", report->blobs_present,
                      " were there; credentials renewed ", report->renewals, " times"));
  return absl::OkStatus();
}

absl::StatusOr<std::string> DeployWorker(Context& context, const Config& config,
                                         const Settings& settings, const Wanted& wanted) {
  absl::StatusOr<wrangler::Tool> tool = ToolOf(context);
  if (!tool.ok()) return tool.status();
  absl::StatusOr<SecretView> token = context.Secret(settings.token_secret);
  if (!token.ok()) return token.status();
  absl::StatusOr<wrangler::Scratch> scratch = wrangler::Scratch::Create();
  if (!scratch.ok()) return scratch.status();
  absl::Status prepared = Prepare(context, config, wanted, *scratch);
  if (!prepared.ok()) return prepared;
  wrangler::Run run{.tool = *tool,
                    .account = {.token = token->Reveal(),
                                .id = config.account_id(),
                                .api_base = context.rules().api_base(),
                                .ca_bundle = context.rules().ca_bundle()},
                    .arguments = Arguments(context, config, wanted),
                    .timeout = std::min(absl::Minutes(10), context.TimeLeft())};
  run.on_line = [&](std::string_view line) { context.Log(v1::LOG_LEVEL_OUTPUT, line); };
  run.tick = [&] { context.Progress(Concat("wrangler deploys ", config.worker())); };
  absl::StatusOr<wrangler::Ended> ended = wrangler::Execute(run, *scratch, context.stop_token());
  if (!ended.ok()) return ended.status();
  if (absl::Status problem = ProblemOf(*ended, Concat("deploying ", config.worker()));
      !problem.ok()) {
    return problem;
  }
  const json* event = ended->Event("deploy");
  return event == nullptr ? std::string() : event->value("version_id", std::string());
}

absl::Status CheckWrangler(const Context& context) {
  absl::StatusOr<wrangler::Tool> tool = ToolOf(context);
  if (!tool.ok()) return tool.status();
  absl::StatusOr<wrangler::Scratch> scratch = wrangler::Scratch::Create();
  if (!scratch.ok()) return scratch.status();
  return wrangler::CheckVersion(*tool, *scratch, context.stop_token());
}

}  // namespace release::deploy_app
