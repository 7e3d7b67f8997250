#include "tools/coordinator/config/toml_reader.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "tools/base/printable.h"
#include "tools/base/text.h"
#include "tools/coordinator/config/config_problem.h"

// toml++ 3.3 assumes things about its input that bad input breaks ("a." at the end of a line), and
// then aborts, or with NDEBUG goes on undefined. Here a broken assumption is thrown, and caught
// below.
#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#include <toml++/impl/preprocessor.h>

namespace release {
namespace {

struct BrokenAssumption {};

[[noreturn]] void Lost() { throw BrokenAssumption(); }

}  // namespace
}  // namespace release

#undef TOML_ASSERT
#undef TOML_ASSERT_ASSUME
#define TOML_ASSERT(expr) ((expr) ? void() : ::release::Lost())
#define TOML_ASSERT_ASSUME(expr) TOML_ASSERT(expr)
// Accessors are noexcept: there a broken assumption ends the program, as it would without this.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wterminate"
#include <toml++/toml.h>
#pragma GCC diagnostic pop

namespace release {
namespace {

// Nothing when toml++ lost its way.
std::optional<toml::parse_result> Parse(std::string_view text) {
  try {
    return toml::parse(text);
  } catch (const BrokenAssumption&) {
    return std::nullopt;
  }
}

// toml++ and everybody after it walk tables recursively: these bounds keep the stack small.
constexpr std::size_t kLongestLine = 4 << 10;
constexpr int kDeepest = 32;
constexpr int kMostDuplicates = 100;

Span SpanOf(const SourceText& source, const toml::source_region& region) {
  Span span;
  span.line = region.begin.line;
  span.column = source.ByteColumn(region.begin.line, region.begin.column);
  const std::size_t line_size = source.Line(span.line).size();
  const std::size_t end = region.end.line == region.begin.line
                              ? source.ByteColumn(region.end.line, region.end.column)
                              : line_size + 1;
  span.length = static_cast<std::uint32_t>(end > span.column ? end - span.column : 1);
  return span;
}

class Converter {
 public:
  Converter(const SourceText& source, Problems& problems) : source_(source), problems_(problems) {}

  ConfigNode Convert(const toml::node& node, int depth) {
    ConfigNode out;
    out.span = SpanOf(source_, node.source());
    if (depth > kDeepest) {
      if (!too_deep_) {
        problems_.Add(ConfigProblemAt(source_, out.span,
                                      {.code = "CONFIG-TOO-DEEP",
                                       .what = "tables are nested too deeply",
                                       .why = Concat("at most ", kDeepest, " levels are read"),
                                       .fix = "flatten the table"}));
      }
      too_deep_ = true;
      return out;
    }
    if (const auto* text = node.as_string()) {
      out.value = text->get();
    } else if (const auto* integer = node.as_integer()) {
      out.value = integer->get();
    } else if (const auto* number = node.as_floating_point()) {
      out.value = number->get();
    } else if (const auto* boolean = node.as_boolean()) {
      out.value = boolean->get();
    } else if (const auto* array = node.as_array()) {
      ConfigNode::Array items;
      for (const toml::node& item : *array) items.push_back(Convert(item, depth + 1));
      out.value = std::move(items);
    } else if (const auto* table = node.as_table()) {
      out.value = ConvertTable(*table, depth);
    } else {
      out.value = ConfigNode::DateTime{};
    }
    return out;
  }

  bool too_deep() const { return too_deep_; }

 private:
  ConfigNode::Table ConvertTable(const toml::table& table, int depth) {
    ConfigNode::Table entries;
    for (auto&& [key, value] : table) {
      ConfigEntry& entry = entries.emplace_back();
      entry.key = std::string(key.str());
      entry.key_span = SpanOf(source_, key.source());
      entry.value = Convert(value, depth + 1);
    }
    // toml++ sorts by key; people read in the order of the file.
    std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
      return std::pair(a.key_span.line, a.key_span.column) <
             std::pair(b.key_span.line, b.key_span.column);
    });
    return entries;
  }

  const SourceText& source_;
  Problems& problems_;
  bool too_deep_ = false;
};

// Start and length of a line within the text.
std::pair<std::size_t, std::size_t> Extent(const SourceText& source, std::uint32_t line) {
  const std::string_view view = source.Line(line);
  return {static_cast<std::size_t>(view.data() - source.text().data()), view.size()};
}

// The key of a line that is a whole `key = value`, else nothing. Only such a line can be left out
// without changing what the lines around it mean.
std::optional<std::string> KeyOfWholeLine(std::string_view line) {
  const std::optional<toml::parse_result> parsed = Parse(line);
  if (!parsed.has_value() || !*parsed || parsed->table().size() != 1) return std::nullopt;
  const std::size_t first = line.find_first_not_of(" \t");
  if (first != std::string_view::npos && line[first] == '[') return std::nullopt;
  return std::string(parsed->table().begin()->first.str());
}

