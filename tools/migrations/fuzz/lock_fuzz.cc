// libFuzzer's door to the reader of lock files.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "tools/migrations/lock/lock_check.h"
#include "tools/migrations/lock/lock_file.h"

// A lock without errors gives, line by line, what was read; and it can be compared.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  std::vector<release::v1::Diagnosis> errors;
  const auto lock = release::migrations::ReadLock("released.lock", text, errors);
  for (const auto& entry : lock.entries) {
    const std::string line = release::migrations::LockLine(entry);
    if (text.compare(entry.offset, entry.length, line, 0, line.size() - 1) != 0) std::abort();
  }
  for (const release::v1::Diagnosis& error : errors) {
    if (!std::string_view(error.code()).starts_with("MIGRATION-LOCK-")) std::abort();
  }
  release::migrations::CompareWithLock(lock, {}, errors);
  return 0;
}
