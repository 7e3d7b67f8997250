#include "tools/image/build/copy_instruction.h"

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tools/base/text.h"
#include "tools/image/archive/unpack_archive.h"
#include "tools/image/build/copied_entries.h"
#include "tools/image/build/copy_request.h"
#include "tools/image/build/flags.h"
#include "tools/image/context/copy_source.h"
#include "tools/image/context/missing_source.h"
#include "tools/image/context/path.h"

namespace release::image {
namespace {

// An opaque mark has its folder's path and stands beside it.
using EntryKey = std::pair<std::string, bool>;
using EntryMap = std::map<EntryKey, LayerEntry>;

EntryKey KeyOf(const LayerEntry& entry) { return {entry.path, entry.kind == EntryKind::kOpaque}; }

class Copier {
 public:
  Copier(const Step& step, const CopySources& sources, ParsedCopy copy)
      : step_(step), sources_(sources), copy_(std::move(copy)) {}

  absl::Status Run() {
    if (absl::Status done = CopyFiles(); !done.ok()) return done;
    if (absl::Status done = CopyDocuments(); !done.ok()) return done;
    std::vector<LayerEntry> layer;
    for (auto& [key, entry] : entries_) layer.push_back(std::move(entry));
    return step_.At("", step_.stage.AddLayer(std::move(layer), std::move(copy_.recorded)));
  }

 private:
  // What a failed plan is about, as it is written: the first source that means nothing, else the
  // destination.
  const std::string& Blamed(const CopyFrom& from) const {
    for (size_t at = 0; at < copy_.plan.sources.size(); ++at) {
      if (!FindSources(step_.Name(), copy_.plan.sources[at], from).ok()) return copy_.written[at];
    }
    return copy_.written.back();
  }

  // The source that means the file `path`, as it is written; the first if it is one of many.
  const std::string& Named(const std::string& path) const {
    for (size_t at = 0; at < copy_.plan.sources.size(); ++at) {
      if (RelativeToRoot(copy_.plan.sources[at]) == path) return copy_.written[at];
    }
    return copy_.written.front();
  }

  absl::Status CopyFiles() {
    if (copy_.plan.sources.empty()) return absl::OkStatus();
    if (!copy_.from.has_value()) {
      return Plan({sources_.context.tree, "the context", &sources_.context.ignored}, nullptr);
    }
    absl::StatusOr<FromRoot> from = sources_.from(step_.instruction, *copy_.from);
    if (!from.ok()) return from.status();
    return Plan({from->root->Tree(), from->title, nullptr}, from->root);
  }

  absl::Status Plan(const CopyFrom& from, const Root* root) {
    absl::Status archives = absl::OkStatus();
    if (step_.instruction.name == "add" && UnpacksArchives()) {
      copy_.plan.is_archive = [&](const SourceNode& node) {
        absl::StatusOr<bool> is = IsArchive(node.source);
        if (!is.ok()) archives.Update(step_.At(Named(node.path), is.status()));
        return is.ok() && *is;
      };
    }
    const SourceTree nothing;
    absl::StatusOr<CopyPlan> plan =
        PlanCopy(copy_.plan, from, copy_.link ? nothing : step_.stage.root.Tree());
    if (!archives.ok()) return archives;
    if (!plan.ok()) return step_.At(Blamed(from), plan.status());
    if (!plan->unmatched.empty() && plan->entries.empty() && plan->archives.empty()) {
      const std::string& source = plan->unmatched.front();
      return step_.At(source, MissingSource(step_.Name(), source, from));
    }
    absl::StatusOr<std::vector<LayerEntry>> copied = EntriesOf(
        *plan,
        {.root = root, .owner = copy_.owner, .mode = copy_.mode, .scratch = sources_.scratch});
    if (!copied.ok()) return step_.At("", copied.status());
    for (LayerEntry& entry : *copied) Add(std::move(entry));
    return Unpack(plan->archives);
  }

