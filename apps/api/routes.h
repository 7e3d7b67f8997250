// Which path does what. README.md has the table.
#ifndef RELEASE_APPS_API_ROUTES_H_
#define RELEASE_APPS_API_ROUTES_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "apps/api/chat.h"
#include "apps/api/db_pool.h"
#include "apps/api/health.h"
#include "apps/api/http_types.h"
#include "apps/api/request_parts.h"

namespace spectral {

// What the routes need from the rest of the server. The functions may be called on the server's
// thread and on the pool's threads.
struct RouteEnvironment {
  int64_t generation = 0;
  std::string service_key;  // "" = the data routes are not configured
  std::function<HealthReport()> health;
  // Why the database cannot be used now; nullopt when it can. Spares requests the wait for a
  // connection.
  std::function<std::optional<std::string>()> database_problem;
  std::function<void()> message_posted;  // there is a new outbox row
};

class Routes {
 public:
  // `pool` must outlive this object and every request it was given.
  Routes(RouteEnvironment environment, DbPool& pool);

  // Answers /health at once and hands everything else to the pool. Always answers.
  void Handle(Request request, Respond respond);

 private:
  void List(std::function<DbResult(DbSession&)> list, const char* name, Respond respond);
  void ListOutbox(const Target& target, Respond respond);
  void ListGenerations(Respond respond);
  void Post(const std::string& world_id, const Request& request, Respond respond);
  std::optional<Response> Refuse(const Request& request) const;
  void InDatabase(std::function<Response(DbSession&)> work, Respond respond);

  const RouteEnvironment environment_;
  DbPool& pool_;
};

}  // namespace spectral

#endif  // RELEASE_APPS_API_ROUTES_H_
