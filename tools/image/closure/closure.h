// The runtime closure of a program: itself, its loader, and every shared library that is loaded
// with it.
#ifndef RELEASE_TOOLS_IMAGE_CLOSURE_CLOSURE_H_
#define RELEASE_TOOLS_IMAGE_CLOSURE_CLOSURE_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace release::image {

struct ClosureRequest {
  std::string program = {};  // the executable
  std::string place = {};    // where it shall be in the image: "usr/bin/app"

  // Where libraries may come from. A library is known by its SONAME, or by its file name when it
  // has none. Files that are not ELF, or of another machine, are passed over.
  std::vector<std::string> libraries = {};

  // Names of libraries that the program loads by itself (dlopen), and that no file therefore names.
  std::vector<std::string> loaded = {};

  std::string owner = {};  // whose attributes mend a mistake, for messages: "//apps/api:closure"
};

// Place in the image, without a leading slash -> file. The loader stands at the exact path that the
// program names, libraries in /usr/lib/x86_64-linux-gnu, where Debian's loader looks without a
// cache. A static program is alone.
using Closure = std::map<std::string, std::string>;

// Errors, INVALID_ARGUMENT or NOT_FOUND: those of ParseElf() and ReadFile();
// CLOSURE-LIBRARY-MISSING (with who needs it, from the program on), CLOSURE-LIBRARY-AMBIGUOUS (two
// different files of one name), CLOSURE-NAME (a library or loader is asked for by a name that
// cannot be placed), CLOSURE-SEARCH-PATH (a relative one: libraries would come from wherever the
// program is started), CLOSURE-PLACE, CLOSURE-MACHINE.
absl::StatusOr<Closure> FindClosure(const ClosureRequest& request);

// Copies the files below `directory`, which is made. Errors: CLOSURE-WRITE.
absl::Status WriteClosure(const Closure& closure, const std::string& directory);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_CLOSURE_CLOSURE_H_
