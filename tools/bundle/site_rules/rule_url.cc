#include "tools/bundle/site_rules/rule_url.h"

#include <algorithm>
#include <cctype>

namespace release::bundle {
namespace {

bool IsLetter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool IsDigit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

bool HasDotParts(std::string_view path) {
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash
    const std::string_view part = path.substr(0, path.find('/'));
    if (part == "." || part == "..") return true;
    path.remove_prefix(part.size());
  }
  return false;
}

}  // namespace

UrlFault ParseRuleUrl(std::string_view text, RuleUrl& url) {
  url = {};
  constexpr std::string_view kHttps = "https://";
  if (text.starts_with(kHttps)) {
    text.remove_prefix(kHttps.size());
    while (text.starts_with('/')) text.remove_prefix(1);
    const std::size_t end = std::min(text.find('/'), text.size());
    url.host = text.substr(0, end);
    if (url.host.empty()) return UrlFault::kRelative;
    text.remove_prefix(end);
  } else if (text.find("://") != std::string_view::npos && !text.starts_with('/')) {
    return UrlFault::kScheme;
  } else if (!text.starts_with('/')) {
    return UrlFault::kRelative;
  }
  const std::size_t end = std::min(text.find_first_of("?#"), text.size());
  url.path = end == 0 ? "/" : std::string(text.substr(0, end));
  url.rest = text.substr(end);
  if (url.host.empty() && url.path.starts_with("//")) return UrlFault::kEmptyPart;
  return HasDotParts(url.path) ? UrlFault::kDotParts : UrlFault::kNone;
}

bool HasPort(std::string_view host) {
  const std::size_t colon = host.rfind(':');
  if (colon == std::string_view::npos || colon + 1 == host.size()) return false;
  const std::string_view port = host.substr(colon + 1);
  return std::all_of(port.begin(), port.end(), IsDigit);
}

std::size_t PlaceholderName(std::string_view text) {
  if (text.empty() || !IsLetter(text[0])) return 0;
  const auto* const end = std::find_if_not(
      text.begin(), text.end(), [](char c) { return IsLetter(c) || IsDigit(c) || c == '_'; });
  return static_cast<std::size_t>(end - text.begin());
}

Wildcards WildcardsIn(std::string_view text) {
  Wildcards found;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '*') ++found.splats;
    if (text[i] != ':') continue;
    const std::size_t length = PlaceholderName(text.substr(i + 1));
    if (length > 0) found.names.emplace_back(text.substr(i + 1, length));
  }
  return found;
}

}  // namespace release::bundle
