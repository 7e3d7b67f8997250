// The journal and the lease of a run, wherever they are, and the directory for what is local.
#ifndef RELEASE_TOOLS_CLI_RELEASE_STATE_H_
#define RELEASE_TOOLS_CLI_RELEASE_STATE_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/cli/state_place.h"
#include "tools/coordinator/journal/journal.h"
#include "tools/coordinator/lease/lease.h"
#include "tools/coordinator/lease/postgres_lease.h"
#include "tools/coordinator/secrets/secrets.h"

namespace release {

// Threads: as the journal and the leases; Describe: any.
class ReleaseState {
 public:
  struct Request {
    StatePlace place;
    std::string workspace;
    std::string environment;
    std::vector<std::string> surfaces;  // what the pipeline releases; of a database only
    std::string by;
    bool look_only = false;  // a plan: no lease, and a database is left as it is
  };

  // Takes the lease and opens the journal. `secrets` has the database's URL; SECRET-* when it has
  // not. Other errors: those of the directory, the lease and the journal.
  static absl::StatusOr<std::unique_ptr<ReleaseState>> Open(const Request& request,
                                                            const SecretStore& secrets);

  // Logs, and the address of the coordinator. Private to this user.
  const std::string& directory() const { return directory_; }
  Journal& journal() { return *journal_; }

  // Tells whoever comes second. The lease is held all the same when it cannot be told.
  void Describe(const std::string& release_id, const std::string& doing);

  // PostgresLease::OnLost. A directory's lease is never lost.
  void OnLost(std::function<void(const absl::Status& why)> lost);

  // From whom the lease was taken over, in sentences.
  std::vector<std::string> TakenOver() const;

 private:
  ReleaseState() = default;
  absl::Status OpenDirectory(const Request& request);
  absl::Status OpenDatabase(const Request& request, const SecretStore& secrets);

  std::string directory_;
  std::optional<Lease> lease_;
  std::unique_ptr<PostgresLease> shared_lease_;
  std::unique_ptr<Journal> journal_;  // before the lease is freed it is closed
};

}  // namespace release

#endif  // RELEASE_TOOLS_CLI_RELEASE_STATE_H_
