#include "apps/api/log.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <ctime>

#include "nlohmann/json.hpp"

namespace spectral {
namespace {

// RFC 3339, UTC, milliseconds.
std::string Timestamp() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  tm parts{};
  gmtime_r(&now.tv_sec, &parts);
  char seconds[32], text[48];
  std::strftime(seconds, sizeof(seconds), "%Y-%m-%dT%H:%M:%S", &parts);
  std::snprintf(text, sizeof(text), "%s.%03ldZ", seconds, now.tv_nsec / 1000000);
  return text;
}

void Write(const char* level, std::string_view message, LogFields fields) {
  nlohmann::ordered_json line = {{"time", Timestamp()}, {"level", level}, {"message", message}};
  for (const auto& [name, value] : fields) line[std::string(name)] = value;
  // Not every byte that libpq or a client sends is UTF-8; a log line always is.
  const std::string text =
      line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
  // A closed stderr is no reason to stop serving.
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, text.data(), text.size());
}

}  // namespace

void LogInfo(std::string_view message, LogFields fields) { Write("info", message, fields); }
void LogWarning(std::string_view message, LogFields fields) { Write("warning", message, fields); }
void LogError(std::string_view message, LogFields fields) { Write("error", message, fields); }

}  // namespace spectral
