#include "apps/api/chat.h"

namespace spectral {
namespace {

// The message as clients see it; `m` is the row.
#define MESSAGE_JSON                                                                            \
  "jsonb_build_object('id', m.id, 'position', m.position, 'author', m.author, 'body', m.body, " \
  "'created_at', m.created_at, 'delivered_at', m.delivered_at)"

// nullopt and no row: the world does not exist.
DbResult FindOrMakeThread(DbSession& session, const NewMessage& message) {
  const DbResult made = session.Execute(
      "insert into public.agent_threads (world_id, slug) "
      "select id, $2 from public.worlds where id = $1 on conflict (world_id, slug) do nothing",
      {message.world_id, message.thread});
  if (!made.ok()) return DbResult(made.error());
  return session.Execute("select id from public.agent_threads where world_id = $1 and slug = $2",
                         {message.world_id, message.thread});
}

}  // namespace

DbResult ListOrganizations(DbSession& session) {
  return session.Execute(R"(
      select coalesce(jsonb_agg(jsonb_build_object(
        'id', o.id, 'slug', o.slug, 'name', o.name, 'created_at', o.created_at) order by o.slug), '[]')
      from (select * from public.organizations order by slug limit 200) as o)");
}

DbResult ListWorlds(DbSession& session, const std::string& organization_id) {
  return session.Execute(R"(
      select coalesce(jsonb_agg(jsonb_build_object(
        'id', w.id, 'name', w.name, 'created_at', w.created_at) order by w.name), '[]')
      from (select * from public.worlds where organization_id = $1 order by name limit 200) as w)",
                         {organization_id});
}

DbResult ListMessages(DbSession& session, const std::string& world_id, const std::string& thread,
                      int64_t after, int limit) {
  return session.Execute("select coalesce(jsonb_agg(" MESSAGE_JSON R"( order by m.position), '[]')
      from (
        select message.* from public.agent_messages as message
        join public.agent_threads as thread on thread.id = message.thread_id
        where thread.world_id = $1 and thread.slug = $2 and message.position > $3
        order by message.position
        limit $4::int
      ) as m)",
                         {world_id, thread, std::to_string(after), std::to_string(limit)});
}

std::optional<DbError> PostMessage(DbSession& session, int64_t generation,
                                   const NewMessage& message, PostedMessage* posted) {
  DbTransaction transaction(session);
  if (!transaction.begun().ok()) return transaction.begun().error();
  const DbResult thread = FindOrMakeThread(session, message);
  if (!thread.ok()) return thread.error();
  posted->world_found = thread.size() > 0;
  if (!posted->world_found) return std::nullopt;
  const std::string thread_id(thread.Get(0, 0));

  const DbResult added = session.Execute(
      "insert into public.agent_messages as m (thread_id, author, body, client_token) "
      "values ($1, $2, $3, $4) "
      "on conflict (thread_id, client_token) where client_token is not null do nothing "
      "returning " MESSAGE_JSON ", jsonb_build_object('message_id', m.id)",
      {thread_id, message.author, message.body, message.client_token});
  if (!added.ok()) return added.error();
  posted->added = added.size() > 0;
  if (!posted->added) {
    const DbResult found = session.Execute(
        "select " MESSAGE_JSON
        " from public.agent_messages as m where m.thread_id = $1 and m.client_token = $2",
        {thread_id, message.client_token});
    if (!found.ok()) return found.error();
    posted->json = found.Get(0, 0);
    return std::nullopt;
  }
  posted->json = added.Get(0, 0);
  const DbResult enqueued = EnqueueOutboxRow(session, generation, kMessagePosted, added.Get(0, 1));
  if (!enqueued.ok()) return enqueued.error();
  const DbResult committed = transaction.Commit();
  return committed.ok() ? std::nullopt : std::optional(committed.error());
}

std::optional<std::string> DeliverMessage(DbSession& session, const OutboxRow& row) {
  if (row.topic != kMessagePosted) return "no handler for the topic " + row.topic;
  // A message deleted in the meantime needs no delivery: no row, and no failure.
  const DbResult delivered = session.Execute(R"(
      with delivered as (
        update public.agent_messages set delivered_at = now()
        where id = (($1::jsonb) ->> 'message_id')::uuid
        returning thread_id
      )
      update public.agent_threads as thread
      set delivered_count = thread.delivered_count + 1, last_delivered_at = now()
      from delivered where thread.id = delivered.thread_id)",
                                             {row.payload});
  if (!delivered.ok()) return delivered.error().message;
  return std::nullopt;
}

std::optional<DbError> ProbeChat(DbSession& session) {
  // Reading is tried; writing is asked for, so that a probe leaves no trace.
  const DbResult rights = session.Execute(R"(
      select has_table_privilege('public.agent_threads', 'insert')
         and has_table_privilege('public.agent_threads', 'update')
         and has_table_privilege('public.agent_messages', 'insert')
         and has_table_privilege('public.agent_messages', 'update'),
        (select count(*) from (select world_id, slug from public.agent_threads limit 1) as t),
        (select count(*)
         from (select position, client_token from public.agent_messages limit 1) as m))");
  if (!rights.ok()) return rights.error();
  if (rights.Get(0, 0) != "t") {
    return DbError{"42501", "the role may not write public.agent_threads and agent_messages"};
  }
  return std::nullopt;
}

}  // namespace spectral
