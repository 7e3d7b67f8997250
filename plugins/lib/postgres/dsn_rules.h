// Addresses that can be read but must not be migrated through.
#ifndef RELEASE_PLUGINS_LIB_POSTGRES_DSN_RULES_H_
#define RELEASE_PLUGINS_LIB_POSTGRES_DSN_RULES_H_

#include <string_view>
#include <vector>

#include "plugins/lib/postgres/dsn.h"
#include "proto/release/v1/diagnosis.pb.h"

namespace release::postgres {

// Everything that is wrong with using `dsn`, the value of the secret `name`; empty when it is
// right.
//
// A local address (loopback or socket) is right where `allow_local`, an environment's rule, is
// true, with or without TLS, and is MIGRATE-DSN-LOCAL elsewhere. A remote one has to meet all rules
// in every environment: MIGRATE-DSN-DIRECT-HOST (Supabase's direct host has only an IPv6 address),
// -TRANSACTION-POOLER (port 6543), -POOLER-USER (no project reference), -NO-PASSWORD,
// -NO-SSLMODE, -WEAK-SSLMODE.
std::vector<v1::Diagnosis> DsnProblems(const Dsn& dsn, std::string_view name, bool allow_local);

}  // namespace release::postgres

#endif  // RELEASE_PLUGINS_LIB_POSTGRES_DSN_RULES_H_
