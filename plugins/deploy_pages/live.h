// What is live now, as the API tells it.
#ifndef RELEASE_PLUGINS_DEPLOY_PAGES_LIVE_H_
#define RELEASE_PLUGINS_DEPLOY_PAGES_LIVE_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "plugins/lib/cloudflare/api.h"

namespace release::deploy_pages {

enum class Stage { kUnderWay, kSucceeded, kFailed };

struct Deployment {
  std::string id;
  std::string message;      // of its commit
  std::string commit_hash;  // as it was given
  Stage stage = Stage::kUnderWay;
  std::string stage_name = {};   // of its latest stage: build, deploy
  std::string stage_words = {};  // that stage's status, in the API's word
  std::optional<absl::Time> created = {};
};

struct LiveProject {
  std::string subdomain = {};  // `spectral-docs.pages.dev`
  std::string production_branch = {};
  std::string source = {};  // of a project that builds from a repository: `github`; else empty

  // Of production; a value of a secret is never told.
  std::string compatibility_date = {};
  std::vector<std::string> compatibility_flags = {};
  std::map<std::string, std::string> variables = {};
  std::set<std::string> secrets = {};

  std::optional<Deployment> canonical = {};  // what the project serves
  std::optional<Deployment> newest = {};     // of production
};

// One project of one account.
class Place {
 public:
  Place(cloudflare::Api& api, const std::string& account, const std::string& project);

  // Absent when the account has no such project. Errors: those of the API.
  absl::StatusOr<std::optional<LiveProject>> Look();
  absl::StatusOr<Deployment> LookAt(const std::string& deployment);

  // The last lines of a deployment's log, printable; empty when the API does not give it.
  std::vector<std::string> LastLines(const std::string& deployment, size_t count);

  // `/accounts/ID/pages/projects/NAME`
  const std::string& path() const { return path_; }

 private:
  cloudflare::Api& api_;
  const std::string path_;
};

// True when the API's words have this error code: `[code: 8000007]`.
bool SaysCode(const absl::Status& status, int code);

}  // namespace release::deploy_pages

#endif  // RELEASE_PLUGINS_DEPLOY_PAGES_LIVE_H_
