#include "tools/localcloud/loopback.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

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
    fd.Close();
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

TEST(LoopbackTest, TheRealPortsOfTheFirstAddressAreTaken) {
  const CloudEndpoints endpoints = ChooseEndpoints("/a/cloud");
  EXPECT_EQ(endpoints.postgres.ToString(), LoopbackAddress("/a/cloud", 0) + ":5432");
  EXPECT_EQ(endpoints.api.ToString(), LoopbackAddress("/a/cloud", 0) + ":8080");
}

TEST(LoopbackTest, AnAddressInUseIsPassedOver) {
  const FileDescriptor other = Listen(AddressOf(LoopbackAddress("/a/cloud", 0)), kApiPort);
  ASSERT_TRUE(other.valid());
  const CloudEndpoints endpoints = ChooseEndpoints("/a/cloud");
  EXPECT_EQ(endpoints.postgres.ToString(), LoopbackAddress("/a/cloud", 1) + ":5432");
  EXPECT_EQ(endpoints.api.ToString(), LoopbackAddress("/a/cloud", 1) + ":8080");
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

}  // namespace
}  // namespace release
