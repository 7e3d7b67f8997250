#include "tools/image/build/copy_instruction.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tools/base/text.h"
#include "tools/image/build/copied_entries.h"
#include "tools/image/build/copy_request.h"
#include "tools/image/build/flags.h"
#include "tools/image/context/missing_source.h"
#include "tools/image/context/path.h"

namespace release::image {
namespace {

using EntryMap = std::map<std::string, LayerEntry>;

class Copier {
 public:
  Copier(const Step& step, const CopySources& sources, ParsedCopy copy)
      : step_(step), sources_(sources), copy_(std::move(copy)) {}

  absl::Status Run() {
    if (absl::Status done = CopyFiles(); !done.ok()) return done;
    if (absl::Status done = CopyDocuments(); !done.ok()) return done;
    std::vector<LayerEntry> layer;
    for (auto& [path, entry] : entries_) layer.push_back(std::move(entry));
    return step_.At("", step_.stage.AddLayer(std::move(layer), std::move(copy_.recorded)));
  }

 private:
  // The source that a message is about, to be underlined.
  std::string_view Blamed() const {
    return step_.instruction.arguments.size() == 2 ? step_.instruction.arguments[0] : "";
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
    if (step_.instruction.name == "add") {
      return step_.Refuse("", {"IMAGE-ADD", "ADD is not there yet", "", "write COPY"});
    }
    const SourceTree nothing;
    absl::StatusOr<CopyPlan> plan =
        PlanCopy(copy_.plan, from, copy_.link ? nothing : step_.stage.root.Tree());
    if (!plan.ok()) return step_.At(Blamed(), plan.status());
    if (!plan->unmatched.empty() && plan->entries.empty() && plan->archives.empty()) {
      const std::string& source = plan->unmatched.front();
      return step_.At(source, MissingSource(step_.Name(), source, from));
    }
    absl::StatusOr<std::vector<LayerEntry>> copied = EntriesOf(
        *plan,
        {.root = root, .owner = copy_.owner, .mode = copy_.mode, .scratch = sources_.scratch});
    if (!copied.ok()) return step_.At(Blamed(), copied.status());
    for (LayerEntry& entry : *copied) Add(std::move(entry));
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
      if (folder && entries_.contains(entry.path)) continue;
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
        SameAttributes(*before, entry) && !entries_.contains(entry.path)) {
      return;
    }
    std::string path = entry.path;
    entries_.insert_or_assign(std::move(path), std::move(entry));
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
