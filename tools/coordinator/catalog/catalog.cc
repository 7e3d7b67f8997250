#include "tools/coordinator/catalog/catalog.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <set>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/coordinator/catalog/manifest_check.h"
#include "tools/coordinator/problems/problems.h"

namespace release {
namespace {

constexpr std::size_t kLargestManifest = 16 << 20;
constexpr std::size_t kMostThreads = 8;

// A file of the manifest, and who it belongs to.
struct Item {
  v1::ArtifactFile* file;
  std::string what;   // "the plugin of step `smoke`"
  std::string label;  // target that makes it
};

std::vector<Item> ItemsOf(v1::PipelineManifest& manifest) {
  std::vector<Item> items;
  items.push_back({manifest.mutable_environments(), "the environments file", manifest.label()});
  items.push_back({manifest.mutable_step_host(), "the step host", manifest.label()});
  for (v1::StepSpec& step : *manifest.mutable_steps()) {
    items.push_back({step.mutable_plugin()->mutable_file(),
                     Concat("the plugin of step `", step.name(), "`"), step.plugin().label()});
    for (v1::Artifact& artifact : *step.mutable_artifacts()) {
      for (v1::ArtifactFile& file : *artifact.mutable_files()) {
        items.push_back({&file,
                         Concat("`", file.name(), "` of artifact `", artifact.name(), "` of step `",
                                step.name(), "`"),
                         artifact.label()});
      }
    }
  }
  return items;
}

v1::Diagnosis Problem(const Item& item, const v1::PipelineManifest& manifest, std::string code,
                      std::string what, std::string why) {
  v1::Diagnosis diagnosis;
  diagnosis.set_code(std::move(code));
  diagnosis.set_what(std::move(what));
  diagnosis.set_why(std::move(why));
  diagnosis.set_fix(Concat("build ", item.label, " again: tools/bazel run ", manifest.label()));
  return diagnosis;
}

// OK, or one diagnosis.
absl::Status CheckFile(const Item& item, const std::string& path,
                       const v1::PipelineManifest& manifest) {
  const auto found = DigestOfFile(path);
  if (!found.ok()) {
    const bool missing = found.status().code() == absl::StatusCode::kNotFound;
    return DiagnosisStatus(
        absl::StatusCode::kFailedPrecondition,
        missing ? Problem(item, manifest, "CATALOG-FILE-MISSING",
                          Concat(item.what, " is not there"), Concat("there is no file ", path))
                : Problem(item, manifest, "CATALOG-FILE-UNREADABLE",
                          Concat(item.what, " cannot be read"), DiagnosisOf(found.status()).why()));
  }
  if (found->digest.hex() != item.file->digest().sha256() ||
      found->size != item.file->digest().size()) {
    return DiagnosisStatus(
        absl::StatusCode::kFailedPrecondition,
        Problem(item, manifest, "CATALOG-FILE-CHANGED",
                Concat(item.what, " is not the file that was built"),
                Concat(path, " has SHA-256 ", found->digest.hex(), " and ", found->size,
                       " bytes; the manifest says ", item.file->digest().sha256(), " and ",
                       item.file->digest().size())));
  }
  return absl::OkStatus();
}

// Checks every item, several at a time; the statuses are in the order of the items.
std::vector<absl::Status> CheckFiles(const std::vector<Item>& items, const std::string& runfiles,
                                     const v1::PipelineManifest& manifest) {
  std::vector<absl::Status> statuses(items.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < items.size(); i = next++) {
      statuses[i] = CheckFile(items[i], Concat(runfiles, "/", items[i].file->path()), manifest);
    }
  };
  const std::size_t cores = std::max(1u, std::thread::hardware_concurrency());
  std::vector<std::jthread> threads;
  for (std::size_t i = 1; i < std::min({cores, kMostThreads, items.size()}); ++i) {
    threads.emplace_back(work);
  }
  work();
  threads.clear();  // joins
  return statuses;
}

}  // namespace

absl::StatusOr<Catalog> OpenCatalog(const std::string& manifest_file, const std::string& runfiles) {
  absl::StatusOr<std::string> json = ReadFile(manifest_file, kLargestManifest);
  if (!json.ok()) return json.status();
  absl::StatusOr<v1::PipelineManifest> manifest = ParseManifest(*json);
  if (!manifest.ok()) return manifest.status();
  if (absl::Status status = CheckManifest(*manifest); !status.ok()) return status;

  const std::vector<Item> items = ItemsOf(*manifest);
  Problems problems;
  std::set<std::string> told;  // a file of two steps is told once
  const std::vector<absl::Status> statuses = CheckFiles(items, runfiles, *manifest);
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!statuses[i].ok() && told.insert(items[i].file->path()).second) {
      problems.AddStatus(statuses[i]);
    }
  }
  if (!problems.empty()) return ProblemsStatus(problems, absl::StatusCode::kFailedPrecondition);
  for (const Item& item : items) {
    item.file->set_path(Concat(runfiles, "/", item.file->path()));
  }
  return Catalog{.manifest = *std::move(manifest), .digest = DigestOf(*json)};
}

}  // namespace release
