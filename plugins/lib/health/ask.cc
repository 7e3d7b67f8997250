#include "plugins/lib/health/ask.h"

#include <algorithm>

#include "plugins/lib/cloudflare/context_api.h"
#include "plugins/lib/http/get.h"

namespace release::health {

http::Response Ask(Context& context, const AskSettings& settings) {
  http::Request request;
  request.url = settings.url;
  request.timeout = std::min(settings.timeout, context.TimeLeft());
  request.ca_bundle = settings.ca_bundle;
  request.resolve = settings.resolve;
  if (context.allow_local()) {
    // A rehearsal's world, where the step's own config says nothing else.
    if (request.ca_bundle.empty()) request.ca_bundle = context.rules().ca_bundle();
    if (request.resolve.empty()) request.connect_to = cloudflare::ConnectTo(context.rules());
  }
  return http::Get(request, context.stop_token(), [&context] {
    (void)context.cancelled();  // a sign of life
  });
}

}  // namespace release::health
