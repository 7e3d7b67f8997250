// A home of its own for rehearsals, and the launchers of pipelines run in it.
#ifndef RELEASE_TESTS_E2E_REHEARSAL_REHEARSAL_HOME_H_
#define RELEASE_TESTS_E2E_REHEARSAL_REHEARSAL_HOME_H_

#include <sys/types.h>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/time.h"
#include "tests/e2e/rehearsal/process_tree.h"
#include "tools/base/files.h"
#include "tools/base/process.h"

namespace release::e2e {

// How a launcher ended.
struct RehearsalEnd {
  int code = -1;  // negative: the signal that killed it
  std::string out;
  std::string err;

  std::string all() const { return out + err; }
};

// A launcher at work. Everything it says goes to files of the home; every command line and
// environment of its processes is looked at on the way.
class RunningRehearsal {
 public:
  // `said` is the path of the files, without ".out" and ".err".
  RunningRehearsal(Command command, std::string said, std::string cloud);
  // Kills it when it still runs.
  ~RunningRehearsal();
  RunningRehearsal(const RunningRehearsal&) = delete;
  RunningRehearsal& operator=(const RunningRehearsal&) = delete;

  // The launcher, which has become the local cloud.
  Process& process() { return process_; }
  // The database that it started.
  const std::string& cloud() const { return cloud_; }

  // Blocks until it has said `text`; fails the test when it ends without.
  void AwaitSaid(const std::string& text);

  // Blocks until the second migration of the pipeline `waiting` waits.
  void AwaitWaiting();

  // The only process of a program's name below the launcher; fails the test when there are others
  // or none.
  pid_t The(const std::string& program);

  // Blocks until it has ended. Fails the test when the password was in a command line, or in the
  // environment of a process that is not meant to know it.
  // Fails it too when it has not ended after `patience`.
  RehearsalEnd End(absl::Duration patience = absl::Minutes(5));

 private:
  void Watch();
  void LookAt(const TreeProcess& process);

  const std::string said_;
  const std::string cloud_;
  Process process_;
  std::set<std::string> command_lines_;
  std::map<std::string, std::string> environments_;  // by program
  std::thread watcher_;
};

class RehearsalHome {
 public:
  RehearsalHome();

  // Starts the launcher of a pipeline, "release/rehearsal", or runs it to its end.
  std::unique_ptr<RunningRehearsal> Start(const std::string& launcher,
                                          std::vector<std::string> flags = {});
  RehearsalEnd Run(const std::string& launcher, std::vector<std::string> flags = {});

  // As Query() of local_database.h, in a cloud that is started for it.
  std::string QueryAtRest(const std::string& sql);

  // Of the local cloud.
  std::string CloudFile(const std::string& name) const { return cloud_ + "/" + name; }

  // Where journals and clouds lie.
  std::string StateHome() const { return directory_.path() + "/state"; }

  // Files in which the password stands, but the one that is for it; and that one when others may
  // read it. Empty means that all is well.
  std::vector<std::string> Leaks() const;

  std::map<std::string, std::string> environment_;  // of launchers

 private:
  std::unique_ptr<RunningRehearsal> Launch(Command command);

  TempDirectory directory_;
  std::string cloud_;
  int launched_ = 0;
};

// The absolute path of a runfile.
std::string RunfilePath(const std::string& path);

}  // namespace release::e2e

#endif  // RELEASE_TESTS_E2E_REHEARSAL_REHEARSAL_HOME_H_
