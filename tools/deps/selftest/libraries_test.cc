// Calls one function of every library in debian_libraries.bzl: headers found, archive or shared
// object linked, and loaded at run time. Boost and the shared OpenSSL are in boost_test.cc.
#include <archive.h>
#include <benchmark/benchmark.h>
#include <curl/curl.h>
#include <libpq-fe.h>
#include <openssl/sha.h>
#include <sodium.h>
#include <sqlite3.h>
#include <zlib.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "toml++/toml.h"

namespace release::deps_selftest {
namespace {

TEST(LibrariesTest, StaticLibrariesAnswer) {
  EXPECT_GE(sodium_init(), 0);
  EXPECT_NE(sqlite3_libversion_number(), 0);
  EXPECT_STREQ(zlibVersion(), ZLIB_VERSION);
  unsigned char digest[SHA256_DIGEST_LENGTH];
  EXPECT_NE(SHA256(nullptr, 0, digest), nullptr);
  EXPECT_EQ(digest[0], 0xe3);  // SHA-256 of nothing is e3b0c442...
}

TEST(LibrariesTest, SharedLibrariesAnswer) {
  EXPECT_EQ(archive_version_number(), ARCHIVE_VERSION_NUMBER);
  EXPECT_NE(curl_version_info(CURLVERSION_NOW)->version_num, 0u);
  EXPECT_GE(PQlibVersion(), 150000);
  EXPECT_GT(benchmark::CPUInfo::Get().num_cpus, 0);
}

TEST(LibrariesTest, HeaderLibrariesAnswer) {
  EXPECT_EQ(toml::parse("a = 1")["a"].value_or(0), 1);
  EXPECT_EQ(nlohmann::json::parse("[1]").size(), 1u);
  CLI::App app;
  EXPECT_THAT(app.help(), ::testing::HasSubstr("Usage"));
}

}  // namespace
}  // namespace release::deps_selftest
