#include "tools/bundle/pack/pack.h"

#include <algorithm>
#include <string>
#include <utility>

#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/bundle/pack/functions.h"
#include "tools/bundle/pack/manifest.h"
#include "tools/bundle/pack/packed_file.h"
#include "tools/bundle/pack/site_tree.h"
#include "tools/bundle/pack/worker_script.h"
#include "tools/bundle/site_rules/headers.h"
#include "tools/bundle/site_rules/redirects.h"
#include "tools/bundle/site_rules/routes.h"

namespace release::bundle {
namespace {

constexpr std::size_t kLargestText = 64 << 20;
constexpr int kThreads = 2;

using Problems = std::vector<v1::Diagnosis>;

void Append(Problems more, Problems& problems) {
  std::move(more.begin(), more.end(), std::back_inserter(problems));
}

bool Has(const std::vector<SiteFile>& files, std::string_view path) {
  return std::any_of(files.begin(), files.end(),
                     [&](const SiteFile& file) { return file.path == path; });
}

// How people know a file at the top of the site: by the source that it is copied from.
std::string DisplayName(const PackRequest& request, const std::string& name) {
  for (const std::string& source : request.site_sources()) {
    if (source.ends_with("/" + name)) return source;
  }
  return name;
}

using Check = Problems (*)(std::string_view text, const std::string& file);

Problems CheckInstructions(const PackRequest& request, const std::vector<SiteFile>& files) {
  const std::pair<std::string, Check> checks[] = {
      {"_headers", CheckHeaders}, {"_redirects", CheckRedirects}, {"_routes.json", CheckRoutes}};
  Problems problems;
  for (const auto& [name, check] : checks) {
    if (!Has(files, name)) continue;
    const absl::StatusOr<std::string> text =
        ReadFile(Concat(request.site(), "/", name), kLargestText);
    Append(
        text.ok() ? check(*text, DisplayName(request, name)) : Problems{DiagnosisOf(text.status())},
        problems);
  }
  return problems;
}

v1::Diagnosis WorkerTwice(const PackRequest& request) {
  v1::Diagnosis problem;
  problem.set_code("BUNDLE-WORKER-TWICE");
  problem.set_what(Concat(request.label(), ": the site has a _worker.js, and there are Functions"));
  problem.set_why("the Functions are compiled into _worker.js, and Pages runs only one");
  problem.set_fix("remove the site's _worker.js, or give the rule no `functions`");
  problem.set_retry(v1::RETRY_NEVER);
  return problem;
}

// What the bundle has beside the site: the Functions, and their routes unless the site brings its
// own.
absl::Status AddWorker(const PackRequest& request, bool own_routes,
                       std::vector<PackedFile>& packed) {
  const auto add = [&](const std::string& path, const std::string& bytes) {
    packed.push_back({path, bytes.size(), DigestOf(bytes)});
    return WriteFileAtomically(Concat(request.bundle(), "/", path), bytes, 0644);
  };
  const absl::StatusOr<std::string> script = ReadFile(request.worker(), kLargestText);
  if (!script.ok()) return script.status();
  const absl::StatusOr<std::string> stable = StableWorkerScript(*script, request.label());
  if (!stable.ok()) return stable.status();
  const absl::Status status = add("_worker.js", *stable);
  if (!status.ok() || own_routes) return status;
  const absl::StatusOr<std::string> routes = ReadFile(request.routes(), kLargestText);
  return routes.ok() ? add("_routes.json", *routes) : routes.status();
}

absl::Status Write(const PackRequest& request, const std::vector<SiteFile>& files) {
  absl::StatusOr<std::vector<PackedFile>> packed =
      PackFiles(request.site(), files, request.bundle(), kThreads);
  if (!packed.ok()) return packed.status();
  if (!request.worker().empty()) {
    const absl::Status status = AddWorker(request, Has(files, "_routes.json"), *packed);
    if (!status.ok()) return status;
  }
  std::sort(packed->begin(), packed->end(),
            [](const PackedFile& a, const PackedFile& b) { return a.path < b.path; });
  ManifestHead head = {.label = request.label(), .kind = "pages", .name = request.project()};
  if (!request.worker().empty()) {
    head.compatibility_date = request.compatibility_date();
    head.compatibility_flags = {request.compatibility_flags().begin(),
                                request.compatibility_flags().end()};
  }
  return WriteFileAtomically(request.manifest(), ManifestJson(head, *packed), 0644);
}

}  // namespace

std::vector<v1::Diagnosis> Pack(const PackRequest& request) {
  const absl::StatusOr<std::vector<SiteFile>> files = WalkSite(request.site());
  if (!files.ok()) return {DiagnosisOf(files.status())};
  Problems problems = CheckSite(*files, request.label());
  Append(CheckFunctions({request.functions().begin(), request.functions().end()}, request.label()),
         problems);
  Append(CheckInstructions(request, *files), problems);
  if (!request.worker().empty() && Has(*files, "_worker.js")) {
    problems.push_back(WorkerTwice(request));
  }
  if (!problems.empty()) return problems;
  const absl::Status status = Write(request, *files);
  if (!status.ok()) problems.push_back(DiagnosisOf(status));
  return problems;
}

}  // namespace release::bundle
