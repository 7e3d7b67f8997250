#include "tools/localcloud/front/registry_request.h"

#include <algorithm>
#include <cctype>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "tools/base/text.h"
#include "tools/localcloud/http/message.h"

namespace release::cloud {
namespace {

bool IsPathCharacter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         std::string_view("._-:@=+/").find(c) != std::string_view::npos;
}

// The segments behind "/v2/"; the last one may be empty. Nothing for an unusual path.
std::optional<std::vector<std::string>> Segments(std::string_view path) {
  const std::string_view prefix = "/v2/";
  if (!path.starts_with(prefix) || !std::all_of(path.begin(), path.end(), IsPathCharacter)) {
    return std::nullopt;
  }
  std::vector<std::string> segments =
      absl::StrSplit(AbslView(path.substr(prefix.size())), absl::ByChar('/'));
  for (size_t i = 0; i < segments.size(); ++i) {
    const bool last = i + 1 == segments.size();
    if (segments[i] == "." || segments[i] == ".." || (segments[i].empty() && !last)) {
      return std::nullopt;
    }
  }
  return segments;
}

bool IsKind(const std::string& segment) {
  return segment == "blobs" || segment == "manifests" || segment == "tags" ||
         segment == "referrers";
}

RegistryAction ActionOf(std::string_view method, bool upload) {
  if (method == "HEAD" && !upload) return RegistryAction::kProbe;
  if (method == "GET" && !upload) return RegistryAction::kPull;
  return RegistryAction::kPush;
}

}  // namespace

std::optional<RegistryRequest> ReadRegistryRequest(std::string_view method,
                                                   const std::string& target) {
  HttpRequest request;
  request.target = target;
  if (request.path() == "/v2" || request.path() == "/v2/") return RegistryRequest{};
  const auto segments = Segments(request.path());
  if (!segments) return std::nullopt;
  if (segments->front() == "_catalog") return RegistryRequest{.action = RegistryAction::kList};
  const auto last_kind = std::find_if(segments->rbegin(), segments->rend(), IsKind);
  if (last_kind == segments->rend()) return std::nullopt;
  const auto kind = last_kind.base() - 1;
  const auto behind = kind + 1;
  if (kind == segments->begin() || behind == segments->end()) return std::nullopt;
  RegistryRequest read;
  read.action = ActionOf(method, *kind == "blobs" && *behind == "uploads");
  read.repository = absl::StrJoin(segments->begin(), kind, "/");
  if (method == "POST" && request.Query("mount")) {
    read.mounts_from = request.Query("from").value_or("");
  }
  return read;
}

std::optional<BasicCredentials> ReadBasicCredentials(std::string_view header) {
  const std::string_view scheme = "basic ";
  if (!absl::StartsWithIgnoreCase(AbslView(header), AbslView(scheme))) return std::nullopt;
  std::string decoded;
  if (!absl::Base64Unescape(AbslView(header.substr(scheme.size())), &decoded)) return std::nullopt;
  const size_t colon = decoded.find(':');
  if (colon == std::string::npos) return std::nullopt;
  return BasicCredentials{decoded.substr(0, colon), decoded.substr(colon + 1)};
}

}  // namespace release::cloud
