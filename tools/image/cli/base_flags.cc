#include "tools/image/cli/base_flags.h"

#include <cstddef>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/image/cli/arguments.h"
#include "tools/image/oci/descriptor.h"

namespace release::image {
namespace {

constexpr size_t kLargestDigestFile = 1024;

absl::Status Usage(std::string what, std::string fix) {
  return Diagnose(
      absl::StatusCode::kInvalidArgument,
      {.code = "IMAGE-USAGE", .what = std::move(what), .why = "", .fix = std::move(fix)});
}

absl::StatusOr<BaseSource> ReadSource(std::string text) {
  BaseSource source;
  if (const size_t at = text.rfind("@sha256:"); at != std::string::npos) {
    absl::StatusOr<Digest> digest = DigestFromText(text.substr(at + 1));
    if (!digest.ok()) return digest.status();
    source.digest = *digest;
    text.erase(at);
  }
  const size_t colon = text.find(':');
  const std::string kind = text.substr(0, colon);
  if (colon == std::string::npos || (kind != "layout" && kind != "docker-archive")) {
    return Usage(Concat("--base: `", text, "` does not say what it is"),
                 "write --base=NAME=layout:DIRECTORY@sha256:HEX or "
                 "--base=NAME=docker-archive:FILE@sha256:HEX");
  }
  source.kind = kind == "layout" ? BaseSource::Kind::kLayout : BaseSource::Kind::kDockerArchive;
  source.path = text.substr(colon + 1);
  return source;
}

}  // namespace

absl::StatusOr<std::map<std::string, BaseSource>> ReadBases(
    const std::vector<std::string>& bases, const std::vector<std::string>& digest_files) {
  std::map<std::string, BaseSource> sources;
  for (const std::string& text : bases) {
    auto pair = SplitAtEquals("base", text);
    if (!pair.ok()) return pair.status();
    absl::StatusOr<BaseSource> source = ReadSource(std::move(pair->second));
    if (!source.ok()) return source.status();
    if (!sources.emplace(pair->first, *std::move(source)).second) {
      return Usage(Concat("--base maps `", pair->first, "` twice"), "remove one of the two");
    }
  }
  for (const std::string& text : digest_files) {
    auto pair = SplitAtEquals("base-digest-file", text);
    if (!pair.ok()) return pair.status();
    const auto found = sources.find(pair->first);
    if (found == sources.end()) {
      return Usage(Concat("--base-digest-file: no --base maps `", pair->first, "`"),
                   "add the --base");
    }
    absl::StatusOr<std::string> content = ReadFile(pair->second, kLargestDigestFile);
    if (!content.ok()) return content.status();
    absl::StatusOr<Digest> digest = DigestFromText(StdView(absl::StripAsciiWhitespace(*content)));
    if (!digest.ok()) return digest.status();
    found->second.digest = *digest;
  }
  return sources;
}

}  // namespace release::image
