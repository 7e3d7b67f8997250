// Mistakes as tests compare them.
#ifndef RELEASE_TOOLS_BUNDLE_SITE_RULES_TESTING_H_
#define RELEASE_TOOLS_BUNDLE_SITE_RULES_TESTING_H_

#include <string>
#include <vector>

#include "proto/release/v1/diagnosis.pb.h"
#include "tools/base/text.h"

namespace release::bundle {

// "CODE line:column", of each; the file's own mistakes are at 0:0.
inline std::vector<std::string> Places(const std::vector<v1::Diagnosis>& mistakes) {
  std::vector<std::string> places;
  for (const v1::Diagnosis& mistake : mistakes) {
    places.push_back(
        Concat(mistake.code(), " ", mistake.place().line(), ":", mistake.place().column()));
  }
  return places;
}

struct MistakeCase {
  const char* name;  // letters only: it is part of the test's name
  std::string text;
  std::vector<std::string> places;
};

// Every mistake names its file and has words for the person who reads it.
inline bool AreToldWell(const std::vector<v1::Diagnosis>& mistakes, const std::string& file) {
  for (const v1::Diagnosis& mistake : mistakes) {
    if (mistake.place().file() != file || mistake.what().empty() || mistake.why().empty() ||
        mistake.fix().empty()) {
      return false;
    }
  }
  return true;
}

}  // namespace release::bundle

#endif  // RELEASE_TOOLS_BUNDLE_SITE_RULES_TESTING_H_
