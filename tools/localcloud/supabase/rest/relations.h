// What the REST API knows of the tables in `public`: that they exist, and how they refer to each
// other.
#ifndef RELEASE_TOOLS_LOCALCLOUD_SUPABASE_REST_RELATIONS_H_
#define RELEASE_TOOLS_LOCALCLOUD_SUPABASE_REST_RELATIONS_H_

#include <string>
#include <utility>
#include <vector>

#include "tools/localcloud/supabase/database.h"

namespace release::cloud {

// A foreign key between two tables, seen from one of them.
struct RestRelation {
  bool to_many = false;
  std::vector<std::pair<std::string, std::string>> columns;  // (ours, theirs)
};

// A table or view of that name in `public`.
bool RelationExists(SqlTransaction& sql, const std::string& name);

// Every foreign key between `ours` and `theirs`, both ways.
std::vector<RestRelation> RelationsBetween(SqlTransaction& sql, const std::string& ours,
                                           const std::string& theirs);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_SUPABASE_REST_RELATIONS_H_
