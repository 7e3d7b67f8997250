// image: what the toolchain does with Dockerfiles, one subcommand each (README.md).
//
// Exit codes: 0 done; 1 the input is wrong, and a diagnosis on stderr says where; 2 usage.
#include <iostream>
#include <string>

#include "absl/status/statusor.h"
#include "proto/release/v1/diagnosis.pb.h"
#include "tools/base/diagnosis.h"
#include "tools/base/diagnosis_text.h"
#include "tools/image/dockerfile/parser.h"
#include "tools/image/dockerfile/tree.h"
#include "tools/image/dockerfile/tree_json.h"

namespace {

constexpr int kWrongInput = 1;
constexpr int kUsage = 2;

// The tree of one Dockerfile as JSON, or its first mistake: for programs on stdout, for people on
// stderr.
int Parse(const std::string& path) {
  const absl::StatusOr<release::image::Dockerfile> dockerfile =
      release::image::ReadDockerfile(path);
  if (!dockerfile.ok()) {
    const release::v1::Diagnosis diagnosis = release::DiagnosisOf(dockerfile.status());
    std::cout << release::image::ErrorJson(diagnosis);
    std::cerr << release::FormatDiagnosis(diagnosis, {});
    return kWrongInput;
  }
  std::cout << release::image::TreeJson(*dockerfile);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3 && std::string(argv[1]) == "parse") return Parse(argv[2]);
  std::cerr << "usage: image parse DOCKERFILE\n";
  return kUsage;
}
