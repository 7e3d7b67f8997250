#include "tools/image/root/scratch_folder.h"

#include <cerrno>
#include <cstdlib>
#include <string>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::image {

absl::StatusOr<std::string> ScratchFolder(const std::string& scratch) {
  std::string path = Concat(scratch, "/contents-XXXXXX");
  if (mkdtemp(path.data()) != nullptr) return path;
  return DiagnoseErrno(errno, {.code = "FILE-UNWRITABLE",
                               .what = Concat("cannot make a folder in ", scratch),
                               .why = "mkdtemp",
                               .fix = "make it a folder that can be written"});
}

}  // namespace release::image