  // ADD --unpack=false keeps archives as files.
  bool UnpacksArchives() const {
    return !FlagValue(step_.instruction, "unpack").has_value() ||
           FlagIsSet(step_.instruction, "unpack");
  }

  absl::Status Unpack(const std::vector<CopyArchive>& archives) {
    for (const CopyArchive& archive : archives) {
      absl::StatusOr<std::vector<LayerEntry>> members =
          UnpackArchive({.file = archive.source,
                         .name = archive.name,
                         .destination = archive.destination,
                         .root = step_.stage.root,
                         .scratch = sources_.scratch});
      if (!members.ok()) return step_.At(Named(archive.name), members.status());
      for (LayerEntry& member : *members) Add(std::move(member));
    }
    return absl::OkStatus();
  }

  absl::Status CopyDocuments() {
    if (copy_.documents.empty()) return absl::OkStatus();
    std::vector<SourceNode> nodes;
    CopyRequest request = copy_.plan;
    request.sources.clear();
    request.is_archive = nullptr;
    for (const auto& [name, content] : copy_.documents) {
      nodes.push_back({.path = name, .kind = NodeKind::kFile, .mode = 0644, .source = name});
      request.sources.push_back(name);
    }
    absl::StatusOr<SourceTree> tree = SourceTree::Create(std::move(nodes), LinkRule::kInside);
    if (!tree.ok()) return step_.At("<<", tree.status());
    if (absl::Status fits = CheckMixture(); !fits.ok()) return fits;
    const SourceTree nothing;
    absl::StatusOr<CopyPlan> plan = PlanCopy(request, {*tree, "the documents", nullptr},
                                             copy_.link ? nothing : step_.stage.root.Tree());
    if (!plan.ok()) return step_.At("<<", plan.status());
    absl::StatusOr<std::vector<LayerEntry>> copied = EntriesOf(
        *plan,
        {.root = nullptr, .owner = copy_.owner, .mode = copy_.mode, .scratch = sources_.scratch});
    if (!copied.ok()) return copied.status();
    for (LayerEntry& entry : *copied) {
      const bool folder = entry.kind == EntryKind::kDirectory;
      if (folder && entries_.contains(KeyOf(entry))) continue;
      if (!folder) {
        entry.bytes = copy_.documents[std::exchange(entry.source, "")];
      }
      Add(std::move(entry));
    }
    return absl::OkStatus();
  }

  // Files and documents are planned apart, so that they do not see that they are several.
  absl::Status CheckMixture() const {
    if (copy_.plan.sources.empty() || copy_.plan.destination.ends_with('/')) {
      return absl::OkStatus();
    }
    return step_.Refuse(
        copy_.plan.destination,
        {"IMAGE-COPY-DESTINATION",
         Concat(step_.Name(), ": several sources need a folder as destination, not `",
                copy_.plan.destination, "`"),
         "a document is a file", Concat("write `", copy_.plan.destination, "/`")});
  }

  // Of two entries for one path the later wins, but a folder that is there already does for one
  // that is only made when it is missing.
  void Add(LayerEntry entry) {
    const LayerEntry* before = copy_.link ? nullptr : step_.stage.root.Find(entry.path);
    const bool folder = entry.kind == EntryKind::kDirectory;
    if (folder && before != nullptr && before->kind == EntryKind::kDirectory &&
        SameAttributes(*before, entry) && !entries_.contains(KeyOf(entry))) {
      return;
    }
    EntryKey key = KeyOf(entry);
    entries_.insert_or_assign(std::move(key), std::move(entry));
  }

  const Step& step_;
  const CopySources& sources_;
  ParsedCopy copy_;
  EntryMap entries_;
};

}  // namespace

absl::Status ApplyCopy(const Step& step, const CopySources& sources) {
  absl::StatusOr<ParsedCopy> copy = ParseCopy(step);
  if (!copy.ok()) return copy.status();
  return Copier(step, sources, *std::move(copy)).Run();
}

}  // namespace release::image
