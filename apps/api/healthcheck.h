// `--healthcheck`: the server's own question to itself, for an image's HEALTHCHECK, which needs no
// curl then.
#ifndef RELEASE_APPS_API_HEALTHCHECK_H_
#define RELEASE_APPS_API_HEALTHCHECK_H_

#include <chrono>
#include <string>

#include "apps/api/config.h"

namespace spectral {

// GET /health of the server at `address` (0.0.0.0 and :: are asked on the loopback). "" when it
// answers 200 within `deadline`; otherwise the reason, with what the server says is not wired.
std::string CheckHealth(const ListenAddress& address,
                        std::chrono::milliseconds deadline = std::chrono::seconds(3));

// "127.0.0.1:8080" or "[::1]:8080", as the server prints it and writes it to --port-file. False
// when it is neither.
bool ParseListenAddress(const std::string& text, ListenAddress* address);

}  // namespace spectral

#endif  // RELEASE_APPS_API_HEALTHCHECK_H_
