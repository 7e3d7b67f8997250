#include "tools/bundle/pack/site_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::bundle {
namespace {

struct CloseDirectory {
  void operator()(DIR* directory) const { closedir(directory); }
};

absl::Status Unreadable(const std::string& path) {
  return DiagnoseErrno(errno, {.code = "SITE-UNREADABLE",
                               .what = Concat("cannot read ", path),
                               .why = "it is part of the site",
                               .fix = "make it readable, or leave it out of the site"});
}

// Adds the files below `folder`; `prefix` is the folder's own path, empty or with a slash behind.
absl::Status Walk(const std::string& folder, const std::string& prefix,
                  std::vector<SiteFile>& files) {
  const std::unique_ptr<DIR, CloseDirectory> directory(opendir(folder.c_str()));
  if (directory == nullptr) return Unreadable(folder);
  const int fd = dirfd(directory.get());
  while (const dirent* entry = readdir(directory.get())) {
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    const std::string path = Concat(prefix, name);
    struct stat found;
    if (fstatat(fd, entry->d_name, &found, 0) != 0) return Unreadable(path);
    if (S_ISDIR(found.st_mode)) {
      const absl::Status status = Walk(Concat(folder, "/", name), Concat(path, "/"), files);
      if (!status.ok()) return status;
    } else if (S_ISREG(found.st_mode)) {
      files.push_back({path, static_cast<uint64_t>(found.st_size)});
    } else {
      return Diagnose(absl::StatusCode::kInvalidArgument,
                      {.code = "SITE-NOT-A-FILE",
                       .what = Concat(path, " is no file"),
                       .why = "a site has files and folders; a device, pipe or socket has no bytes",
                       .fix = "leave it out of the site"});
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<SiteFile>> WalkSite(const std::string& folder) {
  std::vector<SiteFile> files;
  const absl::Status status = Walk(folder, "", files);
  if (!status.ok()) return status;
  std::sort(files.begin(), files.end(),
            [](const SiteFile& a, const SiteFile& b) { return a.path < b.path; });
  return files;
}

bool IsInstruction(std::string_view path) {
  return path == "_headers" || path == "_redirects" || path == "_routes.json" ||
         path == "_worker.js";
}

}  // namespace release::bundle
