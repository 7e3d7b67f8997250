// An Edge in a folder of its own, with the host table as symlinks and curl as its client. For
// tests.
#ifndef RELEASE_TOOLS_LOCALCLOUD_EDGE_TESTING_EDGE_FIXTURE_H_
#define RELEASE_TOOLS_LOCALCLOUD_EDGE_TESTING_EDGE_FIXTURE_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tools/base/clock.h"
#include "tools/base/files.h"
#include "tools/localcloud/edge/edge.h"
#include "tools/localcloud/front/host_links.h"

namespace release::cloud {

struct Reply {
  int status = 0;       // 0: no answer
  std::string headers;  // lower case
  std::string body;
};

// The environment names the programs by their paths in the runfiles: WORKERD, SITE_SERVER.
class EdgeUnderTest {
 public:
  EdgeUnderTest();

  // In the folder of a front, which has its table. Both outlive it.
  EdgeUnderTest(std::string directory, HostTable& table, OutboundSettings outbound);
  ~EdgeUnderTest();

  Edge& edge() { return *edge_; }
  const std::string& directory() const { return directory_; }

  // Ticks until `done`, at most half a minute; false then.
  bool Until(const std::function<bool()>& done);

  // Ticks until this version of a Worker or project serves.
  bool Serves(const std::string& name, const std::string& version);

  // Of that name; an empty one when there is none.
  ServedStatus StatusOf(const std::string& name) const;

  // Asks through the socket that the host table names; `more` are arguments of curl.
  Reply Get(const std::string& host, const std::string& path, std::vector<std::string> more = {});

  // Its log file.
  std::string Log(const std::string& label) const;

  // Writes a file outside of the edge's folder and returns its path.
  std::string File(const std::string& name, const std::string& content);

 private:
  void Open(HostTable& table, OutboundSettings outbound);

  TempDirectory files_ = *TempDirectory::Create();
  std::optional<TempDirectory> own_directory_;
  std::string directory_;
  std::unique_ptr<HostLinks> links_;
  std::unique_ptr<Edge> edge_;
};

// A Worker `name` of one module with this code, at `name`.example.com.
DeployedWorker WorkerOf(EdgeUnderTest& cloud, const std::string& name, const std::string& version,
                        const std::string& code);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_EDGE_TESTING_EDGE_FIXTURE_H_
