// The program itself: `image build` as the rule calls it.
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "tools/base/files.h"
#include "tools/base/process.h"

namespace release::image {
namespace {

namespace fs = std::filesystem;

constexpr size_t kLimit = size_t{1} << 20;

constexpr char kDockerfile[] = R"(ARG KIND=files
FROM scratch AS files
WORKDIR /srv/data
COPY --chown=10:20 site *.txt ./
COPY <<EOF /etc/passwd
web:x:10:20::/:/bin/sh
EOF

FROM ${KIND}
ENV MODE=production PATH=/bin
COPY --from=files --chown=web /srv /copy
COPY run.sh link /bin/
LABEL title="a site"
USER web
EXPOSE 8080
HEALTHCHECK --interval=10s CMD ["/bin/run.sh", "check"]
ENTRYPOINT ["/bin/run.sh"]
)";

// Changes only when every image changes.
constexpr char kGolden[] =
    "sha256:8876757e746a83923b8ec0a7233d8d5759b475c9d4f26eed0d111ee37247c024";

RunResult RunImage(std::vector<std::string> arguments, const std::string& directory,
                   std::map<std::string, std::string> env = {}) {
  arguments.insert(arguments.begin(), fs::absolute("tools/image/image").string());
  Command command;
  command.argv = std::move(arguments);
  command.env = std::move(env);
  command.cwd = directory;
  absl::StatusOr<RunResult> result = Run(std::move(command), absl::Seconds(60), kLimit);
  EXPECT_TRUE(result.ok()) << result.status();
  return result.ok() ? *std::move(result) : RunResult();
}

class Clone {
 public:
  explicit Clone(const std::string& name, bool backwards = false)
      : directory_(*TempDirectory::Create("/tmp", name)) {
    std::vector<std::pair<std::string, std::string>> files = {
        {"Dockerfile", kDockerfile},   {"src/index.html", "<p>"}, {"src/img/a.svg", "<svg/>"},
        {"src/notes.txt", "notes"},    {"src/more.txt", "more"},  {"src/run.sh", "#!/bin/sh\n"},
        {"inputs", Inputs(backwards)},
    };
    if (backwards) std::reverse(files.begin(), files.end());
    for (const auto& [path, content] : files) Write(path, content);
  }

  std::string Path(const std::string& name) const { return directory_.path() + "/" + name; }

  void Write(const std::string& name, const std::string& content) const {
    fs::create_directories(fs::path(Path(name)).parent_path());
    std::ofstream(Path(name), std::ios::binary) << content;
  }

  RunResult Build(std::vector<std::string> more, std::map<std::string, std::string> env = {}) {
    more.insert(more.begin(), {"build", "--dockerfile=Dockerfile", "--inputs=inputs",
                               "--output=out", "--digest-file=digest"});
    return RunImage(std::move(more), directory_.path(), std::move(env));
  }

  std::string Read(const std::string& name) const {
    absl::StatusOr<std::string> content = ReadFile(Path(name), kLimit);
    return content.ok() ? *content : std::string("absent");
  }

 private:
  static std::string Inputs(bool backwards) {
    std::vector<std::string> lines = {
        "file\tsite/index.html\tsrc/index.html",
        "auto\tsite/img/a.svg\tsrc/img/a.svg",
        "file\tnotes.txt\tsrc/notes.txt",
        "file\tmore.txt\tsrc/more.txt",
        "auto\trun.sh\tsrc/run.sh",
        "link\tlink\trun.sh",
    };
    if (backwards) std::reverse(lines.begin(), lines.end());
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    return text;
  }

  TempDirectory directory_;
};

TEST(BuildProgramTest, TwoClonesOfOtherPathUmaskTimeZoneAndOrderAreOneImage) {
  const mode_t before = umask(0022);
  Clone first("image-one-");
  const RunResult one = first.Build({"--docker-archive=image.tar", "--tag=app:1"}, {{"TZ", "UTC"}});
  umask(0077);
  Clone second("another-name-of-the-place-", /*backwards=*/true);
  const RunResult two = second.Build({"--docker-archive=image.tar", "--tag=app:1", "--threads=1"},
                                     {{"TZ", "Asia/Tokyo"}, {"LANG", "C"}});
  umask(before);
  ASSERT_TRUE(one.exit.Success()) << one.err;
  ASSERT_TRUE(two.exit.Success()) << two.err;
  EXPECT_EQ(first.Read("digest"), second.Read("digest"));
  EXPECT_EQ(first.Read("image.tar"), second.Read("image.tar"));
  EXPECT_EQ(first.Read("out/index.json"), second.Read("out/index.json"));
  struct stat info;
  ASSERT_EQ(stat(second.Path("out").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0755u);
  ASSERT_EQ(stat(second.Path("image.tar").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0644u);
}

TEST(BuildProgramTest, TheDigestIsTheOneOfEveryMachine) {
  Clone clone("image-");
  const RunResult result = clone.Build({"--compression=none", "--epoch=1000000000"});
  ASSERT_TRUE(result.exit.Success()) << result.err;
  EXPECT_EQ(clone.Read("digest"), std::string(kGolden) + "\n");
}

TEST(BuildProgramTest, FlagsMayStandInAFile) {
  Clone clone("image-");
  clone.Write("flags",
              "build\n--dockerfile=Dockerfile\n--inputs=inputs\n--output=out\n"
              "--digest-file=digest\n--compression=none\n--epoch=1000000000\n");
  const RunResult result = RunImage({"@flags"}, clone.Path(""));
  ASSERT_TRUE(result.exit.Success()) << result.err;
  EXPECT_EQ(clone.Read("digest"), std::string(kGolden) + "\n");
}

TEST(BuildProgramTest, AMistakeIsShownAtItsPlaceAndLeavesNothing) {
  Clone clone("image-");
  clone.Write("Dockerfile", "FROM scratch\nCOPY noets.txt /\n");
  const RunResult result = clone.Build({});
  EXPECT_EQ(result.exit.code_or_signal, 1);
  EXPECT_NE(result.err.find("IMAGE-COPY-MISSING"), std::string::npos) << result.err;
  EXPECT_NE(result.err.find("Dockerfile:2:6"), std::string::npos) << result.err;
  EXPECT_NE(result.err.find("notes.txt"), std::string::npos) << result.err;
  EXPECT_FALSE(fs::exists(clone.Path("out")));
  EXPECT_FALSE(fs::exists(clone.Path("digest")));
}

TEST(BuildProgramTest, AWrongCommandLineIsTwo) {
  Clone clone("image-");
  for (const char* flag : {"--no-such", "--build-arg=NAME", "--compression=lzma", "--epoch=-1",
                           "--base=a=tar:x", "--base-digest-file=a=digest"}) {
    EXPECT_EQ(clone.Build({flag}).exit.code_or_signal, 2) << flag;
  }
  EXPECT_EQ(RunImage({}, clone.Path("")).exit.code_or_signal, 2);
  EXPECT_EQ(RunImage({"build", "--help"}, clone.Path("")).exit.code_or_signal, 0);
}

}  // namespace
}  // namespace release::image
