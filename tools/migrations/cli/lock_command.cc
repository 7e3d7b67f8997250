#include "tools/migrations/cli/lock_command.h"

#include "absl/status/status.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/migrations/catalog/catalog.h"
#include "tools/migrations/front/problem.h"

namespace release::migrations {
namespace {

absl::Status WrongRelease(int release, int last) {
  return Diagnose(absl::StatusCode::kInvalidArgument,
                  {.code = "MIGRATION-LOCK-RELEASE",
                   .what = Concat("release ", release, " cannot be next"),
                   .why = Concat("the lock file ends with release ", last),
                   .fix = Concat("leave --release out for ", last + 1, ", or give ", last,
                                 " to add to the last one")});
}

absl::Status SameRelease(const MigrationFile& file, const Directive& directive, int release) {
  return DiagnosisStatus(
      absl::StatusCode::kFailedPrecondition,
      PlacedProblem(file.path, file.text, directive.offset, directive.length,
                    {"MIGRATION-COMPLETES-SAME-RELEASE",
                     Concat(directive.argument, " belongs to release ", release, " itself"),
                     "the code of the generation before must have seen the first part",
                     "lock this file in the next release"}));
}

}  // namespace

absl::StatusOr<std::vector<LockEntry>> NewEntries(const BundleReport& bundle, const LockFile& lock,
                                                  int release) {
  const int last = lock.last_release();
  if (release == 0) release = last + 1;
  if (release != last + 1 && (release != last || last == 0)) return WrongRelease(release, last);
  std::vector<LockEntry> added;
  for (const FileReport& report : bundle.files) {
    if (report.release != kUnreleased) continue;
    for (const Directive& directive : report.file.directives.list) {
      if (directive.kind != Directive::Kind::kCompletes) continue;
      const LockEntry* begun = lock.Find(directive.argument);
      if (begun != nullptr && begun->release == release) {
        return SameRelease(report.file, directive, release);
      }
    }
    added.push_back({.file_name = report.file.file_name,
                     .name = report.file.name,
                     .digest = report.file.digest,
                     .highest = report.highest,
                     .release = release,
                     .offset = 0,
                     .length = 0});
  }
  return added;
}

}  // namespace release::migrations
