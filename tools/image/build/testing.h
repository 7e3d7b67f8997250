// A Dockerfile and a context on the disk, built as `image build` does it, for tests.
#ifndef RELEASE_TOOLS_IMAGE_BUILD_TESTING_H_
#define RELEASE_TOOLS_IMAGE_BUILD_TESTING_H_

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/image/build/build_request.h"
#include "tools/image/build/evaluator.h"
#include "tools/image/build/ignore.h"
#include "tools/image/build/places.h"
#include "tools/image/build/stage_state.h"
#include "tools/image/dockerfile/parser.h"
#include "tools/image/layer/layer_entry.h"

namespace release::image {

class Workshop {
 public:
  Workshop() : directory_(*TempDirectory::Create()) {
    request.dockerfile = Path("Dockerfile");
    request.output = Path("out");
    request.layers.threads = 1;
    std::filesystem::create_directory(Path("scratch"));
  }

  std::string Path(std::string_view name) const { return Concat(directory_.path(), "/", name); }

  std::string Write(const std::string& name, std::string_view content) const {
    const std::string path = Path(name);
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path, std::ios::binary) << content;
    return path;
  }

  // Inputs as "file", "program*", "folder/" and "link->target"; a file's content is its name.
  void Declare(const std::vector<std::string>& words) {
    for (std::string word : words) {
      DeclaredInput input;
      if (const size_t arrow = word.find("->"); arrow != std::string::npos) {
        input.link_target = word.substr(arrow + 2);
        word.erase(arrow);
      }
      input.executable = word.ends_with('*');
      input.directory = word.ends_with('/');
      if (input.executable || input.directory) word.pop_back();
      input.path = word;
      if (!input.directory && !input.link_target.has_value()) {
        input.source = Write("context/" + word, word);
      }
      request.inputs.push_back(input);
    }
  }

  // The target stage of this Dockerfile.
  absl::StatusOr<StageState> Evaluate(std::string_view dockerfile) {
    text_ = dockerfile;
    absl::StatusOr<Dockerfile> parsed = ParseDockerfile(text_, "Dockerfile");
    if (!parsed.ok()) return parsed.status();
    dockerfile_ = *std::move(parsed);
    absl::StatusOr<IgnorePatterns> ignore = ReadIgnored(request);
    if (!ignore.ok()) return ignore.status();
    absl::StatusOr<BuildContext> context = MakeBuildContext(request.inputs, *ignore);
    if (!context.ok()) return context.status();
    context_ = *std::move(context);
    places_ = std::make_unique<Places>(text_, "Dockerfile");
    evaluator_ = std::make_unique<Evaluator>(request, dockerfile_, *places_, context_, scratch_);
    return evaluator_->Build();
  }

  const Evaluator& evaluator() const { return *evaluator_; }

  BuildRequest request;

 private:
  TempDirectory directory_;
  const std::string scratch_ = Path("scratch");
  std::string text_;
  Dockerfile dockerfile_;
  BuildContext context_;
  std::unique_ptr<Places> places_;
  std::unique_ptr<Evaluator> evaluator_;
};

// "etc/ 755", "etc/f 644:content", "l->t", "h=first", with " 5:6" behind for an owner that is not
// 0:0.
inline std::string Shown(const LayerEntry& entry) {
  std::string shown = entry.path;
  if (entry.kind == EntryKind::kSymlink) return Concat(shown, "->", entry.link_target);
  if (entry.kind == EntryKind::kHardlink) return Concat(shown, "=", entry.link_target);
  if (entry.kind == EntryKind::kOpaque) return Concat(shown, "/ opaque");
  if (entry.kind == EntryKind::kDirectory) shown += '/';
  shown += ' ';
  if (entry.mode > 0777) shown += static_cast<char>('0' + (entry.mode >> 9));
  for (const uint32_t shift : {6u, 3u, 0u}) {
    shown += static_cast<char>('0' + ((entry.mode >> shift) & 7));
  }
  if (entry.kind == EntryKind::kFile) {
    AppendTo(shown, ":", entry.source.empty() ? entry.bytes : *ReadFile(entry.source, 1 << 20));
  }
  if (entry.uid != 0 || entry.gid != 0) AppendTo(shown, " ", entry.uid, ":", entry.gid);
  return shown;
}

// The layers that the stage made itself: entries with ", " between, layers with " | ".
inline std::string Shown(const StageState& stage) {
  std::string shown;
  for (const StageLayer& layer : stage.layers) {
    const auto* entries = std::get_if<LayerEntries>(&layer);
    if (entries == nullptr) continue;
    AppendTo(shown, shown.empty() ? "" : " | ");
    for (size_t at = 0; at < (*entries)->size(); ++at) {
      AppendTo(shown, at == 0 ? "" : ", ", Shown((**entries)[at]));
    }
  }
  return shown;
}

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_BUILD_TESTING_H_
