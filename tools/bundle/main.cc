// bundle: what the toolchain does with sites and Workers, one subcommand each (README.md).
//
// Exit codes: 0 done; 1 the input is wrong, and diagnoses on stderr say where; 2 usage.
#include <google/protobuf/util/json_util.h>

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "proto/release/v1/diagnosis.pb.h"
#include "tools/base/diagnosis.h"
#include "tools/base/diagnosis_text.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/bundle/pack/pack.h"
#include "tools/bundle/pack/pack_request.pb.h"

namespace release::bundle {
namespace {

constexpr size_t kLargest = 64 << 20;

std::vector<v1::Diagnosis> PackFrom(const std::string& file) {
  const absl::StatusOr<std::string> text = ReadFile(file, kLargest);
  if (!text.ok()) return {DiagnosisOf(text.status())};
  PackRequest request;
  if (!google::protobuf::util::JsonStringToMessage(*text, &request).ok()) {
    return {DiagnosisOf(
        Diagnose(absl::StatusCode::kInvalidArgument,
                 {.code = "BUNDLE-REQUEST",
                  .what = Concat("bundle does not understand ", file),
                  .why = "it is not a PackRequest (tools/bundle/pack/pack_request.proto)",
                  .fix = "this is a fault in tools/rules: mend the rule or tools/bundle"}))};
  }
  return Pack(request);
}

int Told(const std::vector<v1::Diagnosis>& problems) {
  for (const v1::Diagnosis& problem : problems) {
    std::fputs(FormatDiagnosis(problem, TextStyle()).c_str(), stderr);
  }
  return problems.empty() ? 0 : 1;
}

int Main(int argc, char** argv) {
  const std::string_view command = argc == 3 ? argv[1] : "";
  if (command == "pack") return Told(PackFrom(argv[2]));
  std::fprintf(stderr, "usage: bundle pack REQUEST.json\n");
  return 2;
}

}  // namespace
}  // namespace release::bundle

int main(int argc, char** argv) { return release::bundle::Main(argc, argv); }
