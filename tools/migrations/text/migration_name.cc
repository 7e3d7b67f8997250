#include "tools/migrations/text/migration_name.h"

#include <algorithm>
#include <array>

namespace release::migrations {
namespace {

constexpr std::string_view kSuffix = ".sql";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsWord(char c) { return IsDigit(c) || (c >= 'a' && c <= 'z') || c == '_'; }

int Number(std::string_view digits) {
  int value = 0;
  for (char c : digits) value = value * 10 + (c - '0');
  return value;
}

int DaysIn(int year, int month) {
  static constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && leap ? 29 : kDays[static_cast<size_t>(month - 1)];
}

}  // namespace

std::string VersionProblem(std::string_view version) {
  if (version.size() != kVersionDigits || !std::all_of(version.begin(), version.end(), IsDigit)) {
    return "a version is 14 digits, YYYYMMDDHHMMSS";
  }
  const int year = Number(version.substr(0, 4)), month = Number(version.substr(4, 2));
  if (year < 1970) return "the year is before 1970";
  if (month < 1 || month > 12) return "there is no month " + std::string(version.substr(4, 2));
  const int day = Number(version.substr(6, 2));
  if (day < 1 || day > DaysIn(year, month)) {
    return "that month has no day " + std::string(version.substr(6, 2));
  }
  if (Number(version.substr(8, 2)) > 23) return "the hour is above 23";
  if (Number(version.substr(10, 2)) > 59) return "the minute is above 59";
  if (Number(version.substr(12, 2)) > 59) return "the second is above 59";
  return "";
}

MigrationName ReadMigrationName(std::string_view file_name) {
  if (!file_name.ends_with(kSuffix)) return {.problem = "it does not end in .sql"};
  const std::string_view stem = file_name.substr(0, file_name.size() - kSuffix.size());
  const std::string_view version = stem.substr(0, kVersionDigits);
  if (std::string problem = VersionProblem(version); !problem.empty()) return {.problem = problem};
  if (stem.size() <= kVersionDigits || stem[kVersionDigits] != '_') {
    return {.problem = "behind the 14 digits of the version comes `_`"};
  }
  const std::string_view words = stem.substr(kVersionDigits + 1);
  if (words.empty()) return {.problem = "it has no words behind the version"};
  if (!std::all_of(words.begin(), words.end(), IsWord) || words[0] == '_') {
    return {.problem = "its words are lower case letters, digits and `_`"};
  }
  return {.version = std::string(version), .words = std::string(words)};
}

}  // namespace release::migrations
