#include "tools/migrations/bundle/analysis.h"

#include <algorithm>
#include <utility>

#include "tools/base/text.h"
#include "tools/migrations/bundle/classify.h"
#include "tools/migrations/bundle/verdict.h"
#include "tools/migrations/catalog/catalog.h"
#include "tools/migrations/front/problem.h"
#include "tools/migrations/lock/lock_check.h"
#include "tools/migrations/sql/parse.h"

namespace release::migrations {
namespace {

std::string BaseName(const std::string& path) { return path.substr(path.rfind('/') + 1); }

FileReport Read(SourceFile source, const LockFile& lock, Problems& problems) {
  const LockEntry* locked = lock.Find(ReadMigrationName(BaseName(source.path)).version);
  Problems of_released;  // nobody can mend them
  FileReport report;
  report.file = ReadMigration(std::move(source.path), std::move(source.text),
                              locked == nullptr ? problems : of_released);
  report.release = locked == nullptr ? kUnreleased : locked->release;
  return report;
}

void CheckVersions(std::vector<FileReport>& files, const LockFile& lock, Problems& problems) {
  std::stable_sort(files.begin(), files.end(), [](const FileReport& a, const FileReport& b) {
    return a.file.name.version < b.file.name.version;
  });
  std::vector<LockedFile> locked;
  for (size_t i = 0; i < files.size(); ++i) {
    const MigrationFile& file = files[i].file;
    if (file.name.version.empty()) continue;
    if (i > 0 && files[i - 1].file.name.version == file.name.version) {
      problems.errors.push_back(
          FileProblem(file.path, {"MIGRATION-DUPLICATE-VERSION",
                                  Concat("two migrations have the version ", file.name.version),
                                  Concat("the other is ", files[i - 1].file.path),
                                  "give the newer of the two a version of its own"}));
      continue;
    }
    locked.push_back({file.path, file.file_name, file.name.version, file.digest});
  }
  CompareWithLock(lock, locked, problems.errors);
}

void AnalyzeHere(std::vector<SourceFile> sources, const LockFile& lock, BundleReport& bundle) {
  for (SourceFile& source : sources) {
    bundle.files.push_back(Read(std::move(source), lock, bundle.problems));
  }
  CheckVersions(bundle.files, lock, bundle.problems);
  Catalog catalog;
  for (FileReport& report : bundle.files) {
    catalog.BeginFile(report.release);
    report.statements = Classify(report.file, catalog);
    for (const StatementReport& statement : report.statements) {
      report.highest = std::max(report.highest, statement.highest);
    }
    if (report.release == kUnreleased) JudgeFile(report, lock, bundle.problems);
  }
}

}  // namespace

BundleReport Analyze(std::vector<SourceFile> sources, const LockFile& lock) {
  BundleReport bundle;
  if (sources.empty()) {
    v1::Diagnosis empty =
        FileProblem("", {"MIGRATION-BUNDLE-EMPTY", "the bundle has no migration",
                         "`srcs` names no file", "list the .sql files, or remove the bundle"});
    empty.clear_place();
    bundle.problems.errors.push_back(std::move(empty));
  }
  OnLargeStack([&] { AnalyzeHere(std::move(sources), lock, bundle); });
  return bundle;
}

}  // namespace release::migrations
