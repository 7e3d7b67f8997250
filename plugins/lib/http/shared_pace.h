// How far one host has been asked, in a file that several processes of one machine share.
#ifndef RELEASE_PLUGINS_LIB_HTTP_SHARED_PACE_H_
#define RELEASE_PLUGINS_LIB_HTTP_SHARED_PACE_H_

#include <functional>
#include <string>

#include "absl/time/time.h"

namespace release::http {

// Times of the monotonic clock, which all processes read alike.
struct Pace {
  absl::Duration next = absl::ZeroDuration();        // when the row is empty at the long-run rate
  absl::Duration held_until = absl::ZeroDuration();  // the host asked for a pause
};

// Runs `change` on what stands in the file, while no other process does, and writes it back. A
// process that dies meanwhile lets go of the file, which holds what was there before or after. What
// another boot of the machine left, or no pace of ours, counts as an empty row. When the file
// cannot be used, `pace` is changed alone; else it becomes what stands there.
void ChangeShared(const std::string& path, Pace& pace, const std::function<void(Pace&)>& change);

// The name of a host's file in `directory`.
std::string PaceFile(const std::string& directory, const std::string& host);

}  // namespace release::http

#endif  // RELEASE_PLUGINS_LIB_HTTP_SHARED_PACE_H_
