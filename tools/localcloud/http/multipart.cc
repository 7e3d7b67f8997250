#include "tools/localcloud/http/multipart.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::cloud {
namespace {

constexpr size_t kMaxBoundary = 200;  // RFC 2046 says 70; browsers and runtimes stay below

absl::Status Malformed(size_t offset, std::string why) {
  return Diagnose(absl::StatusCode::kInvalidArgument,
                  {.code = "HTTP-MULTIPART",
                   .what = Concat("malformed multipart body at byte ", offset),
                   .why = std::move(why),
                   .fix = "send multipart/form-data as RFC 7578 describes it"});
}

bool IsBoundary(std::string_view text) {
  return !text.empty() && text.size() <= kMaxBoundary &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 127; });
}

// Takes one value off `text`: quoted, with backslash escapes, or up to ';'.
std::string TakeValue(std::string_view& text) {
  std::string value;
  if (!text.starts_with('"')) {
    value = text.substr(0, text.find(';'));
    text.remove_prefix(value.size());
    return std::string(absl::StripAsciiWhitespace(value));
  }
  text.remove_prefix(1);
  while (!text.empty() && text.front() != '"') {
    if (text.front() == '\\' && text.size() > 1) text.remove_prefix(1);
    value.push_back(text.front());
    text.remove_prefix(1);
  }
  text.remove_prefix(text.empty() ? 0 : 1);
  return value;
}

std::string_view Trimmed(std::string_view text) {
  return StdView(absl::StripAsciiWhitespace(AbslView(text)));
}

// The value of `name` among "; name=value; other=value".
std::optional<std::string> Parameter(std::string_view text, std::string_view name) {
  while (true) {
    const size_t semicolon = text.find(';');
    if (semicolon == std::string_view::npos) return std::nullopt;
    text.remove_prefix(semicolon + 1);
    const size_t equals = text.find_first_of("=;");
    if (equals == std::string_view::npos) return std::nullopt;
    if (text[equals] == ';') continue;
    const std::string_view key = Trimmed(text.substr(0, equals));
    text.remove_prefix(equals + 1);
    std::string value = TakeValue(text);
    if (absl::EqualsIgnoreCase(AbslView(key), AbslView(name))) return value;
  }
}

// The headers of one part. False when a line is no header or the part has no name.
bool ReadHeaders(std::string_view lines, Part& part) {
  bool named = false;
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find("\r\n"));
    lines.remove_prefix(std::min(lines.size(), line.size() + 2));
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) return false;
    const std::string_view key = Trimmed(line.substr(0, colon));
    const std::string_view value = Trimmed(line.substr(colon + 1));
    if (absl::EqualsIgnoreCase(AbslView(key), "content-type")) part.content_type = value;
    if (!absl::EqualsIgnoreCase(AbslView(key), "content-disposition")) continue;
    const auto name = Parameter(value, "name");
    if (!name || !absl::StartsWithIgnoreCase(AbslView(value), "form-data")) return false;
    part.name = *name;
    part.filename = Parameter(value, "filename");
    named = true;
  }
  return named;
}

}  // namespace

std::optional<std::string> BoundaryOf(std::string_view content_type) {
  if (!absl::StartsWithIgnoreCase(AbslView(content_type), "multipart/form-data")) {
    return std::nullopt;
  }
  auto boundary = Parameter(content_type, "boundary");
  if (!boundary || !IsBoundary(*boundary)) return std::nullopt;
  return boundary;
}

std::optional<std::string> LeadingBoundary(std::string_view body) {
  if (!body.starts_with("--")) return std::nullopt;
  const std::string_view line = body.substr(2, body.substr(0, kMaxBoundary + 4).find("\r\n") - 2);
  if (!IsBoundary(line)) return std::nullopt;
  return std::string(line);
}

absl::StatusOr<std::vector<Part>> ParseMultipart(std::string_view body, std::string_view boundary) {
  const std::string opening = Concat("--", boundary);
  const std::string delimiter = Concat("\r\n", opening);
  if (!body.starts_with(opening)) return Malformed(0, "the body does not begin with its boundary");
  std::vector<Part> parts;
  size_t at = opening.size();
  while (!body.substr(at).starts_with("--")) {
    if (!body.substr(at).starts_with("\r\n")) {
      return Malformed(at, "a boundary is not followed by a line end or `--`");
    }
    at += 2;
    const size_t blank = body.substr(at, kMaxPartHeader).find("\r\n\r\n");
    if (blank == std::string_view::npos) return Malformed(at, "the headers of a part do not end");
    Part part;
    if (!ReadHeaders(body.substr(at, blank), part)) {
      return Malformed(at, "a part has no `Content-Disposition: form-data; name=...`");
    }
    at += blank + 4;
    // The line end before a boundary may be the one that ends the headers: an empty part.
    const size_t end = body.find(delimiter, at - 2);
    if (end == std::string_view::npos) return Malformed(at, "the last boundary is missing");
    part.content = end < at ? std::string_view() : body.substr(at, end - at);
    if (parts.size() == kMaxParts) return Malformed(at, "too many parts");
    parts.push_back(std::move(part));
    at = end + delimiter.size();
  }
  return parts;
}

const Part* FindPart(const std::vector<Part>& parts, std::string_view name) {
  for (const Part& part : parts) {
    if (part.name == name) return &part;
  }
  return nullptr;
}

}  // namespace release::cloud
