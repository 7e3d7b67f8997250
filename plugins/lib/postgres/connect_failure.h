// Why a connection could not be made, in words.
#ifndef RELEASE_PLUGINS_LIB_POSTGRES_CONNECT_FAILURE_H_
#define RELEASE_PLUGINS_LIB_POSTGRES_CONNECT_FAILURE_H_

#include <string_view>

#include "plugins/lib/postgres/dsn.h"
#include "proto/release/v1/diagnosis.pb.h"

namespace release::postgres {

// Reads libpq's error text, taken with PQERRORS_VERBOSE so that it holds the SQLSTATE. Pure.
//
// Codes, all MIGRATE-CONNECT-: REFUSED, TIMEOUT, UNREACHABLE, AUTH, NO-DATABASE, TLS, TOO-MANY,
// TENANT, NOT-READY, FAILED. TIMEOUT is decided by the caller with ConnectTimeout().
// Worth a retry with backoff: those where the server may be up in a moment.
v1::Diagnosis ExplainConnectFailure(const Dsn& dsn, bool only_ipv6, std::string_view libpq_text);

// The diagnosis of a server that did not answer in time.
v1::Diagnosis ConnectTimeout(const Dsn& dsn, bool only_ipv6, std::string_view waited);

}  // namespace release::postgres

#endif  // RELEASE_PLUGINS_LIB_POSTGRES_CONNECT_FAILURE_H_
