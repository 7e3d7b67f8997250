// The errors of Cloudflare's API that say what to do.
#ifndef RELEASE_PLUGINS_LIB_CLOUDFLARE_KNOWN_ERRORS_H_
#define RELEASE_PLUGINS_LIB_CLOUDFLARE_KNOWN_ERRORS_H_

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"

namespace release::cloudflare {

struct KnownError {
  int64_t code;           // of the envelope; 0: `word` decides
  std::string_view word;  // of the containers API
  absl::StatusCode status;
  const char* diagnosis;
  const char* why;
  const char* fix;
  bool by_permission = false;  // the fix names the permission of the call instead
};

// Null when it is not known.
const KnownError* FindKnownError(int64_t code);
const KnownError* FindKnownError(std::string_view word);

}  // namespace release::cloudflare

#endif  // RELEASE_PLUGINS_LIB_CLOUDFLARE_KNOWN_ERRORS_H_
