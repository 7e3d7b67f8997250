#include "tools/image/oci/docker_archive.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "tools/base/diagnosis.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/files.h"
#include "tools/base/process.h"
#include "tools/image/layer/layer_writer.h"
#include "tools/image/oci/layout_writer.h"

namespace release::image {
namespace {

class DockerArchiveTest : public testing::Test {
 protected:
  std::string Path(const std::string& name) const { return directory_.path() + "/" + name; }

  // Two layers, of which one is there twice, as an archive "image.tar".
  Image Written(Compression compression) {
    auto writer = LayoutWriter::Create(Path("layout"));
    for (const char* name : {"a", "b", "a"}) {
      EXPECT_TRUE(
          writer->AddLayer({{.path = name, .bytes = name}}, {.compression = compression}).ok());
    }
    ImageConfig config;
    config.config.entrypoint = {"/a"};
    auto image = writer->Finish(config, "");
    const FileDescriptor out(open(Path("image.tar").c_str(), O_WRONLY | O_CREAT, 0600));
    EXPECT_TRUE(WriteDockerArchive(*image, {"app:1.0"}, out.get()).ok());
    EXPECT_EQ(mkdir(Path("scratch").c_str(), 0700), 0);
    return *image;
  }

  std::string CodeOfReading(const std::string& name, const Digest& id) {
    EXPECT_EQ(mkdir(Path(name + ".scratch").c_str(), 0700), 0);
    return DiagnosisOf(ReadDockerArchive(Path(name), id, Path(name + ".scratch")).status()).code();
  }

  TempDirectory directory_ = *TempDirectory::Create();
};

TEST_F(DockerArchiveTest, ImageIsReadBackAsItWasWritten) {
  const Image written = Written(Compression::kGzip);
  const auto read =
      ReadDockerArchive(Path("image.tar"), written.config_blob.digest, Path("scratch"));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->config, written.config);
  ASSERT_EQ(read->layers.size(), 3U);
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(read->layers[i].blob.digest, written.layers[i].blob.digest);
    EXPECT_EQ(read->layers[i].blob.media_type, written.layers[i].blob.media_type);
    EXPECT_EQ(DigestOfFile(read->layers[i].path)->digest, written.layers[i].blob.digest);
  }
}

TEST_F(DockerArchiveTest, ZstdLayersAreRefused) {
  auto writer = LayoutWriter::Create(Path("layout"));
  ASSERT_TRUE(writer->AddLayer({{.path = "a"}}, {.compression = Compression::kZstd}).ok());
  const auto image = writer->Finish({}, "");
  ASSERT_TRUE(image.ok()) << image.status();
  const FileDescriptor out(open(Path("image.tar").c_str(), O_WRONLY | O_CREAT, 0600));
  EXPECT_EQ(DiagnosisOf(WriteDockerArchive(*image, {}, out.get())).code(), "DOCKER-ARCHIVE-ZSTD");
}

TEST_F(DockerArchiveTest, ManifestNamesConfigurationTagsAndLayers) {
  const Image image = Written(Compression::kNone);
  Command command;
  command.argv = {"/bin/tar", "-xOf", Path("image.tar"), "manifest.json"};
  const auto text = release::Run(command, absl::Seconds(60), 1 << 20);
  ASSERT_TRUE(text.ok());
  const std::string a = image.layers[0].blob.digest.hex(), b = image.layers[1].blob.digest.hex();
  EXPECT_EQ(text->out, R"([{"Config":")" + image.config_blob.digest.hex() +
                           R"(.json","Layers":[")" + a + R"(.tar",")" + b + R"(.tar",")" + a +
                           R"(.tar"],"RepoTags":["app:1.0"]}])");
}

// As old versions of `docker save` do.
TEST_F(DockerArchiveTest, LayersThatAreSymlinksAreFollowed) {
  const Image image = Written(Compression::kNone);
  const std::string id = image.config_blob.digest.hex();
  const std::string manifest = R"([{"Config":")" + id +
                               R"(.json","RepoTags":null,"Layers":["x/layer.tar","y/layer.tar",)" +
                               R"("z/layer.tar"]}])";
  const FileDescriptor out(open(Path("old.tar").c_str(), O_WRONLY | O_CREAT, 0600));
  ASSERT_TRUE(
      WriteLayer(
          {{.path = "manifest.json", .bytes = manifest},
           {.path = id + ".json", .source = image.config_path},
           {.path = "x/layer.tar", .source = image.layers[0].path},
           {.path = "y/layer.tar", .source = image.layers[1].path},
           {.path = "z/layer.tar", .kind = EntryKind::kSymlink, .link_target = "../x/layer.tar"}},
          {}, out.get())
          .ok());
  EXPECT_EQ(CodeOfReading("old.tar", image.config_blob.digest), "");
}

TEST_F(DockerArchiveTest, BadArchivesAreRefused) {
  const Image image = Written(Compression::kNone);
  EXPECT_EQ(CodeOfReading("image.tar", DigestOf("another")), "OCI-BASE-DIGEST");
  ASSERT_TRUE(WriteFileAtomically(Path("text"), std::string(2000, 'x')).ok());
  EXPECT_EQ(CodeOfReading("text", DigestOf("x")), "DOCKER-ARCHIVE");

  std::string bytes = *ReadFile(Path("image.tar"), 1 << 20);
  const std::string config = R"("Entrypoint":["/a"])";
  ASSERT_NE(bytes.find(config), std::string::npos);
  bytes.replace(bytes.find(config), config.size(), R"("Entrypoint":["/b"])");
  ASSERT_TRUE(WriteFileAtomically(Path("changed"), bytes).ok());
  EXPECT_EQ(CodeOfReading("changed", image.config_blob.digest), "OCI-BLOB-DIGEST");

  const FileDescriptor out(open(Path("empty").c_str(), O_WRONLY | O_CREAT, 0600));
  ASSERT_TRUE(WriteLayer({{.path = "file", .bytes = "x"}}, {}, out.get()).ok());
  EXPECT_EQ(CodeOfReading("empty", DigestOf("x")), "DOCKER-ARCHIVE");
}

}  // namespace
}  // namespace release::image
