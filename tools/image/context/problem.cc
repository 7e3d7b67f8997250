#include "tools/image/context/problem.h"

#include <utility>

#include "tools/base/printable.h"

namespace release::image {

absl::Status Problem(absl::StatusCode status, DiagnosisText text) {
  text.what = PrintableLine(text.what);
  text.why = PrintableLine(text.why);
  text.fix = PrintableLine(text.fix);
  return Diagnose(status, std::move(text));
}

}  // namespace release::image
