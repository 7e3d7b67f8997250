#include "tools/sdk/findings.h"

#include <algorithm>
#include <string>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "tools/base/diagnosis.h"

namespace release {
namespace {

std::string PayloadUrl(size_t number) {
  return absl::StrCat("type.googleapis.com/release.v1.Diagnosis#", number);
}

bool Same(const v1::Diagnosis& a, const v1::Diagnosis& b) {
  return a.code() == b.code() && a.what() == b.what() && a.fix() == b.fix();
}

}  // namespace

bool Findings::Add(const absl::Status& status) {
  if (status.ok()) return true;
  if (list_.empty()) code_ = status.code();
  std::vector<v1::Diagnosis> all = FurtherIn(status);
  all.insert(all.begin(), DiagnosisOf(status));
  for (v1::Diagnosis& diagnosis : all) {
    const bool known = std::any_of(list_.begin(), list_.end(),
                                   [&](const v1::Diagnosis& d) { return Same(d, diagnosis); });
    if (!known) list_.push_back(std::move(diagnosis));
  }
  return false;
}

absl::Status Findings::Status() const {
  if (list_.empty()) return absl::OkStatus();
  absl::Status status = DiagnosisStatus(code_, list_.front());
  for (size_t i = 1; i < list_.size(); ++i) {
    status.SetPayload(PayloadUrl(i), absl::Cord(list_[i].SerializeAsString()));
  }
  return status;
}

std::vector<v1::Diagnosis> FurtherIn(const absl::Status& status) {
  std::vector<v1::Diagnosis> further;
  while (const auto payload = status.GetPayload(PayloadUrl(further.size() + 1))) {
    if (!further.emplace_back().ParseFromString(std::string(*payload))) {
      further.pop_back();
      break;
    }
  }
  return further;
}

}  // namespace release
