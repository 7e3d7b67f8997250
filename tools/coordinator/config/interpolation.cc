#include "tools/coordinator/config/interpolation.h"

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "tools/base/printable.h"
#include "tools/base/suggest.h"
#include "tools/base/text.h"
#include "tools/coordinator/config/config_problem.h"

namespace release {
namespace {

class Interpolator {
 public:
  Interpolator(const InterpolationScope& scope, const SourceText& source, Problems& problems)
      : scope_(scope), source_(source), problems_(problems) {}

  void Walk(ConfigNode& node) {
    if (auto* text = std::get_if<std::string>(&node.value)) {
      if (std::optional<std::string> replaced = Replaced(node, *text)) *text = *replaced;
    } else if (auto* array = std::get_if<ConfigNode::Array>(&node.value)) {
      for (ConfigNode& item : *array) Walk(item);
    } else if (auto* table = node.mutable_table()) {
      for (ConfigEntry& entry : *table) Walk(entry.value);
    }
  }

 private:
  // Nothing when there was a problem.
  std::optional<std::string> Replaced(const ConfigNode& node, std::string_view text) {
    std::string out;
    while (true) {
      const std::size_t open = text.find("${");
      if (open == std::string_view::npos) {
        AppendTo(out, text);
        return out;
      }
      if (open > 0 && text[open - 1] == '$') {
        AppendTo(out, text.substr(0, open - 1), "${");
        text.remove_prefix(open + 2);
        continue;
      }
      const std::size_t close = text.find('}', open);
      if (close == std::string_view::npos) {
        Add(node, text.substr(open),
            {.code = "CONFIG-REFERENCE-OPEN",
             .what = "`${` is never closed",
             .why = "a reference is written ${hosts.NAME} or ${variables.NAME}",
             .fix = "add the `}`, or write `$${` for a plain `${`"});
        return std::nullopt;
      }
      const std::string_view whole = text.substr(open, close + 1 - open);
      const std::string* value = Value(node, whole);
      if (value == nullptr) return std::nullopt;
      AppendTo(out, text.substr(0, open), *value);
      text.remove_prefix(close + 1);
    }
  }

  // What `${...}` stands for; null after adding a problem.
  const std::string* Value(const ConfigNode& node, std::string_view whole) {
    const std::string_view inner = whole.substr(2, whole.size() - 3);
    const std::size_t dot = inner.find('.');
    const std::string_view kind = inner.substr(0, dot);
    if (dot == std::string_view::npos || (kind != "hosts" && kind != "variables")) {
      const bool secret = kind == "secrets" || inner.starts_with("env:");
      Add(node, whole,
          {.code = "CONFIG-REFERENCE-KIND",
           .what = Concat("`", PrintableLine(whole, 80), "` is no reference"),
           .why = secret ? "a secret never becomes part of a step's config"
                         : "only ${hosts.NAME} and ${variables.NAME} are replaced",
           .fix = secret ? "give the step the secret's name; it is handed the value"
                         : Concat("correct it, or write `$${` for a plain `${`",
                                  DidYouMean(kind, {"hosts", "variables"}))});
      return nullptr;
    }
    const Texts& texts = kind == "hosts" ? scope_.hosts : scope_.variables;
    const std::string_view name = inner.substr(dot + 1);
    const auto found = texts.find(name);
    if (found != texts.end()) return &found->second;
    std::vector<std::string> names;
    for (const auto& [key, value] : texts) names.push_back(key);
    Add(node, whole,
        {.code = "CONFIG-REFERENCE-UNKNOWN",
         .what = Concat("`", PrintableLine(whole, 80), "` refers to nothing"),
         .why = names.empty() ? Concat("environment `", scope_.environment, "` has no ", kind)
                              : Concat("environment `", scope_.environment, "` has the ", kind,
                                       ": ", absl::StrJoin(names, ", ")),
         .fix = Concat("define `", PrintableLine(name, 80), "` under [", scope_.environment, ".",
                       kind, "]", DidYouMean(name, names))});
    return nullptr;
  }

  // Underlines the reference where the line shows it as it is; escapes may hide it.
  void Add(const ConfigNode& node, std::string_view whole, ConfigProblemText text) {
    if (node.origin != ConfigOrigin::kFile) {
      text.why = Concat("in a value of `--set`: ", text.why);
      problems_.Add(ConfigProblem(std::move(text)));
      return;
    }
    Span span = node.span;
    const std::string_view line = source_.Line(span.line);
    const std::size_t at = line.find(whole, span.column - 1);
    if (at != std::string_view::npos) {
      span.column = static_cast<std::uint32_t>(at + 1);
      span.length = static_cast<std::uint32_t>(whole.size());
    }
    problems_.Add(ConfigProblemAt(source_, span, std::move(text)));
  }

  const InterpolationScope& scope_;
  const SourceText& source_;
  Problems& problems_;
};

}  // namespace

void Interpolate(const InterpolationScope& scope, const SourceText& source, ConfigNode& node,
                 Problems& problems) {
  Interpolator(scope, source, problems).Walk(node);
}

}  // namespace release
