#include "tools/image/closure/closure.h"

#include <deque>
#include <filesystem>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include "absl/strings/str_split.h"
#include "tools/base/diagnosis.h"
#include "tools/base/digest.h"
#include "tools/base/files.h"
#include "tools/base/printable.h"
#include "tools/base/suggest.h"
#include "tools/base/text.h"
#include "tools/image/closure/elf.h"

namespace release::image {
namespace {

namespace fs = std::filesystem;

constexpr size_t kLargestFile = size_t{2} << 30;

absl::Status Refuse(absl::StatusCode status, DiagnosisText text) {
  text.what = PrintableLine(text.what);
  text.why = PrintableLine(text.why);
  text.fix = PrintableLine(text.fix);
  return Diagnose(status, std::move(text));
}

absl::Status Invalid(DiagnosisText text) {
  return Refuse(absl::StatusCode::kInvalidArgument, std::move(text));
}

std::string BaseName(std::string_view path) {
  return std::string(path.substr(path.rfind('/') + 1));
}

// "a/b": relative, with no component that is empty or goes elsewhere.
bool IsPlace(std::string_view path) {
  for (const auto part : absl::StrSplit(AbslView(path), '/')) {
    if (part.empty() || part == "." || part == "..") return false;
  }
  return path.find('\0') == std::string_view::npos;
}

absl::StatusOr<std::string> LibraryFolder(uint16_t machine, const ClosureRequest& request) {
  if (machine == kMachineX86_64) return "usr/lib/x86_64-linux-gnu/";
  if (machine == kMachineAarch64) return "usr/lib/aarch64-linux-gnu/";
  return Invalid({.code = "CLOSURE-MACHINE",
                  .what = Concat(request.program, " is for another machine (ELF number ", machine,
                                 ") than amd64 and arm64"),
                  .why = "where its libraries belong is not known",
                  .fix = "build it for linux/amd64"});
}

// A library that can be had, and what it needs in turn.
struct Library {
  std::string path;
  ElfFile elf;
};

class Finder {
 public:
  explicit Finder(const ClosureRequest& request) : request_(request) {}

  absl::StatusOr<Closure> Find() {
    if (!IsPlace(request_.place)) {
      return Invalid({.code = "CLOSURE-PLACE",
                      .what = Concat("`", request_.place, "` is not a path in an image"),
                      .why = "a path begins at the image's root and has no `.`, `..` or empty part",
                      .fix = Concat("write `path` of ", request_.owner, " like /usr/bin/app")});
    }
    absl::StatusOr<ElfFile> program = Read(request_.program);
    if (!program.ok()) return program.status();
    absl::StatusOr<std::string> folder = LibraryFolder(program->machine, request_);
    if (!folder.ok()) return folder.status();
    folder_ = *std::move(folder);
    machine_ = program->machine;
    if (absl::Status indexed = Index(); !indexed.ok()) return indexed;

    closure_[request_.place] = request_.program;
    const std::string name = BaseName(request_.place);
    if (absl::Status placed = PlaceLoader(*program, name); !placed.ok()) return placed;
    if (absl::Status need = Need(*program, name); !need.ok()) return need;
    for (const std::string& loaded : request_.loaded) {
      const std::string chain = name + " (loads it by itself)";
      if (!libraries_.contains(loaded)) return Missing(loaded, chain, DidYouMean(loaded, Names()));
      if (absl::Status need = Place(loaded, chain); !need.ok()) return need;
    }
    while (!open_.empty()) {
      const auto [library, chain] = open_.front();
      open_.pop_front();
      if (absl::Status need = Need(library->elf, chain); !need.ok()) return need;
    }
    return std::move(closure_);
  }

 private:
  absl::StatusOr<ElfFile> Read(const std::string& path) {
    const absl::StatusOr<std::string> bytes = ReadFile(path, kLargestFile);
    if (!bytes.ok()) return bytes.status();
    return ParseElf(*bytes, path);
  }

  absl::Status Index() {
    for (const std::string& path : request_.libraries) {
      const absl::StatusOr<std::string> bytes = ReadFile(path, kLargestFile);
      if (!bytes.ok()) return bytes.status();
      if (!LooksLikeElf(*bytes)) continue;
      absl::StatusOr<ElfFile> elf = ParseElf(*bytes, path);
      if (!elf.ok()) return elf.status();
      if (elf->machine != machine_) continue;
      const std::string name = elf->soname.empty() ? BaseName(path) : elf->soname;
      const auto [at, is_new] = libraries_.try_emplace(name, Library{path, *std::move(elf)});
      if (is_new || at->second.path == path) continue;
      const absl::StatusOr<FileDigest> other = DigestOfFile(at->second.path);
      if (!other.ok()) return other.status();
      if (other->digest == DigestOf(*bytes)) continue;
      return Invalid({.code = "CLOSURE-LIBRARY-AMBIGUOUS",
                      .what = Concat("two different libraries are called ", name),
                      .why = Concat(at->second.path, " and ", path),
                      .fix = Concat("leave one of them out of `libraries` of ", request_.owner)});
    }
    return absl::OkStatus();
  }

