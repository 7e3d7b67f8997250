// libFuzzer's door to the reading of archives: as a layer of a base, and as what ADD unpacks.
// mutation_test runs it over the committed corpus and over damaged copies of it; README.md says how
// to look for more.
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/base/diagnosis.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/image/archive/unpack_archive.h"
#include "tools/image/layer/layer_entry.h"
#include "tools/image/oci/image.h"
#include "tools/image/root/root.h"
#include "tools/image/root/testing.h"
#include "tools/image/root/write_root.h"

namespace release::image {
namespace {

void Require(bool what) {
  if (!what) std::abort();
}

// A stage with links that tempt: out of the destination, and around within it.
const Root& Stage() {
  static const Root stage = [] {
    Root root;
    Require(root.Apply({Folder("opt/d"), File("opt/f", "f"), Symlink("opt/out", "/etc"),
                        Symlink("opt/in", "d"), Folder("etc")})
                .ok());
    return root;
  }();
  return stage;
}

void AsLayer(const std::string& file, const std::string& scratch) {
  Image image;
  image.layers.resize(1);
  image.layers[0].path = file;
  const absl::StatusOr<Root> root = Root::OfImage(image);
  if (!root.ok()) {
    Require(!DiagnosisOf(root.status()).code().starts_with("INTERNAL"));
    return;
  }
  Require(root->Tree().nodes().size() == root->entries().size() + 1);
  const std::string out = scratch + "/out";
  Require(std::filesystem::create_directory(out));
  const absl::StatusOr<WriteRootSummary> written = WriteRoot(*root, out);
  if (!written.ok()) Require(!DiagnosisOf(written.status()).code().starts_with("INTERNAL"));
}

void AsAdd(const std::string& file, const std::string& scratch) {
  Require(IsArchive(file).ok());
  absl::StatusOr<std::vector<LayerEntry>> entries =
      UnpackArchive({file, "a.tar", "/opt", Stage(), scratch});
  if (!entries.ok()) {
    Require(!DiagnosisOf(entries.status()).code().starts_with("INTERNAL"));
    return;
  }
  for (const LayerEntry& entry : *entries) Require(entry.path.starts_with("opt/"));
  Root after = Stage();
  Require(after.Apply(*std::move(entries)).ok());
  Require(after.Find("etc") != nullptr && after.Find("opt") != nullptr);
}

}  // namespace
}  // namespace release::image

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using release::image::Require;
  const release::FileDescriptor file(memfd_create("archive", MFD_CLOEXEC));
  Require(write(file.get(), data, size) == static_cast<ssize_t>(size));
  const std::string path = release::Concat("/proc/self/fd/", file.get());
  const auto scratch = release::TempDirectory::Create();
  Require(scratch.ok());
  release::image::AsLayer(path, scratch->path());
  release::image::AsAdd(path, scratch->path());
  return 0;
}
