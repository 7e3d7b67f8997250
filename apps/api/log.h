// Structured log lines: one JSON object a line on stderr, {"time", "level", "message", ...fields}.
//
// Nothing secret may be passed in; nothing is redacted here. Thread-safe: a line is one write(2).
#ifndef RELEASE_APPS_API_LOG_H_
#define RELEASE_APPS_API_LOG_H_

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace spectral {

using LogFields = std::initializer_list<std::pair<std::string_view, std::string>>;

void LogInfo(std::string_view message, LogFields fields = {});
void LogWarning(std::string_view message, LogFields fields = {});
void LogError(std::string_view message, LogFields fields = {});

}  // namespace spectral

#endif  // RELEASE_APPS_API_LOG_H_
