#include "tools/localcloud/keeper.h"

#include <algorithm>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release {
namespace {

constexpr absl::Duration kLasted = absl::Seconds(30);
constexpr absl::Duration kFirstPause = absl::Milliseconds(200);
constexpr absl::Duration kLongestPause = absl::Seconds(10);
constexpr int kMostDoublings = 6;

}  // namespace

absl::Duration Keeper::Pause() const {
  if (attempts_ == 0) return absl::ZeroDuration();
  return std::min(kLongestPause, kFirstPause * (1 << std::min(attempts_ - 1, kMostDoublings)));
}

std::string Keeper::Tend(absl::Duration now, const std::optional<Exit>& ended,
                         const std::function<absl::Status()>& start) {
  std::string news;
  if (up_) {
    if (!ended.has_value()) return "";
    up_ = false;
    failure_.clear();
    if (now - since_ > kLasted) attempts_ = 0;
    next_ = now + Pause();
    news = Concat(name_, " ended (", ended->ToString(), "); see ", log_);
  }
  if (now < next_) return news;
  ++attempts_;
  const absl::Status started = start();
  if (started.ok()) {
    up_ = true;
    since_ = now;
    return Concat(news, news.empty() ? "" : "; ", name_, " runs again");
  }
  next_ = now + Pause();
  const v1::Diagnosis why = DiagnosisOf(started);
  const std::string failure =
      Concat(name_, " cannot be started again: ", why.code(), ": ", why.what(), ": ", why.why());
  if (failure == failure_) return news;
  failure_ = failure;
  return Concat(news, news.empty() ? "" : "; ", failure);
}

}  // namespace release
