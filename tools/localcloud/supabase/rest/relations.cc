#include "tools/localcloud/supabase/rest/relations.h"

namespace release::cloud {

bool RelationExists(SqlTransaction& sql, const std::string& name) {
  return !sql.Query(
                 "select from pg_catalog.pg_class where relname = $1"
                 " and relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm')",
                 {name})
              .empty();
}

std::vector<RestRelation> RelationsBetween(SqlTransaction& sql, const std::string& ours,
                                           const std::string& theirs) {
  // A row for each pair of columns: the key, whether it is theirs, our column, their column.
  const SqlRows rows = sql.Query(
      R"(
      with key as (
        select con.oid, con.conrelid, con.confrelid, pair.child, pair.parent, pair.position
        from pg_catalog.pg_constraint as con,
          unnest(con.conkey, con.confkey) with ordinality as pair (child, parent, position)
        where con.contype = 'f'
      ), side as (
        select key.*, child.relname as child_name, parent.relname as parent_name,
          child_column.attname as child_column, parent_column.attname as parent_column
        from key
        join pg_catalog.pg_class as child on child.oid = key.conrelid
        join pg_catalog.pg_class as parent on parent.oid = key.confrelid
        join pg_catalog.pg_attribute as child_column
          on child_column.attrelid = key.conrelid and child_column.attnum = key.child
        join pg_catalog.pg_attribute as parent_column
          on parent_column.attrelid = key.confrelid and parent_column.attnum = key.parent
        where child.relnamespace = 'public'::regnamespace
          and parent.relnamespace = 'public'::regnamespace
      )
      select oid, true as theirs, parent_column, child_column, position from side
      where parent_name = $1 and child_name = $2
      union all
      select oid, false, child_column, parent_column, position from side
      where child_name = $1 and parent_name = $2
      order by oid, theirs, position)",
      {ours, theirs});
  std::vector<RestRelation> relations;
  std::string before;
  for (int row = 0; row < rows.size(); ++row) {
    const std::string key = rows.Text(row, 0) + rows.Text(row, 1);
    if (key != before) relations.push_back({rows.Text(row, 1) == "t", {}});
    before = key;
    relations.back().columns.emplace_back(rows.Text(row, 2), rows.Text(row, 3));
  }
  return relations;
}

}  // namespace release::cloud
