#include "tools/migrations/cli/inputs.h"

#include <sys/stat.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "absl/status/status.h"
#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/migrations/front/problem.h"

namespace release::migrations {
namespace {

constexpr size_t kLargestRequest = 64 << 20;

absl::Status TooLarge(const NamedFile& file) {
  struct stat facts {};
  const auto size = stat(file.path.c_str(), &facts) == 0 ? facts.st_size : 0;
  return DiagnosisStatus(
      absl::StatusCode::kResourceExhausted,
      FileProblem(file.name,
                  {"MIGRATION-TOO-LARGE",
                   Concat("the migration has ", size, " bytes; the limit is ", kLargestMigration,
                          " (16 MiB)"),
                   "the whole file is one transaction and one text in the history table",
                   "load bulk data outside of migrations, or split it into several files"}));
}

}  // namespace

absl::StatusOr<BundleRequest> ReadBundleRequest(const std::string& path) {
  const absl::StatusOr<std::string> text = ReadFile(path, kLargestRequest);
  if (!text.ok()) return text.status();
  const auto json = nlohmann::json::parse(*text, nullptr, false);
  if (!json.is_object()) return absl::InvalidArgumentError(Concat(path, " is no JSON object"));
  BundleRequest request;
  request.label = json.value("label", "");
  request.manifest = json.value("manifest", "");
  const auto lock = json.value("lock", nlohmann::json::object());
  request.lock = {lock.value("path", ""), lock.value("name", "")};
  request.lock_command = lock.value("command", "");
  for (const auto& file : json.value("files", nlohmann::json::array())) {
    request.files.push_back({file.value("path", ""), file.value("name", "")});
    request.copies.push_back(file.value("copy", ""));
  }
  return request;
}

absl::StatusOr<std::vector<SourceFile>> ReadSources(const std::vector<NamedFile>& files) {
  std::vector<SourceFile> sources;
  for (const NamedFile& file : files) {
    absl::StatusOr<std::string> text = ReadFile(file.path, kLargestMigration);
    if (absl::IsResourceExhausted(text.status())) return TooLarge(file);
    if (!text.ok()) return text.status();
    sources.push_back({file.name, *std::move(text)});
  }
  return sources;
}

absl::StatusOr<LockFile> LoadLock(const NamedFile& lock, const std::string& command,
                                  std::vector<v1::Diagnosis>& errors) {
  absl::StatusOr<std::string> text =
      lock.path.empty() ? absl::NotFoundError("") : ReadFile(lock.path, kLargestLock + 1);
  if (absl::IsNotFound(text.status())) {
    return DiagnosisStatus(
        absl::StatusCode::kNotFound,
        FileProblem(lock.name, {"MIGRATION-LOCK-MISSING", "there is no lock file",
                                "without it nobody can tell what is released and must not change",
                                Concat("make it with `", command, "` and commit it")}));
  }
  if (!text.ok()) return text.status();
  return ReadLock(lock.name, *std::move(text), errors);
}

}  // namespace release::migrations
