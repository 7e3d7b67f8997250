#include "tools/localcloud/front/registry_prune.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>
#include <vector>

#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/localcloud/http/json_text.h"

namespace release::cloud {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr char kSha[] = "sha256:";
constexpr size_t kLargestManifest = 4 << 20;

struct Revision {
  std::string digest;
  fs::file_time_type pushed;
  bool readable = false;
  std::vector<std::string> lists;  // of an index
  std::string subject;
};

void ReadInto(const fs::path& root, Revision& revision) {
  const std::string hex = revision.digest.substr(sizeof kSha - 1);
  const auto text =
      ReadFile(root / "blobs/sha256" / hex.substr(0, 2) / hex / "data", kLargestManifest);
  if (!text.ok()) return;
  const json manifest = JsonOrNull(*text);
  if (!manifest.is_object()) return;
  revision.readable = true;
  const auto digest = [](const json& descriptor) {
    return descriptor.is_object() ? descriptor.value("digest", json()) : json();
  };
  for (const json& each : manifest.value("manifests", json::array())) {
    if (digest(each).is_string()) revision.lists.push_back(digest(each));
  }
  const json subject = digest(manifest.value("subject", json()));
  if (subject.is_string()) revision.subject = subject;
}

std::vector<Revision> RevisionsOf(const fs::path& root, const fs::path& manifests) {
  std::vector<Revision> revisions;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(manifests / "revisions/sha256", error)) {
    Revision revision{.digest = kSha + entry.path().filename().string(),
                      .pushed = {},
                      .lists = {},
                      .subject = {}};
    revision.pushed = fs::last_write_time(entry.path() / "link", error);
    if (error) continue;
    ReadInto(root, revision);
    revisions.push_back(std::move(revision));
  }
  std::sort(revisions.begin(), revisions.end(),
            [](const Revision& a, const Revision& b) { return a.pushed > b.pushed; });
  return revisions;
}

// What hangs together stays together.
std::set<std::string> Kept(const std::vector<Revision>& revisions, size_t newest,
                           const std::set<std::string>& keep) {
  std::set<std::string> kept;
  for (size_t i = 0; i < revisions.size(); ++i) {
    const Revision& it = revisions[i];
    if (i < newest || !it.readable || keep.contains(it.digest)) kept.insert(it.digest);
  }
  for (bool grown = true; grown;) {
    const size_t before = kept.size();
    for (const Revision& it : revisions) {
      if (kept.contains(it.subject)) kept.insert(it.digest);
      if (kept.contains(it.digest)) kept.insert(it.lists.begin(), it.lists.end());
    }
    grown = kept.size() > before;
  }
  return kept;
}

void ForgetTags(const fs::path& manifests, const std::set<std::string>& kept) {
  std::error_code error;
  for (const auto& tag : fs::directory_iterator(manifests / "tags", error)) {
    const auto current = ReadFile(tag.path() / "current/link", 200);
    if (current.ok() && !kept.contains(*current)) fs::remove_all(tag.path(), error);
  }
}

int Forget(const fs::path& root, const fs::path& manifests, size_t newest,
           const std::set<std::string>& keep) {
  const std::vector<Revision> revisions = RevisionsOf(root, manifests);
  const std::set<std::string> kept = Kept(revisions, newest, keep);
  if (std::all_of(revisions.begin(), revisions.end(),
                  [&](const Revision& it) { return kept.contains(it.digest); })) {
    return 0;
  }
  ForgetTags(manifests, kept);
  int forgotten = 0;
  std::error_code error;
  for (const Revision& it : revisions) {
    if (kept.contains(it.digest)) continue;
    fs::remove_all(manifests / "revisions/sha256" / it.digest.substr(sizeof kSha - 1), error);
    ++forgotten;
  }
  return forgotten;
}

}  // namespace

int ForgetOldManifests(const std::string& directory, size_t newest,
                       const std::set<std::string>& keep) {
  const fs::path root = fs::path(directory) / "docker/registry/v2";
  std::error_code error;
  std::vector<fs::path> found;
  for (fs::recursive_directory_iterator at(root / "repositories", error), end; !error && at != end;
       at.increment(error)) {
    const std::string name = at->path().filename();
    // A repository's own folders begin with '_', which no part of its name does.
    if (name.starts_with('_')) at.disable_recursion_pending();
    if (name == "_manifests") found.push_back(at->path());
  }
  int forgotten = 0;
  for (const fs::path& manifests : found) forgotten += Forget(root, manifests, newest, keep);
  return forgotten;
}

}  // namespace release::cloud
