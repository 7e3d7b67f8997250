#include "tools/image/dockerfile/tree_json.h"

#include <nlohmann/json.hpp>

namespace release::image {
namespace {

using Json = nlohmann::ordered_json;

std::string Text(const Json& json) {
  return json.dump(2, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace) + "\n";
}

Json Of(const Heredoc& heredoc) {
  return {{"name", heredoc.name},
          {"content", heredoc.content},
          {"expand", heredoc.expand},
          {"chomp", heredoc.chomp}};
}

Json Of(const Instruction& instruction) {
  Json json;
  json["instruction"] = instruction.name;
  json["flags"] = instruction.flags;
  json["arguments"] = instruction.arguments;
  json["json"] = instruction.json;
  json["heredocs"] = Json::array();
  for (const Heredoc& heredoc : instruction.heredocs) json["heredocs"].push_back(Of(heredoc));
  json["first_line"] = instruction.first_line;
  json["last_line"] = instruction.last_line;
  if (!instruction.trigger.empty()) json["trigger"] = Of(instruction.trigger.front());
  return json;
}

}  // namespace

std::string TreeJson(const Dockerfile& dockerfile) {
  Json json;
  json["escape"] = std::string(1, dockerfile.escape);
  json["directives"] = Json::array();
  for (const Directive& directive : dockerfile.directives) {
    json["directives"].push_back(
        Json{{"name", directive.name}, {"value", directive.value}, {"line", directive.line}});
  }
  json["instructions"] = Json::array();
  for (const Instruction& instruction : dockerfile.instructions) {
    json["instructions"].push_back(Of(instruction));
  }
  json["warnings"] = Json::array();
  for (const Warning& warning : dockerfile.warnings) {
    json["warnings"].push_back(
        Json{{"code", warning.code}, {"what", warning.what}, {"line", warning.line}});
  }
  return Text(json);
}

std::string ErrorJson(const v1::Diagnosis& diagnosis) {
  Json error;
  error["code"] = diagnosis.code();
  error["what"] = diagnosis.what();
  error["why"] = diagnosis.why();
  error["fix"] = diagnosis.fix();
  error["file"] = diagnosis.place().file();
  error["line"] = diagnosis.place().line();
  error["column"] = diagnosis.place().column();
  error["excerpt"] = diagnosis.place().excerpt();
  Json json;
  json["error"] = std::move(error);
  return Text(json);
}

}  // namespace release::image
