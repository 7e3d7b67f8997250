#include "tools/image/build/inputs.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_split.h"
#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/base/printable.h"
#include "tools/base/suggest.h"
#include "tools/base/text.h"
#include "tools/image/build/program_file.h"
#include "tools/image/context/path.h"

namespace release::image {
namespace {

namespace fs = std::filesystem;

constexpr size_t kLargestList = size_t{64} << 20;

struct Line {
  const std::string& file;
  int number;
  std::string_view text;

  absl::Status Refuse(std::string what, std::string fix) const {
    v1::Diagnosis diagnosis;
    diagnosis.set_code("IMAGE-INPUTS");
    diagnosis.set_what(PrintableLine(what));
    diagnosis.set_fix(std::move(fix));
    v1::Place& place = *diagnosis.mutable_place();
    place.set_file(file);
    place.set_line(static_cast<uint32_t>(number));
    place.set_column(1);
    place.set_length(static_cast<uint32_t>(std::max<size_t>(1, text.size())));
    place.set_excerpt(PrintableLine(text));
    return DiagnosisStatus(absl::StatusCode::kInvalidArgument, std::move(diagnosis));
  }
};

absl::Status AddFile(const std::string& path, const std::string& source,
                     std::vector<DeclaredInput>& inputs) {
  absl::StatusOr<bool> executable = IsProgramFile(source);
  if (!executable.ok()) return executable.status();
  inputs.push_back({.path = path, .source = source, .executable = *executable});
  return absl::OkStatus();
}

// Whether the symlink at `relative` of a tree says a path that stays in the tree.
bool StaysInside(std::string_view relative, std::string_view text) {
  return !text.starts_with('/') &&
         !ClimbsOut(
             Concat(ParentPath(relative), "/", text).substr(ParentPath(relative).empty() ? 1 : 0));
}

class TreeReader {
 public:
  TreeReader(const Line& line, std::string prefix, std::vector<DeclaredInput>& inputs)
      : line_(line), prefix_(std::move(prefix)), inputs_(inputs) {}

  absl::Status Read(const std::string& folder, const std::string& below) {
    std::error_code error;
    std::vector<std::string> names;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
      names.push_back(at->path().filename().string());
    }
    if (error) return line_.Refuse(Concat("the tree ", folder, ": ", error.message()), kFix);
    // The order of a directory is the file system's.
    std::sort(names.begin(), names.end());
    for (const std::string& name : names) {
      if (absl::Status added = Add(folder + "/" + name, JoinPath(below, name)); !added.ok()) {
        return added;
      }
    }
    return absl::OkStatus();
  }

 private:
  static constexpr char kFix[] = "declare files, folders and symlinks that lead to them";

  absl::Status Add(const std::string& source, const std::string& below) {
    std::error_code error;
    if (fs::is_symlink(fs::symlink_status(source, error))) {
      const std::string text = fs::read_symlink(source, error).string();
      if (StaysInside(below, text)) {
        inputs_.push_back({.path = JoinPath(prefix_, below), .link_target = text});
        return absl::OkStatus();
      }
    }
    const fs::file_status status = fs::status(source, error);
    if (fs::is_regular_file(status)) return AddFile(JoinPath(prefix_, below), source, inputs_);
    if (fs::is_directory(status)) {
      inputs_.push_back({.path = JoinPath(prefix_, below), .directory = true});
      return Read(source, below);
    }
    return line_.Refuse(Concat("`", below, "` of the tree is no file, folder or symlink to one"),
                        kFix);
  }

  const Line& line_;
  const std::string prefix_;
  std::vector<DeclaredInput>& inputs_;
};

absl::Status ReadTree(const Line& line, const std::string& path, const std::string& source,
                      std::vector<DeclaredInput>& inputs) {
  const std::string prefix = path == "." ? std::string() : path;
  if (!prefix.empty()) inputs.push_back({.path = prefix, .directory = true});
  return TreeReader(line, prefix, inputs).Read(source, "");
}

absl::Status ReadLine(const Line& line, std::vector<DeclaredInput>& inputs) {
  constexpr char kForm[] = "write KIND, a tab, the path in the context, a tab, the source";
  const std::vector<std::string> fields = absl::StrSplit(AbslView(line.text), '\t');
  const std::string& kind = fields[0];
  const size_t wanted = kind == "dir" ? 2 : 3;
  const bool empty_source = kind == "dir" && fields.size() == 3 && fields[2].empty();
  if (fields.size() != wanted && !empty_source) {
    return line.Refuse(Concat("an input has ", wanted, " fields, here are ", fields.size()), kForm);
  }
  const std::string& path = fields[1];
  if (kind == "file" || kind == "program") {
    inputs.push_back({.path = path, .source = fields[2], .executable = kind == "program"});
  } else if (kind == "auto") {
    return AddFile(path, fields[2], inputs);
  } else if (kind == "dir") {
    inputs.push_back({.path = path, .directory = true});
  } else if (kind == "link") {
    inputs.push_back({.path = path, .link_target = fields[2]});
  } else if (kind == "tree") {
    return ReadTree(line, path, fields[2], inputs);
  } else {
    return line.Refuse(Concat("`", kind, "` is no kind of input",
                              DidYouMean(kind, {"file", "program", "auto", "dir", "link", "tree"})),
                       "the kinds are file, program, auto, dir, link and tree");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<DeclaredInput>> ParseInputs(std::string_view text,
                                                       const std::string& file) {
  std::vector<DeclaredInput> inputs;
  int number = 0;
  for (const absl::string_view line : absl::StrSplit(AbslView(text), '\n')) {
    ++number;
    if (line.empty()) continue;
    absl::Status read = ReadLine({file, number, StdView(line)}, inputs);
    if (!read.ok()) return read;
  }
  return inputs;
}

absl::StatusOr<std::vector<DeclaredInput>> ReadInputs(const std::string& file) {
  absl::StatusOr<std::string> text = ReadFile(file, kLargestList);
  if (!text.ok()) return text.status();
  return ParseInputs(*text, file);
}

}  // namespace release::image
