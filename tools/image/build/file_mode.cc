#include "tools/image/build/file_mode.h"

#include <cstddef>

namespace release::image {
namespace {

constexpr uint32_t kUser = 0700;
constexpr uint32_t kGroup = 0070;
constexpr uint32_t kOther = 0007;
constexpr uint32_t kAll = 0777;
constexpr uint32_t kSetIds = 06000;
constexpr uint32_t kSticky = 01000;

// The three bits of one user, put before all three.
uint32_t Spread(uint32_t mode, char user) {
  const uint32_t bits = (user == 'u' ? mode >> 6 : user == 'g' ? mode >> 3 : mode) & 7;
  return bits << 6 | bits << 3 | bits;
}

uint32_t WhoOf(char c) {
  switch (c) {
    case 'u':
      return kUser;
    case 'g':
      return kGroup;
    case 'o':
      return kOther;
    case 'a':
      return kAll;
    default:
      return 0;
  }
}

}  // namespace

std::optional<FileMode> FileMode::Parse(std::string_view text) {
  FileMode mode;
  if (!text.empty() && text.find_first_not_of("01234567") == std::string_view::npos) {
    uint32_t octal = 0;
    for (const char c : text) {
      octal = octal * 8 + static_cast<uint32_t>(c - '0');
      if (octal > 07777) return std::nullopt;
    }
    mode.octal_ = octal;
    return mode;
  }
  size_t at = 0;
  while (at < text.size()) {
    Change change;
    while (at < text.size() && WhoOf(text[at]) != 0) change.who |= WhoOf(text[at++]);
    if (change.who == 0) change.who = kAll;
    const size_t operations = at;
    while (at < text.size() && (text[at] == '+' || text[at] == '-' || text[at] == '=')) {
      Change next = change;
      next.operation = text[at++];
      for (; at < text.size() && text[at] != ',' && text[at] != '+' && text[at] != '-' &&
             text[at] != '=';
           ++at) {
        switch (text[at]) {
          case 'r':
            next.bits |= 0444;
            break;
          case 'w':
            next.bits |= 0222;
            break;
          case 'x':
            next.bits |= 0111;
            break;
          case 'X':
            next.conditional_execute = true;
            break;
          case 's':
            next.bits |= kSetIds;
            break;
          case 't':
            next.bits |= kSticky;
            break;
          case 'u':
          case 'g':
          case 'o':
            next.copy = text[at];
            break;
          default:
            return std::nullopt;
        }
      }
      mode.changes_.push_back(next);
    }
    if (at == operations) return std::nullopt;
    if (at < text.size() && text[at++] != ',') return std::nullopt;
    if (at == text.size() && text.back() == ',') return std::nullopt;
  }
  if (mode.changes_.empty()) return std::nullopt;
  return mode;
}

uint32_t FileMode::Apply(uint32_t mode, bool is_folder) const {
  if (octal_.has_value()) return *octal_;
  for (const Change& change : changes_) {
    // The special bits that these users own.
    uint32_t mask = change.who;
    if ((change.who & kUser) != 0) mask |= 04000;
    if ((change.who & kGroup) != 0) mask |= 02000;
    if (change.who == kAll || (change.bits & kSticky) != 0) mask |= kSticky;
    uint32_t bits = change.bits;
    if (change.copy != 0) bits |= Spread(mode, change.copy);
    if (change.conditional_execute && (is_folder || (mode & 0111) != 0)) bits |= 0111;
    bits &= mask;
    if (change.operation == '+') {
      mode |= bits;
    } else if (change.operation == '-') {
      mode &= ~bits;
    } else {
      mode = (mode & ~mask) | bits;
    }
  }
  return mode;
}

}  // namespace release::image
