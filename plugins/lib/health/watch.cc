#include "plugins/lib/health/watch.h"

#include <algorithm>
#include <mutex>
#include <random>
#include <thread>

#include "tools/base/clock.h"
#include "tools/base/text.h"

namespace release::health {
namespace {

// Pauses grow from a tenth of the interval to the interval, each jittered.
class Pauses {
 public:
  explicit Pauses(absl::Duration interval) : limit_(interval), next_(interval / 10) {}
  absl::Duration Next() {
    const absl::Duration pause = next_ * std::uniform_real_distribution<double>(0.5, 1.0)(random_);
    next_ = std::min(limit_, next_ * 2);
    return pause;
  }

 private:
  const absl::Duration limit_;
  absl::Duration next_;
  std::mt19937_64 random_{std::random_device{}()};
};

// What is still waited for, in one line of progress for all targets. Threads: any.
class Board {
 public:
  Board(Context& context, const std::vector<Target>& targets)
      : context_(context), targets_(targets), lines_(targets.size()) {}

  // `line` empty: no longer waited for.
  void Set(size_t target, const std::string& line, int good, int wanted) {
    std::lock_guard lock(mutex_);
    lines_[target] = line;
    std::string text;
    for (size_t i = 0; i < lines_.size(); ++i) {
      if (lines_[i].empty()) continue;
      const std::string& who = targets_.size() == 1 ? targets_[i].url : targets_[i].name;
      AppendTo(text, text.empty() ? "waiting for " : "; ", who, ": ", lines_[i]);
    }
    if (text.empty()) return;
    const bool one = targets_.size() == 1;
    context_.Progress(text, one ? static_cast<uint64_t>(good) : 0,
                      one ? static_cast<uint64_t>(wanted) : 0);
  }

 private:
  Context& context_;
  const std::vector<Target>& targets_;
  std::mutex mutex_;
  std::vector<std::string> lines_;
};

void Count(const Verdict& verdict, Sighting& sighting) {
  ++sighting.asked;
  sighting.good_in_row = verdict.sight == Sight::kGood ? sighting.good_in_row + 1 : 0;
  if (verdict.sight == Sight::kGood) ++sighting.good;
  if (verdict.sight != Sight::kUnseen) ++sighting.shown;
  if (!verdict.seen.empty()) ++sighting.releases[verdict.seen.Text()];
}

Sighting WatchOne(Context& context, const std::vector<Target>& targets, size_t index,
                  const Patience& patience, Board& board) {
  const Target& target = targets[index];
  const absl::Duration begin = SystemClock().Monotonic();
  const absl::Duration end = begin + patience.deadline;
  Sighting sighting;
  sighting.name = target.name;
  sighting.url = target.url;
  Pauses pauses(patience.interval);
  while (true) {
    sighting.last = target.judge(target.ask());
    sighting.took = SystemClock().Monotonic() - begin;
    if (context.cancelled()) return sighting;
    Count(sighting.last, sighting);
    sighting.passed = sighting.good_in_row >= patience.consecutive;
    board.Set(index, sighting.passed ? "" : sighting.last.line, sighting.good_in_row,
              patience.consecutive);
    const absl::Duration pause = pauses.Next();
    // No question is cut short by the deadline: a cut one would say less than the one before.
    if (sighting.passed || sighting.last.final || SystemClock().Monotonic() + pause >= end ||
        !context.Wait(pause).ok()) {
      return sighting;
    }
  }
}

std::string Times(int count) { return Concat(count, count == 1 ? " time" : " times"); }

}  // namespace

Verdict Sighting::Final(const std::string& prefix, int consecutive) const {
  Verdict verdict = last;
  const bool mixed = last.sight == Sight::kGood || (last.sight == Sight::kOld && good > 0);
  if (mixed) {
    verdict.sight = shown > good ? Sight::kWrong : Sight::kUnseen;
    verdict.diagnosis.set_code(Concat(prefix, "UNSTEADY"));
    verdict.diagnosis.set_what(Concat(url, " was not good ", Times(consecutive), " in a row"));
    verdict.diagnosis.set_why(Concat(good, " of ", asked, " answers were good, the last ",
                                     good_in_row, " of them in a row",
                                     releases.size() > 1 ? "; more than one release answers" : ""));
    verdict.diagnosis.set_fix(
        releases.size() > 1
            ? "raise the deadline where a rollout takes longer, or look at the rollout"
            : "raise the deadline, or look at the service's log for failures");
    verdict.diagnosis.set_severity(v1::SEVERITY_ERROR);
    verdict.diagnosis.set_retry(v1::RETRY_BACKOFF);
  }
  verdict.diagnosis.add_evidence(
      Concat("asked ", Times(asked), " in ",
             absl::FormatDuration(absl::Trunc(took, absl::Milliseconds(1))), ", ", good, " good"));
  for (const auto& [release, count] : releases) {
    verdict.diagnosis.add_evidence(Concat("answered ", Times(count), ": ", release));
  }
  return verdict;
}

std::vector<Sighting> Watch(Context& context, const std::vector<Target>& targets,
                            const Patience& patience) {
  Board board(context, targets);
  std::vector<Sighting> sightings(targets.size());
  {
    std::vector<std::jthread> threads;
    for (size_t i = 1; i < targets.size(); ++i) {
      threads.emplace_back(
          [&, i] { sightings[i] = WatchOne(context, targets, i, patience, board); });
    }
    if (!targets.empty()) sightings[0] = WatchOne(context, targets, 0, patience, board);
  }
  return sightings;
}

}  // namespace release::health
