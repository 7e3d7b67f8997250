#include "plugins/lib/http/pacing.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <map>
#include <memory>

namespace release::http {

void Pacer::Change(const std::function<void(Pace&)>& change) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (file_.empty()) {
    change(pace_);
  } else {
    ChangeShared(file_, pace_, change);
  }
}

absl::Duration Pacer::Claim() {
  absl::Duration wait;
  Change([&](Pace& pace) {
    const absl::Duration now = clock_.Monotonic();
    const absl::Duration tolerance = rate_.interval * (rate_.burst - 1);
    const absl::Duration start = std::max(now, pace.next - tolerance);
    pace.next = std::max(pace.next, start) + rate_.interval;
    wait = start - now;
  });
  return wait;
}

absl::Duration Pacer::Held() {
  absl::Duration held;
  Change([&](Pace& pace) {
    held = std::max(absl::ZeroDuration(), pace.held_until - clock_.Monotonic());
  });
  return held;
}

void Pacer::Hold(absl::Duration pause) {
  Change(
      [&](Pace& pace) { pace.held_until = std::max(pace.held_until, clock_.Monotonic() + pause); });
}

Pacer& PacerFor(std::string_view url) {
  const size_t scheme = url.find("://");
  const size_t begin = scheme == std::string_view::npos ? 0 : scheme + 3;
  const std::string host(url.substr(begin, url.find_first_of("/?#", begin) - begin));
  static std::mutex& mutex = *new std::mutex;
  static auto& pacers = *new std::map<std::string, std::unique_ptr<Pacer>>;
  const std::lock_guard<std::mutex> lock(mutex);
  std::unique_ptr<Pacer>& pacer = pacers[host];
  if (!pacer) {
    const char* directory = std::getenv(kPacingDirectory);
    const bool shared = directory != nullptr && directory[0] == '/';
    pacer = std::make_unique<Pacer>(SystemClock(), Rate{},
                                    shared ? PaceFile(directory, host) : std::string());
  }
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
