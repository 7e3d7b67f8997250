// The parts that every workerd configuration of the edge has.
#ifndef RELEASE_TOOLS_LOCALCLOUD_EDGE_RUNTIME_CONFIG_H_
#define RELEASE_TOOLS_LOCALCLOUD_EDGE_RUNTIME_CONFIG_H_

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/localcloud/cloudflare/listener.h"

namespace release::cloud {

// Where code that the edge runs may go to.
struct OutboundSettings {
  std::string front;    // "ADDRESS:PORT" that answers for every host of the cloud; empty: nowhere
  std::string ca_file;  // PEM; the only authority that is trusted
  std::set<std::string> hosts;
};

// A configuration with one socket, "http", that `main` answers, and the services in `services`,
// each a literal. Its one other service is "outbound", where a fetch() of a Worker goes to: a host
// of `outbound` over TLS with its own name, whichever address it has; for any other a 502 that
// names it. The internet cannot be reached.
std::string RuntimeConfig(const std::string& main, std::vector<std::string> services,
                          const OutboundSettings& outbound);

// The service called `name` with the lines `fields` of a Worker, whose fetch() goes to "outbound".
std::string WorkerService(const std::string& name, const std::string& fields);

// The field `modules` as uploaded, the main one first. Errors: UNIMPLEMENTED, EDGE-MODULE, for a
// kind of module that cannot be served.
absl::StatusOr<std::string> ModulesField(const std::vector<DeployedModule>& modules,
                                         const std::string& main_module);

// The fields compatibilityDate and compatibilityFlags. An empty date means one of today.
std::string CompatibilityFields(const std::string& date, const std::vector<std::string>& flags);

// A binding of text, or of JSON text.
std::string TextBinding(const std::string& name, const std::string& text);
std::string JsonBinding(const std::string& name, const std::string& json);

// Adds the host names of addresses ("https://HOST/...") that stand in `text`.
void AddHostsIn(std::string_view text, std::set<std::string>& hosts);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_EDGE_RUNTIME_CONFIG_H_
