// The body of /health: which release answers, and how its parts are.
#ifndef RELEASE_PLUGINS_LIB_HEALTH_REPORT_H_
#define RELEASE_PLUGINS_LIB_HEALTH_REPORT_H_

#include <optional>
#include <string>
#include <vector>

#include "plugins/lib/health/identity.h"

namespace release::health {

// A member of the report that says how something is: `"outbox": "wired"`.
struct Part {
  std::string name;
  std::string state;
  std::string detail;  // why it is not wired; one line, printable, may be empty
};

struct Report {
  std::string status;  // ok, degraded, unavailable
  Identity release;
  std::vector<Part> parts;  // by name

  const Part* Find(const std::string& name) const;
};

// Absent when the body is no JSON object with a text `status`.
std::optional<Report> ReadReport(const std::string& body);

}  // namespace release::health

#endif  // RELEASE_PLUGINS_LIB_HEALTH_REPORT_H_
