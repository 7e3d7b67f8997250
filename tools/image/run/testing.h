// RUN in one line, for tests, in a root with Debian's busybox.
#ifndef RELEASE_TOOLS_IMAGE_RUN_TESTING_H_
#define RELEASE_TOOLS_IMAGE_RUN_TESTING_H_

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/image/layer/layer_entry.h"
#include "tools/image/root/root.h"
#include "tools/image/root/testing.h"
#include "tools/image/run/run.h"

namespace release::image {

// A layer's entries as "d/ f:mode:uid:gid l->t h=f -gone", modes only where they are not the usual,
// owners only where they are not 0:0.
inline std::string Shown(const std::vector<LayerEntry>& entries) {
  std::string shown;
  for (const LayerEntry& entry : entries) {
    AppendTo(shown, shown.empty() ? "" : " ", entry.kind == EntryKind::kWhiteout ? "-" : "",
             entry.path);
    if (entry.kind == EntryKind::kDirectory) AppendTo(shown, "/");
    if (entry.kind == EntryKind::kSymlink) AppendTo(shown, "->", entry.link_target);
    if (entry.kind == EntryKind::kHardlink) AppendTo(shown, "=", entry.link_target);
    const uint32_t usual = entry.kind == EntryKind::kDirectory ? 0755 : 0644;
    if (entry.mode != usual &&
        (entry.kind == EntryKind::kFile || entry.kind == EntryKind::kDirectory)) {
      AppendTo(shown, ":", absl::StrCat(entry.mode >> 9U & 7U), absl::StrCat(entry.mode >> 6U & 7U),
               absl::StrCat(entry.mode >> 3U & 7U), absl::StrCat(entry.mode & 7U));
    }
    if (entry.uid != 0 || entry.gid != 0) AppendTo(shown, "@", entry.uid, ":", entry.gid);
  }
  return shown;
}

class RunTest : public testing::Test {
 protected:
  RunTest() {
    // Short of TEST_TMPDIR when that is missing: the tests run outside of Bazel too.
    const char* folder = std::getenv("TEST_TMPDIR");
    scratch_.emplace_back(*TempDirectory::Create(folder == nullptr ? "/tmp" : folder));
    std::vector<LayerEntry> base = {Folder("bin"),
                                    Folder("etc"),
                                    Folder("home"),
                                    Folder("tmp", 01777),
                                    Folder("old"),
                                    File("old/a", "a"),
                                    File("old/b", "b"),
                                    Symlink("old/l", "a"),
                                    Hardlink("old/h", "old/a"),
                                    Folder("home/app"),
                                    Symlink("bin/sh", "busybox")};
    base.push_back({.path = "bin/busybox", .mode = 0755, .source = "/bin/busybox"});
    base.push_back(File("etc/passwd",
                        "root:x:0:0:root:/root:/bin/sh\n"
                        "app:x:1000:1000::/home/app:/bin/sh\n"));
    base.push_back(File("etc/group", "root:x:0:\napp:x:1000:\nextra:x:77:app\n"));
    for (LayerEntry& entry : base) {
      if (entry.path == "home/app") entry.uid = entry.gid = 1000;
    }
    for (const char* name :
         {"cat",      "chmod", "chown",    "cp",   "date", "env",   "grep",   "head",
          "hostname", "id",    "ifconfig", "ln",   "ls",   "mkdir", "mkfifo", "mknod",
          "mv",       "pwd",   "rm",       "sort", "tr",   "seq",   "sleep",  "stat",
          "su",       "tar",   "touch",    "wget", "yes",  "dd",    "wc"}) {
      base.push_back(Symlink(Concat("bin/", name), "busybox"));
    }
    EXPECT_TRUE(root_.Apply(base).ok());
  }

  RunRequest Request(const std::string& command) {
    RunRequest request;
    request.before = root_;
    request.argv = {"/bin/sh", "-c", command};
    request.scratch = scratch_.front().path();
    request.timeout = absl::Minutes(2);
    return request;
  }

  absl::StatusOr<RunResult> Run(const std::string& command) {
    return RunInSandbox(Request(command));
  }

  // What the command prints.
  std::string Output(const std::string& command) { return OutputOf(Request(command)); }
  std::string OutputOf(const RunRequest& request) {
    const absl::StatusOr<RunResult> result = RunInSandbox(request);
    return result.ok() ? result->output_tail : Explained(result.status());
  }

  // What the command changes.
  std::string Changes(const std::string& command) { return ChangesOf(Request(command)); }
  std::string ChangesOf(const RunRequest& request) {
    const absl::StatusOr<RunResult> result = RunInSandbox(request);
    return result.ok() ? Shown(result->changes) : Explained(result.status());
  }

  static std::string Explained(const absl::Status& status) {
    const v1::Diagnosis told = DiagnosisOf(status);
    std::string text = Concat(told.code(), ": ", told.what(), " | ", told.why(), " | ", told.fix());
    for (const std::string& line : told.evidence()) AppendTo(text, "\n", line);
    return text;
  }

  std::vector<TempDirectory> scratch_;
  Root root_;
};

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_RUN_TESTING_H_
