#include "plugins/lib/health/expected_release.h"

#include <charconv>
#include <string_view>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::health {
namespace {

absl::Status Read(const Context& context, const std::string& name, std::string& value) {
  if (name.empty()) return absl::OkStatus();
  absl::StatusOr<std::string_view> input = context.Input(name);
  if (input.ok()) value = std::string(*input);
  return input.status();
}

}  // namespace

absl::StatusOr<Identity> ExpectedRelease(const Context& context, const std::string& prefix,
                                         const ReleaseInputs& inputs) {
  Identity release;
  std::string generation;
  absl::Status read = Read(context, inputs.generation, generation);
  if (read.ok()) read = Read(context, inputs.revision, release.revision);
  if (read.ok()) read = Read(context, inputs.image_digest, release.image_digest);
  if (!read.ok()) return read;
  if (inputs.generation.empty()) return release;
  const char* const end = generation.data() + generation.size();
  const auto [stop, error] = std::from_chars(generation.data(), end, release.generation);
  if (error == std::errc() && stop == end && release.generation != 0) return release;
  return Diagnose(absl::StatusCode::kInvalidArgument,
                  {.code = Concat(prefix, "INPUT"),
                   .what = Concat("the output ", inputs.generation, " is no generation"),
                   .why = Concat("it is `", generation, "`"),
                   .fix = "let `generation_input` name the output that says which is live"});
}

}  // namespace release::health
