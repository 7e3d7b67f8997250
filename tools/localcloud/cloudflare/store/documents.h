// The state of the emulated account: JSON documents in one SQLite file, with their recent past.
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_STORE_DOCUMENTS_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_STORE_DOCUMENTS_H_

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace release::cloud {

// How long reads may look back (Begin's `as_of`).
inline constexpr absl::Duration kHistory = absl::Minutes(10);

// Documents by collection and key. One transaction at a time: Begin, any of the four, Commit or
// Rollback. A failure of SQLite (disk full, file damaged) makes reads empty and the Commit fail, so
// the four need no error of their own.
//
// Threads: one at a time.
class Documents {
 public:
  // Opens or makes the file (0600). Errors: UNAVAILABLE, CLOUD-STATE.
  static absl::StatusOr<std::unique_ptr<Documents>> Open(const std::string& path);
  Documents(const Documents&) = delete;
  Documents& operator=(const Documents&) = delete;
  ~Documents();

  // `now` is the time of what is written. With `as_of`, reads see the state of that time.
  void Begin(absl::Time now, std::optional<absl::Time> as_of = std::nullopt);

  std::optional<nlohmann::json> Get(std::string_view collection, std::string_view key);

  // All whose key begins with `prefix`, by key.
  std::vector<nlohmann::json> List(std::string_view collection, std::string_view prefix);

  void Put(std::string_view collection, std::string_view key, const nlohmann::json& document);
  void Erase(std::string_view collection, std::string_view key);

  // What was written is durable against the end of this process. Errors: UNAVAILABLE, CLOUD-STATE;
  // nothing of the transaction is kept then.
  absl::Status Commit();
  void Rollback();

 private:
  struct Sql;
  explicit Documents(std::unique_ptr<Sql> sql);
  void Write(std::string_view collection, std::string_view key,
             const std::optional<std::string>& body);

  std::unique_ptr<Sql> sql_;
  int64_t now_ms_ = 0;
  int64_t as_of_ms_ = 0;
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_STORE_DOCUMENTS_H_
