#include "tools/cli/terminal/words.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "google/protobuf/util/time_util.h"

namespace release {

std::string DurationWords(const google::protobuf::Duration& duration) {
  const int64_t milliseconds = google::protobuf::util::TimeUtil::DurationToMilliseconds(duration);
  if (milliseconds < 1000) return absl::StrCat(milliseconds, " ms");
  if (milliseconds < 60'000) {
    return absl::StrFormat("%.1f s", static_cast<double>(milliseconds) / 1000);
  }
  return absl::StrCat(milliseconds / 60'000, " min ", milliseconds / 1000 % 60, " s");
}

std::string Count(uint64_t number, const std::string& noun) {
  return absl::StrCat(number, " ", noun, number == 1 ? "" : "s");
}

std::string ActionMark(v1::Action action) {
  switch (action) {
    case v1::ACTION_CREATE:
      return "+";
    case v1::ACTION_UPDATE:
      return "~";
    case v1::ACTION_REPLACE:
      return "!";
    case v1::ACTION_DELETE:
      return "-";
    case v1::ACTION_RUN:
      return ">";
    default:
      return "=";
  }
}

std::string ChangeWords(const v1::Change& change) {
  std::string text = change.resource();
  if (!change.before().empty() && !change.after().empty()) {
    absl::StrAppend(&text, ": ", change.before(), " -> ", change.after());
  } else if (!change.before().empty() || !change.after().empty()) {
    absl::StrAppend(&text, ": ", change.before(), change.after());
  }
  if (!change.note().empty()) absl::StrAppend(&text, " (", change.note(), ")");
  if (change.destructive()) text += " [cannot be undone]";
  return text;
}

std::string ProgressWords(const v1::Progress& progress) {
  if (progress.total() == 0) return "";
  if (progress.unit() != v1::UNIT_BYTES) {
    return absl::StrCat(progress.done(), " of ", progress.total());
  }
  constexpr double kMebibyte = 1 << 20;
  return absl::StrFormat("%.1f of %.1f MiB", static_cast<double>(progress.done()) / kMebibyte,
                         static_cast<double>(progress.total()) / kMebibyte);
}

std::string StateWords(const v1::Release& release) {
  switch (release.state()) {
    case v1::RELEASE_STATE_PLANNING:
      return "planning";
    case v1::RELEASE_STATE_AWAITING_APPROVAL:
      return "waits for approval";
    case v1::RELEASE_STATE_APPLYING:
      return "running";
    case v1::RELEASE_STATE_UNFINISHED:
      return "unfinished: its coordinator is gone";
    default:
      break;
  }
  switch (release.finished().outcome()) {
    case v1::RELEASE_OUTCOME_SUCCEEDED:
      return "released";
    case v1::RELEASE_OUTCOME_FAILED:
      return "failed, unfinished";
    case v1::RELEASE_OUTCOME_INTERRUPTED:
      return "interrupted, unfinished";
    case v1::RELEASE_OUTCOME_INCONCLUSIVE:
      return "inconclusive, unfinished";
    case v1::RELEASE_OUTCOME_REFUSED:
      return "refused";
    case v1::RELEASE_OUTCOME_ABANDONED:
      return "abandoned";
    case v1::RELEASE_OUTCOME_PLANNED:
      return "planned";
    default:
      return "unknown";
  }
}

std::string ShortRevision(const std::string& revision) {
  std::string text = revision.substr(0, 12);
  if (revision.size() > 12 && absl::EndsWith(revision, "-dirty")) text += "-dirty";
  return text;
}

}  // namespace release
