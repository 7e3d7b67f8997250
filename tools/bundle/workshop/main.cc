// workshop WORK.json: does one Work (work.proto). Exit codes: 0 done; 1 not, and stderr says why;
// 2 usage.
#include <google/protobuf/util/json_util.h>

#include <cstdio>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/base/diagnosis.h"
#include "tools/base/diagnosis_text.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/bundle/workshop/work.pb.h"
#include "tools/bundle/workshop/workshop.h"

namespace release::bundle {
namespace {

constexpr size_t kLargest = 64 << 20;

absl::Status WorkFrom(const std::string& file) {
  const absl::StatusOr<std::string> text = ReadFile(file, kLargest);
  if (!text.ok()) return text.status();
  Work work;
  if (!google::protobuf::util::JsonStringToMessage(*text, &work).ok()) {
    return Diagnose(absl::StatusCode::kInvalidArgument,
                    {.code = "WORKSHOP-REQUEST",
                     .what = Concat("the workshop does not understand ", file),
                     .why = "it is not a Work (tools/bundle/workshop/work.proto)",
                     .fix = "this is a fault in tools/rules: mend the rule or the workshop"});
  }
  return DoWork(work);
}

int Main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: workshop WORK.json\n");
    return 2;
  }
  const absl::Status status = WorkFrom(argv[1]);
  if (status.ok()) return 0;
  std::fputs(FormatDiagnosis(DiagnosisOf(status), TextStyle()).c_str(), stderr);
  return 1;
}

}  // namespace
}  // namespace release::bundle

int main(int argc, char** argv) { return release::bundle::Main(argc, argv); }
