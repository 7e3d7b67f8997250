// What the data plane learns from the API, so that it can serve what was uploaded.
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_LISTENER_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_LISTENER_H_

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace release::cloud {

// A file of a Worker or of a Pages Functions bundle.
struct DeployedModule {
  std::string name;          // "index.js"
  std::string content_type;  // "application/javascript+module"
  std::string path;          // where its bytes are
};

struct DeployedWorker {
  std::string account;
  std::string name;
  std::string version_id;
  std::string main_module;
  std::string compatibility_date;
  std::vector<std::string> compatibility_flags;
  std::vector<DeployedModule> modules;
  nlohmann::json bindings;             // as uploaded, with the values of secrets
  nlohmann::json containers;           // [{"name": of the application, "class_name"}]
  std::vector<std::string> hostnames;  // custom domains
};

struct DeployedPages {
  std::string account;
  std::string project;
  std::string deployment_id;
  std::string environment;                    // "production" or "preview"
  std::map<std::string, std::string> assets;  // "/index.html" -> where its bytes are
  std::map<std::string, std::string> content_types;
  std::map<std::string, std::string> hashes;  // as the client computed them
  std::map<std::string, std::string> files;   // _headers, _redirects, _routes.json: content
  std::string main_module;                    // empty without Functions
  std::vector<DeployedModule> modules;
  std::string compatibility_date;  // of the Functions; empty when nobody said one
  std::vector<std::string> compatibility_flags;
  std::string url;  // "https://" and the deployment's own host name
  std::string branch;
  std::string commit_hash;
  nlohmann::json env_vars;             // {"NAME": {"type", "value"}}, with the values of secrets
  std::vector<std::string> hostnames;  // *.pages.dev name and custom domains
};

struct RolledOutContainer {
  std::string account;
  std::string application_id;
  std::string name;
  int version = 0;
  nlohmann::json configuration;  // {"image", "instance_type", ...}
  std::string namespace_id;      // of its Durable Object class
};

// Calls come one at a time, in the order of what happened, after it is stored; not while a call of
// the API is in progress in the same thread. They may block. A listener must not call the API.
class DeployListener {
 public:
  DeployListener() = default;
  DeployListener(const DeployListener&) = delete;
  DeployListener& operator=(const DeployListener&) = delete;
  virtual ~DeployListener() = default;

  // A version became the one that serves, or its bindings or host names changed.
  virtual void OnWorkerDeployed(const DeployedWorker&) {}
  virtual void OnWorkerRemoved(const std::string& /*account*/, const std::string& /*name*/) {}

  virtual void OnPagesDeployed(const DeployedPages&) {}
  virtual void OnPagesRemoved(const std::string& /*account*/, const std::string& /*project*/) {}

  // New instances are to be started beside the old ones; then the old ones are to be ended.
  virtual void OnContainerRolloutStarted(const RolledOutContainer&) {}
  virtual void OnContainerRolledOut(const RolledOutContainer&) {}
  virtual void OnContainerRemoved(const std::string& /*account*/,
                                  const std::string& /*application_id*/) {}
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_LISTENER_H_
