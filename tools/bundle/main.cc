// bundle: what the toolchain does with sites and Workers, one subcommand each (README.md).
//
// Exit codes: 0 done; 1 the input is wrong, and diagnoses on stderr say where; 2 usage.
#include <google/protobuf/util/json_util.h>

#include <cstdio>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "proto/release/v1/diagnosis.pb.h"
#include "tools/base/diagnosis.h"
#include "tools/base/diagnosis_text.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/bundle/pack/manifest.h"
#include "tools/bundle/pack/pack.h"
#include "tools/bundle/pack/pack_request.pb.h"
#include "tools/bundle/pack/pack_worker.h"
#include "tools/bundle/pack/packed_file.h"
#include "tools/bundle/pack/site_tree.h"
#include "tools/bundle/site_rules/headers.h"
#include "tools/bundle/site_rules/redirects.h"
#include "tools/bundle/site_rules/routes.h"

namespace release::bundle {
namespace {

constexpr size_t kLargest = 64 << 20;
constexpr int kThreads = 2;

template <typename Request, std::vector<v1::Diagnosis> (*pack)(const Request&)>
std::vector<v1::Diagnosis> PackFrom(const std::string& file) {
  const absl::StatusOr<std::string> text = ReadFile(file, kLargest);
  if (!text.ok()) return {DiagnosisOf(text.status())};
  Request request;
  if (google::protobuf::util::JsonStringToMessage(*text, &request).ok()) return pack(request);
  return {DiagnosisOf(
      Diagnose(absl::StatusCode::kInvalidArgument,
               {.code = "BUNDLE-REQUEST",
                .what = Concat("bundle does not understand ", file),
                .why = "it is not a request of tools/bundle/pack/pack_request.proto",
                .fix = "this is a fault in tools/rules: mend the rule or tools/bundle"}))};
}

// The manifest of a folder as it is, without building anything: `bundle manifest DIR`.
std::vector<v1::Diagnosis> PrintManifest(const std::string& folder) {
  const absl::StatusOr<std::vector<SiteFile>> files = WalkSite(folder);
  if (!files.ok()) return {DiagnosisOf(files.status())};
  std::vector<v1::Diagnosis> problems = CheckSite(*files, folder);
  if (!problems.empty()) return problems;
  const absl::StatusOr<std::vector<PackedFile>> packed = PackFiles(folder, *files, "", kThreads);
  if (!packed.ok()) return {DiagnosisOf(packed.status())};
  std::fputs(ManifestJson({.label = "", .kind = "pages", .name = ""}, *packed).c_str(), stdout);
  return {};
}

using Check = std::vector<v1::Diagnosis> (*)(std::string_view text, const std::string& file);

template <Check check>
std::vector<v1::Diagnosis> CheckFile(const std::string& file) {
  const absl::StatusOr<std::string> text = ReadFile(file, kLargest);
  return text.ok() ? check(*text, file) : std::vector{DiagnosisOf(text.status())};
}

int Told(const std::vector<v1::Diagnosis>& problems) {
  for (const v1::Diagnosis& problem : problems) {
    std::fputs(FormatDiagnosis(problem, TextStyle()).c_str(), stderr);
  }
  return problems.empty() ? 0 : 1;
}

int Main(int argc, char** argv) {
  const std::map<std::string_view, std::vector<v1::Diagnosis> (*)(const std::string&)> commands = {
      {"check-headers", CheckFile<CheckHeaders>},
      {"check-redirects", CheckFile<CheckRedirects>},
      {"check-routes", CheckFile<CheckRoutes>},
      {"manifest", PrintManifest},
      {"pack", PackFrom<PackRequest, Pack>},
      {"pack-worker", PackFrom<PackWorkerRequest, PackWorker>},
  };
  const auto command = commands.find(argc == 3 ? argv[1] : "");
  if (command != commands.end()) return Told(command->second(argv[2]));
  std::fprintf(
      stderr,
      "usage: bundle check-headers FILE      mistakes in a _headers\n"
      "       bundle check-redirects FILE    mistakes in a _redirects\n"
      "       bundle check-routes FILE       mistakes in a _routes.json\n"
      "       bundle manifest FOLDER         what Pages would be given, as JSON\n"
      "       bundle pack REQUEST.json       makes a Pages bundle, for the rules\n"
      "       bundle pack-worker REQUEST.json    makes a Worker's bundle, for the rules\n");
  return 2;
}

}  // namespace
}  // namespace release::bundle

int main(int argc, char** argv) { return release::bundle::Main(argc, argv); }
