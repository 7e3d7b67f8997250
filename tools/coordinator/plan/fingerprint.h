// The identity of a step's work: equal fingerprints mean the same work.
//
// A fingerprint is an HMAC-SHA256 under a key that stays on the machine, so that the journal, which
// stores fingerprints, does not help anybody to guess a secret.
#ifndef RELEASE_TOOLS_COORDINATOR_PLAN_FINGERPRINT_H_
#define RELEASE_TOOLS_COORDINATOR_PLAN_FINGERPRINT_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "proto/release/v1/artifact.pb.h"
#include "tools/base/digest.h"

namespace release {

// Everything that decides what a step does.
struct StepWork {
  std::string step = {};           // name
  std::string environment = {};    // name
  std::string plugin_sha256 = {};  // hex, of the shared object
  std::string config = {};         // serialized deterministically (config:step_config)

  // The environment's rules reach the step too. The path of `ca_bundle` does not count.
  bool allow_local = false;
  std::string api_base = {};
  std::map<std::string, std::string> resolve = {};

  // Order matters. Digests and names count, paths on this machine do not.
  std::vector<v1::Artifact> artifacts = {};

  std::map<std::string, std::string> inputs = {};

  // Secret name -> SecretFingerprint.
  std::map<std::string, Digest> secrets = {};
};

// `key` is the journal's fingerprint key: at least 16 random bytes.
Digest Fingerprint(std::string_view key, const StepWork& work);

// Tells whether a secret changed, and nothing else about it.
Digest SecretFingerprint(std::string_view key, std::string_view name, std::string_view value);

// Same for every try of one step in one release, differs for any other. 64 hex digits.
std::string IdempotencyKey(std::string_view release_id, std::string_view step);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_PLAN_FINGERPRINT_H_
