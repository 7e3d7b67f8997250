// A vendor's OpenAPI document, against which recorded traffic is held.
#ifndef RELEASE_TESTS_CONTRACTS_CONTRACT_H_
#define RELEASE_TESTS_CONTRACTS_CONTRACT_H_

#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace release::contracts {

// One request and its answer, as tools/localcloud/http/request_log.h writes them.
struct Judgement {
  bool covered = false;                 // the document has this operation
  std::vector<std::string> complaints;  // "POST /x: response: result.name: is missing"
};

class Contract {
 public:
  explicit Contract(nlohmann::json document) : document_(std::move(document)) {}

  // `<folder>/NAME`, where the folder is $RELEASE_CONTRACTS, or ../shared/contracts beside the
  // repository. Nothing when neither is there.
  static std::optional<Contract> Find(const std::string& name);

  // Judges a line of the request log: the JSON body of a request that was not refused, and of the
  // answer against the schema of a success or of a failure. `route` of the line may name parameters
  // otherwise than the document does. Complaints that begin like one of `known` are left out.
  Judgement Judge(const nlohmann::json& line, const std::set<std::string>& known) const;

 private:
  const nlohmann::json* OperationOf(const std::string& method, const std::string& route,
                                    std::string& path) const;

  nlohmann::json document_;
};

}  // namespace release::contracts

#endif  // RELEASE_TESTS_CONTRACTS_CONTRACT_H_
