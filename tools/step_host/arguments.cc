#include "tools/step_host/arguments.h"

#include <charconv>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tools/base/diagnosis.h"

namespace release {

const char kUsage[] =
    "step_host: the process that opens one step plugin and speaks gRPC for it\n"
    "\n"
    "  step_host --fd=N --expect-sha256=HEX --plugin=FILE [--label=TARGET]\n"
    "      Loads FILE if its digest is HEX and serves the coordinator at the other end of the\n"
    "      socketpair N. The coordinator starts it so.\n"
    "  step_host describe --plugin=FILE\n"
    "      Prints what the plugin says of itself, as the JSON of release.v1.Hello.\n";

namespace {

absl::Status Usage(std::string why) {
  return Diagnose(absl::StatusCode::kInvalidArgument,
                  {.code = "HOST-USAGE",
                   .what = "the command line of step_host is wrong",
                   .why = std::move(why),
                   .fix = "see step_host --help"});
}

// The value of `--NAME=VALUE`; absent for another flag.
std::optional<std::string> ValueOf(std::string_view argument, std::string_view name) {
  if (!argument.starts_with(name) || !argument.substr(name.size()).starts_with("=")) return {};
  return std::string(argument.substr(name.size() + 1));
}

absl::Status Read(std::string_view argument, Arguments& arguments) {
  if (auto value = ValueOf(argument, "--plugin")) {
    arguments.plugin = *value;
  } else if ((value = ValueOf(argument, "--label"))) {
    arguments.label = *value;
  } else if ((value = ValueOf(argument, "--fd"))) {
    const auto read = std::from_chars(value->data(), value->data() + value->size(), arguments.fd);
    if (read.ec != std::errc() || read.ptr != value->data() + value->size() || arguments.fd < 3) {
      return Usage(absl::StrCat("--fd is ", *value, ", want a number from 3"));
    }
  } else if ((value = ValueOf(argument, "--expect-sha256"))) {
    absl::StatusOr<Digest> digest = Digest::FromHex(*value);
    if (!digest.ok()) return Usage("--expect-sha256 wants 64 lower-case hex digits");
    arguments.expected = *digest;
  } else {
    return Usage(absl::StrCat("there is no argument ", std::string(argument)));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Arguments> ParseArguments(int argc, const char* const* argv) {
  Arguments arguments;
  int next = 1;
  if (next < argc) {
    const std::string_view mode = argv[next];
    if (mode == "--help" || mode == "-h") {
      arguments.mode = Arguments::Mode::kHelp;
      return arguments;
    }
    if (mode == "describe") arguments.mode = Arguments::Mode::kDescribe;
    if (arguments.mode != Arguments::Mode::kAttach) ++next;
  }
  for (; next < argc; ++next) {
    if (absl::Status read = Read(argv[next], arguments); !read.ok()) return read;
  }
  if (arguments.plugin.empty()) return Usage("--plugin=FILE is missing");
  if (arguments.mode == Arguments::Mode::kAttach) {
    if (arguments.fd < 0) return Usage("--fd=N is missing");
    if (!arguments.expected) return Usage("--expect-sha256=HEX is missing");
  }
  return arguments;
}

}  // namespace release
