// Tells a write-ahead log that was torn by a crash from one that was damaged.
//
// SQLite reads the log up to the first frame whose checksum is wrong and forgets the rest without a
// word. After a crash that is right: only the commit that was being written can be torn, because
// each one is on disk before the next begins. Two commits behind a wrong frame cannot come from a
// crash: the frame was good once, and what follows it was acknowledged.
#ifndef RELEASE_TOOLS_COORDINATOR_JOURNAL_WAL_SCAN_H_
#define RELEASE_TOOLS_COORDINATOR_JOURNAL_WAL_SCAN_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace release {

struct WalScan {
  // The header is wrong although something was written: it is on disk before any frame.
  bool header_lost = false;

  uint64_t good_frames = 0;   // from the start, up to the first wrong one
  uint64_t lost_commits = 0;  // of this generation of the log, behind it

  bool Damaged() const { return header_lost || lost_commits > 1; }
};

// `log` is the whole content of the -wal file. One that is written while it is read may look
// damaged.
WalScan ScanWal(std::string_view log);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_JOURNAL_WAL_SCAN_H_
