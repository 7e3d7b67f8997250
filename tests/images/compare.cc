// The same Dockerfile and context through `image build` and through `buildah bud`.
//
// Three roots are compared: buildah's own, and ours as buildah (`from`) and as umoci unpack it.
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/images/image_case.h"
#include "tests/images/programs.h"
#include "tests/images/tree_listing.h"

namespace release::images {
namespace {

using nlohmann::json;

namespace fs = std::filesystem;

void Write(const std::string& path, const std::string& content, bool program) {
  fs::create_directories(fs::path(path).parent_path());
  std::ofstream(path, std::ios::binary) << content;
  fs::permissions(path, fs::perms(program ? 0755 : 0644));
}

// What Docker's config has, less what is empty or says who built it. BuildKit writes a working
// directory of `/`, which is what none means, and keeps a replaced variable where it was.
json Comparable(json config) {
  json kept = json::object();
  for (const char* field :
       {"User", "ExposedPorts", "Env", "Entrypoint", "Cmd", "Volumes", "WorkingDir", "Labels",
        "StopSignal", "Healthcheck", "OnBuild", "Shell"}) {
    if (config.contains(field) && !config[field].empty() && config[field] != "") {
      kept[field] = config[field];
    }
  }
  if (kept.value("WorkingDir", "") == "/") kept.erase("WorkingDir");
  if (kept.contains("Env")) {
    auto env = kept["Env"].get<std::vector<std::string>>();
    std::sort(env.begin(), env.end());
    kept["Env"] = env;
  }
  if (kept.contains("Labels")) {
    kept["Labels"].erase("io.buildah.version");
    if (kept["Labels"].empty()) kept.erase("Labels");
  }
  return kept;
}

// buildah leaves what it mounted on; ours are taken out of the layer again.
void EraseMountPoints(TreeListing& theirs) {
  for (const char* path :
       {"dev", "etc/hostname", "etc/hosts", "etc/resolv.conf", "proc", "run", "sys"}) {
    theirs.erase(path);
  }
}

class SameImage : public testing::TestWithParam<ImageCase> {
 protected:
  SameImage() {
    for (const ContextFile& file : GetParam().files) {
      Write(context_ + "/" + file.path, file.content, file.program);
    }
    if (GetParam().busybox) {
      fs::create_directories(context_);
      fs::copy_file("/bin/busybox", context_ + "/busybox");
      fs::permissions(context_ + "/busybox", fs::perms(0755));
    }
    if (GetParam().archives) MakeArchives();
    fs::permissions(context_, fs::perms(0755));
  }

  // One folder with a program, a link and a file of somebody else, in three forms.
  void MakeArchives() {
    const std::string tree = programs_.Path("tree");
    Write(tree + "/usr/bin/tool", "#!/bin/sh\n", true);
    Write(tree + "/usr/share/doc.txt", "doc\n", false);
    fs::create_symlink("doc.txt", tree + "/usr/share/link.txt");
    fs::create_hard_link(tree + "/usr/bin/tool", tree + "/usr/bin/twin");
    EXPECT_EQ(lchown((tree + "/usr/share/doc.txt").c_str(), 77, 88), 0);
    fs::create_directories(context_);
    for (const char* suffix : {"", ".gz", ".xz"}) {
      programs_.Run({"/bin/tar", "-caf", context_ + "/archive.tar" + suffix, "-C", tree, "usr"});
    }
  }

  // Writes what --inputs reads: every file of the context with its kind.
  std::string Inputs() {
    const std::string path = programs_.Path("inputs");
    std::ofstream inputs(path);
    for (const auto& entry : fs::recursive_directory_iterator(context_)) {
      if (!entry.is_regular_file()) continue;
      const bool program =
          (entry.status().permissions() & fs::perms::owner_exec) != fs::perms::none;
      inputs << (program ? "program\t" : "file\t")
             << fs::path(entry.path()).lexically_relative(context_).string() << "\t"
             << entry.path().string() << "\n";
    }
    return path;
  }

  // Builds `text` with both: theirs as `name`, ours as ours-NAME.
  void BuildBoth(const std::string& name, const std::string& text, bool with_base) {
    const std::string dockerfile = programs_.Path(name + ".Dockerfile");
    Write(dockerfile, text, false);
    std::vector<std::string> ours = {"--dockerfile=" + dockerfile, "--inputs=" + Inputs(),
                                     "--tag=latest", "--run=sandbox"};
    if (fs::exists(context_ + "/.dockerignore")) {
      ours.push_back("--ignore-file=" + context_ + "/.dockerignore");
    }
    if (with_base) {
      ours.push_back("--base=base=layout:" + programs_.Path("ours-base") + "@" +
                     programs_.OurDigest("ours-base"));
    }
    std::vector<std::string> theirs;
    if (name != "base") {
      for (const std::string& flag : GetParam().flags) {
        ours.push_back(flag);
        theirs.push_back(flag);
      }
    }
    programs_.BuildOurs("ours-" + name, ours);
    programs_.BuildTheirs(name, dockerfile, context_, theirs);
  }

  Programs programs_;
  std::string context_ = programs_.Path("context");
};

TEST_P(SameImage, MakesTheSameOfIt) {
  if (geteuid() != 0) GTEST_SKIP() << "buildah and umoci keep owners only as root";
  const bool with_base = !GetParam().base.empty();
  if (with_base) BuildBoth("base", GetParam().base, false);
  if (HasFailure()) return;
  BuildBoth("image", GetParam().dockerfile, with_base);
  if (HasFailure()) return;

  TreeListing theirs = ListTree(programs_.Mount("localhost/image"));
  if (GetParam().busybox) EraseMountPoints(theirs);
  EXPECT_EQ(Difference(ListTree(programs_.Mount("oci:ours-image:latest")), theirs), "")
      << "ours, unpacked by buildah";
  EXPECT_EQ(Difference(ListTree(programs_.Unpack("ours-image")), theirs), "")
      << "ours, unpacked by umoci";
  EXPECT_EQ(Comparable(programs_.OurConfig("ours-image")).dump(1),
            Comparable(programs_.TheirConfig("localhost/image")).dump(1));
}

std::string NameOf(const testing::TestParamInfo<ImageCase>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(Files, SameImage, testing::ValuesIn(FileCases()), NameOf);
INSTANTIATE_TEST_SUITE_P(Config, SameImage, testing::ValuesIn(ConfigCases()), NameOf);
INSTANTIATE_TEST_SUITE_P(Run, SameImage, testing::ValuesIn(RunCases()), NameOf);

}  // namespace
}  // namespace release::images
