#include "tools/migrations/lock/lock_check.h"

#include <map>

#include "tools/base/text.h"
#include "tools/migrations/front/problem.h"

namespace release::migrations {
namespace {

constexpr const char* kRestore =
    "git checkout the file as it was released; write what is to change as a "
    "new migration";

v1::Diagnosis Edited(const LockFile& lock, const LockEntry& entry, const LockedFile& file) {
  return FileProblem(
      file.path,
      {"MIGRATION-LOCK-EDITED", Concat("a migration of release ", entry.release, " was edited"),
       Concat("its SHA-256 is ", file.digest.hex(), "; ", lock.path, " has ", entry.digest.hex(),
              ". Databases that applied it would not notice, new ones would differ"),
       kRestore});
}

v1::Diagnosis Renamed(const LockFile& lock, const LockEntry& entry, const LockedFile& file) {
  return FileProblem(file.path, {"MIGRATION-LOCK-RENAMED",
                                 Concat("a migration of release ", entry.release, " was renamed"),
                                 Concat(lock.path, " knows it as ", entry.file_name,
                                        ", and so does the history of every database"),
                                 Concat("rename it back to ", entry.file_name)});
}

}  // namespace

void CompareWithLock(const LockFile& lock, const std::vector<LockedFile>& files,
                     std::vector<v1::Diagnosis>& errors) {
  std::map<std::string, const LockedFile*> of_version;
  std::map<Digest, const LockedFile*> of_digest;
  for (const LockedFile& file : files) {
    of_version.emplace(file.version, &file);
    if (lock.Find(file.version) == nullptr) of_digest.emplace(file.digest, &file);
  }
  std::map<const LockedFile*, const LockEntry*> renamed;
  for (const LockEntry& entry : lock.entries) {
    const auto found = of_version.find(entry.name.version);
    if (found != of_version.end()) {
      const LockedFile& file = *found->second;
      if (file.file_name != entry.file_name) errors.push_back(Renamed(lock, entry, file));
      if (file.digest != entry.digest) errors.push_back(Edited(lock, entry, file));
      continue;
    }
    if (const auto moved = of_digest.find(entry.digest); moved != of_digest.end()) {
      renamed.emplace(moved->second, &entry);
      errors.push_back(Renamed(lock, entry, *moved->second));
      continue;
    }
    errors.push_back(PlacedProblem(
        lock.path, lock.text, entry.offset, entry.file_name.size(),
        {"MIGRATION-LOCK-DELETED",
         Concat("the migration ", entry.file_name, " of release ", entry.release, " is missing"),
         "databases have applied it, and a new one would lack what it makes",
         "git checkout the file again, or list it among `srcs`; what it made is undone by a new "
         "migration"}));
  }
  if (lock.entries.empty()) return;
  const std::string& last = lock.entries.back().name.version;
  for (const LockedFile& file : files) {
    if (file.version.empty() || file.version > last || lock.Find(file.version) != nullptr) continue;
    if (renamed.contains(&file)) continue;
    errors.push_back(FileProblem(
        file.path, {"MIGRATION-LOCK-INSERTED",
                    Concat("the migration is older than ", lock.entries.back().file_name,
                           ", which is released"),
                    "databases that have the later one would get this one after it, new ones "
                    "before it",
                    Concat("give it a version above ", last)}));
  }
}

}  // namespace release::migrations
