#include "tools/migrations/bundle/manifest.h"

#include <nlohmann/json.hpp>

#include "tools/migrations/catalog/catalog.h"
#include "tools/migrations/text/splitter.h"

namespace release::migrations {
namespace {

using Json = nlohmann::ordered_json;

// Lines of many offsets in one text, which rise.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {}
  size_t Of(size_t offset) {
    if (offset < at_) {
      at_ = 0;
      line_ = 1;
    }
    for (; at_ < offset && at_ < text_.size(); ++at_) line_ += text_[at_] == '\n' ? 1 : 0;
    return line_;
  }

 private:
  std::string_view text_;
  size_t at_ = 0;
  size_t line_ = 1;
};

Json FindingJson(const Finding& finding, std::string_view text) {
  const TextPosition position = PositionOf(text, finding.offset);
  Json json = {{"code", finding.rule->code},
               {"effect", NameOf(finding.rule->effect)},
               {"line", position.line},
               {"column", position.column},
               {"what", finding.what}};
  if (!finding.allowed.empty()) json["allowed"] = finding.allowed;
  return json;
}

Json FileJson(const FileReport& report) {
  const MigrationFile& file = report.file;
  Json json = {{"name", file.file_name},     {"sha256", file.digest.hex()},
               {"size", file.text.size()},   {"class", NameOf(report.highest)},
               {"release", nullptr},         {"completes", Json::array()},
               {"statements", Json::array()}};
  if (report.release != kUnreleased) json["release"] = report.release;
  for (const Directive& directive : file.directives.list) {
    if (directive.kind == Directive::Kind::kCompletes)
      json["completes"].push_back(directive.argument);
  }
  Lines lines(file.text);
  for (const StatementReport& statement : report.statements) {
    Json one = {{"line", lines.Of(statement.offset)},
                {"class", NameOf(statement.highest)},
                {"findings", Json::array()}};
    for (const Finding& finding : statement.findings) {
      one["findings"].push_back(FindingJson(finding, file.text));
    }
    json["statements"].push_back(std::move(one));
  }
  return json;
}

}  // namespace

std::string ManifestJson(const BundleReport& bundle, std::string_view label,
                         std::string_view lock_path) {
  Json json = {{"format", 1},
               {"label", label},
               {"lock", lock_path},
               {"files", Json::array()},
               {"suppressions", Json::array()}};
  for (const FileReport& report : bundle.files) {
    json["files"].push_back(FileJson(report));
    for (const Directive& directive : report.file.directives.list) {
      if (directive.kind != Directive::Kind::kAllow) continue;
      json["suppressions"].push_back({{"file", report.file.file_name},
                                      {"code", directive.argument},
                                      {"reason", directive.reason}});
    }
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace release::migrations
