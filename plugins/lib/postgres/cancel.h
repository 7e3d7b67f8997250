// Asks a server to end what a session is doing.
#ifndef RELEASE_PLUGINS_LIB_POSTGRES_CANCEL_H_
#define RELEASE_PLUGINS_LIB_POSTGRES_CANCEL_H_

struct pg_conn;

namespace release::postgres {

// Sends the cancel request over a connection of its own, on a thread of its own: libpq's call
// blocks, and a dead network must not hold up a step that is asked to stop. Returns at once; the
// session's running statement then fails with SQLSTATE 57014.
void RequestCancel(pg_conn* connection);

}  // namespace release::postgres

#endif  // RELEASE_PLUGINS_LIB_POSTGRES_CANCEL_H_
