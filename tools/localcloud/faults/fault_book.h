// The faults that are ordered, and which of them meets a call.
#ifndef RELEASE_TOOLS_LOCALCLOUD_FAULTS_FAULT_BOOK_H_
#define RELEASE_TOOLS_LOCALCLOUD_FAULTS_FAULT_BOOK_H_

#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <vector>

#include "tools/localcloud/faults/fault.h"

namespace release::cloud {

// Kept in memory: a restart of the cloud forgets what was ordered. Threads: any.
class FaultBook {
 public:
  void Order(std::vector<FaultOrder> orders);
  void Clear();

  // The fault for this call, and counts the call. Of several that fit the first ordered one with
  // calls left is taken; the others count their `skip` all the same.
  std::optional<Fault> Next(std::string_view method, std::string_view route,
                            std::string_view target);

  // `[{"kind", "method", "route", "skip", "count", "met"}]`; skip and count are what is left.
  nlohmann::json Describe() const;

 private:
  struct Entry {
    FaultOrder order;
    int met = 0;
  };
  mutable std::mutex mutex_;
  std::vector<Entry> entries_;
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_FAULTS_FAULT_BOOK_H_
