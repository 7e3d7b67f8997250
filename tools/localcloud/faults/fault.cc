#include "tools/localcloud/faults/fault.h"

#include <algorithm>
#include <utility>

#include "tools/base/diagnosis.h"
#include "tools/base/suggest.h"
#include "tools/base/text.h"
#include "tools/localcloud/http/json_text.h"

namespace release::cloud {
namespace {

using nlohmann::json;

const std::vector<std::pair<std::string, FaultKind>>& Words() {
  static const auto& words = *new std::vector<std::pair<std::string, FaultKind>>{
      {"status", FaultKind::kStatus},
      {"html", FaultKind::kHtml},
      {"latency", FaultKind::kLatency},
      {"reset_before", FaultKind::kResetBefore},
      {"reset_after", FaultKind::kResetAfter},
      {"cut_answer", FaultKind::kCutAnswer},
      {"expired_token", FaultKind::kExpiredToken},
      {"partial_upload", FaultKind::kPartialUpload},
      {"unhealthy_rollout", FaultKind::kUnhealthyRollout},
      {"stage_ends", FaultKind::kStageEnds},
      {"stale_reads", FaultKind::kStaleReads},
  };
  return words;
}

absl::Status Malformed(const std::string& where, std::string why) {
  return Diagnose(absl::StatusCode::kInvalidArgument,
                  {.code = "FAULTS-MALFORMED",
                   .what = Concat("ordered faults: ", where, " cannot be read"),
                   .why = std::move(why),
                   .fix = "tools/localcloud/faults/README.md has the form"});
}

// Reads the fields of one object, and complains about what is left over.
class Fields {
 public:
  Fields(const json& object, std::string where) : object_(object), where_(std::move(where)) {
    if (!object.is_object()) status_ = Malformed(where_, "it is not an object");
  }

  void Text(const std::string& name, std::string& value) {
    const json* field = Take(name);
    if (field == nullptr) return;
    if (!field->is_string()) return Complain(name, "is not a string");
    value = field->get<std::string>();
  }

  void Number(const std::string& name, int least, int& value) {
    const json* field = Take(name);
    if (field == nullptr) return;
    if (!field->is_number_integer() || *field < least || *field > 1000000000) {
      return Complain(name, Concat("is not a whole number from ", least, " on"));
    }
    value = field->get<int>();
  }

  const json* Take(const std::string& name) {
    known_.push_back(name);
    if (!status_.ok() || !object_.contains(name)) return nullptr;
    return &object_[name];
  }

  void Complain(const std::string& name, const std::string& why) {
    if (status_.ok()) status_ = Malformed(where_, Concat("`", name, "` ", why));
  }

  absl::Status Finish() {
    if (!status_.ok()) return status_;
    for (const auto& [name, value] : object_.items()) {
      if (std::find(known_.begin(), known_.end(), name) == known_.end()) {
        Complain(name, Concat("is no field of it", DidYouMean(name, known_)));
      }
    }
    return status_;
  }

 private:
  const json& object_;
  const std::string where_;
  std::vector<std::string> known_;
  absl::Status status_ = absl::OkStatus();
};

absl::StatusOr<FaultKind> KindOf(const std::string& word, const std::string& where) {
  std::vector<std::string> words;
  for (const auto& [known, kind] : Words()) {
    if (known == word) return kind;
    words.push_back(known);
  }
  return Malformed(where, Concat("`", word, "` is no kind of fault", DidYouMean(word, words)));
}

absl::StatusOr<Fault> ParseFault(const json& object, const std::string& where) {
  Fault fault;
  Fields fields(object, where);
  std::string word;
  int milliseconds = 0;
  int retry_after = -1;
  fields.Text("kind", word);
  fields.Number("status", 200, fault.status);
  fields.Number("code", 1000, fault.code);
  fields.Text("message", fault.message);
  fields.Number("retry_after", 0, retry_after);
  fields.Number("milliseconds", 0, milliseconds);
  fields.Text("stage_status", fault.stage_status);
  if (const json* body = fields.Take("body")) fault.body = *body;
  if (fault.status > 599) fields.Complain("status", "is not below 600");
  if (fault.stage_status != "failure" && fault.stage_status != "active") {
    fields.Complain("stage_status", "is neither `failure` nor `active`");
  }
  const absl::Status status = fields.Finish();
  if (!status.ok()) return status;
  auto kind = KindOf(word, where);
  if (!kind.ok()) return kind.status();
  fault.kind = *kind;
  if (retry_after >= 0) fault.retry_after = retry_after;
  fault.duration = absl::Milliseconds(milliseconds);
  return fault;
}

absl::StatusOr<FaultOrder> ParseOrder(const json& object, const std::string& where) {
  FaultOrder order;
  Fields fields(object, where);
  fields.Text("method", order.method);
  fields.Text("route", order.route);
  fields.Text("contains", order.contains);
  fields.Number("skip", 0, order.skip);
  fields.Number("count", -1, order.count);
  const json* fault = fields.Take("fault");
  if (fault == nullptr) fields.Complain("fault", "is missing");
  const absl::Status status = fields.Finish();
  if (!status.ok()) return status;
  auto parsed = ParseFault(*fault, Concat(where, ".fault"));
  if (!parsed.ok()) return parsed.status();
  order.fault = *std::move(parsed);
  return order;
}

}  // namespace

std::string FaultWord(FaultKind kind) {
  for (const auto& [word, known] : Words()) {
    if (known == kind) return word;
  }
  return "";
}

absl::StatusOr<std::vector<FaultOrder>> ParseFaults(const std::string& text) {
  const json document = JsonOrNull(text);
  if (!document.is_object() || document.size() != 1 || !document.contains("faults") ||
      !document["faults"].is_array()) {
    return Malformed("the document", "it is not `{\"faults\": [...]}`");
  }
  std::vector<FaultOrder> orders;
  for (const json& entry : document["faults"]) {
    auto order = ParseOrder(entry, Concat("faults[", orders.size(), "]"));
    if (!order.ok()) return order.status();
    orders.push_back(*std::move(order));
  }
  return orders;
}

}  // namespace release::cloud
