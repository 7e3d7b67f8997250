// CheckSite().
#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "tools/base/diagnosis.h"
#include "tools/base/printable.h"
#include "tools/base/suggest.h"
#include "tools/base/text.h"
#include "tools/bundle/pack/site_tree.h"

namespace release::bundle {
namespace {

// One build that goes wrong can have thousands of bad files; nobody reads more than these.
constexpr std::size_t kMostToldNames = 20;

v1::Diagnosis Problem(std::string code, std::string what, std::string why, std::string fix) {
  v1::Diagnosis diagnosis;
  diagnosis.set_code(std::move(code));
  diagnosis.set_what(std::move(what));
  diagnosis.set_why(std::move(why));
  diagnosis.set_fix(std::move(fix));
  diagnosis.set_retry(v1::RETRY_NEVER);
  return diagnosis;
}

bool HasPart(std::string_view path, std::string_view part) {
  return Concat("/", path, "/").find(Concat("/", part, "/")) != std::string::npos;
}

std::string_view BaseName(std::string_view path) { return path.substr(path.rfind('/') + 1); }

// What wrangler's list of ignored patterns matches.
bool IsIgnored(std::string_view path) {
  return BaseName(path) == ".DS_Store" || HasPart(path, "node_modules") || HasPart(path, ".git") ||
         path.starts_with("functions/") || path == "functions" || path.starts_with(".wrangler/") ||
         path.starts_with("_worker.js/");
}

bool IsSecretFile(std::string_view path) {
  const std::string_view name = BaseName(path);
  return name == ".env" || name.starts_with(".env.") || name == ".dev.vars" || name == ".npmrc" ||
         name == ".netrc" || name == "id_rsa" || name == "id_ed25519";
}

bool IsUnservable(std::string_view path) {
  return std::any_of(path.begin(), path.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f || c == '\\' || c == '?' || c == '#' || c == '%';
  });
}

std::optional<v1::Diagnosis> CheckMisplaced(std::string_view path, std::string_view label) {
  const std::string name(BaseName(path));
  if (name.empty() || name[0] != '_') return std::nullopt;
  if (name != path && IsInstruction(name)) {
    return Problem("SITE-CONFIG-MISPLACED",
                   Concat(label, ": ", path, " would be published, not obeyed"),
                   Concat("Pages reads ", name, " only at the top of the site"),
                   "move its lines into the one at the top (Vite and Astro: the folder public/)");
  }
  if (name != path || IsInstruction(name)) return std::nullopt;
  const std::optional<std::string> meant =
      NearestName(name, {"_headers", "_redirects", "_routes.json", "_worker.js"});
  if (!meant) return std::nullopt;
  return Problem("SITE-CONFIG-MISPLACED", Concat(label, ": ", path, " would be published"),
                 Concat("Pages has no file of this name; did you mean `", *meant, "`?"),
                 Concat("rename it to ", *meant, ", or to a name that does not begin with `_`"));
}

std::optional<v1::Diagnosis> CheckName(std::string_view path, std::string_view label) {
  if (!IsUtf8(path)) {
    return Problem("SITE-NAME-NOT-UTF8",
                   Concat(label, ": a file name is no UTF-8: ", PrintableLine(path)),
                   "the address of a page is text", "rename the file");
  }
  if (IsSecretFile(path)) {
    return Problem("SITE-SECRET-FILE", Concat(label, ": ", path, " would be published"),
                   "files of this name hold credentials, and everybody can read a site",
                   "leave it out of the site's sources and of its public folder");
  }
  if (IsIgnored(path)) {
    return Problem("SITE-FILE-IGNORED", Concat(label, ": ", path, " would not be uploaded"),
                   "wrangler leaves out functions/, _worker.js/, node_modules/, .git/, .wrangler/ "
                   "and .DS_Store",
                   "move it to another folder, or keep it out of the site");
  }
  if (IsUnservable(path)) {
    return Problem("SITE-NAME-UNSERVABLE",
                   Concat(label, ": no address leads to ", PrintableLine(path)),
                   "control characters, `\\`, `?`, `#` and `%` mean something else in an address",
                   "rename the file");
  }
  return CheckMisplaced(path, label);
}

v1::Diagnosis TooLarge(const SiteFile& file, std::string_view label) {
  return Problem("SITE-FILE-TOO-LARGE", Concat(label, ": ", file.path, " is too large for Pages"),
                 Concat("it has ", file.size, " bytes, Pages takes ", kLargestFile, " (25 MiB)"),
                 "make it smaller, or serve it from an R2 bucket");
}

v1::Diagnosis TooMany(const std::vector<SiteFile>& files, std::string_view label) {
  // The folder at the top with the most files is where to look.
  std::string largest;
  std::size_t most = 0;
  for (std::size_t i = 0; i < files.size();) {
    const std::string top = files[i].path.substr(0, files[i].path.find('/'));
    std::size_t end = i;
    while (end < files.size() && files[end].path.substr(0, files[end].path.find('/')) == top) ++end;
    if (end - i > most) {
      most = end - i;
      largest = top;
    }
    i = end;
  }
  return Problem("SITE-TOO-MANY-FILES",
                 Concat(label, ": the site has ", files.size(), " files, Pages takes ", kMostFiles),
                 Concat("most are in ", largest, ": ", most),
                 "see whether sources or node_modules got into it; serve large collections from an "
                 "R2 bucket");
}

}  // namespace

std::vector<v1::Diagnosis> CheckSite(const std::vector<SiteFile>& files, std::string_view label) {
  std::vector<v1::Diagnosis> problems;
  const bool all_instructions = std::all_of(
      files.begin(), files.end(), [](const SiteFile& file) { return IsInstruction(file.path); });
  if (all_instructions) {
    problems.push_back(
        Problem("SITE-EMPTY", Concat(label, ": there is nothing to publish"),
                "the folder of the site has no file that Pages would serve",
                "see whether the site's build writes to the folder that `out` names"));
  }
  if (files.size() > kMostFiles) problems.push_back(TooMany(files, label));
  std::size_t untold = 0;
  for (const SiteFile& file : files) {
    std::optional<v1::Diagnosis> problem = CheckName(file.path, label);
    if (!problem && file.size > kLargestFile) problem = TooLarge(file, label);
    if (!problem) continue;
    if (problems.size() < kMostToldNames) {
      problems.push_back(*std::move(problem));
    } else {
      ++untold;
    }
  }
  if (untold > 0)
    problems.back().add_evidence(Concat("and ", untold, " more files with a problem"));
  return problems;
}

}  // namespace release::bundle
