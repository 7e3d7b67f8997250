#include "tools/coordinator/lease/holder_file.h"

#include <unistd.h>

#include <array>
#include <cstddef>
#include <utility>

#include "nlohmann/json.hpp"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/coordinator/lease/process_identity.h"

namespace release {
namespace {

using Json = nlohmann::json;

constexpr size_t kLargest = 64 * 1024;

std::string PathIn(const std::string& directory) { return Concat(directory, "/holder.json"); }

std::string Text(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

template <typename Number>
Number Whole(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_number_integer() ? found->get<Number>() : Number{0};
}

}  // namespace

absl::Status WriteHolder(const std::string& directory, const LeaseHolder& holder) {
  const std::optional<LivingProcess> self = ProcessNow(holder.pid);
  const Json json = {
      {"by", holder.by},
      {"host", holder.host},
      {"pid", holder.pid},
      {"start", self.has_value() ? self->identity.start : 0},
      {"boot", self.has_value() ? self->identity.boot_id : ""},
      {"since", absl::FormatTime(absl::RFC3339_full, holder.since, absl::UTCTimeZone())},
      {"release", holder.release_id},
      {"doing", holder.doing},
  };
  const std::string text = json.dump(2, ' ', false, Json::error_handler_t::replace);
  return WriteFileAtomically(PathIn(directory), text + "\n", 0600);
}

absl::StatusOr<std::optional<LeaseHolder>> ReadHolder(const std::string& directory) {
  absl::StatusOr<std::string> text = ReadFile(PathIn(directory), kLargest);
  if (absl::IsNotFound(text.status())) return std::optional<LeaseHolder>();
  if (!text.ok()) return text.status();
  const Json json = Json::parse(*text, nullptr, /*allow_exceptions=*/false);
  LeaseHolder holder;
  if (!json.is_object() ||
      !absl::ParseTime(absl::RFC3339_full, Text(json, "since"), &holder.since, nullptr)) {
    return std::optional<LeaseHolder>();
  }
  holder.by = Text(json, "by");
  holder.host = Text(json, "host");
  holder.pid = Whole<int64_t>(json, "pid");
  holder.release_id = Text(json, "release");
  holder.doing = Text(json, "doing");
  if (holder.host == HostName()) {
    const std::optional<LivingProcess> now = ProcessNow(holder.pid);
    const ProcessIdentity written = {
        .boot_id = Text(json, "boot"), .pid = holder.pid, .start = Whole<uint64_t>(json, "start")};
    if (!now.has_value() || now->identity != written) return std::optional<LeaseHolder>();
    holder.paused = now->paused;
  }
  return std::optional<LeaseHolder>(std::move(holder));
}

void RemoveHolder(const std::string& directory) { unlink(PathIn(directory).c_str()); }

std::string HostName() {
  std::array<char, 256> name = {};
  if (gethostname(name.data(), name.size() - 1) != 0) return "localhost";
  return name.data();
}

}  // namespace release
