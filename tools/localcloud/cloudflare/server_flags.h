// The command line of cloudflare_server.
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_SERVER_FLAGS_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_SERVER_FLAGS_H_

#include <cstdint>
#include <string>
#include <vector>

namespace release::cloud {

struct ServerFlags {
  std::string directory;
  std::string token_file;  // its content is the one token that is let in
  std::string account_id = "0123456789abcdef0123456789abcdef";
  std::vector<std::string> zones;  // names
  std::string faults;              // file; empty: none
  std::string address = "127.0.0.1";
  uint16_t port = 0;
  uint16_t control_port = 0;
};

// Reads the command line, or says what is wrong with it and gives the code to exit with.
struct ParsedFlags {
  ServerFlags flags;
  int exit_code = -1;  // -1: go on
};
ParsedFlags ParseServerFlags(int argc, char** argv);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_SERVER_FLAGS_H_
