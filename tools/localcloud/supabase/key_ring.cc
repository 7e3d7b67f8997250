#include "tools/localcloud/supabase/key_ring.h"

#include <utility>

#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/localcloud/supabase/random_text.h"

namespace release::cloud {
namespace {

using nlohmann::json;

std::string TextOf(const json& object, const char* name) {
  if (!object.is_object()) return "";
  const auto member = object.find(name);
  return member != object.end() && member->is_string() ? member->get<std::string>() : "";
}

std::string ApiKey(std::string_view kind) {
  return Concat("sb_", kind, "_", RandomLetters(22), "_", RandomLetters(8));
}

}  // namespace

absl::StatusOr<std::unique_ptr<KeyRing>> KeyRing::Open(const std::string& directory, Clock& clock) {
  std::unique_ptr<KeyRing> ring(new KeyRing(directory + "/keys.json", clock));
  auto text = ReadFile(ring->path_, 1 << 20);
  if (text.ok()) {
    const bool good = ring->Read(json::parse(*text, nullptr, /*allow_exceptions=*/false));
    WipeString(*text);
    if (good) return ring;
    return Diagnose(absl::StatusCode::kDataLoss,
                    {.code = "SUPABASE-KEYS-BROKEN",
                     .what = Concat("the keys in ", ring->path_, " cannot be read"),
                     .why = "the file is not what this program writes",
                     .fix = "remove the data: bazel run //tools/localcloud -- reset"});
  }
  if (!absl::IsNotFound(text.status())) return text.status();
  ring->publishable_ = ApiKey("publishable");
  ring->secret_ = Secret::Of(ApiKey("secret"));
  ring->Add();
  const absl::Status written = ring->Write();
  if (!written.ok()) return written;
  return ring;
}

bool KeyRing::Read(const json& stored) {
  publishable_ = TextOf(stored, "publishable_key");
  secret_ = Secret::Of(TextOf(stored, "secret_key"));
  if (publishable_.empty() || secret_.empty() || !stored.contains("signing")) return false;
  for (const json& entry : stored["signing"]) {
    auto key = SigningKey::FromPem(TextOf(entry, "kid"), TextOf(entry, "private_key"));
    absl::Time created;
    std::string error;
    if (!key || !absl::ParseTime(absl::RFC3339_full, TextOf(entry, "created"), &created, &error)) {
      return false;
    }
    signing_.push_back({*std::move(key), created});
  }
  return !signing_.empty();
}

absl::Status KeyRing::Write() const {
  json signing = json::array();
  for (const Entry& entry : signing_) {
    signing.push_back(
        {{"kid", entry.key.kid()},
         {"private_key", entry.key.PrivatePem()},
         {"created", absl::FormatTime(absl::RFC3339_full, entry.created, absl::UTCTimeZone())}});
  }
  std::string text = json{{"publishable_key", publishable_},
                          {"secret_key", std::string(secret_.Reveal())},
                          {"signing", std::move(signing)}}
                         .dump(1);
  const absl::Status written = WriteFileAtomically(path_, text, 0600);
  WipeString(text);
  return written;
}

void KeyRing::Add() {
  signing_.push_back({SigningKey::Generate(RandomVersion4Uuid()), clock_.Now()});
}

SigningKey KeyRing::Current() const {
  const std::lock_guard lock(mutex_);
  return signing_.back().key;
}

std::optional<SigningKey> KeyRing::Find(std::string_view kid) const {
  const std::lock_guard lock(mutex_);
  for (const Entry& entry : signing_) {
    if (entry.key.kid() == kid) return entry.key;
  }
  return std::nullopt;
}

json KeyRing::Published(absl::Time as_of) const {
  const std::lock_guard lock(mutex_);
  json keys = json::array();
  for (auto entry = signing_.rbegin(); entry != signing_.rend(); ++entry) {
    if (entry->created <= as_of) keys.push_back(entry->key.PublicJwk());
  }
  return {{"keys", std::move(keys)}};
}

absl::Status KeyRing::Rotate() {
  const std::lock_guard lock(mutex_);
  Add();
  return Write();
}

absl::Status KeyRing::DropOld() {
  const std::lock_guard lock(mutex_);
  signing_.erase(signing_.begin(), signing_.end() - 1);
  return Write();
}

}  // namespace release::cloud
