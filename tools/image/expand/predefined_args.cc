#include "tools/image/expand/predefined_args.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "tools/base/diagnosis.h"
#include "tools/base/printable.h"
#include "tools/base/text.h"

namespace release::image {
namespace {

void Normalise(Platform& platform) {
  absl::AsciiStrToLower(&platform.os);
  absl::AsciiStrToLower(&platform.architecture);
  absl::AsciiStrToLower(&platform.variant);
  std::string& architecture = platform.architecture;
  std::string& variant = platform.variant;
  if (architecture == "x86_64" || architecture == "x86-64") architecture = "amd64";
  if (architecture == "i386") architecture = "386";
  if (architecture == "aarch64") architecture = "arm64";
  if (architecture == "armhf") {
    architecture = "arm";
    variant = "v7";
  }
  if (architecture == "armel") {
    architecture = "arm";
    variant = "v6";
  }
  if (architecture == "amd64" && variant == "v1") variant.clear();
  if (architecture == "arm64" && (variant == "8" || variant == "v8")) variant.clear();
  if (architecture == "arm") {
    if (variant.empty() || variant == "7") variant = "v7";
    if (variant == "5" || variant == "6" || variant == "8") variant = "v" + variant;
  }
}

void AddPlatform(Environment& environment, const std::string& prefix, const Platform& platform) {
  environment[prefix + "PLATFORM"] = platform.ToString();
  environment[prefix + "OS"] = platform.os;
  environment[prefix + "OSVERSION"] = "";
  environment[prefix + "ARCH"] = platform.architecture;
  environment[prefix + "VARIANT"] = platform.variant;
}

}  // namespace

std::string Platform::ToString() const {
  return Concat(os, "/", architecture, variant.empty() ? "" : "/", variant);
}

absl::StatusOr<Platform> ParsePlatform(std::string_view text) {
  const std::vector<std::string> parts = absl::StrSplit(AbslView(text), '/');
  const auto bad = [](const std::string& part) {
    return part.empty() || !std::all_of(part.begin(), part.end(), [](unsigned char c) {
             return absl::ascii_isalnum(c) || c == '_' || c == '-' || c == '.';
           });
  };
  if (parts.size() < 2 || parts.size() > 3 || std::any_of(parts.begin(), parts.end(), bad)) {
    return Diagnose(absl::StatusCode::kInvalidArgument,
                    {.code = "IMAGE-PLATFORM",
                     .what = Concat("`", PrintableLine(text), "` is no platform"),
                     .why = "a platform is an operating system and an architecture",
                     .fix = "Write os/architecture or os/architecture/variant: linux/amd64, "
                            "linux/arm/v7."});
  }
  Platform platform{parts[0], parts[1], parts.size() == 3 ? parts[2] : ""};
  Normalise(platform);
  return platform;
}

Environment PlatformArgs(const Platform& build, const Platform& target,
                         std::string_view target_stage) {
  Environment environment;
  AddPlatform(environment, "BUILD", build);
  AddPlatform(environment, "TARGET", target);
  environment["TARGETSTAGE"] = target_stage.empty() ? "default" : std::string(target_stage);
  return environment;
}

bool IsProxyArg(std::string_view name) {
  constexpr std::array<std::string_view, 10> kNames = {
      "HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "FTP_PROXY",
      "ftp_proxy",  "NO_PROXY",   "no_proxy",    "ALL_PROXY",   "all_proxy"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

}  // namespace release::image
