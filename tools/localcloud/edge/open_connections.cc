#include "tools/localcloud/edge/open_connections.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <system_error>

#include "tools/base/text.h"

namespace release::cloud {
namespace {

constexpr char kConnected[] = "03";

// Inodes of the connected sockets with this path. An accepted socket has the path of the one that
// listens, which itself is in another state.
std::set<std::string> ConnectedOn(const std::string& socket) {
  std::set<std::string> inodes;
  std::ifstream table("/proc/net/unix");
  for (std::string line; std::getline(table, line);) {
    std::istringstream fields(line);
    std::string address, references, protocol, flags, type, state, inode, path;
    fields >> address >> references >> protocol >> flags >> type >> state >> inode >> path;
    if (path == socket && state == kConnected) inodes.insert(inode);
  }
  return inodes;
}

}  // namespace

int OpenConnections(pid_t pid, const std::string& socket) {
  std::set<std::string> connected = ConnectedOn(socket);
  int open = 0;
  // Entries vanish while we look; then they are not open.
  std::error_code error;
  std::filesystem::directory_iterator each(Concat("/proc/", pid, "/fd"), error);
  for (; !error && each != std::filesystem::directory_iterator(); each.increment(error)) {
    std::error_code gone;
    // "socket:[12345]"
    const std::string target = std::filesystem::read_symlink(each->path(), gone).string();
    if (gone || !target.starts_with("socket:[")) continue;
    // It may have several descriptors of one connection.
    open += static_cast<int>(connected.erase(target.substr(8, target.size() - 9)));
  }
  return open;
}

}  // namespace release::cloud
