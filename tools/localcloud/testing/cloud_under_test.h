// The real program `localcloud` in a test: on a directory of its own, with a stand-in for the API
// and a small prelude.
#ifndef RELEASE_TOOLS_LOCALCLOUD_TESTING_CLOUD_UNDER_TEST_H_
#define RELEASE_TOOLS_LOCALCLOUD_TESTING_CLOUD_UNDER_TEST_H_

#include <sys/types.h>

#include <string>
#include <vector>

#include "tools/base/file_descriptor.h"
#include "tools/base/files.h"
#include "tools/base/process.h"

namespace release {

// A place for one cloud's directory, short enough for unix sockets; removed at the end.
class CloudPlace {
 public:
  CloudPlace();

  // Puts a copy of a cloud that ran once, without a command that did anything, into directory():
  // without initdb a test starts in a fraction of a second.
  void CopyUsedCloud();

  // The file that says which image to run; by default that of the built one.
  void SetImageDigest(const std::string& file) { image_digest_ = file; }

  std::string directory() const { return temp_.path() + "/cloud"; }
  std::string File(const std::string& name) const { return temp_.path() + "/" + name; }
  // What localcloud wrote to stderr, over all runs here.
  std::string Stderr() const;

  // `localcloud NAME ARGUMENTS... -- COMMAND...`, with directory, API and prelude given for run and
  // up. `COMMAND` may be empty.
  Command CommandLine(const std::string& name, const std::vector<std::string>& arguments,
                      const std::vector<std::string>& command) const;

 private:
  TempDirectory temp_;
  std::string image_digest_;
};

// A `localcloud run` around `/bin/sh -c SCRIPT sh`: $1 is what localcloud appends.
class CloudRun {
 public:
  // Stdin and stdout are pipes.
  CloudRun(const CloudPlace& place, const std::string& script,
           const std::vector<std::string>& arguments = {});

  // The next line of stdout; "" at its end.
  std::string Line();
  void CloseStdin() { stdin_.Close(); }
  Process& process() { return process_; }
  // Closes stdin and waits: the exit code, or -1 when it was killed.
  int End();

 private:
  Process process_;
  FileDescriptor stdin_;
  FileDescriptor stdout_;
};

// A script that prints DATABASE_URL and the API's HOST:PORT, a line each, and ends with stdin.
inline constexpr char kTellAndWait[] =
    R"(printf '%s\n' "$DATABASE_URL" "${1#--set=hosts.api=}"; exec cat)";

// The first column of the first row that `sql` gives in the database of `url`, or the error.
std::string Query(const std::string& url, const std::string& sql);

// The body of the reply, "" when there is none.
std::string HttpGet(const std::string& host_and_port, const std::string& path);

// pidfds of all children, grandchildren, ... of `pid`.
std::vector<FileDescriptor> DescendantsOf(pid_t pid);

// True when all of them have ended within one second.
bool EndWithinASecond(const std::vector<FileDescriptor>& processes);

}  // namespace release

#endif  // RELEASE_TOOLS_LOCALCLOUD_TESTING_CLOUD_UNDER_TEST_H_
