// Organizations, worlds and the chat with a world's agent, in the database.
//
// What is read comes as JSON text made by PostgreSQL and is passed on as it is.
#ifndef RELEASE_APPS_API_CHAT_H_
#define RELEASE_APPS_API_CHAT_H_

#include <cstdint>
#include <optional>
#include <string>

#include "apps/api/db_session.h"
#include "apps/api/outbox.h"

namespace spectral {

// The topic of the outbox row that every posted message leaves.
inline constexpr char kMessagePosted[] = "agent_message.posted";

// One row, one column: a JSON array. No more than 200 entries.
DbResult ListOrganizations(DbSession& session);
DbResult ListWorlds(DbSession& session, const std::string& organization_id);

// The messages of a thread after `after` (a position; 0 = from the first), oldest first, at most
// `limit`.
DbResult ListMessages(DbSession& session, const std::string& world_id, const std::string& thread,
                      int64_t after, int limit);

struct NewMessage {
  std::string world_id;  // a UUID
  std::string thread;    // a slug; the thread is made when the world has none of that name
  std::string author;    // "user", "agent" or "operator"
  std::string body;
  DbValue client_token;  // a UUID: posting it again in the same thread adds nothing
};

struct PostedMessage {
  bool world_found = false;
  bool added = false;  // false: the client token was there already
  std::string json;    // the message, new or found
};

// Stores the message and its outbox row of `generation` in one transaction.
std::optional<DbError> PostMessage(DbSession& session, int64_t generation,
                                   const NewMessage& message, PostedMessage* posted);

// Handles outbox rows of the topic above: marks the message delivered and counts it in its thread.
// Any other topic is a failure of the row.
std::optional<std::string> DeliverMessage(DbSession& session, const OutboxRow& row);

// nullopt when this role can read and write what the chat needs: `world_agent_chat: wired` in
// /health.
std::optional<DbError> ProbeChat(DbSession& session);

}  // namespace spectral

#endif  // RELEASE_APPS_API_CHAT_H_
