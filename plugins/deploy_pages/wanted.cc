#include "plugins/deploy_pages/wanted.h"

#include <algorithm>
#include <utility>

#include "plugins/deploy_pages/problems.h"
#include "tools/base/digest.h"
#include "tools/base/text.h"

namespace release::deploy_pages {
namespace {

constexpr size_t kMark = 16;  // hex digits

std::string SettingsMark(const Wanted& wanted) {
  // Lengths go first, so that no two sets read the same.
  std::string text = Concat(wanted.bundle.compatibility_date, "\n");
  for (const std::string& flag : wanted.bundle.compatibility_flags) AppendTo(text, flag, "\n");
  for (const auto& [name, value] : wanted.variables) {
    AppendTo(text, name.size(), ":", name, value.size(), ":", value, "\n");
  }
  return DigestOf(text).hex().substr(0, kMark);
}

void ReadSecrets(const Context& context, const std::string& token_secret, Wanted& wanted,
                 Problems& problems) {
  absl::StatusOr<SecretView> token = context.Secret(token_secret);
  if (!token.ok()) return problems.Add(token.status());
  const Project& config = wanted.config;
  wanted.secrets = {config.secrets().begin(), config.secrets().end()};
  std::sort(wanted.secrets.begin(), wanted.secrets.end());
  std::erase_if(wanted.secrets, [&](const std::string& name) {
    return !context.HasSecret(name) &&
           std::find(config.optional_secrets().begin(), config.optional_secrets().end(), name) !=
               config.optional_secrets().end();
  });
  std::string digests;
  for (const std::string& name : wanted.secrets) {
    absl::StatusOr<SecretView> value = context.Secret(name);
    if (!value.ok()) {
      problems.Add(value.status());
      continue;
    }
    AppendTo(digests, name, "=", HmacSha256(token->Reveal(), value->Reveal()).hex(), "\n");
  }
  wanted.secrets_mark = HmacSha256(token->Reveal(), digests).hex().substr(0, kMark);
}

}  // namespace

std::string MarkIn(std::string_view message, std::string_view key) {
  const std::string sign = Concat(" ", key, "=");
  const size_t at = message.find(sign);
  if (at == std::string_view::npos) return "";
  const size_t begin = at + sign.size();
  return std::string(message.substr(begin, message.find(' ', begin) - begin));
}

std::string Wanted::Message(uint64_t generation) const {
  std::string message = Concat("release bundle=", bundle_mark, " settings=", settings_mark,
                               " secrets=", secrets_mark);
  if (generation != 0) AppendTo(message, " generation=", generation);
  return message;
}

bool Wanted::IsSaidBy(std::string_view message) const {
  return MarkIn(message, "bundle") == bundle_mark && MarkIn(message, "settings") == settings_mark &&
         MarkIn(message, "secrets") == secrets_mark;
}

absl::StatusOr<Wanted> WantedOf(const Context& context, const Settings& settings,
                                const std::string& key) {
  Wanted wanted{.key = key, .config = settings.projects.at(key)};
  wanted.variables = {wanted.config.variables().begin(), wanted.config.variables().end()};
  Problems problems;
  absl::StatusOr<const v1::Artifact*> artifact = context.Artifact(wanted.config.bundle());
  problems.Add(artifact.status());
  if (artifact.ok()) {
    absl::StatusOr<Bundle> bundle = ReadBundle(**artifact, wanted.config.project());
    problems.Add(bundle.status());
    if (bundle.ok()) wanted.bundle = *std::move(bundle);
  }
  ReadSecrets(context, settings.token_secret, wanted, problems);
  if (!problems.None()) return problems.status();
  wanted.bundle_mark = wanted.bundle.sha256.substr(0, kMark);
  wanted.settings_mark = SettingsMark(wanted);
  return wanted;
}

}  // namespace release::deploy_pages
