#include "tools/image/cli/build_command.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/image/build/build_image.h"
#include "tools/image/build/build_request.h"
#include "tools/image/build/inputs.h"
#include "tools/image/cli/arguments.h"
#include "tools/image/cli/base_flags.h"
#include "tools/image/cli/exit_code.h"
#include "tools/image/cli/report.h"
#include "tools/image/expand/predefined_args.h"

namespace release::image {
namespace {

// Flags whose values are read further than CLI11 does.
struct Flags {
  BuildRequest request;
  std::string inputs;
  std::string platform = "linux/amd64";
  std::vector<std::string> build_args;
  std::vector<std::string> labels;
  std::vector<std::string> bases;
  std::vector<std::string> base_digest_files;
};

template <typename Map>
absl::Status ReadPairs(const std::string& flag, const std::vector<std::string>& texts, Map& map) {
  for (const std::string& text : texts) {
    auto pair = SplitAtEquals(flag, text);
    if (!pair.ok()) return pair.status();
    map[pair->first] = std::move(pair->second);
  }
  return absl::OkStatus();
}

absl::Status Complete(Flags& flags) {
  BuildRequest& request = flags.request;
  absl::Status read = ReadPairs("build-arg", flags.build_args, request.build_args);
  if (read.ok()) read = ReadPairs("label", flags.labels, request.labels);
  if (!read.ok()) return read;
  absl::StatusOr<std::map<std::string, BaseSource>> bases =
      ReadBases(flags.bases, flags.base_digest_files);
  if (!bases.ok()) return bases.status();
  request.bases = *std::move(bases);
  absl::StatusOr<Platform> platform = ParsePlatform(flags.platform);
  if (!platform.ok()) return platform.status();
  request.platform = *std::move(platform);
  request.layers.mtime = request.epoch;
  if (flags.inputs.empty()) return absl::OkStatus();
  absl::StatusOr<std::vector<DeclaredInput>> inputs = ReadInputs(flags.inputs);
  if (!inputs.ok()) return inputs.status();
  request.inputs = *std::move(inputs);
  return absl::OkStatus();
}

int Build(Flags& flags) {
  if (absl::Status complete = Complete(flags); !complete.ok()) return Fail(complete);
  absl::StatusOr<BuildResult> result = BuildImage(flags.request);
  if (!result.ok()) return Fail(result.status());
  for (const v1::Diagnosis& warning : result->warnings) Print(warning);
  return kDone;
}

// A flag that may be given several times, one value each.
void AddMany(CLI::App& command, const std::string& name, std::vector<std::string>& values,
             const std::string& description) {
  command.add_option(name, values, description)->take_all()->allow_extra_args(false);
}

void AddFlags(CLI::App& command, Flags& flags) {
  BuildRequest& request = flags.request;
  command.add_option("--dockerfile", request.dockerfile, "the Dockerfile")->required();
  command.add_option("--inputs", flags.inputs,
                     "list of the context: KIND<TAB>PATH<TAB>SOURCE, one a line");
  command.add_option("--ignore-file", request.ignore_file, ".dockerignore by its path");
  command.add_option("--output", request.output, "directory of the OCI layout, new or empty")
      ->required();
  command.add_option("--digest-file", request.digest_file, "file for the manifest's digest");
  command.add_option("--docker-archive", request.docker_archive, "file for `docker load`");
  AddMany(command, "--tag", request.tags, "name of the image, NAME:TAG");
  AddMany(command, "--build-arg", flags.build_args, "NAME=VALUE for an ARG");
  AddMany(command, "--label", flags.labels, "NAME=VALUE, wins over LABEL");
  AddMany(command, "--base", flags.bases,
          "NAME=layout:DIR@sha256:HEX or NAME=docker-archive:FILE@sha256:HEX for FROM NAME");
  AddMany(command, "--base-digest-file", flags.base_digest_files,
          "NAME=FILE: the digest of that base");
  command.add_option("--target", request.target, "stage to build, by name or number");
  command.add_option("--platform", flags.platform, "OS/ARCHITECTURE[/VARIANT]");
  const std::map<std::string, Compression> compressions{{"gzip", Compression::kGzip},
                                                        {"none", Compression::kNone},
                                                        {"zstd", Compression::kZstd}};
  command.add_option("--compression", request.layers.compression, "of the layers")
      ->transform(CLI::CheckedTransformer(compressions))
      ->option_text("gzip|zstd|none");
  const std::map<std::string, RunMode> modes{{"refused", RunMode::kRefused},
                                             {"sandbox", RunMode::kSandbox}};
  command.add_option("--run", request.run, "what RUN may do")
      ->transform(CLI::CheckedTransformer(modes))
      ->option_text("refused|sandbox");
  command.add_option("--run-fix", request.run_fix, "what a refused RUN tells to do");
  command.add_option("--layer-cache", request.layer_cache, "folder that keeps layers");
  command.add_option("--threads", request.layers.threads, "that compress; 0: one for a processor")
      ->check(CLI::Range(0, 256));
  command.add_option("--epoch", request.epoch, "time of everything, seconds since 1970")
      ->check(CLI::Range(int64_t{0}, int64_t{8589934591}));
}

}  // namespace

void AddBuildCommand(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("build", "make an OCI image from a Dockerfile");
  const auto flags = std::make_shared<Flags>();
  AddFlags(*command, *flags);
  command->callback([flags, &exit_code] { exit_code = Build(*flags); });
}

}  // namespace release::image
