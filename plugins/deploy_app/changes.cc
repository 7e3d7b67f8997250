#include "plugins/deploy_app/changes.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <string>

#include "tools/base/text.h"

namespace release::deploy_app {
namespace {

// "sha256:0123456789ab" of a reference, for people.
std::string ShortDigest(const std::string& reference) {
  const size_t at = reference.find("sha256:");
  return at == std::string::npos ? reference : reference.substr(at, 19);
}

// Of an annotation: the value behind `key=`.
std::string Mark(const std::string& annotation, std::string_view key) {
  const size_t at = annotation.find(Concat(" ", key, "="));
  if (at == std::string::npos) return "";
  const size_t begin = at + key.size() + 2;
  return annotation.substr(begin, annotation.find(' ', begin) - begin);
}

class Comparison {
 public:
  Comparison(const Config& config, const Wanted& wanted, const Live& live)
      : config_(config), wanted_(wanted), live_(live) {}

  Difference Run(uint64_t generation) {
    CompareImage();
    CompareBundle();
    CompareVars();
    CompareSecrets();
    CompareHostnames();
    if (!difference_.worker.empty()) AddGeneration(generation);
    CompareRollout();
    return std::move(difference_);
  }

 private:
  void Add(ChangeText change) {
    change.action = change.before.empty() ? v1::ACTION_CREATE : v1::ACTION_UPDATE;
    difference_.worker.push_back(std::move(change));
  }

  std::string LiveVar(const std::string& name) const {
    if (!live_.worker) return "";
    const auto found = live_.worker->vars.find(name);
    return found == live_.worker->vars.end() ? "" : found->second;
  }

  void CompareImage() {
    const std::string before = live_.container ? live_.container->image : "";
    const bool stamped =
        config_.image_digest_var().empty() ||
        (live_.worker && LiveVar(config_.image_digest_var()) == wanted_.image.digest);
    if (before == wanted_.image_reference && stamped) return;
    Add({.id = "image",
         .resource = Concat("container ", wanted_.application),
         .before = ShortDigest(before),
         .after = ShortDigest(wanted_.image_reference),
         .note = Concat(wanted_.image.blobs.size(), " blobs, ", wanted_.image.BlobBytes(),
                        " bytes; what the registry has is not sent")});
  }

  void CompareBundle() {
    const std::string before = live_.worker ? Mark(live_.worker->annotation, "bundle") : "";
    if (before == wanted_.bundle_mark) return;
    Add({.id = "bundle",
         .resource = Concat("Worker ", config_.worker()),
         .before = live_.worker && before.empty() ? "not by this toolchain" : before,
         .after = wanted_.bundle_mark});
  }

  bool IsStamp(const std::string& name) const {
    return name == config_.generation_var() || name == config_.revision_var() ||
           name == config_.image_digest_var();
  }

  void CompareVars() {
    for (const auto& [name, value] : wanted_.vars) {
      const bool there = live_.worker && live_.worker->vars.contains(name);
      if (there && LiveVar(name) == value) continue;
      Add({.id = Concat("var/", name),
           .resource = Concat("variable ", name),
           .before = there ? (LiveVar(name).empty() ? "(empty)" : LiveVar(name)) : "",
           .after = value});
    }
    if (!live_.worker) return;
    for (const auto& [name, value] : live_.worker->vars) {
      if (IsStamp(name) || wanted_.vars.contains(name)) continue;
      difference_.worker.push_back({.id = Concat("var/", name),
                                    .action = v1::ACTION_DELETE,
                                    .resource = Concat("variable ", name),
                                    .before = value});
    }
  }

  void CompareSecrets() {
    const std::string mark = live_.worker ? Mark(live_.worker->annotation, "secrets") : "";
    std::set<std::string> there;
    if (live_.worker) there = {live_.worker->secrets.begin(), live_.worker->secrets.end()};
    const bool same_values = mark == wanted_.secrets_mark;
    for (const std::string& name : wanted_.secrets) {
      if (there.contains(name) && same_values) continue;
      Add({.id = Concat("secret/", name),
           .resource = Concat("secret ", name),
           .before = there.contains(name) ? "set" : "",
           .after = "set",
           .note = there.contains(name) ? "one of the secrets or the API token has changed" : ""});
    }
    const std::set<std::string> configured(config_.secrets().begin(), config_.secrets().end());
    for (const std::string& name : there) {
      if (!configured.contains(name)) difference_.left_secrets.push_back(name);
    }
  }

  void CompareHostnames() {
    for (const std::string& host : config_.hostnames()) {
      if (std::find(live_.hostnames.begin(), live_.hostnames.end(), host) !=
          live_.hostnames.end()) {
        continue;
      }
      Add({.id = Concat("hostname/", host),
           .resource = Concat("custom domain ", host),
           .after = Concat("Worker ", config_.worker())});
    }
    for (const std::string& host : live_.hostnames) {
      const bool wanted = std::find(config_.hostnames().begin(), config_.hostnames().end(), host) !=
                          config_.hostnames().end();
      if (wanted) continue;
      difference_.worker.push_back({.id = Concat("hostname/", host),
                                    .action = v1::ACTION_DELETE,
                                    .resource = Concat("custom domain ", host),
                                    .before = Concat("Worker ", config_.worker()),
                                    .note = "it is not in `hostnames`",
                                    .destructive = true});
    }
  }

  void AddGeneration(uint64_t generation) {
    if (config_.generation_var().empty()) return;
    // Half of this release is live already.
    if (generation != 0 && LiveVar(config_.generation_var()) == Concat(generation)) return;
    Add({.id = "generation",
         .resource = "generation",
         .before = LiveVar(config_.generation_var()),
         .after = generation == 0 ? "the next" : Concat(generation)});
  }

  void CompareRollout() {
    const bool running = live_.container && live_.container->Runs(wanted_.image_reference);
    if (running) return;
    std::string before;
    if (live_.container) {
      before = Concat(ShortDigest(live_.container->image), ", ", live_.container->health);
      if (!live_.container->rollout_status.empty()) {
        AppendTo(before, ", rollout ", live_.container->rollout_status);
      }
    }
    difference_.container.push_back(
        {.id = "rollout",
         .action = before.empty() ? v1::ACTION_CREATE : v1::ACTION_UPDATE,
         .resource = Concat("instances of ", wanted_.application),
         .before = before,
         .after = Concat(ShortDigest(wanted_.image_reference), ", healthy")});
  }

  const Config& config_;
  const Wanted& wanted_;
  const Live& live_;
  Difference difference_;
};

}  // namespace

Difference Compare(const Config& config, const Wanted& wanted, const Live& live,
                   uint64_t generation) {
  return Comparison(config, wanted, live).Run(generation);
}

uint64_t LiveGeneration(const Config& config, const Live& live) {
  if (!live.worker || config.generation_var().empty()) return 0;
  const auto found = live.worker->vars.find(config.generation_var());
  if (found == live.worker->vars.end()) return 0;
  uint64_t generation = 0;
  const std::string& text = found->second;
  std::from_chars(text.data(), text.data() + text.size(), generation);
  return generation;
}

}  // namespace release::deploy_app