std::string Explained(std::string_view description) {
  constexpr std::string_view kPrefix = "Error while parsing ";
  if (description.starts_with(kPrefix)) description.remove_prefix(kPrefix.size());
  return PrintableLine(description, 300);
}

v1::Diagnosis SyntaxProblem(const SourceText& source, const toml::parse_error& error) {
  const Span span = SpanOf(source, error.source());
  const bool hide = source.MayHoldSecret(span.line);
  return ConfigProblemAt(
      source, span,
      {.code = "CONFIG-SYNTAX",
       .what = "this is not TOML",
       .why = hide ? "the value is not shown, because it may be a secret"
                   : Explained(error.description()),
       .fix = hide ? "write a reference in quotes: \"op://vault/item/field\" or \"env:NAME\""
                   : "write `key = value`, with text in quotes; https://toml.io/en/v1.0.0"});
}

// toml++ lost its way without saying where. It reads from the start, so the line is the first one
// with which it gets lost.
v1::Diagnosis ConfusedProblem(const SourceText& source, std::string_view text) {
  std::uint32_t fine = 0;
  std::uint32_t lost = source.line_count();
  while (fine + 1 < lost) {
    const std::uint32_t middle = fine + (lost - fine) / 2;
    const auto [start, size] = Extent(source, middle);
    (Parse(text.substr(0, start + size)).has_value() ? fine : lost) = middle;
  }
  return ConfigProblemAt(source, {.line = lost},
                         {.code = "CONFIG-SYNTAX",
                          .what = "this is not TOML",
                          .why = "a key is incomplete, or a sign stands where none belongs",
                          .fix = "write `key = value`; https://toml.io/en/v1.0.0"});
}

v1::Diagnosis DuplicateProblem(const SourceText& source, Span span, const std::string& key) {
  const std::string_view line = source.Line(span.line);
  const std::size_t first = line.find_first_not_of(" \t");
  span.column = static_cast<std::uint32_t>(first == std::string_view::npos ? 1 : first + 1);
  span.length = static_cast<std::uint32_t>(key.size());
  return ConfigProblemAt(source, span,
                         {.code = "CONFIG-DUPLICATE-KEY",
                          .what = Concat("`", key, "` is defined twice in one table"),
                          .why = "TOML keeps one value a key, and the first was given above",
                          .fix = "remove one of them"});
}

std::optional<v1::Diagnosis> UnreadableLine(const SourceText& source) {
  for (std::uint32_t line = 1; line <= source.line_count(); ++line) {
    if (source.Line(line).size() > kLongestLine) {
      return ConfigProblemAt(source, {.line = line},
                             {.code = "CONFIG-TOO-LONG",
                              .what = "the line is too long",
                              .why = Concat("it has ", source.Line(line).size(), " bytes; at most ",
                                            kLongestLine, " are read"),
                              .fix = "this is most likely not the file you meant"});
    }
    if (!IsUtf8(source.Line(line))) {
      return ConfigProblemAt(source, {.line = line},
                             {.code = "CONFIG-NOT-TEXT",
                              .what = "the line is not UTF-8 text",
                              .why = "TOML is UTF-8; this is binary data or another encoding",
                              .fix = "save the file as UTF-8"});
    }
  }
  return std::nullopt;
}

}  // namespace

TomlReading ReadToml(const SourceText& source) {
  TomlReading reading;
  reading.root.value = ConfigNode::Table();
  if (std::optional<v1::Diagnosis> problem = UnreadableLine(source)) {
    reading.problems.Add(*std::move(problem));
    return reading;
  }
  std::string text = source.text();
  for (int round = 0; round <= kMostDuplicates; ++round) {
    const std::optional<toml::parse_result> parsed = Parse(text);
    if (!parsed.has_value()) {
      reading.problems.Add(ConfusedProblem(source, text));
      return reading;
    }
    if (*parsed) {
      Converter converter(source, reading.problems);
      ConfigNode root = converter.Convert(parsed->table(), 0);
      if (!converter.too_deep()) {
        reading.root = std::move(root);
        reading.usable = true;
      }
      return reading;
    }
    const toml::parse_error& error = parsed->error();
    const std::uint32_t line = error.source().begin.line;
    const bool twice = error.description().find("cannot redefine") != std::string_view::npos;
    const auto key = twice ? KeyOfWholeLine(source.Line(line)) : std::nullopt;
    if (!key.has_value()) {
      reading.problems.Add(SyntaxProblem(source, error));
      return reading;
    }
    reading.problems.Add(DuplicateProblem(source, SpanOf(source, error.source()), *key));
    const auto [start, size] = Extent(source, line);
    std::fill_n(text.begin() + static_cast<std::ptrdiff_t>(start), size, ' ');
  }
  return reading;
}

}  // namespace release
