#include "apps/api/port_file.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

namespace spectral {

std::string WritePortFile(const std::string& path, const std::string& address) {
  const std::string temporary = path + "." + std::to_string(getpid()) + ".tmp";
  errno = 0;
  std::ofstream file(temporary);
  file << address << "\n";
  file.close();
  if (file && std::rename(temporary.c_str(), path.c_str()) == 0) return "";
  const std::string reason = std::strerror(errno);
  unlink(temporary.c_str());
  return "cannot write the port file " + path + ": " + reason;
}

}  // namespace spectral
