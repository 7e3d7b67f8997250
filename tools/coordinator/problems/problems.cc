#include "tools/coordinator/problems/problems.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/util/delimited_message_util.h>

#include <string>

#include "absl/strings/cord.h"
#include "tools/base/diagnosis.h"

namespace release {
namespace {

// Length-delimited Diagnosis messages, only where there is more than one.
constexpr char kProblemsPayload[] = "type.googleapis.com/release.v1.Diagnosis[]";

}  // namespace

void Problems::AddStatus(const absl::Status& status) {
  Problems more = ProblemsIn(status);
  for (v1::Diagnosis& diagnosis : more.list) list.push_back(std::move(diagnosis));
}

absl::Status ProblemsStatus(const Problems& problems, absl::StatusCode code) {
  if (problems.empty()) return absl::OkStatus();
  absl::Status status = DiagnosisStatus(code, problems.list.front());
  if (problems.list.size() > 1) {
    std::string bytes;
    google::protobuf::io::StringOutputStream out(&bytes);
    for (const v1::Diagnosis& diagnosis : problems.list) {
      google::protobuf::util::SerializeDelimitedToZeroCopyStream(diagnosis, &out);
    }
    status.SetPayload(kProblemsPayload, absl::Cord(bytes));
  }
  return status;
}

Problems ProblemsIn(const absl::Status& status) {
  Problems problems;
  if (status.ok()) return problems;
  const auto payload = status.GetPayload(kProblemsPayload);
  if (payload.has_value()) {
    const std::string bytes(*payload);
    google::protobuf::io::ArrayInputStream in(bytes.data(), static_cast<int>(bytes.size()));
    v1::Diagnosis diagnosis;
    while (google::protobuf::util::ParseDelimitedFromZeroCopyStream(&diagnosis, &in, nullptr)) {
      problems.Add(diagnosis);
      diagnosis.Clear();
    }
  }
  if (problems.empty()) problems.Add(DiagnosisOf(status));
  return problems;
}

}  // namespace release
