// libFuzzer's door to the readers of this folder. The first byte chooses one; corpus_test runs the
// committed corpus; ../README.md says how to look for more.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "proto/release/v1/diagnosis.pb.h"
#include "tools/base/printable.h"
#include "tools/bundle/site_rules/headers.h"
#include "tools/bundle/site_rules/redirects.h"
#include "tools/bundle/site_rules/routes.h"

namespace {

std::vector<release::v1::Diagnosis> Check(char reader, std::string_view text) {
  switch (reader) {
    case 'h':
      return release::bundle::CheckHeaders(text, "file");
    case 'd':
      return release::bundle::CheckRedirects(text, "file");
    default:
      return release::bundle::CheckRoutes(text, "file");
  }
}

}  // namespace

// Every text has an answer, and every mistake a place that is in the text and words that can be
// shown.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  for (const release::v1::Diagnosis& mistake : Check(static_cast<char>(data[0]), text)) {
    const auto lines = static_cast<std::size_t>(mistake.place().line());
    if (mistake.code().empty() || mistake.fix().empty() || lines > size) std::abort();
    if (mistake.place().column() > size) std::abort();
    if (!release::IsUtf8(mistake.place().excerpt()) || !release::IsUtf8(mistake.what()))
      std::abort();
  }
  return 0;
}
