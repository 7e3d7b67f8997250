// A throw-away PostgreSQL in a directory of its own.
#ifndef RELEASE_PLUGINS_OVERLAP_PROOF_SCRATCH_POSTGRES_H_
#define RELEASE_PLUGINS_OVERLAP_PROOF_SCRATCH_POSTGRES_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "plugins/lib/postgres/dsn.h"
#include "tools/base/process.h"
#include "tools/sdk/context.h"

namespace release::overlap_proof {

// Listens on a unix socket in its directory and nowhere else; who reaches the directory (mode 0700)
// is let in. It ends with the thread that started it, and does not sync to disk.
class ScratchPostgres {
 public:
  // Makes the data and starts the server below `directory`, whose path is short. `programs` holds
  // initdb and postgres. Errors: OVERLAP-SCRATCH, with the last words of the program; CANCELLED.
  static absl::StatusOr<ScratchPostgres> Start(Context& context, const std::string& programs,
                                               const std::string& directory);

  ScratchPostgres(ScratchPostgres&&) = default;
  ScratchPostgres& operator=(ScratchPostgres&&) = default;
  ~ScratchPostgres();

  // The superuser, in the database `postgres`.
  postgres::Dsn Database() const;
  std::string socket_path() const;

  // What the server has written to its log; a place to look from later.
  size_t LogSize() const;
  // Errors that it told of since then, and their statements; the last few lines.
  std::vector<std::string> ErrorsSince(size_t place) const;

 private:
  ScratchPostgres(std::string directory, Process process);

  std::string directory_;
  std::unique_ptr<Process> process_;
};

}  // namespace release::overlap_proof

#endif  // RELEASE_PLUGINS_OVERLAP_PROOF_SCRATCH_POSTGRES_H_
