// One request while it is answered.
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_CALL_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_CALL_H_

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tools/localcloud/cloudflare/listener.h"
#include "tools/localcloud/cloudflare/options.h"
#include "tools/localcloud/cloudflare/store/blobs.h"
#include "tools/localcloud/cloudflare/store/documents.h"
#include "tools/localcloud/faults/fault.h"
#include "tools/localcloud/http/message.h"
#include "tools/localcloud/http/multipart.h"
#include "tools/localcloud/http/router.h"

namespace release::cloud {

struct Call {
  const HttpRequest& request;
  const PathParams& params;
  const CloudflareOptions& options;
  const std::string& signing_key;  // of upload tokens
  Documents& documents;
  const Blobs& blobs;
  absl::Time now;
  std::optional<Fault> fault;  // one that only the endpoint itself can make happen

  // To be told once the call is stored.
  std::vector<std::function<void(DeployListener&)>> events = {};

  // Things that a failed call keeps all the same: half of an upload.
  bool keep_on_failure = false;

  bool Faulty(FaultKind kind) const { return fault && fault->kind == kind; }

  // A path parameter; empty when the template has none of that name.
  std::string Param(std::string_view name) const;
  std::string account() const { return Param("account_id"); }

  // `account/name`, and longer.
  std::string Key(std::string_view name) const { return account() + "/" + std::string(name); }

  // The time as the API writes it.
  std::string Timestamp() const { return Timestamp(now); }
  static std::string Timestamp(absl::Time time);

  // The body, whatever its Content-Type says: wrangler sends JSON as text/plain. Errors: 400.
  absl::StatusOr<nlohmann::json> JsonBody() const;

  // The same, which must be an object.
  absl::StatusOr<nlohmann::json> JsonObject() const;

  // The parts of a multipart body. Errors: 400.
  absl::StatusOr<std::vector<Part>> MultipartBody() const;
};

// JSON from the text of a part, or null.
nlohmann::json ParsedOrNull(std::string_view text);

// The string at `key`, or `otherwise` when it is absent or no string.
std::string TextAt(const nlohmann::json& object, const std::string& key,
                   const std::string& otherwise = "");

// The value at `key`, or null.
nlohmann::json ValueAt(const nlohmann::json& object, const std::string& key);

// Cuts a list to the page that the query asks for (`page`, `per_page`).
struct Page {
  nlohmann::json result;
  nlohmann::json result_info;
};
Page PageOf(const HttpRequest& request, const std::vector<nlohmann::json>& all);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_CALL_H_
