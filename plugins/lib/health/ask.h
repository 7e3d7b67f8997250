// One question to a URL, as the step's environment reaches it.
#ifndef RELEASE_PLUGINS_LIB_HEALTH_ASK_H_
#define RELEASE_PLUGINS_LIB_HEALTH_ASK_H_

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "plugins/lib/http/message.h"
#include "tools/sdk/context.h"

namespace release::health {

struct AskSettings {
  std::string url = {};
  absl::Duration timeout = absl::Seconds(10);
  std::string ca_bundle = {};  // empty: the rehearsal's, else the system's
  std::string resolve = {};    // HOST:PORT:ADDRESS; empty: where the rehearsal says, else DNS
};

// A GET on a connection of its own, so that each sees certificate and addresses as they are now.
http::Response Ask(Context& context, const AskSettings& settings);

// Whether the URL may be asked in this environment. INVALID_ARGUMENT, behind `prefix`, which ends
// in `-`: URL (no http or https URL, or one with a user or password), PLAINTEXT (http://) and LOCAL
// (loopback, also by `resolve`) where `allow_local` is false, CONFIG (`resolve` has another shape).
// `field` is the name that the config has for the URL.
absl::Status CheckUrl(const std::string& prefix, const std::string& field,
                      const AskSettings& settings, bool allow_local);

}  // namespace release::health

#endif  // RELEASE_PLUGINS_LIB_HEALTH_ASK_H_
