// The door by which people and tests order faults while the cloud runs. On a port of its own, so
// that nothing of it can be taken for a vendor's API.
//
//   GET    /faults     what is ordered and what was met
//   POST   /faults     adds orders (fault.h)
//   DELETE /faults     forgets them
//   GET    /requests   the request log
//
// Every call needs the header `X-Localcloud-Control: 1`, which a web page cannot send to us.
#ifndef RELEASE_TOOLS_LOCALCLOUD_FAULTS_CONTROL_API_H_
#define RELEASE_TOOLS_LOCALCLOUD_FAULTS_CONTROL_API_H_

#include "tools/localcloud/faults/fault_book.h"
#include "tools/localcloud/http/message.h"
#include "tools/localcloud/http/request_log.h"

namespace release::cloud {

bool HasControlHeader(const HttpRequest& request);

// Threads: any. The references outlive the call only.
HttpResponse HandleControl(FaultBook& book, const RequestLog& log, const HttpRequest& request);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_FAULTS_CONTROL_API_H_
