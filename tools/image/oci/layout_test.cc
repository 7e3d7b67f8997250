// An image written by LayoutWriter and read by ReadLayout, and what is refused on the way.
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/image/oci/blob.h"
#include "tools/image/oci/layout_reader.h"
#include "tools/image/oci/layout_writer.h"

namespace release::image {
namespace {

using nlohmann::json;

ImageConfig FullConfig() {
  return {
      .created = CreatedAt(1'700'000'000),
      .author = "somebody",
      .config = {.user = "1000:1000",
                 .exposed_ports = {"80/tcp", "53/udp"},
                 .env = {"PATH=/bin", "A=\xc3\xa4"},
                 .entrypoint = {{"/app"}},
                 .cmd = std::vector<std::string>(),
                 .volumes = {"/data"},
                 .working_dir = "/srv",
                 .labels = {{"b", "2"}, {"a", "1"}},
                 .stop_signal = "SIGINT",
                 .healthcheck = {{.test = {"CMD", "/app", "--healthcheck"},
                                  .interval = 30'000'000'000,
                                  .retries = 3}},
                 .on_build = {"RUN true"},
                 .shell = {{"/bin/bash", "-c"}}},
      .history = {{.created = CreatedAt(0), .created_by = "COPY app /app"},
                  {.created_by = "ENV A=\xc3\xa4", .empty_layer = true}},
  };
}

// Every file of a directory, with its permissions.
std::map<std::string, std::string> Contents(const std::string& directory) {
  std::map<std::string, std::string> files;
  for (const auto& file : std::filesystem::recursive_directory_iterator(directory)) {
    const std::string path = file.path().string();
    struct stat info;
    EXPECT_EQ(stat(path.c_str(), &info), 0);
    std::string& text = files[path.substr(directory.size())];
    text = std::to_string(info.st_mode & 07777) + " ";
    if (S_ISREG(info.st_mode)) text += *ReadFile(path, 1 << 26);
  }
  return files;
}

class LayoutTest : public testing::Test {
 protected:
  std::string Path(const std::string& name) const { return directory_.path() + "/" + name; }

  Image Written(const std::string& name) {
    auto writer = LayoutWriter::Create(Path(name));
    EXPECT_TRUE(writer.ok()) << writer.status();
    EXPECT_TRUE(writer->AddLayer({{.path = "app", .mode = 0755, .bytes = "program"}}, {}).ok());
    auto image = writer->Finish(FullConfig(), "app:1.0");
    EXPECT_TRUE(image.ok()) << image.status();
    return *image;
  }

  std::string CodeOfReading(const std::string& name, const Digest& digest) {
    return DiagnosisOf(ReadLayout(Path(name), {.digest = digest}).status()).code();
  }

  void Overwrite(const std::string& path, const std::string& content) {
    ASSERT_TRUE(WriteFileAtomically(path, content).ok());
  }

  TempDirectory directory_ = *TempDirectory::Create();
};

TEST_F(LayoutTest, ImageIsReadBackAsItWasWritten) {
  const Image written = Written("a");
  const auto read = ReadLayout(Path("a"), {.digest = written.pin.digest});
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->config, written.config);
  ASSERT_EQ(read->layers.size(), 1U);
  EXPECT_EQ(read->layers[0].diff_id, written.layers[0].diff_id);
  EXPECT_EQ(read->layers[0].path, written.layers[0].path);
  ImageConfig expected = FullConfig();
  expected.diff_ids = {written.layers[0].diff_id};
  EXPECT_EQ(read->config, expected);
}

TEST_F(LayoutTest, ZstdLayersAreReadBackAsTheyWereWritten) {
  auto writer = LayoutWriter::Create(Path("z"));
  // More than one frame.
  const std::string content(1 << 20, 'x');
  ASSERT_TRUE(
      writer->AddLayer({{.path = "a", .bytes = content}}, {.compression = Compression::kZstd})
          .ok());
  const auto written = writer->Finish({}, "");
  ASSERT_TRUE(written.ok()) << written.status();
  const auto read = ReadLayout(Path("z"), {.digest = written->pin.digest});
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->layers[0].blob.media_type, "application/vnd.oci.image.layer.v1.tar+zstd");
  EXPECT_EQ(read->layers[0].diff_id, written->layers[0].diff_id);
}

TEST_F(LayoutTest, FilesAreTheSameInAnotherPlaceUnderAnotherUmask) {
  Written("a");
  const mode_t before = umask(077);
  Written("b");
  umask(before);
  EXPECT_EQ(Contents(Path("a")), Contents(Path("b")));
}

TEST_F(LayoutTest, DocumentsAreThoseOfTheSpecification) {
  const Image image = Written("a");
  EXPECT_EQ(*ReadFile(Path("a/oci-layout"), 1000), R"({"imageLayoutVersion":"1.0.0"})");
  const json index = json::parse(*ReadFile(Path("a/index.json"), 10000));
  EXPECT_EQ(index["schemaVersion"], 2);
  EXPECT_EQ(index["manifests"][0]["annotations"]["org.opencontainers.image.ref.name"], "app:1.0");
  EXPECT_EQ(index["manifests"][0]["platform"], json({{"architecture", "amd64"}, {"os", "linux"}}));
  const json manifest = json::parse(*ReadFile(BlobPathIn(Path("a"), image.pin.digest), 10000));
  EXPECT_EQ(manifest["config"]["mediaType"], "application/vnd.oci.image.config.v1+json");
  EXPECT_EQ(manifest["layers"][0]["mediaType"], "application/vnd.oci.image.layer.v1.tar+gzip");
  EXPECT_EQ(*ReadFile(image.config_path, 10000),
            R"({"architecture":"amd64","author":"somebody","config":{"Cmd":[],)"
            R"("Entrypoint":["/app"],"Env":["PATH=/bin","A=ä"],)"
            R"("ExposedPorts":{"53/udp":{},"80/tcp":{}},)"
            R"("Healthcheck":{"Interval":30000000000,"Retries":3,)"
            R"("Test":["CMD","/app","--healthcheck"]},"Labels":{"a":"1","b":"2"},)"
            R"("OnBuild":["RUN true"],"Shell":["/bin/bash","-c"],"StopSignal":"SIGINT",)"
            R"("User":"1000:1000","Volumes":{"/data":{}},"WorkingDir":"/srv"},)"
            R"("created":"2023-11-14T22:13:20Z",)"
            R"("history":[{"created":"1970-01-01T00:00:00Z","created_by":"COPY app /app"},)"
            R"({"created_by":"ENV A=ä","empty_layer":true}],"os":"linux",)"
            R"("rootfs":{"diff_ids":["sha256:)" +
                image.layers[0].diff_id.hex() + R"("],"type":"layers"}})");
}

