#include "plugins/lib/http/pacing.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <memory>

namespace release::http {

absl::Duration Pacer::Claim() {
  const std::lock_guard<std::mutex> lock(mutex_);
  const absl::Duration now = clock_.Monotonic();
  const absl::Duration tolerance = rate_.interval * (rate_.burst - 1);
  const absl::Duration start = std::max(now, next_ - tolerance);
  next_ = std::max(next_, start) + rate_.interval;
  return start - now;
}

absl::Duration Pacer::Held() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return std::max(absl::ZeroDuration(), held_until_ - clock_.Monotonic());
}

void Pacer::Hold(absl::Duration pause) {
  const std::lock_guard<std::mutex> lock(mutex_);
  held_until_ = std::max(held_until_, clock_.Monotonic() + pause);
}

Pacer& PacerFor(std::string_view url) {
  const size_t scheme = url.find("://");
  const size_t begin = scheme == std::string_view::npos ? 0 : scheme + 3;
  const std::string host(url.substr(begin, url.find_first_of("/?#", begin) - begin));
  static std::mutex& mutex = *new std::mutex;
  static auto& pacers = *new std::map<std::string, std::unique_ptr<Pacer>>;
  const std::lock_guard<std::mutex> lock(mutex);
  std::unique_ptr<Pacer>& pacer = pacers[host];
  if (!pacer) pacer = std::make_unique<Pacer>(SystemClock());
  return *pacer;
}

std::optional<absl::Duration> RetryAfter(const std::string& header, absl::Time now) {
  int seconds = 0;
  const char* end = header.data() + header.size();
  const auto [stop, error] = std::from_chars(header.data(), end, seconds);
  if (error == std::errc() && stop == end && seconds >= 0) return absl::Seconds(seconds);
  absl::Time when;
  std::string why;
  if (!absl::ParseTime("%a, %d %b %Y %H:%M:%S GMT", header, absl::UTCTimeZone(), &when, &why)) {
    return std::nullopt;
  }
  return std::max(absl::ZeroDuration(), when - now);
}

}  // namespace release::http
