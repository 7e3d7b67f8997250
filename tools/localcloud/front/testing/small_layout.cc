#include "tools/localcloud/front/testing/small_layout.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "absl/time/time.h"
#include "tools/base/digest.h"
#include "tools/base/files.h"
#include "tools/base/process.h"
#include "tools/base/text.h"

namespace release::cloud {
namespace {

using nlohmann::json;

constexpr const char* kTypes = "application/vnd.oci.image.";

void Write(const std::string& path, const std::string& text) {
  const absl::Status written = WriteFileAtomically(path, text);
  EXPECT_TRUE(written.ok()) << written;
}

// Writes a blob; its descriptor.
json Blob(const std::string& directory, const std::string& type, const std::string& bytes) {
  const std::string hex = DigestOf(bytes).hex();
  Write(Concat(directory, "/blobs/sha256/", hex), bytes);
  return {{"mediaType", kTypes + type}, {"digest", "sha256:" + hex}, {"size", bytes.size()}};
}

std::string Run(std::vector<std::string> argv) {
  Command command;
  command.argv = std::move(argv);
  command.env = {{"PATH", "/usr/bin:/bin"}};
  const auto result = release::Run(command, absl::Seconds(60), 16 << 20);
  EXPECT_TRUE(result.ok() && result->exit.Success());
  return result.ok() ? result->out : "";
}

}  // namespace

std::string WriteSmallLayout(const std::string& directory) {
  std::filesystem::create_directories(directory + "/blobs/sha256");
  std::filesystem::create_directories(directory + "/content");
  Write(directory + "/content/hello", "hello\n");
  const std::string tar = Run({"/bin/tar", "-cf", "-", "-C", directory + "/content", "."});
  Write(directory + "/layer.tar", tar);
  const std::string layer = Run({"/bin/gzip", "-nc", directory + "/layer.tar"});
  const json config = {
      {"architecture", "amd64"},
      {"os", "linux"},
      {"rootfs", {{"type", "layers"}, {"diff_ids", {"sha256:" + DigestOf(tar).hex()}}}}};
  const json manifest = {{"schemaVersion", 2},
                         {"mediaType", Concat(kTypes, "manifest.v1+json")},
                         {"config", Blob(directory, "config.v1+json", config.dump())},
                         {"layers", {Blob(directory, "layer.v1.tar+gzip", layer)}}};
  json entry = Blob(directory, "manifest.v1+json", manifest.dump());
  entry["annotations"] = {{"org.opencontainers.image.ref.name", "latest"}};
  Write(directory + "/index.json", json({{"schemaVersion", 2}, {"manifests", {entry}}}).dump());
  Write(directory + "/oci-layout", R"({"imageLayoutVersion":"1.0.0"})");
  return entry["digest"];
}

std::string LayoutDigest(const std::string& directory) {
  const auto index = ReadFile(directory + "/index.json", 1 << 20);
  EXPECT_TRUE(index.ok()) << index.status();
  return index.ok() ? json::parse(*index)["manifests"][0]["digest"].get<std::string>() : "";
}

}  // namespace release::cloud
