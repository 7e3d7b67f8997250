// libFuzzer's door to the parser. corpus_test runs it over the committed corpus; README.md says how
// to look for more.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "tools/base/diagnosis.h"
#include "tools/image/dockerfile/parser.h"
#include "tools/image/dockerfile/tree_json.h"

// Every text has an answer: a tree that can be written, or a diagnosis of the parser's own.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto dockerfile = release::image::ParseDockerfile(text, "Dockerfile");
  if (dockerfile.ok()) {
    if (release::image::TreeJson(*dockerfile).empty()) std::abort();
    return 0;
  }
  const release::v1::Diagnosis diagnosis = release::DiagnosisOf(dockerfile.status());
  if (!std::string_view(diagnosis.code()).starts_with("DOCKERFILE-")) std::abort();
  if (release::image::ErrorJson(diagnosis).empty()) std::abort();
  return 0;
}
