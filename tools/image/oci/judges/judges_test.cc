// skopeo and umoci on what is written here, and our readers on what skopeo writes.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tools/base/digest.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/files.h"
#include "tools/base/process.h"
#include "tools/image/layer/layer_entry.h"
#include "tools/image/layer/layer_writer.h"
#include "tools/image/oci/descriptor.h"
#include "tools/image/oci/docker_archive.h"
#include "tools/image/oci/layout_reader.h"
#include "tools/image/oci/layout_writer.h"

namespace release::image {
namespace {

using nlohmann::json;

class JudgesTest : public testing::Test {
 protected:
  JudgesTest() : image_(Written()) {}

  std::string Path(const std::string& name) const { return directory_.path() + "/" + name; }

  Image Written() {
    auto writer = LayoutWriter::Create(Path("ours"));
    EXPECT_TRUE(writer.ok()) << writer.status();
    const std::string deep = std::string(120, 'd') + "/" + std::string(150, 'f');
    EXPECT_TRUE(
        writer
            ->AddLayer(
                {{.path = "bin", .kind = EntryKind::kDirectory, .mode = 0755},
                 {.path = "bin/app", .mode = 0755, .bytes = std::string(700'000, 'a')},
                 {.path = "bin/again", .kind = EntryKind::kHardlink, .link_target = "bin/app"},
                 {.path = "current",
                  .kind = EntryKind::kSymlink,
                  .mode = 0777,
                  .link_target = "bin/app"},
                 {.path = "old/kept", .bytes = "kept"},
                 {.path = "old/gone", .bytes = "gone"},
                 {.path = "emptied", .kind = EntryKind::kDirectory, .mode = 0750},
                 {.path = "emptied/gone", .bytes = "gone"},
                 {.path = deep, .bytes = "long"}},
                {})
            .ok());
    EXPECT_TRUE(writer
                    ->AddLayer({{.path = "old/gone", .kind = EntryKind::kWhiteout},
                                {.path = "emptied", .kind = EntryKind::kDirectory, .mode = 0700},
                                {.path = "emptied", .kind = EntryKind::kOpaque},
                                {.path = "emptied/new", .mode = 0600, .bytes = "new"}},
                               {.compression = Compression::kNone})
                    .ok());
    ImageConfig config{
        .created = CreatedAt(0),
        .config = {.user = "1000",
                   .env = {"A=b"},
                   .entrypoint = {{"/bin/app"}},
                   .labels = {{"a", "1"}},
                   .healthcheck = {{.test = {"CMD", "/bin/app"}, .retries = 3}}},
        .history = {{.created_by = "COPY . /"}, {.created_by = "RUN rm"}, {.empty_layer = true}}};
    auto image = writer->Finish(std::move(config), "latest");
    EXPECT_TRUE(image.ok()) << image.status();
    return *image;
  }

  // What the program writes to its standard output.
  std::string OutputOf(std::vector<std::string> argv) {
    Command command;
    command.argv = std::move(argv);
    command.env = {{"PATH", "/usr/bin:/bin"}, {"HOME", Path("")}, {"TMPDIR", directory_.path()}};
    const auto run = release::Run(command, absl::Seconds(60), 4 << 20);
    EXPECT_TRUE(run.ok()) << run.status();
    if (!run.ok()) return "";
    EXPECT_TRUE(run->exit.Success()) << command.argv[0] << ": " << run->err;
    return run->out;
  }

  std::string Skopeo(std::vector<std::string> arguments) {
    std::vector<std::string> argv = {"/usr/bin/skopeo", "--insecure-policy", "--tmpdir",
                                     directory_.path()};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    return OutputOf(std::move(argv));
  }

  void Copy(const std::string& from, const std::string& to) { Skopeo({"copy", from, to}); }

  TempDirectory directory_ = *TempDirectory::Create();
  Image image_;
};

TEST_F(JudgesTest, SkopeoSeesTheImageThatWasWritten) {
  const json seen =
      json::parse(Skopeo({"inspect", "oci:" + Path("ours") + ":latest"}), nullptr, false);
  ASSERT_TRUE(seen.is_object());
  EXPECT_EQ(seen["Digest"], DigestText(image_.pin.digest));
  EXPECT_EQ(seen["Created"], "1970-01-01T00:00:00Z");
  EXPECT_EQ(seen["Architecture"], "amd64");
  EXPECT_EQ(seen["Labels"], json({{"a", "1"}}));
  EXPECT_EQ(seen["Env"], json({"A=b"}));
  EXPECT_EQ(seen["Layers"], json({DigestText(image_.layers[0].blob.digest),
                                  DigestText(image_.layers[1].blob.digest)}));
}

TEST_F(JudgesTest, SkopeosCopyOfOurLayoutIsReadBack) {
  Copy("oci:" + Path("ours") + ":latest", "oci:" + Path("theirs") + ":x");
  const json index = json::parse(*ReadFile(Path("theirs/index.json"), 1 << 20));
  const auto pin = DigestFromText(index["manifests"][0]["digest"].get<std::string>());
  ASSERT_TRUE(pin.ok());
  const auto read = ReadLayout(Path("theirs"), {.digest = *pin});
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->config, image_.config);
  EXPECT_EQ(read->layers[0].diff_id, image_.layers[0].diff_id);
}

TEST_F(JudgesTest, SkopeosDockerArchiveIsReadBack) {
  Copy("oci:" + Path("ours") + ":latest", "docker-archive:" + Path("theirs.tar") + ":app:1.0");
  // The conversion to Docker's format keeps the layers' contents and makes a configuration of its
  // own, whose digest the archive's manifest names.
  const json manifest =
      json::parse(OutputOf({"/bin/tar", "-xOf", Path("theirs.tar"), "manifest.json"}));
  const auto id = Digest::FromHex(manifest[0]["Config"].get<std::string>().substr(0, 64));
  ASSERT_TRUE(id.ok()) << id.status();
  ASSERT_EQ(mkdir(Path("scratch").c_str(), 0700), 0);
  const auto read = ReadDockerArchive(Path("theirs.tar"), *id, Path("scratch"));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->config.diff_ids, image_.config.diff_ids);
}

TEST_F(JudgesTest, SkopeoReadsOurDockerArchive) {
  const FileDescriptor out(open(Path("ours.tar").c_str(), O_WRONLY | O_CREAT, 0600));
  ASSERT_TRUE(WriteDockerArchive(image_, {"app:1.0"}, out.get()).ok());
  const json config = json::parse(
      Skopeo({"inspect", "--config", "docker-archive:" + Path("ours.tar") + ":app:1.0"}));
  EXPECT_EQ(config["rootfs"]["diff_ids"][1], DigestText(image_.layers[1].diff_id));
  Copy("docker-archive:" + Path("ours.tar") + ":app:1.0", "oci:" + Path("theirs") + ":x");
}

mode_t ModeOf(const std::string& path) {
  struct stat info;
  return lstat(path.c_str(), &info) == 0 ? info.st_mode : 0;
}

TEST_F(JudgesTest, UmociUnpacksFilesLinksAndRemovals) {
  OutputOf({"/usr/bin/umoci", "unpack", "--rootless", "--image", Path("ours") + ":latest",
            Path("bundle")});
  const std::string root = Path("bundle/rootfs/");
  EXPECT_EQ(ModeOf(root + "bin/app"), mode_t{S_IFREG | 0755});
  EXPECT_EQ(*ReadFile(root + "bin/app", 1 << 20), std::string(700'000, 'a'));
  struct stat app, again;
  ASSERT_EQ(stat((root + "bin/app").c_str(), &app), 0);
  ASSERT_EQ(stat((root + "bin/again").c_str(), &again), 0);
  EXPECT_EQ(app.st_ino, again.st_ino);
  EXPECT_EQ(app.st_mtime, 0);
  EXPECT_EQ(ModeOf(root + "current"), mode_t{S_IFLNK | 0777});
  EXPECT_EQ(*ReadFile(root + "old/kept", 100), "kept");
  EXPECT_EQ(ModeOf(root + "old/gone"), 0U);
  EXPECT_EQ(ModeOf(root + "emptied"), mode_t{S_IFDIR | 0700});
  EXPECT_EQ(ModeOf(root + "emptied/gone"), 0U);
  EXPECT_EQ(ModeOf(root + "emptied/new"), mode_t{S_IFREG | 0600});
  EXPECT_EQ(*ReadFile(root + std::string(120, 'd') + "/" + std::string(150, 'f'), 100), "long");
}

}  // namespace
}  // namespace release::image
