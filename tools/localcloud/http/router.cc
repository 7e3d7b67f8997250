#include "tools/localcloud/http/router.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "tools/base/text.h"
#include "tools/localcloud/http/message.h"

namespace release::cloud {
namespace {

std::vector<std::string> Segments(std::string_view path) {
  std::vector<std::string> segments;
  while (!path.empty()) {
    path.remove_prefix(path.front() == '/' ? 1 : 0);
    const std::string_view segment = path.substr(0, path.find('/'));
    segments.emplace_back(segment);
    path.remove_prefix(segment.size());
  }
  return segments;
}

bool IsParameter(std::string_view segment) { return segment.starts_with('{'); }

bool LooksLikeId(std::string_view segment) {
  if (segment.size() != 32 && segment.size() != 36) return false;
  return std::all_of(segment.begin(), segment.end(), [](char c) {
    return c == '-' || std::isxdigit(static_cast<unsigned char>(c));
  });
}

std::optional<PathParams> ParamsOf(const std::vector<std::string>& pattern,
                                   const std::vector<std::string>& path) {
  if (pattern.size() != path.size()) return std::nullopt;
  PathParams params;
  for (size_t i = 0; i < path.size(); ++i) {
    const auto decoded = PercentDecoded(path[i]);
    if (!decoded || decoded->empty()) return std::nullopt;
    if (IsParameter(pattern[i])) {
      params[pattern[i].substr(1, pattern[i].size() - 2)] = *decoded;
    } else if (pattern[i] != *decoded) {
      return std::nullopt;
    }
  }
  return params;
}

// True when `a` has text where `b` first has a parameter.
bool MoreExact(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  for (size_t i = 0; i < a.size(); ++i) {
    if (IsParameter(a[i]) != IsParameter(b[i])) return IsParameter(b[i]);
  }
  return false;
}

}  // namespace

void Router::Add(std::string method, std::string path_template) {
  std::vector<std::string> segments = Segments(path_template);
  routes_.push_back({std::move(method), std::move(path_template), std::move(segments)});
}

std::optional<RouteMatch> Router::Match(std::string_view method, std::string_view path) const {
  const std::vector<std::string> segments = Segments(path);
  std::optional<RouteMatch> best;
  for (size_t i = 0; i < routes_.size(); ++i) {
    if (routes_[i].method != method) continue;
    auto params = ParamsOf(routes_[i].segments, segments);
    if (!params) continue;
    if (best && !MoreExact(routes_[i].segments, routes_[best->index].segments)) continue;
    best = RouteMatch{i, *std::move(params)};
  }
  return best;
}

std::string PathShape(std::string_view path) {
  std::string shape;
  for (const std::string& segment : Segments(path)) {
    AppendTo(shape, "/", LooksLikeId(segment) ? "{id}" : segment);
  }
  return shape;
}

}  // namespace release::cloud
