#include "tools/coordinator/journal/wal_scan.h"

#include <bit>
#include <cstddef>
#include <cstring>

namespace release {
namespace {

// https://www.sqlite.org/fileformat2.html#walformat
constexpr size_t kHeader = 32;
constexpr size_t kFrameHeader = 24;
constexpr uint32_t kMagic = 0x377f0682;  // the lowest bit tells the checksum's byte order
constexpr uint32_t kLargestPage = 65536;

uint32_t BigEndian(std::string_view bytes, size_t at) {
  uint32_t value = 0;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return std::endian::native == std::endian::little ? __builtin_bswap32(value) : value;
}

class Checksum {
 public:
  explicit Checksum(bool big_endian) : big_endian_(big_endian) {}

  // `bytes` are a multiple of 8.
  void Add(std::string_view bytes) {
    for (size_t at = 0; at < bytes.size(); at += 8) {
      a_ += Word(bytes, at) + b_;
      b_ += Word(bytes, at + 4) + a_;
    }
  }

  bool Is(uint32_t a, uint32_t b) const { return a == a_ && b == b_; }

 private:
  uint32_t Word(std::string_view bytes, size_t at) const {
    const uint32_t word = BigEndian(bytes, at);
    return big_endian_ ? word : __builtin_bswap32(word);
  }

  bool big_endian_;
  uint32_t a_ = 0;
  uint32_t b_ = 0;
};

}  // namespace

WalScan ScanWal(std::string_view log) {
  WalScan scan;
  if (log.size() < kHeader) return scan;
  Checksum sum((BigEndian(log, 0) & 1u) != 0);
  sum.Add(log.substr(0, 24));
  const uint32_t page = BigEndian(log, 8);
  if ((BigEndian(log, 0) & ~1u) != kMagic || page == 0 || page > kLargestPage || page % 8 != 0 ||
      !sum.Is(BigEndian(log, 24), BigEndian(log, 28))) {
    scan.header_lost = log.find_first_not_of('\0') != std::string_view::npos;
    return scan;
  }

  const std::string_view salts = log.substr(16, 8);
  bool good = true;
  for (size_t at = kHeader; at + kFrameHeader + page <= log.size(); at += kFrameHeader + page) {
    const bool current = log.substr(at + 8, 8) == salts;
    if (good) {
      sum.Add(log.substr(at, 8));
      sum.Add(log.substr(at + kFrameHeader, page));
      good = current && sum.Is(BigEndian(log, at + 16), BigEndian(log, at + 20));
      if (good) {
        ++scan.good_frames;
        continue;
      }
    }
    const bool commit = BigEndian(log, at + 4) != 0;
    if (current && commit) ++scan.lost_commits;
  }
  return scan;
}

}  // namespace release
