// Events, files and checks for the tests of this room.
#ifndef RELEASE_TOOLS_COORDINATOR_JOURNAL_JOURNAL_TESTING_H_
#define RELEASE_TOOLS_COORDINATOR_JOURNAL_JOURNAL_TESTING_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "gtest/gtest.h"
#include "proto/release/v1/event.pb.h"
#include "tools/base/files.h"
#include "tools/coordinator/journal/journal.h"

namespace release {

v1::Event Started(const std::string& release_id, const std::string& environment = "rehearsal",
                  uint64_t generation = 1);
// Of which all these releases are.
PipelineIdentity ThePipeline();

v1::Event Resumed(const std::string& release_id);
v1::Event StepStarted(const std::string& release_id, const std::string& step = "migrate");
v1::Event StepFinished(const std::string& release_id, const std::string& step = "migrate");
v1::Event Finished(const std::string& release_id, v1::ReleaseOutcome outcome);

// Code of the diagnosis in a status, or in what a StatusOr has instead of a value.
std::string CodeOf(const absl::Status& status);
template <typename T>
std::string CodeOf(const absl::StatusOr<T>& value) {
  return CodeOf(value.status());
}

std::string WhyOf(const absl::Status& status);

// A directory of its own with a journal in it.
class JournalTest : public testing::Test {
 protected:
  JournalTest() : directory_(*TempDirectory::Create()), path_(directory_.path() + "/journal.db") {}

  // Opens the file, which has to succeed.
  std::unique_ptr<Journal> Open() const;

  // Makes a journal with one release of `steps` steps, and closes it.
  void WriteRelease(const std::string& release_id, int steps) const;

  static std::string Bytes(const std::string& path);
  static void Put(const std::string& path, std::string_view bytes);

  TempDirectory directory_;
  const std::string path_;
};

// Appends; fails the test when that does not succeed.
uint64_t MustAppend(Journal& journal, const v1::Event& event);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_JOURNAL_JOURNAL_TESTING_H_
