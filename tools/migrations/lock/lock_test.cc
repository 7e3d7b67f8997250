// The lock file: its form, and what it protects.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tools/base/text.h"
#include "tools/migrations/lock/lock_check.h"
#include "tools/migrations/lock/lock_file.h"

namespace release::migrations {
namespace {

const std::string kA = "20260101000000_a.sql", kB = "20260102000000_b.sql";

std::string Line(const std::string& file, const std::string& content, int release) {
  return Concat(file, " ", DigestOf(content).hex(), " expand ", release, "\n");
}

LockedFile File(const std::string& name, const std::string& content) {
  return {"m/" + name, name, ReadMigrationName(name).version, DigestOf(content)};
}

LockFile Good(const std::string& text) {
  std::vector<v1::Diagnosis> errors;
  LockFile lock = ReadLock("released.lock", text, errors);
  EXPECT_TRUE(errors.empty()) << errors[0].what();
  return lock;
}

// "CODE line:column".
std::string ErrorIn(const std::string& text) {
  std::vector<v1::Diagnosis> errors;
  ReadLock("released.lock", text, errors);
  if (errors.size() != 1) return Concat(errors.size(), " errors");
  return Concat(errors[0].code(), " ", errors[0].place().line(), ":", errors[0].place().column());
}

std::vector<std::string> Differences(const std::string& lock,
                                     const std::vector<LockedFile>& files) {
  std::vector<v1::Diagnosis> errors;
  CompareWithLock(Good(lock), files, errors);
  std::vector<std::string> codes;
  for (const v1::Diagnosis& error : errors) {
    codes.push_back(Concat(error.code(), " ", error.place().file()));
  }
  return codes;
}

TEST(LockFileTest, WhatIsWrittenIsRead) {
  const LockFile lock = Good("# comment\n\n" + Line(kA, "a", 1) + Line(kB, "b", 2));
  ASSERT_EQ(lock.entries.size(), 2u);
  EXPECT_EQ(lock.last_release(), 2);
  EXPECT_EQ(LockLine(lock.entries[0]), Line(kA, "a", 1));
  EXPECT_EQ(lock.Find("20260102000000")->file_name, kB);
  EXPECT_EQ(lock.Find("20260103000000"), nullptr);
}

TEST(LockFileTest, AddingNeverChangesWhatIsThere) {
  const std::string before = "# mine\n" + Line(kA, "a", 1);
  const LockFile lock = Good(before);
  const LockFile other = Good(Line(kB, "b", 2));
  EXPECT_EQ(ExtendedLock(lock, other.entries, "lock"), before + Line(kB, "b", 2));
}

TEST(LockFileTest, TheFirstLockSaysHowItIsWritten) {
  const LockFile other = Good(Line(kB, "b", 1));
  const std::string text = ExtendedLock(LockFile{}, other.entries, "tools/bazel run //db:m.lock");
  EXPECT_NE(text.find("tools/bazel run //db:m.lock"), std::string::npos);
  EXPECT_EQ(Good(text).entries.size(), 1u);
}

TEST(LockFileTest, MistakesHaveTheirPlaces) {
  const std::string digest = DigestOf("a").hex();
  EXPECT_EQ(ErrorIn("x\n"), "MIGRATION-LOCK-LINE 1:1");
  EXPECT_EQ(ErrorIn("\na.sql " + digest + " expand 1\n"), "MIGRATION-LOCK-LINE 2:1");
  EXPECT_EQ(ErrorIn(kA + " 12 expand 1\n"), "MIGRATION-LOCK-LINE 1:22");
  EXPECT_EQ(ErrorIn(kA + " " + digest + " large 1\n"), "MIGRATION-LOCK-LINE 1:87");
  EXPECT_EQ(ErrorIn(kA + " " + digest + " expand 0\n"), "MIGRATION-LOCK-LINE 1:94");
  EXPECT_EQ(ErrorIn(kA + " " + digest + " expand 01\n"), "MIGRATION-LOCK-LINE 1:94");
  EXPECT_EQ(ErrorIn(kA + " " + digest + " expand 99999999999999\n"), "MIGRATION-LOCK-LINE 1:94");
  EXPECT_EQ(ErrorIn(kA + "  " + digest + " expand 1\n"), "MIGRATION-LOCK-LINE 1:1");
  EXPECT_EQ(ErrorIn(kA + " " + digest + " expand 1\r\n"), "MIGRATION-LOCK-LINE 1:94");
  EXPECT_EQ(ErrorIn("<<<<<<< ours\n"), "MIGRATION-LOCK-LINE 1:1");
  EXPECT_EQ(ErrorIn(std::string("\0", 1)), "MIGRATION-LOCK-TEXT 1:1");
  EXPECT_EQ(ErrorIn("\xFF"), "MIGRATION-LOCK-TEXT 1:1");
  EXPECT_EQ(ErrorIn(std::string(kLargestLock + 1, '#')), "MIGRATION-LOCK-TEXT 1:1");
}

TEST(LockFileTest, VersionsRiseAndReleasesDoNotFall) {
  EXPECT_EQ(ErrorIn(Line(kB, "b", 1) + Line(kA, "a", 1)), "MIGRATION-LOCK-ORDER 2:1");
  EXPECT_EQ(ErrorIn(Line(kA, "a", 1) + Line(kA, "a", 1)), "MIGRATION-LOCK-ORDER 2:1");
  EXPECT_EQ(ErrorIn(Line(kA, "a", 2) + Line(kB, "b", 1)), "MIGRATION-LOCK-ORDER 2:94");
}

TEST(LockCheckTest, TheFilesOfTheLockAndNewerOnesAreGood) {
  EXPECT_TRUE(Differences(Line(kA, "a", 1), {File(kA, "a"), File(kB, "b")}).empty());
}

TEST(LockCheckTest, AnEditedFileIsFound) {
  EXPECT_EQ(Differences(Line(kA, "a", 1), {File(kA, "A")}),
            std::vector<std::string>{"MIGRATION-LOCK-EDITED m/" + kA});
}

TEST(LockCheckTest, ARenamedFileIsFoundByVersionOrByContent) {
  const std::string words = "20260101000000_other.sql", version = "20251231000000_a.sql";
  EXPECT_EQ(Differences(Line(kA, "a", 1), {File(words, "a")}),
            std::vector<std::string>{"MIGRATION-LOCK-RENAMED m/" + words});
  EXPECT_EQ(Differences(Line(kA, "a", 1), {File(version, "a")}),
            std::vector<std::string>{"MIGRATION-LOCK-RENAMED m/" + version});
}

TEST(LockCheckTest, ADeletedFileIsFoundInTheLock) {
  EXPECT_EQ(Differences(Line(kA, "a", 1) + Line(kB, "b", 1), {File(kB, "b")}),
            std::vector<std::string>{"MIGRATION-LOCK-DELETED released.lock"});
}

TEST(LockCheckTest, AFileBeforeTheLastReleasedOneIsFound) {
  EXPECT_EQ(Differences(Line(kB, "b", 1), {File(kA, "a"), File(kB, "b")}),
            std::vector<std::string>{"MIGRATION-LOCK-INSERTED m/" + kA});
}

}  // namespace
}  // namespace release::migrations
