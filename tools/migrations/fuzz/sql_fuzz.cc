// libFuzzer's door to everything that reads SQL: front, catalog, rules, verdict, manifest.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "tools/migrations/bundle/analysis.h"
#include "tools/migrations/bundle/manifest.h"

// Every text has an answer, and diagnoses have codes of this room.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const release::migrations::BundleReport bundle = release::migrations::Analyze(
      {{"m/20260101000000_a.sql", text}, {"m/20260102000000_b.sql", text}}, {});
  for (const release::v1::Diagnosis& error : bundle.problems.errors) {
    if (!std::string_view(error.code()).starts_with("MIGRATION-")) std::abort();
  }
  if (release::migrations::ManifestJson(bundle, "", "").empty()) std::abort();
  return 0;
}
