#include "tools/image/cli/layout_argument.h"

#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"
#include "nlohmann/json.hpp"
#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/image/oci/canonical_json.h"
#include "tools/image/oci/descriptor.h"
#include "tools/image/oci/layout_reader.h"

namespace release::image {
namespace {

using nlohmann::json;

constexpr size_t kLargestIndex = 4 << 20;

struct IndexEntry {
  std::string digest;
  std::string ref;
};

// The images that the layout's index names. What is odd in it is ReadLayout()'s to refuse.
absl::StatusOr<std::vector<IndexEntry>> EntriesOf(const std::string& layout) {
  const std::string path = layout + "/index.json";
  const absl::StatusOr<std::string> text = ReadFile(path, kLargestIndex);
  if (!text.ok()) return text.status();
  const absl::StatusOr<json> index = ParseObject(*text, path);
  if (!index.ok()) return index.status();
  std::vector<IndexEntry> entries;
  const json manifests = index->value("manifests", json::array());
  for (const json& manifest : manifests) {
    const absl::StatusOr<Descriptor> descriptor = DescriptorFromJson(manifest, path);
    if (!descriptor.ok()) return descriptor.status();
    IndexEntry& entry = entries.emplace_back();
    entry.digest = DigestText(descriptor->digest);
    const json annotations = manifest.value("annotations", json::object());
    if (!annotations.is_object()) continue;
    const auto ref = annotations.find(std::string(kRefName));
    if (ref != annotations.end() && ref->is_string()) entry.ref = ref->get<std::string>();
  }
  return entries;
}

absl::Status NoChoice(const LayoutArgument& argument, const std::vector<IndexEntry>& entries) {
  const std::string all =
      absl::StrJoin(entries, ", ", [](std::string* out, const IndexEntry& entry) {
        AppendTo(*out, entry.digest, entry.ref.empty() ? "" : " (", entry.ref,
                 entry.ref.empty() ? "" : ")");
      });
  return Diagnose(absl::StatusCode::kInvalidArgument,
                  {.code = "IMAGE-LAYOUT-CHOICE",
                   .what = Concat(argument.layout, " has ", entries.size(), " images"),
                   .why = entries.empty() ? "its index.json is empty" : Concat("they are ", all),
                   .fix = "say which one: --digest=sha256:..."});
}

}  // namespace

void AddLayoutArgument(CLI::App& command, LayoutArgument& argument) {
  command.add_option("LAYOUT", argument.layout, "directory: an OCI image layout")->required();
  command.add_option("--digest", argument.digest, "which image of it; by default its only one");
  command.add_option("--expected-digest-file", argument.expected_digest_file,
                     "the same, from a file");
}

absl::StatusOr<LayoutImage> ReadImage(const LayoutArgument& argument) {
  const absl::StatusOr<std::vector<IndexEntry>> entries = EntriesOf(argument.layout);
  if (!entries.ok()) return entries.status();
  std::string wanted = argument.digest;
  if (wanted.empty() && !argument.expected_digest_file.empty()) {
    absl::StatusOr<std::string> text = ReadFile(argument.expected_digest_file, 4096);
    if (!text.ok()) return text.status();
    absl::StripAsciiWhitespace(&*text);
    wanted = *std::move(text);
  }
  if (wanted.empty()) {
    if (entries->size() != 1) return NoChoice(argument, *entries);
    wanted = entries->front().digest;
  }
  const absl::StatusOr<Digest> digest = DigestFromText(wanted);
  if (!digest.ok()) return digest.status();
  absl::StatusOr<Image> image = ReadLayout(argument.layout, {.digest = *digest});
  if (!image.ok()) return image.status();
  LayoutImage found{.image = *std::move(image)};
  for (const IndexEntry& entry : *entries) {
    if (entry.digest == wanted) found.ref = entry.ref;
  }
  return found;
}

}  // namespace release::image
