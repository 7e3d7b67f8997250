#include "tools/image/build/variable_instructions.h"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tools/base/text.h"

namespace release::image {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

// The triples of ENV and LABEL, expanded.
absl::StatusOr<Pairs> ExpandedPairs(const Step& step) {
  const std::vector<std::string>& words = step.instruction.arguments;
  Pairs pairs;
  for (size_t at = 0; at + 1 < words.size(); at += 3) {
    absl::StatusOr<std::string> name = step.Word(words[at]);
    if (!name.ok()) return name.status();
    absl::StatusOr<std::string> value = step.Word(words[at + 1]);
    if (!value.ok()) return value.status();
    if (name->empty()) {
      return step.Refuse(words[at], {"IMAGE-NAME-BLANK",
                                     Concat(step.Name(), ": the name `", words[at], "` is empty"),
                                     "nothing is left of it after expansion", "write a name"});
    }
    pairs.emplace_back(*std::move(name), *std::move(value));
  }
  return pairs;
}

std::string Recorded(std::string text, const Pairs& pairs) {
  for (const auto& [name, value] : pairs) AppendTo(text, " ", name, "=", value);
  return text;
}

}  // namespace

absl::Status ApplyEnv(const Step& step) {
  absl::StatusOr<Pairs> pairs = ExpandedPairs(step);
  if (!pairs.ok()) return pairs.status();
  for (const auto& [name, value] : *pairs) step.stage.scope.Env(name, value);
  step.stage.Record(Recorded("ENV", *pairs));
  return absl::OkStatus();
}

absl::Status ApplyLabel(const Step& step) {
  absl::StatusOr<Pairs> pairs = ExpandedPairs(step);
  if (!pairs.ok()) return pairs.status();
  for (const auto& [name, value] : *pairs) step.stage.image.config.labels[name] = value;
  step.stage.Record(Recorded("LABEL", *pairs));
  return absl::OkStatus();
}

absl::Status ApplyArg(const Step& step) {
  std::string recorded = "ARG";
  for (const std::string& word : step.instruction.arguments) {
    const size_t equals = word.find('=');
    std::optional<std::string_view> fallback;
    if (equals != std::string::npos) fallback = std::string_view(word).substr(equals + 1);
    const std::string name = word.substr(0, equals);
    absl::StatusOr<std::optional<std::string>> value =
        step.stage.scope.Arg(step.lexer, name, fallback);
    if (!value.ok()) return step.At(word, value.status());
    AppendTo(recorded, " ", name);
    if (value->has_value()) AppendTo(recorded, "=", **value);
  }
  step.stage.Record(std::move(recorded));
  return absl::OkStatus();
}

}  // namespace release::image
