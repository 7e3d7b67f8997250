// The ports of EXPOSE.
#ifndef RELEASE_TOOLS_IMAGE_DOCKERFILE_PORTS_H_
#define RELEASE_TOOLS_IMAGE_DOCKERFILE_PORTS_H_

#include <string_view>

namespace release::image {

// False when `word` cannot become a port: `8080`, `8000-8010`, `53/udp`, `127.0.0.1:80:8080`. A
// word with a variable may be anything.
bool MayBePort(std::string_view word);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_DOCKERFILE_PORTS_H_
