// Paths with slashes, taken as text: nothing here looks at a disk.
#ifndef RELEASE_TOOLS_IMAGE_CONTEXT_PATH_H_
#define RELEASE_TOOLS_IMAGE_CONTEXT_PATH_H_

#include <string>
#include <string_view>
#include <vector>

namespace release::image {

// The shortest path that means the same, as Go's path.Clean: no `//`, `.` or inner `..`, no slash
// at the end but for "/"; "." for the empty path.
std::string CleanPath(std::string_view path);

// The parts between slashes, empty ones and `.` left out.
std::vector<std::string_view> PathParts(std::string_view path);

// True when `..` leads above where the path starts, be it "/" or a folder: "a/../../b", "/..".
bool ClimbsOut(std::string_view path);

// `path` below the root, clean and without a slash in front; empty for the root itself. `..` must
// not climb out.
std::string RelativeToRoot(std::string_view path);

// `folder/name`, or `name` when the folder is empty.
std::string JoinPath(std::string_view folder, std::string_view name);

// The path without its last part, empty when there is none; and the last part.
std::string_view ParentPath(std::string_view path);
std::string_view BaseName(std::string_view path);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_CONTEXT_PATH_H_
