// What a running cloud shows of itself.
#ifndef RELEASE_TOOLS_LOCALCLOUD_STATUS_PAGE_CLOUD_STATUS_H_
#define RELEASE_TOOLS_LOCALCLOUD_STATUS_PAGE_CLOUD_STATUS_H_

#include <string>
#include <vector>

namespace release::cloud {

enum class Condition { kGood, kWorking, kBad };

// A server of the cloud: the database, the front, ...
struct PartStatus {
  std::string name;
  Condition condition = Condition::kWorking;
  std::string where;  // "127.3.4.5:5432"; empty when nobody connects to it directly
  std::string note;   // one line; empty when there is nothing to say
};

// Something that was deployed.
struct DeployedStatus {
  std::string kind;  // "Worker", "Pages", "container"
  std::string name;
  std::vector<std::string> hosts;  // that it serves
  std::string version;             // version, deployment or image digest
  std::string since;               // for people
  Condition condition = Condition::kWorking;
  std::string note;
};

struct CloudStatus {
  std::string address;  // 127.x.y.z
  std::string front;    // ADDRESS:PORT of HTTPS
  std::string ca;       // file
  std::string directory;
  std::string since;
  std::vector<PartStatus> parts;
  std::vector<DeployedStatus> deployed;
};

// "good", "working", "bad".
std::string ConditionWord(Condition condition);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_STATUS_PAGE_CLOUD_STATUS_H_
