#include "tools/image/build/evaluator.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <utility>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/image/build/dispatch.h"
#include "tools/image/build/step.h"
#include "tools/image/dockerfile/parser.h"

namespace release::image {
namespace {

// What BuildKit and its forerunners give to an image that does not say it.
constexpr std::string_view kPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

void EnsurePath(StageScope& scope) {
  const std::vector<std::string> env = scope.ImageEnv();
  const bool has_path = std::any_of(
      env.begin(), env.end(), [](const std::string& pair) { return pair.starts_with("PATH="); });
  if (!has_path) scope.Env("PATH", std::string(kPath));
}

// An image needs one step for each of its layers; bases without a history exist.
void CompleteHistory(const Image& base, ImageConfig& config) {
  const auto steps = std::count_if(config.history.begin(), config.history.end(),
                                   [](const HistoryEntry& entry) { return !entry.empty_layer; });
  for (auto at = static_cast<size_t>(steps); at < base.layers.size(); ++at) {
    config.history.push_back({.created = config.created, .comment = "a layer of the base"});
  }
}

}  // namespace

Evaluator::Evaluator(const BuildRequest& request, const Dockerfile& dockerfile,
                     const Places& places, const BuildContext& context, const std::string& scratch)
    : request_(request),
      dockerfile_(dockerfile),
      places_(places),
      context_(context),
      scratch_(scratch),
      lexer_({.escape = dockerfile.escape}),
      created_(CreatedAt(request.epoch)),
      global_(request.build_args, PlatformArgs(request.platform, request.platform, request.target)),
      bases_(request.bases, scratch) {}

absl::StatusOr<StageState> Evaluator::Build() {
  absl::StatusOr<StageGraph> graph = StageGraph::Create(dockerfile_, lexer_, places_, global_);
  if (!graph.ok()) return graph.status();
  graph_ = *std::move(graph);
  absl::StatusOr<int> target = graph_->Target(request_.target);
  if (!target.ok()) return target.status();
  absl::StatusOr<const StageState*> stage = Built(*target);
  if (!stage.ok()) return stage.status();
  StageState result = **stage;
  result.image.config.env = result.scope.ImageEnv();
  return result;
}

std::vector<std::string> Evaluator::UnusedBuildArgs() const {
  std::set<std::string> declared;
  for (const Instruction& instruction : dockerfile_.instructions) {
    if (instruction.name != "arg") continue;
    for (const std::string& word : instruction.arguments) {
      declared.insert(word.substr(0, word.find('=')));
    }
  }
  std::vector<std::string> unused = global_.UnusedBuildArgs();
  std::erase_if(unused, [&](const std::string& name) { return declared.contains(name); });
  return unused;
}

absl::StatusOr<const StageState*> Evaluator::Built(int index) {
  if (const auto built = built_.find(index); built != built_.end()) return built->second.get();
  const Stage& stage = graph_->stages()[static_cast<size_t>(index)];
  absl::StatusOr<StageState> state = Begin(stage);
  if (!state.ok()) return state.status();
  const std::vector<std::string> triggers = std::exchange(state->image.config.on_build, {});
  absl::Status ran = RunTriggers(stage, triggers, *state);
  if (!ran.ok()) return ran;
  for (const Instruction* instruction : stage.body) {
    absl::Status applied = Apply(stage, *instruction, *state);
    if (!applied.ok()) return applied;
  }
  return built_.emplace(index, std::make_unique<StageState>(*std::move(state))).first->second.get();
}

absl::StatusOr<StageState> Evaluator::Begin(const Stage& stage) {
  if (stage.base_stage.has_value()) {
    absl::StatusOr<const StageState*> base = Built(*stage.base_stage);
    if (!base.ok()) return base.status();
    StageState state = **base;
    state.cmd_is_set = false;
    return state;
  }
  Platform platform = request_.platform;
  if (!stage.platform.empty()) {
    absl::StatusOr<Platform> parsed = ParsePlatform(stage.platform);
    if (!parsed.ok()) return places_.At(*stage.from, stage.platform, parsed.status());
    platform = *std::move(parsed);
  }
  if (stage.base == "scratch") {
    StageState state{.scope = StageScope(&global_)};
    state.image.created = created_;
    state.image.os = platform.os;
    state.image.architecture = platform.architecture;
    state.image.variant = platform.variant;
    state.image.config.working_dir = "/";
    EnsurePath(state.scope);
    return state;
  }
  absl::StatusOr<const Base*> base = bases_.Load(
      stage.base, platform, *stage.from, stage.from->arguments[0], places_, graph_->Names());
  if (!base.ok()) return base.status();
  StageState state{.scope = StageScope(&global_, (*base)->image.config.config.env),
                   .image = (*base)->image.config,
                   .root = (*base)->root};
  for (const ImageLayer& layer : (*base)->image.layers) state.layers.emplace_back(layer);
  CompleteHistory((*base)->image, state.image);
  state.image.created = created_;
  EnsurePath(state.scope);
  return state;
}

absl::Status Evaluator::RunTriggers(const Stage& stage, const std::vector<std::string>& triggers,
                                    StageState& state) {
  for (const std::string& trigger : triggers) {
    absl::StatusOr<Dockerfile> parsed =
        ParseDockerfile(Concat("FROM scratch\n", trigger, "\n"), stage.base);
    absl::Status done = parsed.status();
    if (parsed.ok() && parsed->instructions.size() == 2) {
      Instruction& instruction = parsed->instructions[1];
      instruction.first_line = stage.from->first_line;
      instruction.last_line = stage.from->last_line;
      done = Apply(stage, instruction, state);
      if (done.ok()) continue;
    }
    v1::Diagnosis diagnosis = DiagnosisOf(done);
    if (!parsed.ok() || parsed->instructions.size() != 2) {
      diagnosis.set_code("IMAGE-ONBUILD");
      diagnosis.set_what(Concat("an ONBUILD of `", stage.base, "` is no instruction"));
      diagnosis.set_fix("map another image as the base");
    }
    diagnosis.add_evidence(Concat("ONBUILD ", trigger));
    *diagnosis.mutable_place() = places_.Of(*stage.from, stage.from->arguments[0]);
    return DiagnosisStatus(absl::StatusCode::kInvalidArgument, std::move(diagnosis));
  }
  return absl::OkStatus();
}

absl::Status Evaluator::Apply(const Stage& stage, const Instruction& instruction,
                              StageState& state) {
  const auto from = [&](const Instruction& asking, const std::string& text) {
    return From(stage, asking, text);
  };
  return ApplyInstruction({instruction, state, lexer_, places_}, {context_, from, scratch_},
                          request_);
}

absl::StatusOr<FromRoot> Evaluator::From(const Stage& stage, const Instruction& instruction,
                                         const std::string& text) {
  absl::StatusOr<std::optional<int>> index = graph_->From(instruction, text);
  if (!index.ok()) return index.status();
  if (!index->has_value()) {
    if (text == "scratch") return FromRoot{&empty_, "scratch"};
    absl::StatusOr<const Base*> base =
        bases_.Load(text, request_.platform, instruction, text, places_, graph_->Names());
    if (!base.ok()) return base.status();
    return FromRoot{&(*base)->root, Concat("image `", text, "`")};
  }
  const Stage& wanted = graph_->stages()[static_cast<size_t>(**index)];
  if (**index >= stage.index) {
    return places_.Refuse(
        instruction, text,
        {"IMAGE-STAGE-LATER",
         Concat(stage.Title(), " takes files from ", wanted.Title(),
                ", which is not built before it"),
         "stages are built in the order of the file", "move that stage above this one"});
  }
  absl::StatusOr<const StageState*> built = Built(**index);
  if (!built.ok()) return built.status();
  return FromRoot{&(*built)->root, wanted.Title()};
}

}  // namespace release::image
