#include "tools/image/layer/tar_header.h"

#include <archive.h>
#include <archive_entry.h>

#include <string>

#include "gtest/gtest.h"

namespace release::image {
namespace {

// What libarchive reads from the header of a file of this size.
int64_t SizeReadBack(uint64_t size) {
  const std::string header = TarHeader({.path = "large"}, size, 0);
  EXPECT_EQ(header.size() % kTarBlock, 0U);
  archive* reader = archive_read_new();
  archive_read_support_format_tar(reader);
  EXPECT_EQ(archive_read_open_memory(reader, header.data(), header.size()), ARCHIVE_OK);
  archive_entry* entry = nullptr;
  EXPECT_EQ(archive_read_next_header(reader, &entry), ARCHIVE_OK);
  const int64_t result = archive_entry_size(entry);
  archive_read_free(reader);
  return result;
}

TEST(TarHeaderTest, SizesOnBothSidesOfUstarsLimitAreExact) {
  for (const int64_t size :
       {int64_t{0}, int64_t{8589934591}, int64_t{8589934592}, int64_t{123456789012345}}) {
    EXPECT_EQ(SizeReadBack(static_cast<uint64_t>(size)), size);
  }
}

TEST(TarHeaderTest, OnlyWhatUstarCannotSayHasAnExtendedHeader) {
  EXPECT_EQ(TarHeader({.path = std::string(100, 'x')}, 1, 0).size(), kTarBlock);
  EXPECT_EQ(TarHeader({.path = std::string(101, 'x')}, 1, 0).size(), 3 * kTarBlock);
}

// The length of a record counts its own digits: 9 to 10 and 99 to 100 are where that is hard.
TEST(TarHeaderTest, RecordsSayTheirOwnLength) {
  for (size_t size = 0; size < 120; ++size) {
    const LayerEntry entry{.path = "a", .xattrs = {{"u", std::string(size, 'v')}}};
    const std::string header = TarHeader(entry, 0, 0);
    const size_t space = header.find(' ', kTarBlock);
    const size_t length = std::stoul(header.substr(kTarBlock, space - kTarBlock));
    EXPECT_EQ(header[kTarBlock + length - 1], '\n') << size;
    EXPECT_EQ(header[kTarBlock + length], '\0') << size;
  }
}

TEST(TarHeaderTest, PaddingFillsTheLastBlock) {
  EXPECT_EQ(TarPadding(0), 0U);
  EXPECT_EQ(TarPadding(1), 511U);
  EXPECT_EQ(TarPadding(512), 0U);
}

}  // namespace
}  // namespace release::image
