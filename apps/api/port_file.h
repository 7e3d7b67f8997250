// `--port-file`: tells others which address was chosen.
#ifndef RELEASE_APPS_API_PORT_FILE_H_
#define RELEASE_APPS_API_PORT_FILE_H_

#include <string>

namespace spectral {

// Replaces `path` with a file that holds `address` and a line break: whoever reads it sees the
// whole line or no file. "" or the reason.
std::string WritePortFile(const std::string& path, const std::string& address);

}  // namespace spectral

#endif  // RELEASE_APPS_API_PORT_FILE_H_
