// Debian's docker-registry, with a door in front of it that asks for credentials. For tests.
#ifndef RELEASE_PLUGINS_LIB_OCI_TESTING_REGISTRY_UNDER_TEST_H_
#define RELEASE_PLUGINS_LIB_OCI_TESTING_REGISTRY_UNDER_TEST_H_

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "tools/base/file_descriptor.h"
#include "tools/base/files.h"
#include "tools/base/process.h"
#include "tools/localcloud/http/message.h"
#include "tools/localcloud/http/server.h"

namespace release::oci {

class RegistryUnderTest {
 public:
  // Answers in place of the registry, or not. Called on the door's threads, one at a time.
  using Door = std::function<std::optional<cloud::HttpResponse>(const cloud::HttpRequest&)>;

  // Ends the test's process when the registry cannot be started. With `tls` the door is https.
  explicit RegistryUnderTest(std::optional<cloud::TlsIdentity> tls = std::nullopt);
  RegistryUnderTest(const RegistryUnderTest&) = delete;
  RegistryUnderTest& operator=(const RegistryUnderTest&) = delete;
  ~RegistryUnderTest();

  uint16_t registry_port() const { return registry_port_; }  // the registry itself, plain
  uint16_t door_port() const { return door_->port(); }

  void SetDoor(Door door);

  // Requests that reached the registry through the door since the last call: "PUT manifests",
  // "HEAD blobs", "POST uploads", ...
  std::vector<std::string> Seen();

 private:
  uint16_t ReadPort();
  cloud::HttpResponse Answer(const cloud::HttpRequest& request);

  TempDirectory directory_;
  std::optional<Process> process_;
  FileDescriptor log_;
  std::thread draining_;  // reads the log to its end; a registry whose log is full stands still
  uint16_t registry_port_ = 0;
  std::mutex mutex_;
  Door ask_;
  std::vector<std::string> seen_;
  std::unique_ptr<cloud::HttpServer> door_;
};

// An image layout with layers of these sizes, of bytes that do not compress. Its directory.
std::string WriteLayout(const std::string& directory, const std::vector<size_t>& layers,
                        char salt = 'a');

}  // namespace release::oci

#endif  // RELEASE_PLUGINS_LIB_OCI_TESTING_REGISTRY_UNDER_TEST_H_
