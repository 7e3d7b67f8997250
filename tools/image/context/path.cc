#include "tools/image/context/path.h"

#include "tools/base/text.h"

namespace release::image {

std::vector<std::string_view> PathParts(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    const std::string_view part = path.substr(0, path.find('/'));
    path.remove_prefix(part.size() + (part.size() < path.size() ? 1 : 0));
    if (!part.empty() && part != ".") parts.push_back(part);
  }
  return parts;
}

std::string CleanPath(std::string_view path) {
  const bool absolute = !path.empty() && path[0] == '/';
  std::vector<std::string_view> kept;
  for (const std::string_view part : PathParts(path)) {
    if (part != "..") {
      kept.push_back(part);
    } else if (!kept.empty() && kept.back() != "..") {
      kept.pop_back();
    } else if (!absolute) {
      kept.push_back(part);
    }
  }
  std::string clean = absolute ? "/" : "";
  for (size_t i = 0; i < kept.size(); ++i) AppendTo(clean, i == 0 ? "" : "/", kept[i]);
  return clean.empty() ? "." : clean;
}

bool ClimbsOut(std::string_view path) {
  int depth = 0;
  for (const std::string_view part : PathParts(path)) {
    depth += part == ".." ? -1 : 1;
    if (depth < 0) return true;
  }
  return false;
}

std::string RelativeToRoot(std::string_view path) { return CleanPath(Concat("/", path)).substr(1); }

std::string JoinPath(std::string_view folder, std::string_view name) {
  return folder.empty() ? std::string(name) : Concat(folder, "/", name);
}

std::string_view ParentPath(std::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

std::string_view BaseName(std::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

}  // namespace release::image
