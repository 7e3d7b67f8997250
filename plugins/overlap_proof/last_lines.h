// The end of a log, as evidence.
#ifndef RELEASE_PLUGINS_OVERLAP_PROOF_LAST_LINES_H_
#define RELEASE_PLUGINS_OVERLAP_PROOF_LAST_LINES_H_

#include <cstddef>
#include <string>
#include <vector>

namespace release::overlap_proof {

// At most `count` of the file's last lines that are not empty, printable, each cut to 400 bytes.
// None when it cannot be read.
std::vector<std::string> LastLines(const std::string& path, size_t count);

}  // namespace release::overlap_proof

#endif  // RELEASE_PLUGINS_OVERLAP_PROOF_LAST_LINES_H_
