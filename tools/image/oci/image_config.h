// The configuration of an image: how its container is started, and where it came from.
//
// The fields are those of the OCI image specification 1.0, "OCI Image Configuration", and the three
// that only Docker's format has: Healthcheck, OnBuild and Shell.
#ifndef RELEASE_TOOLS_IMAGE_OCI_IMAGE_CONFIG_H_
#define RELEASE_TOOLS_IMAGE_OCI_IMAGE_CONFIG_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "nlohmann/json.hpp"
#include "tools/base/digest.h"

namespace release::image {

// Durations in nanoseconds; 0 leaves the default of who runs the container.
struct Healthcheck {
  std::vector<std::string> test = {};  // {"NONE"}, {"CMD", ...} or {"CMD-SHELL", line}
  int64_t interval = 0;
  int64_t timeout = 0;
  int64_t start_period = 0;
  int64_t start_interval = 0;
  int64_t retries = 0;

  friend bool operator==(const Healthcheck&, const Healthcheck&) = default;
};

struct ContainerConfig {
  std::string user = {};
  std::set<std::string> exposed_ports = {};  // "80/tcp"
  std::vector<std::string> env = {};         // "NAME=value", each name once, in order
  // Absent and empty differ: `CMD []` takes the base's command away.
  std::optional<std::vector<std::string>> entrypoint = {};
  std::optional<std::vector<std::string>> cmd = {};
  std::set<std::string> volumes = {};
  std::string working_dir = {};
  std::map<std::string, std::string> labels = {};
  std::string stop_signal = {};

  std::optional<Healthcheck> healthcheck = {};
  std::vector<std::string> on_build = {};
  std::optional<std::vector<std::string>> shell = {};

  friend bool operator==(const ContainerConfig&, const ContainerConfig&) = default;
};

// One step of the image's making. Steps without `empty_layer` stand for the layers, in order.
struct HistoryEntry {
  std::string created = {};  // RFC 3339; empty: not said
  std::string created_by = {};
  std::string author = {};
  std::string comment = {};
  bool empty_layer = false;

  friend bool operator==(const HistoryEntry&, const HistoryEntry&) = default;
};

struct ImageConfig {
  std::string created = {};  // RFC 3339, see CreatedAt()
  std::string author = {};
  std::string architecture = "amd64";
  std::string os = "linux";
  std::string variant = {};  // of the architecture: "v8"
  ContainerConfig config = {};
  std::vector<Digest> diff_ids = {};
  std::vector<HistoryEntry> history = {};

  friend bool operator==(const ImageConfig&, const ImageConfig&) = default;
};

// Seconds since 1970, as in SOURCE_DATE_EPOCH, as RFC 3339 in UTC: "1970-01-01T00:00:00Z".
std::string CreatedAt(int64_t seconds);

// What is empty is left out, but for what the specification requires.
nlohmann::json ToJson(const ImageConfig& config);

// Fields that are not above are dropped. A field of the wrong type, or a missing rootfs:
// OCI-CONFIG.
absl::StatusOr<ImageConfig> ImageConfigFromJson(const nlohmann::json& value);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_OCI_IMAGE_CONFIG_H_
