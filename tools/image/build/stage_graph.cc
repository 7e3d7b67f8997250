#include "tools/image/build/stage_graph.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_join.h"
#include "tools/base/diagnosis.h"
#include "tools/base/suggest.h"
#include "tools/base/text.h"
#include "tools/image/build/flags.h"

namespace release::image {
namespace {

std::string KnownStages(const std::vector<std::string>& names, size_t count) {
  const std::string numbers =
      count == 1 ? std::string("there is stage 0") : Concat("there are stages 0 to ", count - 1);
  return names.empty() ? numbers : Concat(numbers, "; named ones: ", absl::StrJoin(names, ", "));
}

// `ARG a b=c` before the first FROM.
absl::Status ReadGlobalArgs(const Instruction& instruction, const Lexer& lexer,
                            const Places& places, GlobalScope& global) {
  for (const std::string& word : instruction.arguments) {
    const size_t equals = word.find('=');
    std::optional<std::string_view> value;
    if (equals != std::string::npos) value = std::string_view(word).substr(equals + 1);
    const absl::Status read = global.Arg(lexer, word.substr(0, equals), value);
    if (!read.ok()) return places.At(instruction, word, read);
  }
  return absl::OkStatus();
}

}  // namespace

std::string Stage::Title() const {
  return name.empty() ? Concat("stage ", index) : Concat("stage `", name, "`");
}

absl::StatusOr<StageGraph> StageGraph::Create(const Dockerfile& dockerfile, const Lexer& lexer,
                                              const Places& places, GlobalScope& global) {
  StageGraph graph(places);
  for (const Instruction& instruction : dockerfile.instructions) {
    absl::Status done = absl::OkStatus();
    if (instruction.name == "from") {
      done = graph.AddFrom(instruction, lexer, global);
    } else if (graph.stages_.empty()) {
      done = ReadGlobalArgs(instruction, lexer, places, global);
    } else {
      graph.stages_.back().body.push_back(&instruction);
    }
    if (!done.ok()) return done;
  }
  if (absl::Status open = graph.CheckCircles(); !open.ok()) return open;
  return graph;
}

absl::Status StageGraph::AddFrom(const Instruction& from, const Lexer& lexer,
                                 const GlobalScope& global) {
  const std::string& written = from.arguments[0];
  absl::StatusOr<std::string> base = lexer.ProcessWord(written, global.variables());
  if (!base.ok()) return places_->At(from, written, base.status());
  if (base->empty()) {
    return places_->Refuse(from, written,
                           {"IMAGE-BASE-BLANK", Concat("FROM ", written, " names nothing"),
                            "its variables are empty; FROM sees the ARGs before the first FROM",
                            "give the ARG a default, or --build-arg"});
  }
  Stage stage{.index = static_cast<int>(stages_.size()), .from = &from, .base = *base};
  if (const std::optional<std::string> platform = FlagValue(from, "platform")) {
    absl::StatusOr<std::string> expanded = lexer.ProcessWord(*platform, global.variables());
    if (!expanded.ok()) return places_->At(from, *platform, expanded.status());
    if (expanded->empty()) {
      return places_->Refuse(from, *platform,
                             {"IMAGE-PLATFORM", Concat("--platform=", *platform, " is empty"),
                              "its variables are not set before the first FROM",
                              "write for example --platform=linux/amd64"});
    }
    stage.platform = *std::move(expanded);
  }
  if (*base != "scratch") stage.base_stage = Find(*base);
  if (from.arguments.size() == 3) stage.name = absl::AsciiStrToLower(from.arguments[2]);
  stages_.push_back(std::move(stage));
  return absl::OkStatus();
}

std::optional<int> StageGraph::Find(std::string_view name) const {
  const std::string wanted = absl::AsciiStrToLower(AbslView(name));
  for (auto stage = stages_.rbegin(); stage != stages_.rend(); ++stage) {
    if (!stage->name.empty() && stage->name == wanted) return stage->index;
  }
  return std::nullopt;
}

std::vector<std::string> StageGraph::Names() const {
  std::vector<std::string> names;
  for (const Stage& stage : stages_) {
    if (!stage.name.empty()) names.push_back(stage.name);
  }
  return names;
}

absl::StatusOr<int> StageGraph::Target(const std::string& target) const {
  if (target.empty()) return static_cast<int>(stages_.size()) - 1;
  if (const std::optional<int> named = Find(target)) return *named;
  int number = 0;
  if (absl::SimpleAtoi(target, &number) && number >= 0 &&
      number < static_cast<int>(stages_.size())) {
    return number;
  }
  v1::Diagnosis diagnosis;
  diagnosis.set_code("IMAGE-STAGE-UNKNOWN");
  diagnosis.set_what(
      Concat("the Dockerfile has no stage `", target, "`", DidYouMean(target, Names())));
  diagnosis.set_why(KnownStages(Names(), stages_.size()));
  diagnosis.set_fix("give --target (the attribute `target`) the name of a stage");
  *diagnosis.mutable_place() = places_->Of(*stages_.back().from, "");
  return DiagnosisStatus(absl::StatusCode::kInvalidArgument, std::move(diagnosis));
}

absl::StatusOr<std::optional<int>> StageGraph::From(const Instruction& instruction,
                                                    const std::string& text) const {
  if (text.find('$') != std::string::npos) {
    return places_->Refuse(
        instruction, text,
        {"IMAGE-FROM-VARIABLE", Concat("`from=", text, "` cannot have a variable"),
         "stages are known before variables are",
         Concat("add a stage `FROM ", text, " AS files` whose ARG stands before the first FROM, ",
                "and write from=files")});
  }
  int number = 0;
  if (absl::SimpleAtoi(text, &number)) {
    if (number >= 0 && number < static_cast<int>(stages_.size())) return number;
    return places_->Refuse(instruction, text,
                           {"IMAGE-STAGE-UNKNOWN", Concat("there is no stage ", text),
                            KnownStages(Names(), stages_.size()), "write the name of a stage"});
  }
  return Find(text);
}

// Depth first; a stage that is met again while it is under way closes a circle.
absl::Status StageGraph::CheckCircles() const {
  enum class Mark { kNew, kUnderWay, kDone };
  std::vector<Mark> marks(stages_.size(), Mark::kNew);
  std::vector<std::string> way;
  const auto visit = [&](const auto& self, int index, const Instruction& by,
                         const std::string& text) -> absl::Status {
    Mark& mark = marks[static_cast<size_t>(index)];
    if (mark == Mark::kDone) return absl::OkStatus();
    const Stage& stage = stages_[static_cast<size_t>(index)];
    way.push_back(stage.Title());
    if (mark == Mark::kUnderWay) {
      const auto begin = std::find(way.begin(), way.end(), stage.Title());
      return places_->Refuse(by, text,
                             {"IMAGE-STAGE-CIRCULAR", Concat(stage.Title(), " needs itself"),
                              absl::StrJoin(begin, way.end(), " needs "),
                              "take the files from a stage that does not need this one"});
    }
    mark = Mark::kUnderWay;
    for (const Instruction* instruction : stage.body) {
      for (const std::string& from : FromValues(*instruction)) {
        absl::StatusOr<std::optional<int>> needed = From(*instruction, from);
        if (!needed.ok()) return needed.status();
        if (!needed->has_value()) continue;
        if (absl::Status ok = self(self, **needed, *instruction, from); !ok.ok()) return ok;
      }
    }
    if (stage.base_stage.has_value()) {
      absl::Status ok = self(self, *stage.base_stage, *stage.from, stage.base);
      if (!ok.ok()) return ok;
    }
    marks[static_cast<size_t>(index)] = Mark::kDone;
    way.pop_back();
    return absl::OkStatus();
  };
  for (const Stage& stage : stages_) {
    if (absl::Status ok = visit(visit, stage.index, *stage.from, stage.base); !ok.ok()) return ok;
  }
  return absl::OkStatus();
}

}  // namespace release::image
