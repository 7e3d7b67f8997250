#include "tools/coordinator/lease/surface_holder.h"

#include <unistd.h>

#include <array>

#include "absl/strings/numbers.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/coordinator/lease/age.h"

namespace release {
namespace {

using postgres_state::Row;
using postgres_state::Session;
using postgres_state::Value;

absl::Duration SecondsIn(const Row& row, size_t column) {
  double seconds = 0;
  return absl::SimpleAtod(row.Text(column), &seconds) ? absl::Seconds(seconds)
                                                      : absl::ZeroDuration();
}

SurfaceHolder HolderIn(const Row& row) {
  SurfaceHolder holder;
  holder.surface = row.Text(0);
  holder.by = row.Text(1);
  holder.host = row.Text(2);
  holder.process = {
      .boot_id = row.Text(3), .pid = static_cast<int64_t>(row.Number(4)), .start = row.Number(5)};
  holder.release_id = row.Text(6);
  holder.doing = row.Text(7);
  holder.held_for = SecondsIn(row, 8);
  holder.runs_out_in = SecondsIn(row, 9);
  return holder;
}

// The holder's process, when it would be seen from here.
std::optional<LivingProcess> SeenProcess(const SurfaceHolder& holder) {
  std::optional<LivingProcess> now = ProcessNow(holder.process.pid);
  if (!now.has_value() || now->identity.start != holder.process.start) return std::nullopt;
  return now;
}

bool IsHere(const SurfaceHolder& holder) {
  return !holder.process.boot_id.empty() && holder.process.boot_id == PlaceOfProcesses();
}

}  // namespace

absl::StatusOr<std::vector<SurfaceHolder>> LockSurfaces(Session& session,
                                                        const std::string& environment,
                                                        const std::vector<std::string>& surfaces) {
  for (const std::string& surface : surfaces) {
    absl::StatusOr<std::vector<Row>> made = session.Query(
        "INSERT INTO release.leases (environment, surface) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        {Value::Text(environment), Value::Text(surface)});
    if (!made.ok()) return made.status();
  }
  absl::StatusOr<std::vector<Row>> rows = session.Query(
      "SELECT surface, holder, host, boot_id, pid, process_start, release_id, doing, "
      "extract(epoch FROM clock_timestamp() - since), "
      "extract(epoch FROM expires - clock_timestamp()) "
      "FROM release.leases WHERE environment = $1 AND surface = ANY (string_to_array($2, ',')) "
      "ORDER BY surface FOR UPDATE",
      {Value::Text(environment), Value::Text(absl::StrJoin(surfaces, ","))});
  if (!rows.ok()) return rows.status();
  std::vector<SurfaceHolder> holders;
  for (const Row& row : *rows) {
    if (!row.null(1)) holders.push_back(HolderIn(row));
  }
  return holders;
}

std::string PlaceOfProcesses() {
  absl::StatusOr<std::string> boot = ReadFile("/proc/sys/kernel/random/boot_id", 4096);
  std::array<char, 64> names = {};
  if (!boot.ok() || readlink("/proc/self/ns/pid", names.data(), names.size() - 1) <= 0) return {};
  return Concat(StdView(absl::StripSuffix(*boot, "\n")), "/", names.data());
}

std::optional<std::string> WhyOver(const SurfaceHolder& holder) {
  if (IsHere(holder) && !SeenProcess(holder).has_value()) {
    return Concat("its process (pid ", holder.process.pid, ") on this machine has ended");
  }
  if (holder.runs_out_in > absl::ZeroDuration()) return std::nullopt;
  return Concat("it gave no sign of life and its lease ran out ", AgeInWords(-holder.runs_out_in),
                " ago");
}

absl::Status SurfacesHeld(const std::string& environment,
                          const std::vector<SurfaceHolder>& holders) {
  std::string why;
  bool paused = false;
  for (const SurfaceHolder& holder : holders) {
    if (!why.empty()) why += "; ";
    AppendTo(why, holder.by, " has held `", holder.surface, "` for ", AgeInWords(holder.held_for),
             " (pid ", holder.process.pid, " on ", holder.host, ")");
    if (!holder.release_id.empty()) AppendTo(why, ", release ", holder.release_id);
    if (!holder.doing.empty()) AppendTo(why, ", ", holder.doing);
    if (IsHere(holder)) {
      const std::optional<LivingProcess> process = SeenProcess(holder);
      paused = paused || (process.has_value() && process->paused);
    }
  }
  const int64_t pid = holders.front().process.pid;
  std::string fix = Concat("wait until it has ended, or ask it to stop with: kill -INT ", pid,
                           " on ", holders.front().host, "; then run this command again");
  if (paused) {
    why += "; that process is paused";
    fix = Concat("let it go on with: kill -CONT ", pid, "; if it stays paused, its lease runs out ",
                 "by itself: run this command again in a minute");
  }
  return Diagnose(absl::StatusCode::kUnavailable,
                  {.code = "LEASE-HELD",
                   .what = Concat("another release of `", environment, "` is running"),
                   .why = std::move(why),
                   .fix = std::move(fix),
                   .retry = v1::RETRY_BACKOFF});
}

}  // namespace release
