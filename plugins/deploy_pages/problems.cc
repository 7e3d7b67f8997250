#include "plugins/deploy_pages/problems.h"

#include <algorithm>
#include <utility>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::deploy_pages {
namespace {

int Gravity(const absl::Status& status) {
  if (absl::IsCancelled(status)) return 2;
  const v1::Retry retry = DiagnosisOf(status).retry();
  return retry == v1::RETRY_BACKOFF || retry == v1::RETRY_AFTER_OBSERVE ? 1 : 0;
}

}  // namespace

void Problems::Add(absl::Status status) {
  if (!status.ok()) problems_.push_back(std::move(status));
}

absl::Status Problems::status() const {
  if (problems_.empty()) return absl::OkStatus();
  const auto gravest =
      std::min_element(problems_.begin(), problems_.end(),
                       [](const auto& a, const auto& b) { return Gravity(a) < Gravity(b); });
  if (problems_.size() == 1 || absl::IsCancelled(*gravest)) return *gravest;
  v1::Diagnosis diagnosis = DiagnosisOf(*gravest);
  for (auto other = problems_.begin(); other != problems_.end(); ++other) {
    if (other == gravest || absl::IsCancelled(*other)) continue;
    const v1::Diagnosis also = DiagnosisOf(*other);
    if (also.retry() == v1::RETRY_AFTER_OBSERVE && diagnosis.retry() == v1::RETRY_BACKOFF) {
      diagnosis.set_retry(v1::RETRY_AFTER_OBSERVE);
    }
    diagnosis.add_evidence(
        Concat("also ", also.code(), ": ", also.what(), " (", also.why(), "); ", also.fix()));
  }
  return DiagnosisStatus(gravest->code(), std::move(diagnosis));
}

}  // namespace release::deploy_pages
