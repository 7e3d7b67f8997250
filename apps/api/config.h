// The server's configuration: environment variables, read once, checked all together.
// README.md has the table of them.
#ifndef RELEASE_APPS_API_CONFIG_H_
#define RELEASE_APPS_API_CONFIG_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace spectral {

// Where to listen. `host` is an IP address; port 0 means "a free one".
struct ListenAddress {
  std::string host = "127.0.0.1";
  uint16_t port = 8080;
};

struct Config {
  ListenAddress listen;
  int64_t generation = 0;    // > 0; below 2^53, so that it survives JSON
  std::string revision;      // "unknown" when not given
  std::string image_digest;  // "sha256:<64 hex>" or ""
  std::chrono::seconds outbox_claim{60};

  // Secrets. They appear in no log line, error text or reply.
  std::string database_url;
  std::string service_key;         // "" when not given
  std::string llm_api_key;         // as given; not checked here
  std::string act_as_signing_key;  // as given; not checked here
};

// Reads one environment variable; nullopt when it is not set.
using Environment = std::function<std::optional<std::string>(const char* name)>;

// The real one.
Environment ProcessEnvironment();

// Reads everything. On return either `problems` is empty or each entry names a variable, what is
// wrong and what is expected, without repeating a secret.
Config ReadConfig(const Environment& environment, std::vector<std::string>* problems);

// Reads HOST and PORT only: all that --healthcheck needs.
ListenAddress ReadListenAddress(const Environment& environment, std::vector<std::string>* problems);

}  // namespace spectral

#endif  // RELEASE_APPS_API_CONFIG_H_
