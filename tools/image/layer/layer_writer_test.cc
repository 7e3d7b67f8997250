#include "tools/image/layer/layer_writer.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "tools/base/diagnosis.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/files.h"
#include "tools/base/process.h"

namespace release::image {
namespace {

constexpr size_t kMaxFile = 256 << 20;

// Bytes without redundancy that are the same everywhere.
std::string Noise(size_t size) {
  std::string noise(size, '\0');
  uint64_t state = 88172645463325252;
  for (char& c : noise) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    c = static_cast<char>(state >> 24);
  }
  return noise;
}

std::string Prose(size_t size) {
  std::string text;
  for (int line = 0; text.size() < size; ++line) {
    text += "line " + std::to_string(line * 7919) + " of a text that repeats itself\n";
  }
  return text;
}

std::string Gunzip(const std::string& compressed) {
  z_stream stream{};
  inflateInit2(&stream, 15 + 16);
  std::string out(1 << 16, '\0'), result;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
  stream.avail_in = static_cast<uInt>(compressed.size());
  int end = Z_OK;
  while (end == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    end = inflate(&stream, Z_NO_FLUSH);
    result.append(out.data(), out.size() - stream.avail_out);
  }
  EXPECT_EQ(end, Z_STREAM_END);
  EXPECT_EQ(stream.avail_in, 0U) << "one gzip member and nothing behind it";
  inflateEnd(&stream);
  return result;
}

class LayerWriterTest : public testing::Test {
 protected:
  std::string Path(const std::string& name) const { return directory_.path() + "/" + name; }

  absl::StatusOr<LayerBlob> Write(std::vector<LayerEntry> entries, const LayerOptions& options) {
    const FileDescriptor out(open(Path("blob").c_str(), O_RDWR | O_CREAT | O_TRUNC, 0600));
    return WriteLayer(std::move(entries), options, out.get());
  }
  std::string Blob() const { return *ReadFile(Path("blob"), kMaxFile); }

