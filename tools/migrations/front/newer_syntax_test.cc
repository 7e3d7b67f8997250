// Statements that PostgreSQL 15 takes for mistakes: which are the future, and which are mistakes.
#include "tools/migrations/front/newer_syntax.h"

#include <gtest/gtest.h>

#include <string>

namespace release::migrations {
namespace {

std::optional<NewerSyntax> Explained(const std::string& statement) {
  std::optional<SyntaxError> error;
  OnLargeStack([&] { error = ParseSql(statement).error; });
  EXPECT_TRUE(error) << statement << " is understood";
  return error ? ExplainByNewerSyntax(statement, *error) : std::nullopt;
}

TEST(NewerSyntaxTest, KnowsWhatLaterVersionsBrought) {
  const struct {
    int version;
    const char* sql;
  } kNewer[] = {
      {16, "select * from (select 1)"},
      {16, "select a is json from t"},
      {16, "select a is not json object from t"},
      {16, "select json_array(1, 2 returning jsonb)"},
      {16, "select json_object('a' : 1)"},
      {16, "select json_objectagg(k : v) from t"},
      {16, "create table t (a text storage external)"},
      {16, "grant a to b with inherit true"},
      {16, "grant a to b with admin true"},
      {16, "create statistics on a, b from t"},
      {16, "reindex database"},
      {16, "select 1_000"},
      {16, "select 0xFF"},
      {16, "select xmlserialize(content x as text indent)"},
      {17, "merge into t using s on true when matched then delete returning *"},
      {17, "merge into t using s on true when not matched by source then delete"},
      {17, "select * from json_table('[]', '$[*]' columns (a int path '$'))"},
      {17, "select json_query(a, '$' returning text) from t"},
      {17, "select json_exists(a, '$.x' passing 1 as y) from t"},
      {17, "select now() at local"},
      {17, "alter table t alter column a set expression as (b + 1)"},
      {17, "alter table t set access method default"},
      {18, "create table t (a int, b int generated always as (a * 2) virtual)"},
      {18, "create table t (a int, r tstzrange, primary key (a, r without overlaps))"},
      {18, "alter table t add foreign key (a, period r) references u (a, period r)"},
      {18, "alter table t add constraint c check (a > 1) not enforced"},
      {18, "update t set a = 1 returning with (old as o) o.a"},
  };
  for (const auto& row : kNewer) {
    const auto newer = Explained(row.sql);
    ASSERT_TRUE(newer) << row.sql;
    EXPECT_EQ(newer->version, row.version) << row.sql;
  }
}

TEST(NewerSyntaxTest, LeavesMistakesToTheirAuthors) {
  for (const char* sql :
       {"create tabel t (a int)", "alter table t add column a int nott null",
        "select 1 wheree a = 1", "merge into t using s on true when matched then delete returnin *",
        "create table t (a int,)", "select json_query(a, '$' retuning text) from t",
        "update t set a = 1 returning", "grant a to b with inheritt true",
        "select * from (select 1", "insert into t values (1) returning * returning *",
        "select 12abc", "select from from", "alter table t alter column a set expresion as (b)"}) {
    EXPECT_FALSE(Explained(sql)) << sql;
  }
}

}  // namespace
}  // namespace release::migrations
