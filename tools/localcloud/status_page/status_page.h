// The cloud's own page for people, and its control API, on one plain port.
//
//   GET /             what runs and what is deployed where
//   GET /requests     the last requests to the emulated vendors
//   GET /status.json  the first page for programs
//   GET /ca.pem       the throw-away authority
//   /control/...      the control API
#ifndef RELEASE_TOOLS_LOCALCLOUD_STATUS_PAGE_STATUS_PAGE_H_
#define RELEASE_TOOLS_LOCALCLOUD_STATUS_PAGE_STATUS_PAGE_H_

#include <functional>
#include <string>

#include "tools/localcloud/http/message.h"
#include "tools/localcloud/http/request_log.h"
#include "tools/localcloud/http/server.h"
#include "tools/localcloud/status_page/cloud_status.h"

namespace release::cloud {

// Threads: any.
class StatusPage {
 public:
  // `control` answers what comes below /control. `status` is asked for each page. `log` outlives
  // the page.
  StatusPage(const RequestLog& log, std::string ca_pem, HttpHandler control,
             std::function<CloudStatus()> status);

  // A request whose Host is not a loopback address is refused: a page elsewhere whose name was
  // made to point here must not read it.
  HttpResponse Handle(const HttpRequest& request) const;

 private:
  const RequestLog& log_;
  const std::string ca_pem_;
  const HttpHandler control_;
  const std::function<CloudStatus()> status_;
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_STATUS_PAGE_STATUS_PAGE_H_
