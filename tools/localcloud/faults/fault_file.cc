#include "tools/localcloud/faults/fault_file.h"

#include <utility>

#include "tools/base/files.h"

namespace release::cloud {
namespace {

constexpr size_t kLargestFile = 1 << 20;

}  // namespace

absl::Status OrderFromFile(const std::string& path, FaultBook& book) {
  if (path.empty()) return absl::OkStatus();
  auto text = ReadFile(path, kLargestFile);
  if (!text.ok()) return text.status();
  auto orders = ParseFaults(*text);
  if (!orders.ok()) return orders.status();
  book.Order(*std::move(orders));
  return absl::OkStatus();
}

}  // namespace release::cloud
