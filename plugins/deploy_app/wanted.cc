#include "plugins/deploy_app/wanted.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "tools/base/diagnosis.h"
#include "tools/base/digest.h"
#include "tools/base/files.h"
#include "tools/base/text.h"

namespace release::deploy_app {
namespace {

using nlohmann::json;

constexpr size_t kMaxConfig = 1 << 20;
constexpr size_t kMark = 16;  // hex digits

absl::Status BadBundle(std::string_view why) {
  return Diagnose(absl::StatusCode::kFailedPrecondition,
                  {.code = "DEPLOY-APP-BUNDLE",
                   .what = "the artifact `worker` is not the bundle of this Worker",
                   .why = std::string(why),
                   .fix = "give the step the worker_bundle of the Worker that `worker` names"});
}

const v1::ArtifactFile* FileNamed(const v1::Artifact& artifact, std::string_view name) {
  for (const v1::ArtifactFile& file : artifact.files()) {
    const std::string_view whole = file.name().empty() ? file.path() : file.name();
    if (whole == name || whole.ends_with(Concat("/", name))) return &file;
  }
  return nullptr;
}

std::string TextAt(const json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

// Reads the bundle: its config, its script, and the mark of both.
absl::Status ReadBundle(const Context& context, const Config& config, Wanted& wanted) {
  absl::StatusOr<const v1::Artifact*> artifact = context.Artifact(kWorkerArtifact);
  if (!artifact.ok()) return artifact.status();
  const v1::ArtifactFile* settings = FileNamed(**artifact, "wrangler.json");
  const v1::ArtifactFile* script = FileNamed(**artifact, "index.js");
  if (settings == nullptr || script == nullptr) {
    return BadBundle("it has no wrangler.json or no index.js");
  }
  absl::StatusOr<std::string> text = ReadFile(settings->path(), kMaxConfig);
  if (!text.ok()) return text.status();
  wanted.bundle_config = json::parse(*text, nullptr, false);
  if (TextAt(wanted.bundle_config, "name") != config.worker()) {
    return BadBundle(Concat("its wrangler.json is for `", TextAt(wanted.bundle_config, "name"),
                            "`, the step for `", config.worker(), "`"));
  }
  const json containers = wanted.bundle_config.value("containers", json::array());
  if (!containers.is_array() || containers.size() != 1) {
    return BadBundle("its wrangler.json does not have exactly one container");
  }
  wanted.class_name = TextAt(containers[0], "class_name");
  wanted.application = TextAt(containers[0], "name");
  if (wanted.application.empty()) {
    wanted.application = absl::AsciiStrToLower(Concat(config.worker(), "-", wanted.class_name));
  }
  absl::StatusOr<FileDigest> digest = DigestOfFile(script->path());
  if (!digest.ok()) return digest.status();
  wanted.script_path = script->path();
  const std::string sized = Concat(*text, "\n", digest->digest.hex(), "\n", config.instance_type(),
                                   "\n", config.max_instances());
  wanted.bundle_mark = DigestOf(sized).hex().substr(0, kMark);
  return absl::OkStatus();
}

absl::Status ReadImageArtifact(const Context& context, const Config& config,
                               const Settings& settings, Wanted& wanted) {
  absl::StatusOr<const v1::Artifact*> artifact = context.Artifact(kImageArtifact);
  if (!artifact.ok()) return artifact.status();
  std::vector<oci::LayoutFile> files;
  for (const v1::ArtifactFile& file : (*artifact)->files()) {
    files.push_back({file.name().empty() ? file.path() : file.name(), file.path()});
  }
  absl::StatusOr<oci::Image> image = oci::ReadImage(files, "");
  if (!image.ok()) return image.status();
  wanted.image = *std::move(image);
  wanted.image_reference = Concat(settings.registry, "/", config.account_id(), "/",
                                  config.image_repository(), "@", wanted.image.digest);
  return absl::OkStatus();
}

absl::Status ReadSecrets(const Context& context, const Config& config, const Settings& settings,
                         Wanted& wanted) {
  absl::StatusOr<SecretView> token = context.Secret(settings.token_secret);
  if (!token.ok()) return token.status();
  std::string digests;
  for (const std::string& name : config.secrets()) {
    const bool optional =
        std::find(config.optional_secrets().begin(), config.optional_secrets().end(), name) !=
        config.optional_secrets().end();
    if (optional && !context.HasSecret(name)) continue;
    absl::StatusOr<SecretView> value = context.Secret(name);
    if (!value.ok()) return value.status();
    wanted.secrets.push_back(name);
    AppendTo(digests, name, "=", HmacSha256(token->Reveal(), value->Reveal()).hex(), "\n");
  }
  std::sort(wanted.secrets.begin(), wanted.secrets.end());
  wanted.secrets_mark = HmacSha256(token->Reveal(), digests).hex().substr(0, kMark);
  return absl::OkStatus();
}

void Stamp(json& vars, const std::string& name, const std::string& value) {
  if (!name.empty()) vars[name] = value;
}

}  // namespace

std::string Wanted::Annotation() const {
  return Concat("release bundle=", bundle_mark, " secrets=", secrets_mark);
}

absl::StatusOr<Wanted> WantedOf(const Context& context, const Config& config,
                                const Settings& settings) {
  Wanted wanted;
  absl::Status status = ReadBundle(context, config, wanted);
  if (status.ok()) status = ReadImageArtifact(context, config, settings, wanted);
  if (status.ok()) status = ReadSecrets(context, config, settings, wanted);
  if (!status.ok()) return status;
  wanted.vars = {config.vars().begin(), config.vars().end()};
  return wanted;
}

json WranglerConfig(const Context& context, const Config& config, const Wanted& wanted,
                    const std::string& script) {
  json result = wanted.bundle_config;
  result["main"] = script;
  result["account_id"] = config.account_id();
  result["workers_dev"] = false;
  result["preview_urls"] = false;
  json& container = result["containers"][0];
  container["image"] = wanted.image_reference;
  if (!config.instance_type().empty()) container["instance_type"] = config.instance_type();
  if (config.max_instances() > 0) container["max_instances"] = config.max_instances();
  result["routes"] = json::array();
  for (const std::string& host : config.hostnames()) {
    result["routes"].push_back({{"pattern", host}, {"custom_domain", true}});
  }
  json vars = json::object();
  for (const auto& [name, value] : wanted.vars) vars[name] = value;
  Stamp(vars, config.generation_var(), Concat(context.release().generation()));
  Stamp(vars, config.revision_var(), context.release().revision());
  Stamp(vars, config.image_digest_var(), wanted.image.digest);
  result["vars"] = vars;
  return result;
}

}  // namespace release::deploy_app
