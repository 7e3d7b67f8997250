// The tables of the release state: schema `release`, made and brought up to date by this program.
#ifndef RELEASE_TOOLS_COORDINATOR_POSTGRES_SCHEMA_H_
#define RELEASE_TOOLS_COORDINATOR_POSTGRES_SCHEMA_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/coordinator/postgres/session.h"

namespace release::postgres_state {

// The statements that lead from version N to N + 1, in order from 0. Only ever added to: what was
// once released is in databases.
std::span<const std::string_view> SchemaSteps();

// The version that the database has: 0 when there is nothing. Changes nothing. Errors:
//   FAILED_PRECONDITION  STATE-NEWER    a later version of this program was here
//   FAILED_PRECONDITION  STATE-FOREIGN  there is a schema `release` that is somebody else's
absl::StatusOr<uint64_t> SchemaVersion(Session& session,
                                       std::span<const std::string_view> steps = SchemaSteps());

// Takes the missing steps, all or none, while every other program that wants to waits; then leaves
// nobody but the owner any privilege on the schema or what is in it. Errors as above, and those of
// the session: STATE-PERMISSION when the role may not create a schema.
absl::Status EnsureSchema(Session& session,
                          std::span<const std::string_view> steps = SchemaSteps());

}  // namespace release::postgres_state

#endif  // RELEASE_TOOLS_COORDINATOR_POSTGRES_SCHEMA_H_
