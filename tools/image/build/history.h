// How instructions are written down in an image's history.
#ifndef RELEASE_TOOLS_IMAGE_BUILD_HISTORY_H_
#define RELEASE_TOOLS_IMAGE_BUILD_HISTORY_H_

#include <string>
#include <string_view>
#include <vector>

namespace release::image {

// `["a" "b c"]`, each as Go quotes it: the form of CMD and ENTRYPOINT.
std::string QuotedList(const std::vector<std::string>& words);

// `[a b c]`: the form of EXPOSE, VOLUME and SHELL.
std::string PlainList(const std::vector<std::string>& words);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_BUILD_HISTORY_H_
