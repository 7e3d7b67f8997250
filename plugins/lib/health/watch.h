// Asks several targets at once until each is good, or time is over.
#ifndef RELEASE_PLUGINS_LIB_HEALTH_WATCH_H_
#define RELEASE_PLUGINS_LIB_HEALTH_WATCH_H_

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "plugins/lib/health/verdict.h"
#include "plugins/lib/http/message.h"
#include "tools/sdk/context.h"

namespace release::health {

struct Target {
  std::string name;  // for people
  std::string url;
  std::function<http::Response()> ask;  // called by one thread at a time
  Judgement judge;
};

struct Patience {
  absl::Duration deadline;  // from the call; after it no further question is asked
  absl::Duration interval;  // the longest pause; pauses start at a tenth of it, grow, are jittered
  int consecutive = 1;      // how many good answers in a row are enough
};

// What was seen of one target.
struct Sighting {
  std::string name;
  std::string url;
  Verdict last;
  bool passed = false;
  int asked = 0;
  int good = 0;                         // of them
  int good_in_row = 0;                  // at the end
  int shown = 0;                        // answers that were the product's: good, old or wrong
  std::map<std::string, int> releases;  // text of the identity -> answers
  absl::Duration took;

  // Why it did not pass. Adds to the last verdict what was seen on the way. A target that was
  // good and then old, or good too seldom in a row, is `prefix` UNSTEADY.
  Verdict Final(const std::string& prefix, int consecutive) const;
};

// Returns when all have passed, none can pass any more, or the time is over; each target has been
// asked at least once. Says in the progress what is still waited for. After a request to stop the
// sightings are incomplete: look at context.cancelled() first.
std::vector<Sighting> Watch(Context& context, const std::vector<Target>& targets,
                            const Patience& patience);

}  // namespace release::health

#endif  // RELEASE_PLUGINS_LIB_HEALTH_WATCH_H_
