#include "tools/bundle/site_rules/path_pattern.h"

#include <algorithm>

#include "tools/bundle/site_rules/rule_url.h"

namespace release::bundle {
namespace {

constexpr std::string_view kSplat = "splat";
constexpr std::string_view kExample = "any-name";
constexpr std::size_t kMostParts = 64;

}  // namespace

PathPattern::PathPattern(std::string_view pattern) {
  for (std::size_t i = 0; i < pattern.size();) {
    const std::size_t name = pattern[i] == ':' ? PlaceholderName(pattern.substr(i + 1)) : 0;
    if (pattern[i] == '*') {
      parts_.push_back({"", std::string(kSplat)});
      ++i;
    } else if (name > 0) {
      parts_.push_back({"", std::string(pattern.substr(i + 1, name))});
      i += name + 1;
    } else {
      if (parts_.empty() || !parts_.back().name.empty()) parts_.emplace_back();
      parts_.back().literal += pattern[i++];
    }
  }
}

std::optional<std::map<std::string, std::string>> PathPattern::Match(std::string_view path) const {
  // reach[p] has the positions in `path` at which the first p parts can end, each with where part p
  // began: enough to walk back.
  if (parts_.size() > kMostParts) return std::nullopt;
  if (!parts_.empty() && !path.starts_with(parts_[0].literal)) return std::nullopt;
  constexpr std::size_t kNone = std::string_view::npos;
  std::vector<std::vector<std::size_t>> from(parts_.size() + 1,
                                             std::vector<std::size_t>(path.size() + 1, kNone));
  from[0][0] = 0;
  for (std::size_t p = 0; p < parts_.size(); ++p) {
    const Part& part = parts_[p];
    std::size_t open = kNone;  // the latest place where a wildcard may have begun
    for (std::size_t at = 0; at <= path.size(); ++at) {
      if (part.name.empty()) {
        const bool fits = from[p][at] != kNone && path.substr(at).starts_with(part.literal);
        if (fits) from[p + 1][at + part.literal.size()] = at;
        continue;
      }
      if (part.name == kSplat) {
        if (open == kNone && from[p][at] != kNone) open = at;
        from[p + 1][at] = open;
        continue;
      }
      if (at > 0 && path[at - 1] == '/') open = kNone;
      from[p + 1][at] = open;  // before `at` itself may open: at least one character
      if (open == kNone && from[p][at] != kNone) open = at;
    }
  }
  std::size_t end = path.size();
  if (from[parts_.size()][end] == kNone) return std::nullopt;
  std::map<std::string, std::string> values;
  for (std::size_t p = parts_.size(); p > 0; --p) {
    const std::size_t begin = from[p][end];
    if (!parts_[p - 1].name.empty()) values[parts_[p - 1].name] = path.substr(begin, end - begin);
    end = begin;
  }
  return values;
}

std::string PathPattern::Example(std::string_view splat) const {
  std::string path;
  for (const Part& part : parts_) {
    path += part.name.empty() ? part.literal : part.name == kSplat ? splat : kExample;
  }
  return path;
}

std::string Substitute(std::string_view text, const std::map<std::string, std::string>& values) {
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t name = text[i] == ':' ? PlaceholderName(text.substr(i + 1)) : 0;
    const auto value = values.find(std::string(text.substr(i + 1, name)));
    if (name > 0 && value != values.end()) {
      result += value->second;
      i += name + 1;
    } else {
      result += text[i++];
    }
  }
  return result;
}

}  // namespace release::bundle
