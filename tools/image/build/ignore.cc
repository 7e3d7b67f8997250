#include "tools/image/build/ignore.h"

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/image/context/ignore_file.h"
#include "tools/image/context/path.h"

namespace release::image {
namespace {

constexpr size_t kLargest = size_t{1} << 20;

std::string Choose(const BuildRequest& request) {
  if (!request.ignore_file.empty()) return request.ignore_file;
  const std::string beside = request.dockerfile + ".dockerignore";
  std::string general;
  for (const DeclaredInput& input : request.inputs) {
    if (input.directory || input.link_target.has_value()) continue;
    if (CleanPath(input.source) == CleanPath(beside)) return input.source;
    if (input.path == BaseName(beside)) return input.source;
    if (input.path == ".dockerignore") general = input.source;
  }
  return general;
}

}  // namespace

absl::StatusOr<IgnorePatterns> ReadIgnored(const BuildRequest& request) {
  const std::string path = Choose(request);
  if (path.empty()) return IgnorePatterns();
  absl::StatusOr<std::string> content = ReadFile(path, kLargest);
  if (!content.ok()) return content.status();
  absl::StatusOr<IgnorePatterns> patterns = IgnorePatterns::Create(ReadIgnoreFile(*content));
  if (patterns.ok()) return patterns;
  v1::Diagnosis diagnosis = DiagnosisOf(patterns.status());
  diagnosis.mutable_place()->set_file(path);
  return DiagnosisStatus(patterns.status().code(), std::move(diagnosis));
}

}  // namespace release::image
