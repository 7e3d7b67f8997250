// The control API: faults of the vendors' APIs, faults of hosts, and the request log.
#ifndef RELEASE_TOOLS_LOCALCLOUD_VENDORS_CONTROL_H_
#define RELEASE_TOOLS_LOCALCLOUD_VENDORS_CONTROL_H_

#include "tools/localcloud/faults/fault_book.h"
#include "tools/localcloud/front/front.h"
#include "tools/localcloud/http/request_log.h"
#include "tools/localcloud/http/server.h"
#include "tools/localcloud/supabase/api.h"

namespace release::cloud {

struct Controlled {
  FaultBook& faults;
  const RequestLog& log;
  Front& front;
  SupabaseApi& supabase;
};

// POST /hosts is host_faults.h; what begins with /supabase/ is supabase/api.h; all else
// control_api.h. What is named outlives the handler.
HttpHandler Control(Controlled controlled);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_VENDORS_CONTROL_H_
