#include "apps/api/outbox_view.h"

namespace spectral {

bool IsOutboxState(std::string_view text) {
  return text == "waiting" || text == "claimed" || text == "handled" || text == "failed";
}

DbResult ListOutboxRows(DbSession& session, const std::string& state, int64_t before, int limit) {
  return session.Execute(R"(
      select coalesce(jsonb_agg(jsonb_build_object(
        'id', r.id, 'generation', r.generation, 'topic', r.topic, 'state', r.state,
        'attempts', r.attempts, 'created_at', r.created_at, 'available_at', r.available_at,
        'claimed_by', r.claimed_by, 'claimed_at', r.claimed_at, 'last_error', r.last_error,
        'handled_at', r.handled_at, 'failed_at', r.failed_at) order by r.id desc), '[]')
      from (
        select s.* from (
          select o.*, case when o.handled_at is not null then 'handled'
                           when o.failed_at is not null then 'failed'
                           when o.claimed_by is not null then 'claimed'
                           else 'waiting' end as state
          from spectral.outbox as o
        ) as s
        where ($1 = '' or s.state = $1) and ($2::bigint = 0 or s.id < $2::bigint)
        order by s.id desc
        limit $3::int
      ) as r)",
                         {state, std::to_string(before), std::to_string(limit)});
}

DbResult CountOutboxGenerations(DbSession& session) {
  return session.Execute(R"(
      select coalesce(jsonb_agg(jsonb_build_object(
        'generation', g.generation, 'waiting', g.waiting, 'claimed', g.claimed,
        'handled', g.handled, 'failed', g.failed, 'last_created_at', g.last_created_at)
        order by g.generation desc), '[]')
      from (
        select generation,
          count(*) filter (where handled_at is null and failed_at is null and claimed_by is null)
            as waiting,
          count(*) filter (where handled_at is null and failed_at is null and claimed_by is not null)
            as claimed,
          count(*) filter (where handled_at is not null) as handled,
          count(*) filter (where failed_at is not null) as failed,
          max(created_at) as last_created_at
        from spectral.outbox
        group by generation
        order by generation desc
        limit 100
      ) as g)");
}

}  // namespace spectral
