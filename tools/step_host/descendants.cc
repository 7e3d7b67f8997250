#include "tools/step_host/descendants.h"

#include <dirent.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <cerrno>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

namespace release {
namespace {

// The kernel keeps a list of children for each thread.
std::vector<pid_t> Children() {
  std::vector<pid_t> children;
  const std::string tasks = "/proc/self/task/";
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(opendir(tasks.c_str()), &closedir);
  if (folder == nullptr) return children;
  while (const dirent* task = readdir(folder.get())) {
    std::ifstream list(tasks + task->d_name + "/children");
    for (pid_t child = 0; list >> child;) children.push_back(child);
  }
  return children;
}

}  // namespace

void AdoptDescendants() { prctl(PR_SET_CHILD_SUBREAPER, 1); }

void KillDescendants() {
  // A killed child's children arrive before it can be reaped, so each round sees them.
  for (std::vector<pid_t> children = Children(); !children.empty(); children = Children()) {
    for (pid_t child : children) kill(child, SIGKILL);
    for (pid_t child : children) {
      while (waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
      }
    }
  }
}

}  // namespace release