  absl::Status PlaceLoader(const ElfFile& program, const std::string& name) {
    if (program.interpreter.empty()) return absl::OkStatus();
    const std::string_view path = program.interpreter;
    if (path.front() != '/' || !IsPlace(path.substr(1))) {
      return Invalid({.code = "CLOSURE-NAME",
                      .what = Concat(name, " asks for the loader `", path, "`"),
                      .why = "the kernel finds a loader by its full path only",
                      .fix = "link the program with a loader like /lib64/ld-linux-x86-64.so.2"});
    }
    const auto found = libraries_.find(BaseName(path));
    if (found == libraries_.end()) return Missing(BaseName(path), name + " (its loader)");
    // Nothing more is to be done when a library needs it too: it is loaded already.
    placed_.insert(found->first);
    return Add(std::string(path.substr(1)), found->second, name);
  }

  // Everything that `elf` needs, which `chain` came to.
  absl::Status Need(const ElfFile& elf, const std::string& chain) {
    for (const std::string& folder : elf.search_path) {
      if (folder.starts_with("/") || folder.starts_with("$ORIGIN") ||
          folder.starts_with("${ORIGIN}")) {
        continue;
      }
      return Invalid(
          {.code = "CLOSURE-SEARCH-PATH",
           .what = Concat(chain, " looks for its libraries in `", folder, "`"),
           .why = "that is a folder below wherever the program is started: anybody's libraries",
           .fix = "link it without -rpath, or with one that begins with / or $ORIGIN"});
    }
    for (const std::string& name : elf.needed) {
      if (absl::Status placed = Place(name, chain); !placed.ok()) return placed;
    }
    return absl::OkStatus();
  }

  absl::Status Place(const std::string& name, const std::string& chain) {
    if (placed_.contains(name)) return absl::OkStatus();
    if (!IsPlace(name) || name.find('/') != std::string::npos) {
      return Invalid({.code = "CLOSURE-NAME",
                      .what = Concat(chain, " asks for the library `", name, "`"),
                      .why = "a path is looked up as it is, not among the libraries",
                      .fix = "give the library a SONAME, and link the program again"});
    }
    const auto found = libraries_.find(name);
    if (found == libraries_.end()) return Missing(name, chain);
    placed_.insert(name);
    return Add(folder_ + name, found->second, chain);
  }

  absl::Status Add(const std::string& place, const Library& library, const std::string& chain) {
    if (!closure_.emplace(place, library.path).second) {
      return Invalid({.code = "CLOSURE-PLACE",
                      .what = Concat("/", place, " is both the program's place and a library's"),
                      .why = "one path holds one file",
                      .fix = Concat("change `path` of ", request_.owner)});
    }
    open_.emplace_back(&library, Concat(chain, " -> ", BaseName(place)));
    return absl::OkStatus();
  }

  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const auto& [name, library] : libraries_) names.push_back(name);
    return names;
  }

  absl::Status Missing(const std::string& name, const std::string& chain,
                       std::string_view suggestion = "") const {
    return Refuse(
        absl::StatusCode::kNotFound,
        {.code = "CLOSURE-LIBRARY-MISSING",
         .what = Concat(name, " is needed, and no declared input provides it", suggestion),
         .why = Concat("needed by ", chain),
         .fix = Concat("add the file, or a target of it, to `libraries` of ", request_.owner,
                       "; of a Debian package: the package to RUNTIME_PACKAGES in "
                       "tools/deps/debian_runtime.bzl")});
  }

  const ClosureRequest& request_;
  std::string folder_;
  uint16_t machine_ = 0;
  std::map<std::string, Library> libraries_;  // by the name that others need them by
  std::set<std::string> placed_;              // those of them that are in closure_
  Closure closure_;
  // Whose own needs are still to be met, with the way there.
  std::deque<std::pair<const Library*, std::string>> open_;
};

}  // namespace

absl::StatusOr<Closure> FindClosure(const ClosureRequest& request) {
  return Finder(request).Find();
}

absl::Status WriteClosure(const Closure& closure, const std::string& directory) {
  for (const auto& [place, source] : closure) {
    const fs::path target = fs::path(directory) / place;
    std::error_code error;
    fs::create_directories(target.parent_path(), error);
    if (!error) fs::copy_file(source, target, error);
    if (error) {
      return DiagnoseErrno(error.value(), {.code = "CLOSURE-WRITE",
                                           .what = Concat("cannot write ", target.string()),
                                           .why = "the file system said",
                                           .fix = "make room, or choose another output"});
    }
  }
  return absl::OkStatus();
}

}  // namespace release::image
