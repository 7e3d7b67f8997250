#include "plugins/lib/migrations/migration.h"

#include <algorithm>
#include <map>
#include <utility>

#include "plugins/lib/migrations/problem.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/migrations/text/statement_kind.h"

namespace release::migrate {
namespace {

constexpr size_t kVersionDigits = 14;
constexpr size_t kMaxFileBytes = 16 << 20;
constexpr std::string_view kSuffix = ".sql";

// The path that the user knows: what follows the package's folder in the file's real path.
std::string PathForPeople(const v1::Artifact& bundle, const v1::ArtifactFile& file) {
  const std::string& label = bundle.label();
  const size_t package_start = label.find("//");
  if (package_start == std::string::npos) return file.name();
  const std::string package = label.substr(package_start + 2, label.find(':') - package_start - 2);
  const size_t found = file.path().rfind(Concat("/", package, "/"));
  return package.empty() || found == std::string::npos ? file.name()
                                                       : file.path().substr(found + 1);
}

std::string BaseName(const std::string& path) { return path.substr(path.rfind('/') + 1); }

}  // namespace

int Migration::executable() const {
  return static_cast<int>(std::count_if(statements.begin(), statements.end(),
                                        [](const Statement& s) { return !s.only_comment; }));
}

std::string VersionOf(const std::string& file_name) {
  const size_t minimum = kVersionDigits + 1 + 1 + kSuffix.size();
  if (file_name.size() < minimum || !file_name.ends_with(kSuffix)) return "";
  if (file_name[kVersionDigits] != '_') return "";
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto is_plain = [&](char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || c == '_'; };
  const auto digits_end = file_name.begin() + kVersionDigits;
  if (!std::all_of(file_name.begin(), digits_end, is_digit)) return "";
  if (!std::all_of(digits_end, file_name.end() - kSuffix.size(), is_plain)) return "";
  return file_name.substr(0, kVersionDigits);
}

absl::StatusOr<std::vector<Migration>> ReadMigrations(const v1::Artifact& bundle,
                                                      std::vector<v1::Diagnosis>& problems) {
  std::vector<Migration> migrations;
  std::map<std::string, std::string> file_of_version;
  for (const v1::ArtifactFile& file : bundle.files()) {
    Migration migration;
    migration.file_name = BaseName(file.name());
    migration.path = PathForPeople(bundle, file);
    migration.version = VersionOf(migration.file_name);
    if (migration.version.empty()) {
      problems.push_back(FileProblem(
          migration.path, "MIGRATE-FILE-NAME",
          Concat("`", migration.file_name, "` is no name of a migration"),
          "the version is taken from the name, and the Supabase CLI skips a name it does not know",
          "rename it to YYYYMMDDHHMMSS_lower_case_words.sql"));
      continue;
    }
    migration.name = migration.file_name.substr(
        kVersionDigits + 1, migration.file_name.size() - kVersionDigits - 1 - kSuffix.size());
    const auto [other, is_new] = file_of_version.try_emplace(migration.version, migration.path);
    if (!is_new) {
      problems.push_back(FileProblem(migration.path, "MIGRATE-FILE-DUPLICATE-VERSION",
                                     Concat("two files have the version ", migration.version),
                                     Concat("the other is ", other->second),
                                     "give the newer of the two a version of its own"));
      continue;
    }
    absl::StatusOr<std::string> text = ReadFile(file.path(), kMaxFileBytes);
    if (!text.ok()) return text.status();
    migration.text = *std::move(text);
    migration.statements = migrations::Split(migration.text).statements;
    migration.outside = std::any_of(
        migration.statements.begin(), migration.statements.end(), [](const Statement& s) {
          return migrations::KindOf(s.text) == migrations::StatementKind::kOutside;
        });
    migrations.push_back(std::move(migration));
  }
  std::sort(migrations.begin(), migrations.end(),
            [](const Migration& a, const Migration& b) { return a.version < b.version; });
  return migrations;
}

}  // namespace release::migrate
