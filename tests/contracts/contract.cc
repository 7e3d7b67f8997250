#include "tests/contracts/contract.h"

#include <climits>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <utility>

#include "tests/contracts/json_schema.h"

namespace release::contracts {
namespace {

using nlohmann::json;

// A path template without the names of its parameters.
std::string Anonymous(const std::string& path) {
  static const std::regex& parameter = *new std::regex(R"(\{[^}]*\})");
  return std::regex_replace(path, parameter, "{}");
}

// The folder of contracts, from where the sources really lie: a test runs in a tree of links.
std::filesystem::path Folder() {
  if (const char* folder = std::getenv("RELEASE_CONTRACTS")) return folder;
  std::error_code error;
  const auto source = std::filesystem::canonical("tests/contracts/contract.h", error);
  if (error) return {};
  return source.parent_path().parent_path().parent_path().parent_path() / "shared/contracts";
}

json SchemaOf(const json& content) {
  return content.value(json::json_pointer("/content/application~1json/schema"), json(nullptr));
}

// The part of a 4XX schema that describes a failure. Documents also demand the shape of a success
// beside it, which nothing can fulfil; null when they demand only that.
json FailureOf(const json& schema) {
  const std::string ref = schema.is_object() ? schema.value("$ref", "") : "";
  if (ref.ends_with("failure")) return schema;
  if (!schema.is_object()) return nullptr;
  for (const json& part : schema.value("allOf", json::array())) {
    if (const json found = FailureOf(part); !found.is_null()) return found;
  }
  return nullptr;
}

}  // namespace

std::optional<Contract> Contract::Find(const std::string& name) {
  std::ifstream file(Folder() / name);
  json document = json::parse(file, nullptr, /*allow_exceptions=*/false);
  if (!file.is_open() || !document.is_object()) return std::nullopt;
  return Contract(std::move(document));
}

const json* Contract::OperationOf(const std::string& method, const std::string& route,
                                  std::string& path) const {
  std::string verb;
  for (const char c : method) verb.push_back(static_cast<char>(std::tolower(c)));
  for (const auto& [candidate, operations] : document_["paths"].items()) {
    if (Anonymous(candidate) != Anonymous(route) || !operations.contains(verb)) continue;
    path = candidate;
    return &operations[verb];
  }
  return nullptr;
}

Judgement Contract::Judge(const json& line, const std::set<std::string>& known) const {
  std::string path;
  const std::string method = line["method"];
  const json* operation = OperationOf(method, line["route"], path);
  if (operation == nullptr) return {};
  Judgement judgement;
  judgement.covered = true;
  const auto judge = [&](const char* side, const json& schema, const json& body) {
    if (schema.is_null()) return;
    for (const std::string& violation : Violations(document_, schema, body)) {
      const std::string complaint = method + " " + path + " " + side + ": " + violation;
      bool is_known = false;
      for (const std::string& start : known) is_known = is_known || complaint.starts_with(start);
      if (!is_known) judgement.complaints.push_back(complaint);
    }
  };
  const json request = line["request"]["body"];
  const int status = line["status"];
  if (status < 300 && request.is_object() && !request.contains("parts")) {
    judge("request", SchemaOf(operation->value("requestBody", json::object())), request);
  }
  const json responses = operation->value("responses", json::object());
  if (status < 300) {
    judge("response", SchemaOf(responses.value("200", json::object())), line["response"]["body"]);
  } else if (status < 500 && !line.contains("fault")) {
    judge("failure", FailureOf(SchemaOf(responses.value("4XX", json::object()))),
          line["response"]["body"]);
  }
  return judgement;
}

}  // namespace release::contracts
