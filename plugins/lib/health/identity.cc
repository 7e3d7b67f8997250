#include "plugins/lib/health/identity.h"

#include <charconv>
#include <optional>
#include <string_view>

#include "plugins/lib/health/report.h"
#include "tools/base/text.h"

namespace release::health {
namespace {

constexpr size_t kShortRevision = 12;
constexpr size_t kShortDigest = sizeof("sha256:") - 1 + 12;

void Add(std::string& text, std::string_view words, std::string_view value) {
  AppendTo(text, text.empty() ? "" : ", ", words, " ", value);
}

}  // namespace

std::string Identity::Text() const {
  std::string text;
  if (generation != 0) Add(text, "generation", std::to_string(generation));
  if (!revision.empty()) Add(text, "revision", revision.substr(0, kShortRevision));
  if (!image_digest.empty()) Add(text, "image", image_digest.substr(0, kShortDigest));
  return text.empty() ? "an unmarked release" : text;
}

uint64_t HeaderGeneration(const http::Response& response) {
  const std::string text = response.Header("x-spectral-generation");
  uint64_t generation = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), generation);
  return error == std::errc() && end == text.data() + text.size() ? generation : 0;
}

Identity IdentityOf(const http::Response& response) {
  Identity identity;
  if (const std::optional<Report> report = ReadReport(response.body)) identity = report->release;
  if (identity.generation == 0) identity.generation = HeaderGeneration(response);
  const std::string version = response.Header("x-spectral-version");
  if (identity.revision.empty() && version != "unknown") identity.revision = version;
  return identity;
}

}  // namespace release::health
