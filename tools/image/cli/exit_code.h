// How the program ends.
#ifndef RELEASE_TOOLS_IMAGE_CLI_EXIT_CODE_H_
#define RELEASE_TOOLS_IMAGE_CLI_EXIT_CODE_H_

namespace release::image {

inline constexpr int kDone = 0;
inline constexpr int kWrongInput = 1;  // a diagnosis is on stderr
inline constexpr int kUsage = 2;       // the command line

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_CLI_EXIT_CODE_H_
