#include "tools/localcloud/loopback.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstdio>
#include <set>

#include "tools/base/file_descriptor.h"

namespace release {
namespace {

FileDescriptor Listen(uint32_t address, uint16_t port) {
  FileDescriptor fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in place{};
  place.sin_family = AF_INET;
  place.sin_port = htons(port);
  place.sin_addr.s_addr = htonl(address);
  if (bind(fd.get(), reinterpret_cast<sockaddr*>(&place), sizeof place) != 0 ||
      listen(fd.get(), 1) != 0) {
    const int error = errno;
    fd.Close();
    errno = error;
  }
  return fd;
}

uint32_t AddressOf(const std::string& host) {
  unsigned a = 0, b = 0, c = 0, d = 0;
  std::sscanf(host.c_str(), "%u.%u.%u.%u", &a, &b, &c, &d);
  return a << 24 | b << 16 | c << 8 | d;
}

TEST(LoopbackTest, AnAddressBelongsToItsDirectory) {
  EXPECT_EQ(LoopbackAddress("/a/cloud", 0), LoopbackAddress("/a/cloud", 0));
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const std::string host = LoopbackAddress("/" + std::to_string(i), 0);
    EXPECT_EQ(AddressOf(host) >> 24, 127u) << host;
    EXPECT_NE(AddressOf(host) >> 16 & 255, 0u) << host;
    EXPECT_NE(AddressOf(host) >> 16 & 255, 255u) << host;
    EXPECT_NE(AddressOf(host) & 255, 0u) << host;
    seen.insert(host);
  }
  EXPECT_GE(seen.size(), 99u);
}

// Bazel's sandbox and people who are not root may not have the ports below 1024.
bool MayHave(uint16_t port) {
  const FileDescriptor fd = Listen(AddressOf("127.250.250.250"), port);
  return fd.valid() || errno != EACCES;
}

TEST(LoopbackTest, TheRealPortsOfTheFirstAddressAreTaken) {
  const CloudEndpoints endpoints = ChooseEndpoints("/a/cloud");
  for (const CloudPort& port : CloudPorts()) {
    const Endpoint& endpoint = endpoints.*port.endpoint;
    EXPECT_EQ(endpoint.host, LoopbackAddress("/a/cloud", 0)) << port.name;
    if (MayHave(port.port)) {
      EXPECT_EQ(endpoint.port, port.port) << port.name;
    } else {
      EXPECT_GE(endpoint.port, 1024) << port.name;
    }
  }
  EXPECT_EQ(endpoints.postgres.port, 5433);
  EXPECT_EQ(endpoints.session_pooler.port, 5432);
  EXPECT_EQ(endpoints.transaction_pooler.port, 6543);
}

TEST(LoopbackTest, AnAddressInUseIsPassedOver) {
  const FileDescriptor other =
      Listen(AddressOf(LoopbackAddress("/a/cloud", 0)), kTransactionPoolerPort);
  ASSERT_TRUE(other.valid());
  const CloudEndpoints endpoints = ChooseEndpoints("/a/cloud");
  for (const CloudPort& port : CloudPorts()) {
    EXPECT_EQ((endpoints.*port.endpoint).host, LoopbackAddress("/a/cloud", 1)) << port.name;
  }
  EXPECT_EQ(endpoints.transaction_pooler.port, kTransactionPoolerPort);
}

TEST(LoopbackTest, APortInUseOnEveryAddressIsReplacedByAFreeOne) {
  const FileDescriptor everywhere = Listen(INADDR_ANY, kPostgresPort);
  ASSERT_TRUE(everywhere.valid());
  const CloudEndpoints endpoints = ChooseEndpoints("/a/cloud");
  EXPECT_EQ(endpoints.postgres.host, LoopbackAddress("/a/cloud", 0));
  EXPECT_NE(endpoints.postgres.port, kPostgresPort);
  EXPECT_NE(endpoints.postgres.port, 0);
  EXPECT_EQ(endpoints.api.ToString(), LoopbackAddress("/a/cloud", 0) + ":8080");
}

TEST(LoopbackTest, NoTwoServersGetOnePort) {
  const FileDescriptor one = Listen(INADDR_ANY, kSessionPoolerPort);
  const FileDescriptor other = Listen(INADDR_ANY, kTransactionPoolerPort);
  const FileDescriptor third = Listen(INADDR_ANY, kApiPort);
  ASSERT_TRUE(one.valid() && other.valid() && third.valid());
  const CloudEndpoints endpoints = ChooseEndpoints("/a/cloud");
  std::set<uint16_t> ports;
  for (const CloudPort& port : CloudPorts()) {
    EXPECT_TRUE(IsFree(endpoints.*port.endpoint)) << port.name;
    ports.insert((endpoints.*port.endpoint).port);
  }
  EXPECT_EQ(ports.size(), CloudPorts().size());
}

}  // namespace
}  // namespace release
