#include "apps/api/part_status.h"

#include <utility>

#include "apps/api/log.h"

namespace spectral {

PartStatus::PartStatus(std::string name) : name_(std::move(name)) {}

void PartStatus::Worked() {
  const std::lock_guard lock(mutex_);
  worked_at_ = std::chrono::steady_clock::now();
  if (!std::exchange(reason_, "").empty()) LogInfo("part works", {{"part", name_}});
}

void PartStatus::Failed(std::string reason) {
  const std::lock_guard lock(mutex_);
  if (reason != reason_) LogWarning("part fails", {{"part", name_}, {"reason", reason}});
  reason_ = std::move(reason);
}

std::optional<std::string> PartStatus::Problem() const {
  const std::lock_guard lock(mutex_);
  if (!reason_.empty()) return reason_;
  const auto age = std::chrono::steady_clock::now() - *worked_at_;
  if (age <= kFreshFor) return std::nullopt;
  return "last worked " +
         std::to_string(std::chrono::duration_cast<std::chrono::seconds>(age).count()) + " s ago";
}

}  // namespace spectral
