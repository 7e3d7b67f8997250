#include <cstdio>
#include <cstring>

#include "tools/localcloud/engine/namespace_sockets.h"

int main(int argc, char** argv) {
  if (argc > 1 && std::strcmp(argv[1], release::cloud::kNamespaceSockets) == 0) {
    return release::cloud::NamespaceSocketsMain(argc, argv);
  }
  std::fputs("this program is started by the local cloud\n", stderr);
  return 2;
}
