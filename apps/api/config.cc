#include "apps/api/config.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <string_view>

#include "apps/api/database_url.h"

namespace spectral {
namespace {

constexpr int64_t kLargestJsonInteger = (int64_t{1} << 53) - 1;
constexpr size_t kShortestServiceKey = 16;
constexpr size_t kLongestRevision = 100;

// Reads variables and collects what is wrong with them. An empty variable counts as not set: that
// is what a deploy system makes of a value it does not have.
class Reader {
 public:
  Reader(const Environment& environment, std::vector<std::string>* problems)
      : environment_(environment), problems_(problems) {}

  std::string Text(const char* name) const { return environment_(name).value_or(""); }

  void Problem(const char* name, std::string_view what) {
    problems_->push_back(std::string(name) + " " + std::string(what));
  }

  int64_t Integer(const char* name, int64_t fallback, int64_t least, int64_t most) {
    const std::string text = Text(name);
    if (text.empty()) return fallback;
    int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < least || value > most) {
      Problem(name, "is not a whole number from " + std::to_string(least) + " to " +
                        std::to_string(most) + ": \"" + text + "\"");
      return fallback;
    }
    return value;
  }

 private:
  const Environment& environment_;
  std::vector<std::string>* problems_;
};

bool IsAddress(const std::string& host) {
  in6_addr ignored;
  return inet_pton(AF_INET, host.c_str(), &ignored) == 1 ||
         inet_pton(AF_INET6, host.c_str(), &ignored) == 1;
}

bool IsRevision(std::string_view text) {
  return text.size() <= kLongestRevision && std::all_of(text.begin(), text.end(), [](char c) {
           return std::isalnum(static_cast<unsigned char>(c)) ||
                  std::string_view("._-+/").find(c) != std::string_view::npos;
         });
}

bool IsDigest(std::string_view text) {
  constexpr std::string_view kPrefix = "sha256:";
  return text.size() == kPrefix.size() + 64 && text.substr(0, kPrefix.size()) == kPrefix &&
         text.find_first_not_of("0123456789abcdef", kPrefix.size()) == std::string_view::npos;
}

void ReadListen(Reader& reader, ListenAddress* listen) {
  const std::string host = reader.Text("HOST");
  if (host == "localhost") {
    listen->host = "127.0.0.1";
  } else if (IsAddress(host)) {
    listen->host = host;
  } else if (!host.empty()) {
    reader.Problem("HOST", "is not an IP address (0.0.0.0 listens everywhere): \"" + host + "\"");
  }
  listen->port = static_cast<uint16_t>(reader.Integer("PORT", listen->port, 0, 65535));
}

}  // namespace

Environment ProcessEnvironment() {
  return [](const char* name) -> std::optional<std::string> {
    const char* value = std::getenv(name);
    return value ? std::optional<std::string>(value) : std::nullopt;
  };
}

ListenAddress ReadListenAddress(const Environment& environment,
                                std::vector<std::string>* problems) {
  Reader reader(environment, problems);
  ListenAddress listen;
  ReadListen(reader, &listen);
  return listen;
}

Config ReadConfig(const Environment& environment, std::vector<std::string>* problems) {
  Reader reader(environment, problems);
  Config config;
  ReadListen(reader, &config.listen);

  if (reader.Text("SPECTRAL_GENERATION").empty()) {
    reader.Problem("SPECTRAL_GENERATION",
                   "is missing: the release's generation, a whole number from 1");
  }
  config.generation = reader.Integer("SPECTRAL_GENERATION", 0, 1, kLargestJsonInteger);
  config.outbox_claim =
      std::chrono::seconds(reader.Integer("SPECTRAL_OUTBOX_CLAIM_SECONDS", 60, 1, 3600));

  config.revision = reader.Text("SPECTRAL_REVISION");
  if (!IsRevision(config.revision)) {
    reader.Problem("SPECTRAL_REVISION",
                   "is not a revision: at most 100 letters, digits and . _ - + /");
  }
  if (config.revision.empty()) config.revision = "unknown";

  config.image_digest = reader.Text("SPECTRAL_IMAGE_DIGEST");
  if (!config.image_digest.empty() && !IsDigest(config.image_digest)) {
    reader.Problem("SPECTRAL_IMAGE_DIGEST", "is not sha256: followed by 64 lower-case hex digits");
  }

  config.database_url = reader.Text("DATABASE_URL");
  if (const std::string problem = DatabaseUrlProblem(config.database_url); !problem.empty()) {
    reader.Problem("DATABASE_URL", problem);
  }

  config.service_key = reader.Text("SPECTRAL_SERVICE_KEY");
  if (!config.service_key.empty() && config.service_key.size() < kShortestServiceKey) {
    reader.Problem("SPECTRAL_SERVICE_KEY", "is too short: at least 16 characters");
  }
  config.llm_api_key = reader.Text("LLM_API_KEY");
  config.act_as_signing_key = reader.Text("ACT_AS_SIGNING_KEY");
  return config;
}

}  // namespace spectral
