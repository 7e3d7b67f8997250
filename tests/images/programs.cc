#include "tests/images/programs.h"

#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tools/base/files.h"
#include "tools/base/process.h"

namespace release::images {

namespace {

using nlohmann::json;

constexpr size_t kOutput = 8 << 20;

std::vector<std::string> Joined(std::vector<std::string> first, std::vector<std::string> second) {
  for (std::string& text : second) first.push_back(std::move(text));
  return first;
}

// The image is the only one of the layout.
constexpr char kTag[] = "latest";

}  // namespace

Programs::Programs()
    : image_(std::filesystem::absolute(std::getenv("IMAGE")).string()),
      directory_(*TempDirectory::Create("/tmp", "images-")) {}

std::string Programs::Path(const std::string& name) const { return directory_.path() + "/" + name; }

Output Programs::Try(std::vector<std::string> argv) const {
  Command command;
  command.argv = std::move(argv);
  command.env = {{"PATH", "/usr/sbin:/usr/bin:/sbin:/bin"},
                 {"HOME", directory_.path()},
                 {"TMPDIR", directory_.path()}};
  // buildah takes the path of a layout for a name, which may have no capital letters.
  command.cwd = directory_.path();
  const auto run = release::Run(command, absl::Seconds(120), kOutput);
  if (!run.ok()) return {.success = false, .out = "", .err = run.status().ToString()};
  return {.success = run->exit.Success(), .out = run->out, .err = run->err};
}

std::string Programs::Run(std::vector<std::string> argv) const {
  std::string line;
  for (const std::string& word : argv) line += word + " ";
  const Output output = Try(std::move(argv));
  EXPECT_TRUE(output.success) << line << "\n" << output.err << output.out;
  return output.out;
}

void Programs::BuildOurs(const std::string& name, std::vector<std::string> flags) const {
  Run(Joined({image_, "build", "--output=" + Path(name)}, std::move(flags)));
}

std::string Programs::Buildah(std::vector<std::string> arguments) const {
  return Run(Joined({"/usr/bin/buildah", "--root", Path("store"), "--runroot", Path("run"),
                     "--storage-driver", "vfs"},
                    std::move(arguments)));
}

void Programs::BuildTheirs(const std::string& name, const std::string& dockerfile,
                           const std::string& context, std::vector<std::string> flags) const {
  Buildah(Joined(Joined({"bud", "--isolation", "chroot", "--format", "docker", "--pull-never",
                         "--layers=false", "-t", name, "-f", dockerfile},
                        std::move(flags)),
                 {context}));
}

std::string Programs::Mount(const std::string& image) const {
  std::string container = Buildah({"from", "--pull-never", image});
  while (!container.empty() && container.back() == '\n') container.pop_back();
  std::string directory = Buildah({"mount", container});
  while (!directory.empty() && directory.back() == '\n') directory.pop_back();
  return directory;
}

json Programs::TheirConfig(const std::string& image) const {
  const json inspected =
      json::parse(Buildah({"inspect", "--type", "image", image}), nullptr, false);
  const json empty = json::object();
  return inspected.is_object() ? inspected.value("Docker", empty).value("config", empty) : empty;
}

json Programs::OurBlob(const std::string& name, const std::string& digest) const {
  const auto text = ReadFile(
      Path(name) + "/blobs/sha256/" + digest.substr(std::string("sha256:").size()), kOutput);
  EXPECT_TRUE(text.ok()) << text.status();
  return text.ok() ? json::parse(*text, nullptr, false) : json::object();
}

std::string Programs::OurDigest(const std::string& name) const {
  const auto index = ReadFile(Path(name) + "/index.json", kOutput);
  EXPECT_TRUE(index.ok()) << index.status();
  if (!index.ok()) return "sha256:";
  return json::parse(*index).at("manifests").at(0).at("digest");
}

json Programs::OurConfig(const std::string& name) const {
  const json manifest = OurBlob(name, OurDigest(name));
  return OurBlob(name, manifest.at("config").at("digest")).at("config");
}

std::string Programs::Unpack(const std::string& name) const {
  const std::string bundle = Path(name + ".bundle");
  Run({"/usr/bin/umoci", "unpack", "--image", Path(name) + ":" + kTag, bundle});
  return bundle + "/rootfs";
}

std::string Programs::Skopeo(std::vector<std::string> arguments) const {
  return Run(Joined({"/usr/bin/skopeo", "--insecure-policy", "--tmpdir", directory_.path()},
                    std::move(arguments)));
}

}  // namespace release::images
