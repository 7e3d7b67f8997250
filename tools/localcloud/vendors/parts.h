// The vendors' parts and how each is started. For vendors.cc only.
#ifndef RELEASE_TOOLS_LOCALCLOUD_VENDORS_PARTS_H_
#define RELEASE_TOOLS_LOCALCLOUD_VENDORS_PARTS_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "tools/base/clock.h"
#include "tools/base/secret.h"
#include "tools/base/text.h"
#include "tools/localcloud/cloud_directory.h"
#include "tools/localcloud/cloudflare/api.h"
#include "tools/localcloud/edge/edge.h"
#include "tools/localcloud/engine/container_engine.h"
#include "tools/localcloud/faults/fault_book.h"
#include "tools/localcloud/front/front.h"
#include "tools/localcloud/front/registry.h"
#include "tools/localcloud/http/request_log.h"
#include "tools/localcloud/http/server.h"
#include "tools/localcloud/status_page/status_page.h"
#include "tools/localcloud/supabase/api.h"
#include "tools/localcloud/vendors/certified_hosts.h"
#include "tools/localcloud/vendors/everyone.h"
#include "tools/localcloud/vendors/identity.h"
#include "tools/localcloud/vendors/overview.h"
#include "tools/localcloud/vendors/vendors.h"

namespace release::cloud {

// In the order in which they are started; destroyed in the opposite one.
struct Vendors::Parts {
  Parts(VendorSettings given, const CloudDirectory& of, Clock& with)
      : settings(std::move(given)), directory(of), clock(with) {}

  const VendorSettings settings;
  const CloudDirectory& directory;
  Clock& clock;
  CloudIdentity identity;
  FaultBook faults;
  std::unique_ptr<RequestLog> log;
  std::unique_ptr<Front> front;
  std::unique_ptr<CertifiedHosts> hosts;
  std::unique_ptr<ContainerEngine> engine;
  std::unique_ptr<Edge> edge;
  std::unique_ptr<Everyone> listeners;
  std::unique_ptr<CloudflareApi> api;
  std::unique_ptr<HttpServer> api_server;
  std::optional<Registry> registry;
  std::unique_ptr<SupabaseApi> supabase;
  std::unique_ptr<HttpServer> supabase_server;
  std::unique_ptr<Overview> overview;
  std::unique_ptr<StatusPage> page;
  std::unique_ptr<HttpServer> page_server;
  absl::Duration next_api_tick;

  // Each needs those before it. On failure it starts nothing.
  absl::Status StartFront();
  absl::Status StartEngine();
  absl::Status StartEdge();
  absl::Status StartApi();
  absl::Status StartRegistry();
  absl::Status StartSupabase(Secret password);
  absl::Status StartPage();

  // What the page shows of the front, the registry and Supabase.
  std::vector<PartStatus> Shown() const;

 private:
  std::string RunFile(const char* name) const { return directory.File(Concat("run/", name)); }
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_VENDORS_PARTS_H_
