// Whether one part of the server works, written by the loop that uses the part, read by /health.
#ifndef RELEASE_APPS_API_PART_STATUS_H_
#define RELEASE_APPS_API_PART_STATUS_H_

#include <chrono>
#include <mutex>
#include <optional>
#include <string>

namespace spectral {

// Thread-safe. Logs when the state changes, not every time it is confirmed.
class PartStatus {
 public:
  // A success older than this no longer counts.
  static constexpr std::chrono::seconds kFreshFor{10};

  // `name` is the part's name in /health.
  explicit PartStatus(std::string name);

  void Worked();
  // `reason` is shown to whoever reads /health: no secrets.
  void Failed(std::string reason);

  // nullopt when the last attempt succeeded, and lately; otherwise the reason.
  std::optional<std::string> Problem() const;

  const std::string& name() const { return name_; }

 private:
  const std::string name_;
  mutable std::mutex mutex_;
  std::optional<std::chrono::steady_clock::time_point> worked_at_;
  std::string reason_ = "did not run yet";  // "" after a success
};

}  // namespace spectral

#endif  // RELEASE_APPS_API_PART_STATUS_H_
