// The server's command line.
#ifndef RELEASE_APPS_API_FLAGS_H_
#define RELEASE_APPS_API_FLAGS_H_

#include <string>

namespace spectral {

struct Flags {
  enum class Mode { kServe, kHealthcheck, kVersion, kHelp };
  Mode mode = Mode::kServe;
  std::string port_file;
};

// "" or what is wrong with the command line.
std::string ParseFlags(int argc, char** argv, Flags* flags);

// What --help prints.
extern const char kHelp[];

}  // namespace spectral

#endif  // RELEASE_APPS_API_FLAGS_H_
