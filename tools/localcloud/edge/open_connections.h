// Whether a server that is another process is answering somebody.
#ifndef RELEASE_TOOLS_LOCALCLOUD_EDGE_OPEN_CONNECTIONS_H_
#define RELEASE_TOOLS_LOCALCLOUD_EDGE_OPEN_CONNECTIONS_H_

#include <sys/types.h>

#include <string>

namespace release::cloud {

// How many connections the process has accepted on the unix socket that it bound by this name, and
// not closed; 0 when it has ended. The process is ours and in our network namespace.
int OpenConnections(pid_t pid, const std::string& socket);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_EDGE_OPEN_CONNECTIONS_H_
