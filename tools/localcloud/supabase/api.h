// A Supabase project's Auth and REST API, emulated on a real PostgreSQL (README.md).
#ifndef RELEASE_TOOLS_LOCALCLOUD_SUPABASE_API_H_
#define RELEASE_TOOLS_LOCALCLOUD_SUPABASE_API_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/base/clock.h"
#include "tools/base/secret.h"
#include "tools/localcloud/faults/fault_book.h"
#include "tools/localcloud/http/message.h"
#include "tools/localcloud/http/request_log.h"
#include "tools/localcloud/supabase/key_ring.h"
#include "tools/localcloud/supabase/options.h"

namespace release::cloud {

// Threads: any.
class SupabaseApi {
 public:
  // Reads or makes the keys in `directory`, which must exist and be private; the database need not
  // run yet. `password` is that of the role `postgres`. `clock` says what time it is, in tokens
  // too; `faults`, `log` and `clock` outlive the API. Errors: those of KeyRing::Open.
  static absl::StatusOr<std::unique_ptr<SupabaseApi>> Open(const std::string& directory,
                                                           SupabaseOptions options, Secret password,
                                                           Clock& clock, FaultBook& faults,
                                                           RequestLog& log);
  SupabaseApi(const SupabaseApi&) = delete;
  SupabaseApi& operator=(const SupabaseApi&) = delete;
  ~SupabaseApi();

  // Makes Auth's tables where they are missing; after the prelude, before the first sign-in. May be
  // called again. Errors: CLOUD-DATABASE-FAILED.
  absl::Status Prepare();

  // Answers one request. What is not emulated is a 501 that names it.
  HttpResponse Handle(const HttpRequest& request);

  // Requests of the control API below /supabase/: POST /supabase/keys (a new signing key), DELETE
  // /supabase/keys/old (only the newest stays published), GET /supabase/keys (the publishable key
  // and the ids of the published ones). The caller has looked at the control header.
  HttpResponse HandleControl(const HttpRequest& request);

  KeyRing& keys();

 private:
  struct State;
  explicit SupabaseApi(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_SUPABASE_API_H_
