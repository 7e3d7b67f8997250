// One repository of a registry, over the distribution API: requests with credentials that renew
// themselves.
#ifndef RELEASE_PLUGINS_LIB_OCI_REGISTRY_H_
#define RELEASE_PLUGINS_LIB_OCI_REGISTRY_H_

#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "plugins/lib/http/client.h"

namespace release::oci {

struct Place {
  std::string base;        // "https://registry.example.com", without a slash at the end
  std::string repository;  // "account/app"
  std::vector<std::string> connect_to = {};  // as http::Request has them
  std::string ca_bundle = {};
};

struct Credentials {
  std::string username;
  std::string password;
};

// Gets new credentials; called once at the start and each time that the registry refuses the last
// ones. Empty: the registry asks for none.
using CredentialSource = std::function<absl::StatusOr<Credentials>()>;

// Threads: any; a renewal is made once for all who wait for it, on one of their threads.
class Registry {
 public:
  Registry(Place place, CredentialSource source) : place_(place), source_(source) {}

  // Sends one request with the credentials of the moment. `request.url` is a path below the
  // repository (`/blobs/...`), or a Location that the registry gave. A 401 renews the credentials
  // and asks once more. Errors: those of the source, and OCI-PUSH-AUTH (refused also with new ones,
  // or 403). Any other answer is the caller's to judge.
  absl::StatusOr<http::Response> Send(http::Client& client, http::Request request,
                                      std::stop_token stop);

  const Place& place() const { return place_; }
  int renewals() const;

 private:
  struct Grant {
    std::string authorization;  // the header's value; empty without credentials
    int number = 0;             // counts the credentials got so far
  };
  // The credentials of now, or newer ones than number `refused`.
  absl::StatusOr<Grant> GrantAfter(int refused);
  std::string UrlOf(const std::string& target) const;

  const Place place_;
  const CredentialSource source_;
  mutable std::mutex mutex_;
  Grant grant_;
};

}  // namespace release::oci

#endif  // RELEASE_PLUGINS_LIB_OCI_REGISTRY_H_
