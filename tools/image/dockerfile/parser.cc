#include "tools/image/dockerfile/parser.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/image/dockerfile/argument_forms.h"
#include "tools/image/dockerfile/checks.h"
#include "tools/image/dockerfile/directives.h"
#include "tools/image/dockerfile/heredoc.h"
#include "tools/image/dockerfile/logical_lines.h"
#include "tools/image/dockerfile/source.h"

namespace release::image {
namespace {

// As in BuildKit, without the line ending.
constexpr std::size_t kLongestLine = 65535;

absl::Status CheckText(std::string_view text, const Source& source) {
  if (text.size() > kLargestDockerfile) {
    return Source::Refuse(source.WholeLine(0),
                          {"DOCKERFILE-TOO-LARGE", "the Dockerfile is larger than 1 MiB",
                           Concat("it has ", text.size(), " bytes"),
                           "move data into files of the context and COPY them"});
  }
  for (int line = 1; line <= source.line_count(); ++line) {
    if (source.Raw(line).find('\0') != std::string_view::npos) {
      return Source::Refuse(
          source.WholeLine(line),
          {"DOCKERFILE-BYTES", "the Dockerfile holds a NUL byte",
           "it is not a text file, or its encoding is UTF-16", "save it as UTF-8"});
    }
    if (source.Raw(line).size() > kLongestLine + 1 || source.Line(line).size() > kLongestLine) {
      return Source::Refuse(source.WholeLine(line),
                            {"DOCKERFILE-LONG-LINE", "a line is longer than 65535 bytes",
                             Concat("line ", line, " has ", source.Line(line).size()),
                             "end parts of it in the escape character, or move it into a file"});
    }
  }
  return absl::OkStatus();
}

absl::Status ReadInstructions(const Source& source, Dockerfile& dockerfile) {
  LogicalLines lines(source, dockerfile.escape);
  while (const std::optional<LogicalLine> line = lines.Next()) {
    absl::StatusOr<Instruction> instruction = ReadInstruction(source, *line, dockerfile.escape);
    if (!instruction.ok()) return instruction.status();
    if (line->blank_line != 0) {
      dockerfile.warnings.push_back({"DOCKERFILE-BLANK-LINE",
                                     "a blank line stands between lines that are continued",
                                     line->blank_line});
    }
    if (MayHaveHeredocs(*instruction)) {
      absl::Status status = ReadHeredocs(source, lines, *instruction);
      if (!status.ok()) return status;
    }
    dockerfile.instructions.push_back(*std::move(instruction));
  }
  if (!dockerfile.instructions.empty()) return absl::OkStatus();
  return Source::Refuse(source.WholeLine(0),
                        {"DOCKERFILE-EMPTY", "the Dockerfile has no instructions",
                         "it is empty, or all of it is comments", "write at least `FROM scratch`"});
}

}  // namespace

absl::StatusOr<Dockerfile> ParseDockerfile(std::string_view text, const std::string& file) {
  const Source source(text, file);
  if (absl::Status status = CheckText(text, source); !status.ok()) return status;
  absl::StatusOr<std::vector<Directive>> directives = ReadDirectives(source);
  if (!directives.ok()) return directives.status();
  Dockerfile dockerfile;
  dockerfile.escape = EscapeOf(*directives);
  dockerfile.directives = *std::move(directives);
  if (absl::Status status = ReadInstructions(source, dockerfile); !status.ok()) return status;
  if (absl::Status status = CheckInstructions(source, dockerfile); !status.ok()) return status;
  std::stable_sort(dockerfile.warnings.begin(), dockerfile.warnings.end(),
                   [](const Warning& a, const Warning& b) { return a.line < b.line; });
  return dockerfile;
}

absl::StatusOr<Dockerfile> ReadDockerfile(const std::string& path) {
  absl::StatusOr<std::string> text = ReadFile(path, kLargestDockerfile);
  if (!text.ok()) return text.status();
  return ParseDockerfile(*text, path);
}

}  // namespace release::image
