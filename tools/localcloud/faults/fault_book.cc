#include "tools/localcloud/faults/fault_book.h"

#include <utility>

namespace release::cloud {
namespace {

bool Fits(const FaultOrder& order, std::string_view method, std::string_view route,
          std::string_view target) {
  return (order.method == "*" || order.method == method) &&
         (order.route == "*" || order.route == route) &&
         target.find(order.contains) != std::string_view::npos;
}

}  // namespace

void FaultBook::Order(std::vector<FaultOrder> orders) {
  const std::lock_guard lock(mutex_);
  for (FaultOrder& order : orders) entries_.push_back({std::move(order), 0});
}

void FaultBook::Clear() {
  const std::lock_guard lock(mutex_);
  entries_.clear();
}

std::optional<Fault> FaultBook::Next(std::string_view method, std::string_view route,
                                     std::string_view target) {
  const std::lock_guard lock(mutex_);
  std::optional<Fault> fault;
  for (Entry& entry : entries_) {
    if (!Fits(entry.order, method, route, target)) continue;
    if (entry.order.skip > 0) {
      --entry.order.skip;
    } else if (!fault && entry.order.count != 0) {
      if (entry.order.count > 0) --entry.order.count;
      ++entry.met;
      fault = entry.order.fault;
    }
  }
  return fault;
}

nlohmann::json FaultBook::Describe() const {
  const std::lock_guard lock(mutex_);
  nlohmann::json list = nlohmann::json::array();
  for (const Entry& entry : entries_) {
    list.push_back({{"kind", FaultWord(entry.order.fault.kind)},
                    {"method", entry.order.method},
                    {"route", entry.order.route},
                    {"skip", entry.order.skip},
                    {"count", entry.order.count},
                    {"met", entry.met}});
  }
  return list;
}

}  // namespace release::cloud
