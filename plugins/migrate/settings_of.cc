#include "plugins/migrate/settings_of.h"

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::migrate {
namespace {

absl::Duration DurationOf(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
}

absl::Status Problem(std::string_view field, std::string_view why) {
  return Diagnose(absl::StatusCode::kInvalidArgument,
                  {.code = "MIGRATE-CONFIG",
                   .what = Concat("`", field, "` of the migrate step is out of range"),
                   .why = std::string(why),
                   .fix = Concat("correct `", field, "`, or leave it out for its default")});
}

}  // namespace

absl::StatusOr<Settings> SettingsOf(const Config& config) {
  Settings settings;
  if (!config.dsn_secret().empty()) settings.dsn_secret = config.dsn_secret();
  if (!config.artifact().empty()) settings.artifact = config.artifact();
  const struct {
    const char* name;
    bool set;
    const google::protobuf::Duration& given;
    absl::Duration& target;
  } durations[] = {
      {"lock_timeout", config.has_lock_timeout(), config.lock_timeout(), settings.lock_timeout},
      {"statement_timeout", config.has_statement_timeout(), config.statement_timeout(),
       settings.statement_timeout},
      {"runner_wait", config.has_runner_wait(), config.runner_wait(), settings.runner_wait},
      {"leftover_wait", config.has_leftover_wait(), config.leftover_wait(), settings.leftover_wait},
      {"concurrent_wait", config.has_concurrent_wait(), config.concurrent_wait(),
       settings.concurrent_wait},
  };
  for (const auto& [name, set, given, target] : durations) {
    if (!set) continue;
    target = DurationOf(given);
    if (target < absl::ZeroDuration() || target > absl::Hours(24)) {
      return Problem(name, "it must be from 0s to 24h");
    }
  }
  // PostgreSQL reads 0 as "wait without limit", which is what this step is there to prevent.
  if (settings.lock_timeout < absl::Milliseconds(1)) {
    return Problem("lock_timeout", "it must be at least 0.001s");
  }
  if (config.lock_attempts() > 1000) return Problem("lock_attempts", "it must be at most 1000");
  if (config.lock_attempts() > 0) settings.lock_attempts = static_cast<int>(config.lock_attempts());
  return settings;
}

}  // namespace release::migrate
