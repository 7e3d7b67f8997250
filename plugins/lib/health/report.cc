#include "plugins/lib/health/report.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "nlohmann/json.hpp"
#include "tools/base/printable.h"

namespace release::health {
namespace {

using nlohmann::json;

constexpr size_t kDetailShown = 300;
constexpr std::array<std::string_view, 3> kNoParts = {"status", "revision", "image_digest"};

std::string TextAt(const json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) return "";
  return PrintableLine(found->get<std::string>(), kDetailShown);
}

}  // namespace

const Part* Report::Find(const std::string& name) const {
  const auto found =
      std::find_if(parts.begin(), parts.end(), [&](const Part& part) { return part.name == name; });
  return found == parts.end() ? nullptr : &*found;
}

std::optional<Report> ReadReport(const std::string& body) {
  const json object = json::parse(body, nullptr, false);
  if (!object.is_object() || TextAt(object, "status").empty()) return std::nullopt;
  Report report;
  report.status = TextAt(object, "status");
  report.release.revision = TextAt(object, "revision");
  report.release.image_digest = TextAt(object, "image_digest");
  const auto generation = object.find("generation");
  if (generation != object.end() && generation->is_number_unsigned()) {
    report.release.generation = generation->get<uint64_t>();
  }
  const json details = object.value("details", json::object());
  for (const auto& [name, value] : object.items()) {
    if (!value.is_string()) continue;
    if (std::find(kNoParts.begin(), kNoParts.end(), name) != kNoParts.end()) continue;
    report.parts.push_back({.name = PrintableLine(name, 100),
                            .state = TextAt(object, name.c_str()),
                            .detail = details.is_object() ? TextAt(details, name.c_str()) : ""});
  }
  return report;
}

}  // namespace release::health