TEST_F(LayoutTest, LayersOfABaseAreTakenOverAsTheyAre) {
  const Image base = Written("base");
  auto writer = LayoutWriter::Create(Path("b"));
  ASSERT_TRUE(writer.ok());
  ASSERT_TRUE(writer->AddLayerOf(base.layers[0]).ok());
  ASSERT_TRUE(
      writer->AddLayer({{.path = "more", .bytes = "x"}}, {.compression = Compression::kNone}).ok());
  const auto image = writer->Finish({}, "");
  ASSERT_TRUE(image.ok()) << image.status();
  const auto read = ReadLayout(Path("b"), {.digest = image->pin.digest});
  ASSERT_TRUE(read.ok()) << read.status();
  ASSERT_EQ(read->layers.size(), 2U);
  EXPECT_EQ(read->layers[0].blob.digest, base.layers[0].blob.digest);
  EXPECT_EQ(read->layers[1].blob.media_type, "application/vnd.oci.image.layer.v1.tar");
}

// Tests run in the C locale, which has no form for them.
TEST_F(LayoutTest, NamesBeyondAsciiAreNoHindrance) {
  std::string umlauts;
  for (int i = 0; i < 100; ++i) umlauts += "\xc3\xa4";
  auto writer = LayoutWriter::Create(Path("a"));
  ASSERT_TRUE(writer.ok());
  ASSERT_TRUE(writer
                  ->AddLayer({{.path = "\xc3\xa4", .bytes = "short"},
                              {.path = umlauts, .bytes = "in a pax header"},
                              {.path = "\xff", .bytes = "not UTF-8"},
                              {.path = umlauts + "\xff", .bytes = "in a pax header"}},
                             {})
                  .ok());
  const auto image = writer->Finish({}, "");
  ASSERT_TRUE(image.ok());
  const auto read = ReadLayout(Path("a"), {.digest = image->pin.digest});
  EXPECT_TRUE(read.ok()) << read.status();
}

TEST_F(LayoutTest, AnotherDigestThanThePinnedIsRefusedWithTheOneThereIs) {
  const Image image = Written("a");
  const auto read = ReadLayout(Path("a"), {.digest = DigestOf("another")});
  const auto diagnosis = DiagnosisOf(read.status());
  EXPECT_EQ(diagnosis.code(), "OCI-BASE-DIGEST");
  EXPECT_NE(diagnosis.why().find(image.pin.digest.hex()), std::string::npos) << diagnosis.why();
}

