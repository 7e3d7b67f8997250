// Probes asked of a running generation.
#ifndef RELEASE_PLUGINS_OVERLAP_PROOF_PROBE_RUN_H_
#define RELEASE_PLUGINS_OVERLAP_PROOF_PROBE_RUN_H_

#include <map>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "plugins/overlap_proof/probes.h"
#include "plugins/overlap_proof/subject.h"
#include "tools/sdk/context.h"

namespace release::overlap_proof {

// What a probe found.
struct Finding {
  std::string probe = {};    // its name
  std::string request = {};  // `GET /health`
  std::string problem = {};  // `status 503 instead of 200: {"error": ...}`
};

// Waits until the program accepts connections. Absent: it does. A finding: it ended, or did not in
// its time. The status is for a stop.
absl::StatusOr<std::optional<Finding>> AwaitStart(Context& context, Subject& subject,
                                                  const Probes& probes);

// Asks every probe in order, with a new `{uuid}` and the other placeholders as in `values`; the
// first that does not fit is the finding.
absl::StatusOr<std::optional<Finding>> AskAll(Context& context, Subject& subject,
                                              const Probes& probes,
                                              const std::map<std::string, std::string>& values);

// A random UUID (version 4).
std::string NewUuid();

}  // namespace release::overlap_proof

#endif  // RELEASE_PLUGINS_OVERLAP_PROOF_PROBE_RUN_H_
