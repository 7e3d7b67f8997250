// A read as one SQL statement.
#ifndef RELEASE_TOOLS_LOCALCLOUD_SUPABASE_REST_STATEMENT_H_
#define RELEASE_TOOLS_LOCALCLOUD_SUPABASE_REST_STATEMENT_H_

#include <string>
#include <variant>
#include <vector>

#include "tools/localcloud/http/message.h"
#include "tools/localcloud/supabase/database.h"
#include "tools/localcloud/supabase/rest/query.h"

namespace release::cloud {

struct RestStatement {
  std::string rows;                    // one row: a JSON array, and how many entries it has
  std::string count;                   // one row: how many there are without limit and offset
  std::vector<SqlValue> values;        // of `rows`
  std::vector<SqlValue> count_values;  // of `count`
};

// Names are quoted, values are parameters. Reads the catalog through `sql` for embedded tables; a
// relation that is missing or ambiguous is an answer in PostgREST's words.
std::variant<RestStatement, HttpResponse> StatementOf(SqlTransaction& sql, const std::string& table,
                                                      const RestSelect& select);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_SUPABASE_REST_STATEMENT_H_
