// Space on the disk that is kept for the last words of a release.
//
// A file of 256 KiB beside the journal, with real blocks. When the disk is full it is given up, so
// that what was done can still be told; nothing new is begun until it is there again.
#ifndef RELEASE_TOOLS_COORDINATOR_JOURNAL_RESERVE_H_
#define RELEASE_TOOLS_COORDINATOR_JOURNAL_RESERVE_H_

#include <cstdint>
#include <string>
#include <utility>

namespace release {

// Threads: one at a time. Processes: those that have the same journal open share one reserve.
class Reserve {
 public:
  static constexpr int64_t kBytes = 256 * 1024;

  // `path` of the journal.
  explicit Reserve(std::string path) : path_(std::move(path) + ".reserve") {}

  // Makes it when it is not there. False when it cannot be made: the disk is full, or as good as.
  bool Hold();

  // Gives the space back. True when there was any.
  bool GiveUp();

 private:
  std::string path_;
};

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_JOURNAL_RESERVE_H_
