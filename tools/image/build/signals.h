// The signals that STOPSIGNAL may name.
#ifndef RELEASE_TOOLS_IMAGE_BUILD_SIGNALS_H_
#define RELEASE_TOOLS_IMAGE_BUILD_SIGNALS_H_

#include <string>
#include <string_view>
#include <vector>

namespace release::image {

// "TERM", "SIGTERM", "15", "RTMIN+3", in any case.
bool IsSignal(std::string_view text);

// "SIGTERM", ... for "did you mean".
std::vector<std::string> SignalNames();

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_BUILD_SIGNALS_H_
