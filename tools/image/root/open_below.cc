#include "tools/image/root/open_below.h"

#include <fcntl.h>

#include <cerrno>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/escaping.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/image/context/path.h"

namespace release::image {

absl::Status WriteRootFailed(std::string_view path, const char* call) {
  return DiagnoseErrno(
      errno, {.code = "IMAGE-WRITE",
              .what = Concat("cannot write `", absl::CHexEscape(AbslView(path.substr(0, 300))),
                             "` of a root"),
              .why = call,
              .fix = "look at the reason; give an empty directory with enough room"});
}

absl::StatusOr<OpenBelow> OpenBelow::Create(const std::string& directory) {
  FileDescriptor top(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!top.valid()) return WriteRootFailed(directory, "open");
  return OpenBelow(std::move(top));
}

absl::StatusOr<int> OpenBelow::Folder(std::string_view path) {
  if (path.empty()) return top_.get();
  if (last_.valid() && path == last_path_) return last_.get();
  FileDescriptor folder;
  int from = top_.get();
  for (const std::string_view part : PathParts(path)) {
    FileDescriptor next(
        openat(from, std::string(part).c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!next.valid()) return WriteRootFailed(path, "open");
    folder = std::move(next);
    from = folder.get();
  }
  last_ = std::move(folder);
  last_path_ = std::string(path);
  return last_.get();
}

}  // namespace release::image
