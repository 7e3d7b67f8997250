// The keys of a project: those that sign access tokens, and the two API keys.
//
// They lie in DIRECTORY/keys.json (0600) and are made once.
#ifndef RELEASE_TOOLS_LOCALCLOUD_SUPABASE_KEY_RING_H_
#define RELEASE_TOOLS_LOCALCLOUD_SUPABASE_KEY_RING_H_

#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tools/base/clock.h"
#include "tools/base/secret.h"
#include "tools/localcloud/supabase/signing_key.h"

namespace release::cloud {

// Threads: any.
class KeyRing {
 public:
  // `directory` exists and is private. Errors: FILE-UNREADABLE, FILE-UNWRITABLE; DATA_LOSS,
  // SUPABASE-KEYS-BROKEN.
  static absl::StatusOr<std::unique_ptr<KeyRing>> Open(const std::string& directory, Clock& clock);

  // The key that signs.
  SigningKey Current() const;

  // A key that is published; nothing for an unknown one.
  std::optional<SigningKey> Find(std::string_view kid) const;

  // `{"keys": [...]}`, the newest first; only the keys that were there at `as_of`.
  nlohmann::json Published(absl::Time as_of) const;

  // A new key signs from now on; the others stay published.
  absl::Status Rotate();
  // Only the key that signs is published: tokens of the others are worth nothing.
  absl::Status DropOld();

  // sb_publishable_...; for browsers.
  const std::string& publishable_key() const { return publishable_; }
  // sb_secret_...; passes row level security.
  const Secret& secret_key() const { return secret_; }

 private:
  struct Entry {
    SigningKey key;
    absl::Time created;
  };
  KeyRing(std::string path, Clock& clock) : path_(std::move(path)), clock_(clock) {}
  bool Read(const nlohmann::json& stored);
  absl::Status Write() const;
  void Add();

  const std::string path_;
  Clock& clock_;
  std::string publishable_;
  Secret secret_;

  mutable std::mutex mutex_;
  std::vector<Entry> signing_;  // oldest first, never empty
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_SUPABASE_KEY_RING_H_
