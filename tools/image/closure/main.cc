// runtime_closure: the action of the rule of that name (tools/rules).
//
// usage: runtime_closure FILE, where FILE has one flag a line:
//   --program=FILE --place=PATH --owner=LABEL --output=DIRECTORY, once each;
//   --library=FILE --loaded=SONAME, any number.
//
// Exit codes: 0 done; 1 the input is wrong, and a diagnosis on stderr says how; 2 usage.
#include <iostream>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "tools/base/diagnosis.h"
#include "tools/base/diagnosis_text.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/image/closure/closure.h"

namespace release::image {
namespace {

constexpr int kWrongInput = 1;
constexpr int kUsage = 2;

int Fail(const absl::Status& status) {
  std::cerr << FormatDiagnosis(DiagnosisOf(status), {});
  return kWrongInput;
}

int Main(const std::string& flags_file) {
  const absl::StatusOr<std::string> flags = ReadFile(flags_file, 16 << 20);
  if (!flags.ok()) return Fail(flags.status());
  ClosureRequest request;
  std::string output;
  for (const absl::string_view line : absl::StrSplit(*flags, '\n', absl::SkipEmpty())) {
    const std::pair<absl::string_view, std::string> flag =
        absl::StrSplit(line, absl::MaxSplits('=', 1));
    if (flag.first == "--program") {
      request.program = flag.second;
    } else if (flag.first == "--place") {
      request.place = flag.second;
    } else if (flag.first == "--owner") {
      request.owner = flag.second;
    } else if (flag.first == "--output") {
      output = flag.second;
    } else if (flag.first == "--library") {
      request.libraries.push_back(flag.second);
    } else if (flag.first == "--loaded") {
      request.loaded.push_back(flag.second);
    } else {
      std::cerr << "runtime_closure: unknown flag " << line << '\n';
      return kUsage;
    }
  }
  const absl::StatusOr<Closure> closure = FindClosure(request);
  if (!closure.ok()) return Fail(closure.status());
  const absl::Status written = WriteClosure(*closure, output);
  return written.ok() ? 0 : Fail(written);
}

}  // namespace
}  // namespace release::image

int main(int argc, char** argv) {
  if (argc == 2) return release::image::Main(argv[1]);
  std::cerr << "usage: runtime_closure FLAGS_FILE\n";
  return release::image::kUsage;
}
