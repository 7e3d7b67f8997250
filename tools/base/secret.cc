#include "tools/base/secret.h"

#include <sys/mman.h>

#include <cstring>
#include <new>
#include <utility>

// The system calls directly instead of libsodium's sodium_malloc: Debian's libsodium archive is not
// position-independent, and this library goes into plugins.
namespace release {

Secret::Secret(std::string_view value) {
  if (value.empty()) return;
  void* pages =
      mmap(nullptr, value.size(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) throw std::bad_alloc();
  // Both can fail on a small limit or an old kernel; the value is then as safe as any other memory.
  static_cast<void>(mlock(pages, value.size()));
  static_cast<void>(madvise(pages, value.size(), MADV_DONTDUMP));
  std::memcpy(pages, value.data(), value.size());
  bytes_ = static_cast<char*>(pages);
  size_ = value.size();
}

Secret Secret::Of(std::string&& value) {
  Secret secret{std::string_view(value)};
  WipeString(value);
  return secret;
}

Secret::Secret(Secret&& other) noexcept
    : bytes_(std::exchange(other.bytes_, nullptr)), size_(std::exchange(other.size_, 0)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    Wipe();
    bytes_ = std::exchange(other.bytes_, nullptr);
    size_ = std::exchange(other.size_, 0);
  }
  return *this;
}

Secret::~Secret() { Wipe(); }

Secret Secret::Copy() const { return Secret(Reveal()); }

void Secret::Wipe() {
  if (bytes_ == nullptr) return;
  explicit_bzero(bytes_, size_);
  munmap(bytes_, size_);  // unlocks
  bytes_ = nullptr;
  size_ = 0;
}

void WipeString(std::string& value) {
  // The whole capacity: a shortened string keeps its old tail.
  value.resize(value.capacity());
  explicit_bzero(value.data(), value.size());
  value.clear();
}

}  // namespace release
