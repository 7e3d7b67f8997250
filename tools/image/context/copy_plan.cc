#include "tools/image/context/copy_plan.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "tools/base/text.h"
#include "tools/image/context/copy_target.h"
#include "tools/image/context/ignore_patterns.h"
#include "tools/image/context/missing_source.h"
#include "tools/image/context/path.h"
#include "tools/image/context/path_pattern.h"
#include "tools/image/context/problem.h"

namespace release::image {
namespace {

class Planner {
 public:
  Planner(const CopyRequest& request, const CopyFrom& from, const SourceTree& root)
      : request_(request), from_(from), target_(request, root) {}

  absl::StatusOr<CopyPlan> Run() {
    absl::StatusOr<IgnorePatterns> excludes = IgnorePatterns::Create(request_.excludes);
    if (!excludes.ok()) return excludes.status();
    excludes_ = *std::move(excludes);
    absl::StatusOr<CopyTarget::Destination> destination = target_.Resolve();
    if (!destination.ok()) return destination.status();
    destination_ = *std::move(destination);
    absl::Status done = request_.parents ? PutWithParents() : PutSources();
    if (!done.ok()) return done;
    plan_.entries = target_.Take();
    return std::move(plan_);
  }

 private:
  absl::Status PutSources() {
    std::vector<FoundSource> found;
    for (const std::string& source : request_.sources) {
      absl::StatusOr<std::vector<FoundSource>> some =
          FindSources(request_.instruction, source, from_);
      if (!some.ok()) return some.status();
      if (some->empty()) plan_.unmatched.push_back(source);
      for (FoundSource& each : *some) found.push_back(std::move(each));
    }
    std::erase_if(found, [&](const FoundSource& each) {
      return each.node->kind != NodeKind::kDirectory && excludes_.Matches(each.name);
    });
    if (absl::Status fits = CheckDestination(found); !fits.ok()) return fits;
    if (destination_.is_folder) {
      absl::Status made = target_.EnsureFolder(destination_.path);
      if (!made.ok()) return made;
    }
    for (const FoundSource& each : found) {
      if (absl::Status put = PutSource(each); !put.ok()) return put;
    }
    return absl::OkStatus();
  }

  // Several files need a folder; several folders are poured into one place.
  absl::Status CheckDestination(const std::vector<FoundSource>& found) const {
    const bool has_file = std::any_of(found.begin(), found.end(), [](const FoundSource& each) {
      return each.node->kind != NodeKind::kDirectory;
    });
    const bool folder = destination_.is_folder || target_.IsFolder(destination_.path);
    if (found.size() < 2 || !has_file || folder) return absl::OkStatus();
    return Problem(
        absl::StatusCode::kInvalidArgument,
        {.code = "IMAGE-COPY-DESTINATION",
         .what = Concat(request_.instruction, ": ", found.size(),
                        " sources need a folder as destination, not `", request_.destination, "`"),
         .why = Concat("the sources are `", found[0].node->path, "`, `", found[1].node->path, "`",
                       found.size() > 2 ? ", ..." : ""),
         .fix = Concat("Write `", request_.destination, "/`.")});
  }

  absl::Status PutSource(const FoundSource& found) {
    const SourceNode& node = *found.node;
    if (node.kind == NodeKind::kDirectory) {
      absl::Status made = target_.EnsureFolder(destination_.path, &node);
      return made.ok() ? PutContent(node.path, "", nullptr) : made;
    }
    if (request_.is_archive && node.kind == NodeKind::kFile && request_.is_archive(node)) {
      plan_.archives.push_back({node.source, node.path, "/" + destination_.path});
      return target_.EnsureFolder(destination_.path);
    }
    const bool into = target_.IsFolder(destination_.path);
    return target_.Put(into ? JoinPath(destination_.path, found.name) : destination_.path, node);
  }

  // Puts what is in `folder` of the source, `below` being the way there from the top, to the same
  // place below the destination. With `include`, only what it means, and the folders above that.
  absl::Status PutContent(const std::string& folder, const std::string& below,
                          const IgnorePatterns* include) {
    for (const std::string& path : from_.tree.Children(folder)) {
      const SourceNode& node = *from_.tree.Find(path);
      const std::string relative = JoinPath(below, BaseName(path));
      const bool is_folder = node.kind == NodeKind::kDirectory;
      const bool excluded = excludes_.Matches(relative);
      const bool wanted = !excluded && (include == nullptr || include->Matches(relative));
      if (wanted) {
        if (include != nullptr) {
          if (absl::Status above = EnsureFoldersTo(path, relative); !above.ok()) return above;
        }
        absl::Status put = target_.Put(JoinPath(destination_.path, relative), node);
        if (!put.ok()) return put;
        ++put_;
      }
      if (is_folder && (!excluded || excludes_.HasExceptions())) {
        if (absl::Status put = PutContent(path, relative, include); !put.ok()) return put;
      }
    }
    return absl::OkStatus();
  }

  // The folders between the destination and `relative` get the modes they have in the source.
  absl::Status EnsureFoldersTo(std::string_view path, std::string_view relative) {
    const std::string_view above = ParentPath(relative);
    if (above.empty()) return absl::OkStatus();
    if (absl::Status made = EnsureFoldersTo(ParentPath(path), above); !made.ok()) return made;
    return target_.EnsureFolder(JoinPath(destination_.path, above),
                                from_.tree.Find(ParentPath(path)));
  }

  absl::Status PutWithParents() {
    for (const std::string& source : request_.sources) {
      if (absl::Status put = PutParents(source); !put.ok()) return put;
    }
    return absl::OkStatus();
  }

  absl::Status PutParents(const std::string& source) {
    if (ClimbsOut(source)) return FindSources(request_.instruction, source, from_).status();
    const size_t pivot = source.find("/./");
    const bool has_pivot = pivot != std::string::npos;
    const std::string pattern = RelativeToRoot(has_pivot ? source.substr(pivot + 3) : source);
    absl::StatusOr<std::vector<FoundSource>> bases = FindSources(
        request_.instruction, has_pivot ? source.substr(0, pivot) : std::string("/"), from_);
    if (!bases.ok()) return bases.status();
    absl::StatusOr<IgnorePatterns> include =
        IgnorePatterns::Create({pattern.empty() ? "**" : pattern});
    if (!include.ok()) return include.status();

    const int before = put_;
    for (const FoundSource& base : *bases) {
      if (base.node->kind != NodeKind::kDirectory) continue;
      if (absl::Status made = target_.EnsureFolder(destination_.path); !made.ok()) return made;
      absl::Status put = PutContent(base.node->path, "", &*include);
      if (!put.ok()) return put;
    }
    if (put_ > before) return absl::OkStatus();
    if (HasWildcards(source)) {
      plan_.unmatched.push_back(source);
      return absl::OkStatus();
    }
    // Everything may have been excluded, which is no mistake of the source.
    const bool there = from_.tree.Find(RelativeToRoot(source)) != nullptr;
    return there ? absl::OkStatus() : MissingSource(request_.instruction, source, from_);
  }

  const CopyRequest& request_;
  const CopyFrom& from_;
  CopyTarget target_;
  IgnorePatterns excludes_;
  CopyTarget::Destination destination_;
  CopyPlan plan_;
  int put_ = 0;
};

}  // namespace

absl::StatusOr<CopyPlan> PlanCopy(const CopyRequest& request, const CopyFrom& from,
                                  const SourceTree& root) {
  return Planner(request, from, root).Run();
}

}  // namespace release::image
