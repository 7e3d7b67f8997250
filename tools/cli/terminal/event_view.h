// How a watcher is shown events. One model, two drawings.
#ifndef RELEASE_TOOLS_CLI_TERMINAL_EVENT_VIEW_H_
#define RELEASE_TOOLS_CLI_TERMINAL_EVENT_VIEW_H_

#include <memory>
#include <ostream>

#include "proto/release/v1/event.pb.h"
#include "tools/cli/terminal/style.h"

namespace release {

// Threads: one.
class EventView {
 public:
  virtual ~EventView() = default;
  virtual void Show(const v1::Event& event) = 0;

  // Takes note of an event of an earlier run of the same release without showing
  // it: what failed then would read like a failure now.
  virtual void Remember(const v1::Event& event) = 0;
};

// For people: the plan and the last word go to `data`, what happens on the way
// to `talk`. `verbose` shows what steps log.
std::unique_ptr<EventView> NewPlainView(std::ostream& data, Style data_style, std::ostream& talk,
                                        Style talk_style, bool verbose);

// For programs: each event as one line of proto JSON.
std::unique_ptr<EventView> NewJsonView(std::ostream& data);

}  // namespace release

#endif  // RELEASE_TOOLS_CLI_TERMINAL_EVENT_VIEW_H_
