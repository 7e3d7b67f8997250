// The program as the rule and the lock command run it.
#include <gtest/gtest.h>

#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "tools/base/files.h"
#include "tools/base/process.h"
#include "tools/base/text.h"

namespace release::migrations {
namespace {

constexpr size_t kLimit = 1 << 20;
const std::string kOne = "/20260101000000_one.sql", kTwo = "/20260102000000_two.sql";

class ProgramTest : public testing::Test {
 protected:
  void SetUp() override {
    auto made = TempDirectory::Create();
    ASSERT_TRUE(made.ok());
    folder_.emplace(*std::move(made));
    Write(kOne, "create table public.items (id bigint, note text);\n");
  }
  std::string At(const std::string& name) const { return folder_->path() + name; }
  void Write(const std::string& name, const std::string& text) {
    ASSERT_TRUE(WriteFileAtomically(At(name), text).ok());
  }
  std::string Text(const std::string& name) const {
    return ReadFile(At(name), kLimit).value_or("-");
  }

  RunResult Program(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), std::getenv("MIGRATIONS"));
    Command command;
    command.argv = std::move(arguments);
    auto result = release::Run(command, absl::Seconds(60), kLimit);
    EXPECT_TRUE(result.ok()) << result.status();
    return result.ok() ? *std::move(result) : RunResult();
  }
  RunResult Lock(std::vector<std::string> more) {
    more.insert(more.begin(), {"lock", "--lock", At("/released.lock")});
    return Program(std::move(more));
  }
  RunResult Bundle(const std::string& lock_path) {
    Write("/request.json",
          Concat("{\"label\":\"//db:m\",\"files\":[{\"path\":\"", At(kOne), "\",\"name\":\"db",
                 kOne, "\",\"copy\":\"", At("/copy.sql"), "\"}],\"lock\":{\"path\":\"", lock_path,
                 "\",\"name\":\"db/released.lock\",\"command\":\"tools/bazel run //db:m.lock\"},"
                 "\"manifest\":\"",
                 At("/manifest.json"), "\"}"));
    return Program({"bundle", At("/request.json")});
  }

  std::optional<TempDirectory> folder_;
};

TEST_F(ProgramTest, LockMakesTheFileThenAddsToItAndNeverChangesALine) {
  EXPECT_TRUE(Lock({At(kOne)}).exit.Success());
  const std::string first = Text("/released.lock");
  EXPECT_NE(first.find("20260101000000_one.sql "), std::string::npos);
  EXPECT_TRUE(Lock({At(kOne)}).exit.Success());
  EXPECT_EQ(Text("/released.lock"), first);
  Write(kTwo, "create table public.more (id bigint);\n");
  EXPECT_TRUE(Lock({At(kOne), At(kTwo)}).exit.Success());
  const std::string second = Text("/released.lock");
  EXPECT_TRUE(second.starts_with(first));
  EXPECT_TRUE(second.ends_with(" expand 2\n"));
}

TEST_F(ProgramTest, LockAddsToTheLastReleaseWhenAskedAndToNoOther) {
  EXPECT_TRUE(Lock({At(kOne)}).exit.Success());
  Write(kTwo, "create table public.more (id bigint);\n");
  const RunResult wrong = Lock({"--release", "5", At(kOne), At(kTwo)});
  EXPECT_EQ(wrong.exit.code_or_signal, 1);
  EXPECT_NE(wrong.err.find("error[MIGRATION-LOCK-RELEASE]"), std::string::npos) << wrong.err;
  EXPECT_TRUE(Lock({"--release", "1", At(kOne), At(kTwo)}).exit.Success());
  EXPECT_TRUE(Text("/released.lock").ends_with(" expand 1\n"));
}

TEST_F(ProgramTest, AChangeCannotBeCompletedInTheReleaseThatBeganIt) {
  EXPECT_TRUE(Lock({At(kOne)}).exit.Success());
  Write(kTwo, "-- release: completes 20260101000000\nalter table public.items drop column note;\n");
  const RunResult same = Lock({"--release", "1", At(kOne), At(kTwo)});
  EXPECT_NE(same.err.find("error[MIGRATION-COMPLETES-SAME-RELEASE]"), std::string::npos)
      << same.err;
  EXPECT_TRUE(Lock({At(kOne), At(kTwo)}).exit.Success());
  EXPECT_TRUE(Text("/released.lock").ends_with(" contract 2\n"));
}

TEST_F(ProgramTest, LockRefusesWhatTheLawRefuses) {
  Write(kOne, "drop table public.items;\n");
  const RunResult refused = Lock({At(kOne)});
  EXPECT_EQ(refused.exit.code_or_signal, 1);
  EXPECT_NE(refused.err.find("error[MIGRATION-DROP-TABLE]"), std::string::npos) << refused.err;
  EXPECT_EQ(Text("/released.lock"), "-");
}

TEST_F(ProgramTest, BundleCopiesTheBytesAndWritesTheSameManifestEachTime) {
  EXPECT_TRUE(Lock({At(kOne)}).exit.Success());
  EXPECT_TRUE(Bundle(At("/released.lock")).exit.Success());
  EXPECT_EQ(Text("/copy.sql"), Text(kOne));
  const std::string manifest = Text("/manifest.json");
  EXPECT_TRUE(manifest.starts_with("{\n  \"format\": 1,\n  \"label\": \"//db:m\""));
  EXPECT_TRUE(Bundle(At("/released.lock")).exit.Success());
  EXPECT_EQ(Text("/manifest.json"), manifest);
}

TEST_F(ProgramTest, AMissingLockIsToldWithTheCommandThatMakesIt) {
  const RunResult missing = Bundle("");
  EXPECT_EQ(missing.exit.code_or_signal, 1);
  EXPECT_NE(missing.err.find("error[MIGRATION-LOCK-MISSING]"), std::string::npos) << missing.err;
  EXPECT_NE(missing.err.find("tools/bazel run //db:m.lock"), std::string::npos) << missing.err;
  EXPECT_EQ(Text("/manifest.json"), "-");
}

TEST_F(ProgramTest, ABrokenLockIsToldWithItsPlace) {
  Write("/released.lock", "# good\n<<<<<<< ours\n");
  const RunResult broken = Bundle(At("/released.lock"));
  EXPECT_EQ(broken.exit.code_or_signal, 1);
  EXPECT_NE(broken.err.find("db/released.lock:2:1"), std::string::npos) << broken.err;
}

TEST_F(ProgramTest, AFiftyMegabyteMigrationIsRefusedAndTheLimitIsSaid) {
  EXPECT_TRUE(Lock({At(kOne)}).exit.Success());
  Write(kOne, std::string(50 << 20, ' '));
  const RunResult large = Bundle(At("/released.lock"));
  EXPECT_EQ(large.exit.code_or_signal, 1);
  EXPECT_NE(large.err.find("has 52428800 bytes; the limit is 16777216 (16 MiB)"), std::string::npos)
      << large.err;
}

TEST_F(ProgramTest, AWrongCommandLineIsUsage) {
  EXPECT_EQ(Program({"bundel"}).exit.code_or_signal, 2);
  EXPECT_EQ(Program({"lock"}).exit.code_or_signal, 2);
}

}  // namespace
}  // namespace release::migrations
