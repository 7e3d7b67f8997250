#include "plugins/lib/postgres/cancel.h"

#include <libpq-fe.h>

#include <array>
#include <memory>
#include <thread>

namespace release::postgres {

void RequestCancel(pg_conn* connection) {
  std::shared_ptr<PGcancel> cancel(PQgetCancel(connection), PQfreeCancel);
  if (cancel == nullptr) return;
  std::thread([cancel] {
    std::array<char, 256> error = {};
    PQcancel(cancel.get(), error.data(), static_cast<int>(error.size()));
  }).detach();
}

}  // namespace release::postgres
