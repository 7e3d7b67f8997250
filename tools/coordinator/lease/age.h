// A span of time as a person says it.
#ifndef RELEASE_TOOLS_COORDINATOR_LEASE_AGE_H_
#define RELEASE_TOOLS_COORDINATOR_LEASE_AGE_H_

#include <string>

#include "absl/time/time.h"

namespace release {

// "a moment" (under a second, or negative: the clock was set), "1 second", "12 minutes",
// "3 hours", "2 days". The largest unit that is not zero, rounded down.
std::string AgeInWords(absl::Duration age);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_LEASE_AGE_H_