TEST_F(LayoutTest, EveryChangedBlobIsNoticed) {
  for (const int blob : {0, 1, 2}) {
    const std::string name = "changed" + std::to_string(blob);
    const Image image = Written(name);
    const std::string path = blob == 0   ? BlobPathIn(Path(name), image.pin.digest)
                             : blob == 1 ? image.config_path
                                         : image.layers[0].path;
    std::string text = *ReadFile(path, 1 << 20);
    text[text.size() / 2] ^= 1;
    Overwrite(path, text);
    EXPECT_EQ(CodeOfReading(name, image.pin.digest), "OCI-BLOB-DIGEST") << blob;
    auto writer = LayoutWriter::Create(Path(name + "-user"));
    if (blob == 2) {
      EXPECT_EQ(DiagnosisOf(writer->AddLayerOf(image.layers[0])).code(), "OCI-BLOB-DIGEST");
    }
  }
}

// Makes an image whose digests are right, and whose layer is `bytes`.
Digest ImageWithLayer(const std::string& directory, const std::string& bytes,
                      const Digest& diff_id) {
  const std::string layer = directory + ".layer";
  EXPECT_TRUE(WriteFileAtomically(layer, bytes).ok());
  auto writer = LayoutWriter::Create(directory);
  EXPECT_TRUE(writer
                  ->AddLayerOf({.blob = {.media_type = "application/vnd.oci.image.layer.v1.tar",
                                         .digest = DigestOf(bytes),
                                         .size = bytes.size()},
                                .diff_id = diff_id,
                                .path = layer})
                  .ok());
  return writer->Finish({}, "")->pin.digest;
}

TEST_F(LayoutTest, LayerThatIsNotATarOrAnotherIsRefused) {
  const std::string text = "this is a text, and no archive";
  const Digest pin = ImageWithLayer(Path("text"), text, DigestOf(text));
  EXPECT_EQ(CodeOfReading("text", pin), "OCI-LAYER-NOT-TAR");

  const std::string tar(1024, '\0');
  EXPECT_EQ(CodeOfReading("good", ImageWithLayer(Path("good"), tar, DigestOf(tar))), "");
  EXPECT_EQ(CodeOfReading("other", ImageWithLayer(Path("other"), tar, DigestOf("other"))),
            "OCI-LAYER-DIFF-ID");
}

TEST_F(LayoutTest, LayerThatLeadsOutOfItsRootIsRefused) {
  auto writer = LayoutWriter::Create(Path("a"));
  const auto layer = writer->AddLayer({{.path = "xx/etc/passwd", .bytes = "evil"}},
                                      {.compression = Compression::kNone});
  std::string tar = *ReadFile(layer->path, 1 << 20);
  tar.replace(0, 2, "..");  // the checksum is a sum: two bytes less here are as many more there
  const int less = 2 * ('x' - '.');
  const std::string digits(tar, 148, 6);
  char sum[8];
  snprintf(sum, sizeof(sum), "%06lo", std::stoul(digits, nullptr, 8) - less);
  tar.replace(148, 6, sum);
  const Digest pin = ImageWithLayer(Path("evil"), tar, DigestOf(tar));
  EXPECT_EQ(CodeOfReading("evil", pin), "OCI-LAYER-PATH");
}

TEST_F(LayoutTest, WhatIsNoLayoutIsRefused) {
  EXPECT_EQ(CodeOfReading("none", {}), "OCI-LAYOUT");
  Written("a");
  Overwrite(Path("a/oci-layout"), R"({"imageLayoutVersion":"2.0.0"})");
  EXPECT_EQ(CodeOfReading("a", {}), "OCI-LAYOUT");
  Written("b");
  Overwrite(Path("b/index.json"), "[]");
  EXPECT_EQ(CodeOfReading("b", {}), "OCI-JSON");
  Overwrite(Path("b/index.json"), "{}");
  EXPECT_EQ(CodeOfReading("b", {}), "OCI-DESCRIPTOR");
}

TEST_F(LayoutTest, BadWritingIsRefused) {
  Written("a");
  EXPECT_EQ(DiagnosisOf(LayoutWriter::Create(Path("a")).status()).code(), "OCI-DIRECTORY");
  auto history = LayoutWriter::Create(Path("b"));
  EXPECT_EQ(DiagnosisOf(history->Finish(FullConfig(), "").status()).code(), "OCI-HISTORY");
  ImageConfig config;
  config.config.labels["a"] = "\xff";
  EXPECT_EQ(DiagnosisOf(history->Finish(config, "").status()).code(), "OCI-TEXT-NOT-UTF8");
}

}  // namespace
}  // namespace release::image
