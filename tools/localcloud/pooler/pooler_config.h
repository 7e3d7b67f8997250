// What pgbouncer is told.
#ifndef RELEASE_TOOLS_LOCALCLOUD_POOLER_POOLER_CONFIG_H_
#define RELEASE_TOOLS_LOCALCLOUD_POOLER_POOLER_CONFIG_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "tools/base/secret.h"
#include "tools/localcloud/loopback.h"

namespace release::cloud {

enum class PoolMode {
  kSession,      // a client has one backend as long as it is connected
  kTransaction,  // each transaction may run on another backend
};

// "session", "transaction".
std::string_view PoolModeName(PoolMode mode);

struct PoolerConfig {
  PoolMode mode = PoolMode::kSession;
  Endpoint endpoint;        // where clients connect
  Endpoint postgres;        // TCP
  std::string project_ref;  // behind the dot of user names: `postgres.abcdefghijklmnopqrst`
  int pool_size = 15;       // backends for each user and database
  int max_clients = 200;    // at a time; a session pooler takes pool_size at most

  // PEM files for clients that ask for TLS; empty: they are told that there is none.
  std::string certificate;
  std::string key;
};

// CLOUD-POOLER-PROJECT when the reference is not letters and digits: it becomes part of SQL.
absl::Status CheckPoolerConfig(const PoolerConfig& config);

// The text of pgbouncer.ini; `user_list` is the path of UserList(). Holds no secret.
std::string PgBouncerIni(const PoolerConfig& config, std::string_view user_list);

// The text of pgbouncer's auth_file: the role that looks up all others.
Secret UserList(const Secret& role_password);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_POOLER_POOLER_CONFIG_H_
