#include "tools/image/build/build_image.h"

#include <cstdio>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include "absl/status/status.h"
#include "tools/base/diagnosis.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/image/build/evaluator.h"
#include "tools/image/build/ignore.h"
#include "tools/image/build/places.h"
#include "tools/image/build/write_image.h"
#include "tools/image/dockerfile/parser.h"
#include "tools/image/oci/blob.h"
#include "tools/image/oci/docker_archive.h"

namespace release::image {
namespace {

namespace fs = std::filesystem;

// Another directory than the one the layout goes to would need a copy instead of a rename.
absl::StatusOr<TempDirectory> WorkBeside(const std::string& output) {
  const fs::path parent = fs::absolute(output).lexically_normal().parent_path();
  std::error_code error;
  fs::create_directories(parent, error);
  return TempDirectory::Create(parent.string(), ".image-");
}

absl::Status CheckOutput(const std::string& output) {
  std::error_code error;
  if (!fs::exists(output, error) || fs::is_empty(output, error)) return absl::OkStatus();
  return Diagnose(absl::StatusCode::kFailedPrecondition,
                  {.code = "OCI-DIRECTORY",
                   .what = Concat("no image can be written to ", output),
                   .why = "it is not empty",
                   .fix = "name a directory that is new or empty"});
}

absl::Status Move(const std::string& from, const std::string& to) {
  if (rename(from.c_str(), to.c_str()) != 0) return WriteFailed(to, "rename");
  return absl::OkStatus();
}

absl::Status WriteArchive(const Image& image, const BuildRequest& request,
                          const std::string& path) {
  absl::StatusOr<FileDescriptor> file = NewFile(path);
  if (!file.ok()) return file.status();
  return WriteDockerArchive(image, request.tags, file->get());
}

v1::Diagnosis WarningOf(std::string code, std::string what, std::string fix, v1::Place place) {
  v1::Diagnosis warning;
  warning.set_code(std::move(code));
  warning.set_what(std::move(what));
  warning.set_fix(std::move(fix));
  warning.set_severity(v1::SEVERITY_WARNING);
  *warning.mutable_place() = std::move(place);
  return warning;
}

std::vector<v1::Diagnosis> Warnings(const Dockerfile& dockerfile, const StageState& stage,
                                    const Evaluator& evaluator, const Places& places,
                                    const std::string& file) {
  std::vector<v1::Diagnosis> warnings;
  for (const std::vector<Warning>* part : {&dockerfile.warnings, &stage.warnings}) {
    for (const Warning& warning : *part) {
      Instruction line;
      line.first_line = line.last_line = warning.line;
      warnings.push_back(WarningOf(warning.code, warning.what, "", places.Of(line, "")));
    }
  }
  for (const std::string& name : evaluator.UnusedBuildArgs()) {
    v1::Place place;
    place.set_file(file);
    warnings.push_back(WarningOf(
        "IMAGE-BUILD-ARG-UNUSED", Concat("no ARG declares the build argument `", name, "`"),
        Concat("add `ARG ", name, "`, or remove the argument"), std::move(place)));
  }
  return warnings;
}

}  // namespace

absl::StatusOr<BuildResult> BuildImage(const BuildRequest& request) {
  if (absl::Status free = CheckOutput(request.output); !free.ok()) return free;
  absl::StatusOr<std::string> text = ReadFile(request.dockerfile, kLargestDockerfile);
  if (!text.ok()) return text.status();
  absl::StatusOr<Dockerfile> dockerfile = ParseDockerfile(*text, request.dockerfile);
  if (!dockerfile.ok()) return dockerfile.status();
  absl::StatusOr<IgnorePatterns> ignore = ReadIgnored(request);
  if (!ignore.ok()) return ignore.status();
  absl::StatusOr<BuildContext> context = MakeBuildContext(request.inputs, *ignore);
  if (!context.ok()) return context.status();

  absl::StatusOr<TempDirectory> work = WorkBeside(request.output);
  if (!work.ok()) return work.status();
  const std::string scratch = work->path() + "/scratch";
  std::error_code error;
  fs::create_directory(scratch, error);

  const Places places(*text, request.dockerfile);
  Evaluator evaluator(request, *dockerfile, places, *context, scratch);
  absl::StatusOr<StageState> stage = evaluator.Build();
  if (!stage.ok()) return stage.status();

  const std::string layout = work->path() + "/layout";
  std::vector<v1::Diagnosis> warnings =
      Warnings(*dockerfile, *stage, evaluator, places, request.dockerfile);
  absl::StatusOr<Image> image = WriteImage(*stage, request, layout, warnings);
  if (!image.ok()) return image.status();
  const std::string archive = request.docker_archive.empty()
                                  ? std::string()
                                  : Concat(request.docker_archive, ".unfinished");
  if (!archive.empty()) {
    if (absl::Status written = WriteArchive(*image, request, archive); !written.ok()) {
      std::remove(archive.c_str());
      return written;
    }
  }
  absl::Status moved = Move(layout, request.output);
  if (moved.ok() && !archive.empty()) moved = Move(archive, request.docker_archive);
  if (moved.ok() && !request.digest_file.empty()) {
    moved = WriteFileAtomically(request.digest_file, DigestText(image->pin.digest) + "\n", 0644);
  }
  if (!moved.ok()) return moved;
  return BuildResult{.digest = image->pin.digest, .warnings = std::move(warnings)};
}

}  // namespace release::image
