// Which release gave an answer.
#ifndef RELEASE_PLUGINS_LIB_HEALTH_IDENTITY_H_
#define RELEASE_PLUGINS_LIB_HEALTH_IDENTITY_H_

#include <cstdint>
#include <string>

#include "plugins/lib/http/message.h"

namespace release::health {

// What an answer says of the release that gave it, or what it should say.
struct Identity {
  uint64_t generation = 0;  // 0: not said
  std::string revision = {};
  std::string image_digest = {};

  bool empty() const { return generation == 0 && revision.empty() && image_digest.empty(); }

  // `generation 5, revision 0123abc, image sha256:0123456789ab`, without what is not said.
  std::string Text() const;
};

// The health report in the body, if there is one; what it leaves out, from the headers that the
// Worker sets on every answer: x-spectral-generation and x-spectral-version.
Identity IdentityOf(const http::Response& response);

// The generation of the header alone; 0 without one. That of the Worker, where the body's is that
// of the container behind it.
uint64_t HeaderGeneration(const http::Response& response);

}  // namespace release::health

#endif  // RELEASE_PLUGINS_LIB_HEALTH_IDENTITY_H_
