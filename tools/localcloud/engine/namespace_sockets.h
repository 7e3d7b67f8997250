// Sockets inside the network of a container, for a process outside it.
//
// A socket stays in the network namespace it was made in. So a small process of one thread enters
// the namespace (a program with threads cannot), makes sockets there and hands them out; what goes
// through them is handled outside, by SocketsOf's owner (container_network.h).
#ifndef RELEASE_TOOLS_LOCALCLOUD_ENGINE_NAMESPACE_SOCKETS_H_
#define RELEASE_TOOLS_LOCALCLOUD_ENGINE_NAMESPACE_SOCKETS_H_

namespace release::cloud {

// Descriptors of the process.
inline constexpr int kSocketsControl = 3;    // a connected unix stream socket
inline constexpr int kSocketsNamespace = 4;  // /proc/PID/ns/net

// The first word of the command line of the process; what follows are the addresses to listen on,
// "127.1.2.3:443".
inline constexpr char kNamespaceSockets[] = "--namespace-sockets";

// What it says on the control socket: a byte, with a descriptor. Then, for each kSocketWanted that
// it is sent, a kSocketMade. It ends when the control socket does.
inline constexpr char kSocketListens = 'L';  // one for each address, in order
inline constexpr char kSocketWanted = 'W';
inline constexpr char kSocketMade = 'S';    // a TCP socket, not connected
inline constexpr char kSocketFailed = 'E';  // no descriptor; a text follows, and the end

// The main() of the process. Call it before any thread is started.
int NamespaceSocketsMain(int argc, char** argv);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_ENGINE_NAMESPACE_SOCKETS_H_