  // One of each kind, and what is long, large or rare.
  std::vector<LayerEntry> Everything() {
    const std::string noise = Path("noise"), prose = Path("prose");
    EXPECT_TRUE(WriteFileAtomically(noise, Noise(1'000'000)).ok());
    EXPECT_TRUE(WriteFileAtomically(prose, Prose(1'500'000)).ok());
    const std::string deep = std::string(120, 'd') + "/" + std::string(200, 'f');
    return {
        {.path = "app", .kind = EntryKind::kDirectory, .mode = 0755},
        {.path = "app/noise", .mode = 0755, .uid = 1000, .gid = 1001, .source = noise},
        {.path = "app/prose", .mode = 04755, .source = prose},
        {.path = "app/small",
         .xattrs = {{"user.b", std::string("\0\n=", 3)}, {"user.a", "1"}},
         .bytes = "hello"},
        {.path = "app/again", .kind = EntryKind::kHardlink, .link_target = "app/prose"},
        {.path = "app/current", .kind = EntryKind::kSymlink, .mode = 0777, .link_target = "/../x"},
        {.path = "app/long-link",
         .kind = EntryKind::kSymlink,
         .mode = 0777,
         .link_target = std::string(300, 'l')},
        {.path = deep, .uid = 4'000'000'000, .gid = 3'000'000, .bytes = std::string(512, 'x')},
        {.path = "tmp", .kind = EntryKind::kDirectory, .mode = 01777},
        {.path = "tmp", .kind = EntryKind::kOpaque},
        {.path = "app/old", .kind = EntryKind::kWhiteout},
        {.path = "empty"},
    };
  }

  TempDirectory directory_ = *TempDirectory::Create();
};

TEST_F(LayerWriterTest, BytesDependNeitherOnThreadsNorOnTheOrderGiven) {
  std::vector<LayerEntry> entries = Everything();
  const auto one = Write(entries, {.threads = 1});
  ASSERT_TRUE(one.ok()) << one.status();
  const std::string bytes = Blob();
  EXPECT_EQ(one->digest, DigestOf(bytes));
  EXPECT_EQ(one->blob_size, bytes.size());
  const std::string tar = Gunzip(bytes);
  EXPECT_EQ(one->diff_id, DigestOf(tar));
  EXPECT_EQ(one->tar_size, tar.size());
  for (const int threads : {2, 4, 0}) {
    std::reverse(entries.begin(), entries.end());
    std::swap(entries[2], entries[5]);
    ASSERT_TRUE(Write(entries, {.threads = threads}).ok());
    EXPECT_TRUE(Blob() == bytes) << threads;
  }
  const auto plain = Write(entries, {.compression = Compression::kNone});
  ASSERT_TRUE(plain.ok());
  EXPECT_TRUE(Blob() == tar);
  EXPECT_EQ(plain->diff_id, one->diff_id);
  EXPECT_EQ(plain->digest, one->diff_id);
}

TEST_F(LayerWriterTest, DigestsAreThoseOfEveryMachine) {
  const auto blob = Write(Everything(), {.mtime = 1'700'000'000});
  ASSERT_TRUE(blob.ok()) << blob.status();
  EXPECT_EQ(blob->diff_id.hex(),
            "ffa73d74015920040f5c3a6f8c541ab993d794d0be912032139f185c262b730a");
  EXPECT_EQ(blob->digest.hex(), "47348ed2ee89550444ac9970a76fb076d0ef1e15ebab3bebe4bb3c09d313d7dc");
}

TEST_F(LayerWriterTest, ZstdBytesDependOnTheContentOnly) {
  LayerOptions options{.compression = Compression::kZstd, .threads = 1, .mtime = 1'700'000'000};
  const auto one = Write(Everything(), options);
  ASSERT_TRUE(one.ok()) << one.status();
  const std::string bytes = Blob();
  EXPECT_EQ(one->digest, DigestOf(bytes));
  EXPECT_EQ(one->blob_size, bytes.size());
  EXPECT_EQ(one->diff_id.hex(), "ffa73d74015920040f5c3a6f8c541ab993d794d0be912032139f185c262b730a");
  EXPECT_EQ(one->digest.hex(), "af99008b157af43979ffbde2f337fa327c9567d57ef570a27cd09ff319c63072");
  std::string tar(one->tar_size, '\0');
  ASSERT_EQ(ZSTD_decompress(tar.data(), tar.size(), bytes.data(), bytes.size()), tar.size());
  EXPECT_EQ(DigestOf(tar), one->diff_id);
  for (const int threads : {2, 4, 0}) {
    options.threads = threads;
    ASSERT_TRUE(Write(Everything(), options).ok());
    EXPECT_TRUE(Blob() == bytes) << threads;
  }
}

TEST_F(LayerWriterTest, TextIsCompressedAndNoiseIsStored) {
  const auto prose = Write({{.path = "a", .bytes = Prose(1 << 20)}}, {});
  EXPECT_LT(prose->blob_size, prose->tar_size / 5);
  const auto noise = Write({{.path = "a", .bytes = Noise(1 << 20)}}, {});
  EXPECT_LT(noise->blob_size, noise->tar_size + 1000);
  Gunzip(Blob());
}

struct ArchiveCloser {
  void operator()(archive* reader) const { archive_read_free(reader); }
};

TEST_F(LayerWriterTest, LibarchiveReadsWhatWasWritten) {
  ASSERT_TRUE(Write(Everything(), {.mtime = 77}).ok());
  const std::unique_ptr<archive, ArchiveCloser> reader(archive_read_new());
  archive_read_support_filter_gzip(reader.get());
  archive_read_support_format_tar(reader.get());
  ASSERT_EQ(archive_read_open_filename(reader.get(), Path("blob").c_str(), 10240), ARCHIVE_OK);

  std::map<std::string, LayerEntry> expected;
  auto ordered = OrderedEntries(Everything());
  ASSERT_TRUE(ordered.ok()) << ordered.status();
  for (LayerEntry& entry : *ordered) {
    std::string name = ArchiveName(entry);
    if (entry.kind == EntryKind::kDirectory) name += '/';
    expected.emplace(std::move(name), std::move(entry));
  }
  archive_entry* found;
  size_t count = 0;
  while (archive_read_next_header(reader.get(), &found) == ARCHIVE_OK) {
    ++count;
    const std::string name = archive_entry_pathname(found);
    ASSERT_TRUE(expected.contains(name)) << name;
    const LayerEntry& entry = expected.at(name);
    EXPECT_EQ(archive_entry_perm(found), entry.mode) << name;
    EXPECT_EQ(archive_entry_uid(found), entry.uid) << name;
    EXPECT_EQ(archive_entry_gid(found), entry.gid) << name;
    EXPECT_EQ(archive_entry_mtime(found), 77) << name;
    EXPECT_EQ(std::string(archive_entry_uname(found)), "") << name;
    if (entry.kind == EntryKind::kSymlink) {
      EXPECT_EQ(archive_entry_symlink(found), entry.link_target);
    } else if (entry.kind == EntryKind::kHardlink) {
      EXPECT_EQ(archive_entry_hardlink(found), entry.link_target);
    } else {
      EXPECT_EQ(archive_entry_filetype(found),
                entry.kind == EntryKind::kDirectory ? mode_t{AE_IFDIR} : mode_t{AE_IFREG});
    }
    std::map<std::string, std::string> xattrs;
    const char* key;
    const void* value;
    size_t size;
    archive_entry_xattr_reset(found);
    while (archive_entry_xattr_next(found, &key, &value, &size) == ARCHIVE_OK) {
      xattrs[key] = std::string(static_cast<const char*>(value), size);
    }
    EXPECT_EQ(xattrs, entry.xattrs) << name;
    std::string content(static_cast<size_t>(archive_entry_size(found)), '\0');
    EXPECT_EQ(archive_read_data(reader.get(), content.data(), content.size()),
              static_cast<ssize_t>(content.size()));
    if (entry.kind == EntryKind::kFile) {
      EXPECT_TRUE(content ==
                  (entry.source.empty() ? entry.bytes : *ReadFile(entry.source, kMaxFile)));
    }
  }
  EXPECT_EQ(count, expected.size());
  EXPECT_STREQ(archive_error_string(reader.get()), nullptr);
}

TEST_F(LayerWriterTest, GnuTarListsTheSame) {
  ASSERT_TRUE(Write(Everything(), {}).ok());
  Command command;
  command.argv = {"/bin/tar", "--numeric-owner", "--utc", "-tvzf", Path("blob")};
  command.env = {{"PATH", "/usr/bin:/bin"}, {"LC_ALL", "C"}};
  const auto listing = release::Run(command, absl::Seconds(60), 1 << 20);
  ASSERT_TRUE(listing.ok()) << listing.status();
  EXPECT_TRUE(listing->exit.Success()) << listing->err;
  EXPECT_EQ(listing->err, "");
  for (const char* line : {
           "drwxr-xr-x 0/0               0 1970-01-01 00:00 app/\n",
           "-rwxr-xr-x 1000/1001   1000000 1970-01-01 00:00 app/noise\n",
           "-rwsr-xr-x 0/0         1500034 1970-01-01 00:00 app/prose\n",
           "lrwxrwxrwx 0/0               0 1970-01-01 00:00 app/current -> /../x\n",
           "hrwsr-xr-x 0/0                  0 1970-01-01 00:00 app/again link to app/prose\n",
           "drwxrwxrwt 0/0                  0 1970-01-01 00:00 tmp/\n",
           " app/.wh.old\n",
           " tmp/.wh..wh..opq\n",
       }) {
    EXPECT_NE(listing->out.find(line), std::string::npos) << line << listing->out;
  }
  EXPECT_NE(listing->out.find(" 4000000000/3000000"), std::string::npos) << listing->out;
}

TEST_F(LayerWriterTest, BadSourcesAreRefused) {
  EXPECT_EQ(DiagnosisOf(Write({{.path = "a", .source = Path("none")}}, {}).status()).code(),
            "FILE-NOT-FOUND");
  EXPECT_EQ(DiagnosisOf(Write({{.path = "a", .source = directory_.path()}}, {}).status()).code(),
            "LAYER-SPECIAL-FILE");
  ASSERT_EQ(mkfifo(Path("pipe").c_str(), 0600), 0);
  EXPECT_EQ(DiagnosisOf(Write({{.path = "a", .source = Path("pipe")}}, {}).status()).code(),
            "LAYER-SPECIAL-FILE");
  EXPECT_EQ(DiagnosisOf(Write({{.path = "../a"}}, {}).status()).code(), "LAYER-PATH");
  EXPECT_EQ(DiagnosisOf(Write({}, {.mtime = -1}).status()).code(), "LAYER-MTIME");
}

TEST_F(LayerWriterTest, FullDiskIsADiagnosis) {
  const FileDescriptor full(open("/dev/full", O_WRONLY));
  const auto blob = WriteLayer({{.path = "a", .bytes = Prose(4 << 20)}}, {}, full.get());
  EXPECT_EQ(DiagnosisOf(blob.status()).code(), "LAYER-WRITE");
}

}  // namespace
}  // namespace release::image
