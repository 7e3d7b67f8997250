// For tests: a real PostgreSQL with a pooler before it.
#ifndef RELEASE_TOOLS_LOCALCLOUD_POOLER_TESTING_POOLER_PLACE_H_
#define RELEASE_TOOLS_LOCALCLOUD_POOLER_TESTING_POOLER_PLACE_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "tests/support/postgres.h"
#include "tools/base/files.h"
#include "tools/base/secret.h"
#include "tools/localcloud/pooler/pooler.h"
#include "tools/localcloud/stop_signals.h"

namespace release::cloud {

// One thread makes it, uses it and ends it.
class PoolerPlace {
 public:
  static constexpr char kProject[] = "abcdefghijklmnopqrst";

  // A PostgreSQL with the database `spectral` and the role `app`, password `app-password`; no
  // pooler yet. The reason is on stderr when server() is null.
  PoolerPlace();

  // Starts the pooler in the place of an earlier one.
  absl::Status Start(PoolMode mode, int pool_size = 15, int max_clients = 200);

  TestPostgres* server() { return server_.get(); }
  std::optional<Pooler>& pooler() { return pooler_; }
  Pooler::Settings SettingsOf(PoolMode mode, int pool_size, int max_clients) const;
  const Endpoint& endpoint() const { return endpoint_; }
  const Secret& role_password() const { return role_password_; }
  StopSignals& signals() { return signals_; }
  std::string directory() const { return directory_->path(); }

  // postgresql://USER:PASSWORD@HOST:PORT/DATABASE of the pooler.
  std::string Url(const std::string& user, const std::string& password,
                  const std::string& database = "spectral") const;

 private:
  StopSignals signals_;  // before the first thread
  absl::StatusOr<TempDirectory> directory_;
  std::unique_ptr<TestPostgres> server_;
  Secret role_password_;
  Endpoint endpoint_;
  std::optional<Pooler> pooler_;
};

// A client of the pooler.
class PoolerClient {
 public:
  explicit PoolerClient(const std::string& url);

  // "" when it is connected, else libpq's words.
  std::string Problem() const;

  // The first column of the first row, or the server's error text.
  std::string Ask(const std::string& sql);

 private:
  std::shared_ptr<void> connection_;
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_POOLER_TESTING_POOLER_PLACE_H_
