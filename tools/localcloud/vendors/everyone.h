// One listener that tells several.
#ifndef RELEASE_TOOLS_LOCALCLOUD_VENDORS_EVERYONE_H_
#define RELEASE_TOOLS_LOCALCLOUD_VENDORS_EVERYONE_H_

#include <string>
#include <utility>
#include <vector>

#include "tools/localcloud/cloudflare/listener.h"

namespace release::cloud {

// Tells each of them everything, in their order. They outlive it.
class Everyone final : public DeployListener {
 public:
  explicit Everyone(std::vector<DeployListener*> listeners) : listeners_(std::move(listeners)) {}

  void OnWorkerDeployed(const DeployedWorker& it) override {
    for (DeployListener* listener : listeners_) listener->OnWorkerDeployed(it);
  }
  void OnWorkerRemoved(const std::string& account, const std::string& name) override {
    for (DeployListener* listener : listeners_) listener->OnWorkerRemoved(account, name);
  }
  void OnPagesDeployed(const DeployedPages& it) override {
    for (DeployListener* listener : listeners_) listener->OnPagesDeployed(it);
  }
  void OnPagesRemoved(const std::string& account, const std::string& project) override {
    for (DeployListener* listener : listeners_) listener->OnPagesRemoved(account, project);
  }
  void OnContainerRolloutStarted(const RolledOutContainer& it) override {
    for (DeployListener* listener : listeners_) listener->OnContainerRolloutStarted(it);
  }
  void OnContainerRolledOut(const RolledOutContainer& it) override {
    for (DeployListener* listener : listeners_) listener->OnContainerRolledOut(it);
  }
  void OnContainerRemoved(const std::string& account, const std::string& application) override {
    for (DeployListener* listener : listeners_) listener->OnContainerRemoved(account, application);
  }

 private:
  const std::vector<DeployListener*> listeners_;
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_VENDORS_EVERYONE_H_
