// What COPY and ADD put where: from sources, a destination and flags to a list of entries.
//
// Owners, --chown, --chmod and the bytes themselves are not looked at here.
#ifndef RELEASE_TOOLS_IMAGE_CONTEXT_COPY_PLAN_H_
#define RELEASE_TOOLS_IMAGE_CONTEXT_COPY_PLAN_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/image/context/copy_source.h"
#include "tools/image/context/source_tree.h"

namespace release::image {

struct CopyRequest {
  // For messages: "COPY" or "ADD".
  std::string instruction = "COPY";
  // Expanded, as written otherwise.
  std::vector<std::string> sources = {};
  std::string destination = {};
  // The stage's WORKDIR, absolute: where a relative destination starts.
  std::string workdir = "/";
  // --exclude, --parents
  std::vector<std::string> excludes = {};
  bool parents = false;
  // For ADD: true for a file that is an archive and is to be unpacked. Unset: none is.
  std::function<bool(const SourceNode&)> is_archive = nullptr;
};

struct CopyEntry {
  // In the image: "/usr/bin/app". Never the root.
  std::string path;
  NodeKind kind;
  // Permission bits.
  uint32_t mode;
  // SourceNode::source, of a folder too; empty for an implied one.
  std::string source;
  std::string link_target;
  // Only made when it is not there yet: a folder above a destination, or the one that the content
  // of a source folder goes into.
  bool keep_existing = false;
  // No source stands for it: a folder above a destination. --chmod does not mean it.
  bool implied = false;
};

struct CopyArchive {
  // SourceNode::source, and the name for messages.
  std::string source;
  std::string name;
  // The folder in the image to unpack into: "/" or "/opt". It is among the entries unless it is
  // known to exist.
  std::string destination;
};

struct CopyPlan {
  // Sorted by path, so that a folder comes before its content. One entry a path.
  std::vector<CopyEntry> entries;
  std::vector<CopyArchive> archives;
  // Sources with wildcards that matched nothing, which is allowed: worth a warning.
  std::vector<std::string> unmatched;
};

// Plans one instruction. `root` is the stage as it is before, whose folders and symlinks decide
// where a destination leads; an empty tree for FROM scratch and for --link.
//
// Rules, as in BuildKit: the content of a source folder is copied, not the folder; a file goes
// under its own name into a destination that ends in `/` or is a folder, and else becomes the
// destination; symlinks on the way to a source and to the destination are followed, those inside a
// source folder are copied. --exclude patterns are relative to the source folder; for a file they
// are tried on its name. With --parents the path of a source, behind its `/./` if it has one, is
// kept below the destination, and `**` may be used. Of two sources with one destination path the
// later wins.
//
// Errors beside FindSources()'s: IMAGE-COPY-DESTINATION (several files, and no folder to put them
// in), IMAGE-COPY-ESCAPES (`..` leads above the root), IMAGE-COPY-FILE-OVER-FOLDER,
// IMAGE-COPY-FOLDER-OVER-FILE, IMAGE-CONTEXT-PATTERN.
absl::StatusOr<CopyPlan> PlanCopy(const CopyRequest& request, const CopyFrom& from,
                                  const SourceTree& root);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_CONTEXT_COPY_PLAN_H_
