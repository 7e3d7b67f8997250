#include "tools/migrations/text/splitter.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tools/migrations/text/statement_kind.h"

namespace release::migrations {
namespace {

using Texts = std::vector<std::string>;

Texts TextsOf(std::string_view sql) {
  Texts texts;
  for (const Statement& statement : Split(sql).statements) texts.push_back(statement.text);
  return texts;
}

// Each pair was seen in the table that supabase 3.1.0 wrote.
TEST(SplitterTest, CutsWhereTheSupabaseCliCuts) {
  const struct {
    const char* sql;
    Texts texts;
  } cases[] = {
      {"", {}},
      {"   \n\n", {}},
      {"-- only comment\n", {"-- only comment"}},
      {"select 1;\n\nselect 2;\n-- trailing\n", {"select 1", "select 2", "-- trailing"}},
      {"select 1; ; ;; select 2;;\n", {"select 1", "select 2"}},
      {"/* a /* b; */ c; */ select 1; select 'x;''y'; select \"a;b\" from t;\n",
       {"/* a /* b; */ c; */ select 1", "select 'x;''y'", "select \"a;b\" from t"}},
      {"select E'it\\'s; ok'; select 2;", {"select E'it\\'s; ok'", "select 2"}},
      {"do $$ begin perform 1; end $$; do $a_1$ begin perform '$$;'; end $a_1$; select 3",
       {"do $$ begin perform 1; end $$", "do $a_1$ begin perform '$$;'; end $a_1$", "select 3"}},
      {"create function f(a int) returns int language sql begin atomic select 1; select case when "
       "a=1 then 2 else 3 end; end; select 9;",
       {"create function f(a int) returns int language sql begin atomic select 1; select case when "
        "a=1 then 2 else 3 end; end",
        "select 9"}},
      {"create function f(a int) returns int language sql begin atomic select 1 as end; end; "
       "select 3;",
       {"create function f(a int) returns int language sql begin atomic select 1 as end; end",
        "select 3"}},
      {"create procedure p() language sql BEGIN\n  ATOMIC end; select 17;",
       {"create procedure p() language sql BEGIN\n  ATOMIC end", "select 17"}},
      {"\xEF\xBB\xBFselect\r\n1;\r\nselect 2;\r\n", {"select\r\n1", "select 2"}},
      {"select 1 -- c;\n+ 1;\n/* x */;\nselect 2;", {"select 1 -- c;\n+ 1", "/* x */", "select 2"}},
      {"select 1; -- same line\nselect 2;", {"select 1", "-- same line\nselect 2"}},
      {"select 'a'\n'b;'; select 2", {"select 'a'\n'b;'", "select 2"}},
      {"create table t(begin_at int, atomic int); select 'begin atomic'; select 15;",
       {"create table t(begin_at int, atomic int)", "select 'begin atomic'", "select 15"}},
      {"select 1 as a$b$c; select 2 as d$b$;select 19;",
       {"select 1 as a$b$c", "select 2 as d$b$", "select 19"}},
      {"select 'back\\'; select 20;", {"select 'back\\'", "select 20"}},
      {"select 22;\x0c\x0b \nselect 222;", {"select 22", "select 222"}},
      {"create rule r as on insert to t do also (select 1; select 2); select 23;",
       {"create rule r as on insert to t do also (select 1; select 2)", "select 23"}},
      {"select $$a;b$$||$q$;$$;$q$; select 27;", {"select $$a;b$$||$q$;$$;$q$", "select 27"}},
      {"\xC2\xA0 -- nb\nselect 4;\xC2\xA0", {"-- nb\nselect 4"}},
      {"\xC2\xA0"
       "create function f() returns int language sql begin atomic select 1; end; select 6",
       {"create function f() returns int language sql begin atomic select 1; end", "select 6"}},
      {"select 5; -- \xC3\xA9 trailing \xC2\xA0", {"select 5", "-- \xC3\xA9 trailing"}},
  };
  for (const auto& [sql, texts] : cases) EXPECT_EQ(TextsOf(sql), texts) << sql;
}

TEST(SplitterTest, AContinuedEscapeStringKeepsItsBackslashes) {
  EXPECT_EQ(TextsOf("select E'a'\n'b\\';c'; select 2"),
            (Texts{"select E'a'\n'b\\';c'", "select 2"}));
}

TEST(SplitterTest, KnowsWhereEachStatementAndItsCodeStart) {
  const std::string sql = "\xEF\xBB\xBF-- one\nselect 1;\n  select 2;";
  const SplitFile file = Split(sql);
  ASSERT_EQ(file.statements.size(), 2u);
  EXPECT_EQ(sql.substr(file.statements[0].offset, 6), "-- one");
  EXPECT_EQ(sql.substr(file.statements[0].code_offset, 8), "select 1");
  EXPECT_EQ(sql.substr(file.statements[1].offset), "select 2;");
  const TextPosition position = PositionOf(sql, file.statements[1].offset);
  EXPECT_EQ(position.line, 3u);
  EXPECT_EQ(position.column, 3u);
  EXPECT_EQ(position.line_text, "  select 2;");
}

TEST(SplitterTest, FindsQuotesAndCommentsWithoutEnd) {
  for (const char* sql : {"x 'abc", "x \"abc", "x /* /* */", "x $t$ $u$", "x E'a\\'"}) {
    ASSERT_TRUE(Split(sql).unterminated) << sql;
    EXPECT_GE(*Split(sql).unterminated, 2u) << sql;
  }
  EXPECT_FALSE(Split("select 'a'; -- 'b").unterminated);
}

TEST(StatementKindTest, TellsHowAStatementMayBeRun) {
  const struct {
    const char* sql;
    StatementKind kind;
  } cases[] = {
      {"create table t()", StatementKind::kTransactional},
      {"create index i on t (a)", StatementKind::kTransactional},
      {"lock table t", StatementKind::kTransactional},
      {"refresh materialized view concurrently v", StatementKind::kTransactional},
      {"do $$ begin commit; end $$", StatementKind::kTransactional},
      {"select '\\'", StatementKind::kTransactional},
      {"-- begin\n/* x */", StatementKind::kOnlyComment},
      {"/* c */ Begin", StatementKind::kTransactionControl},
      {"start transaction", StatementKind::kTransactionControl},
      {"commit and chain", StatementKind::kTransactionControl},
      {"end", StatementKind::kTransactionControl},
      {"rollback to s", StatementKind::kTransactionControl},
      {"savepoint s", StatementKind::kTransactionControl},
      {"release s", StatementKind::kTransactionControl},
      {"abort", StatementKind::kTransactionControl},
      {"prepare transaction 'x'", StatementKind::kTransactionControl},
      {"prepare p as select 1", StatementKind::kTransactional},
      {"copy t from stdin", StatementKind::kCopyClient},
      {"COPY t (a) TO STDOUT", StatementKind::kCopyClient},
      {"copy t from program 'x'", StatementKind::kTransactional},
      {"\\i other.sql", StatementKind::kMetaCommand},
      {"create unique index concurrently i on t (a)", StatementKind::kOutside},
      {"-- why\ncreate index concurrently if not exists i on t (a)", StatementKind::kOutside},
      {"drop index concurrently i", StatementKind::kOutside},
      {"reindex (concurrently) table t", StatementKind::kOutside},
      {"reindex table t", StatementKind::kTransactional},
      {"reindex schema s", StatementKind::kOutside},
      {"vacuum analyze t", StatementKind::kOutside},
      {"alter system set x = 1", StatementKind::kOutside},
      {"create database d", StatementKind::kOutside},
      {"drop database d", StatementKind::kOutside},
      {"alter table t detach partition p concurrently", StatementKind::kOutside},
      {"alter table t detach partition p", StatementKind::kTransactional},
      {"cluster t", StatementKind::kOutside},
  };
  for (const auto& [sql, kind] : cases) EXPECT_EQ(KindOf(sql), kind) << sql;
}

TEST(StatementKindTest, KnowsWhatTakesDataAway) {
  for (const char* sql : {"drop table t", "truncate t", "delete from t", "drop schema s cascade",
                          "alter table t drop column c", "alter table t add a int, drop b"}) {
    EXPECT_TRUE(IsDestructive(sql)) << sql;
  }
  for (const char* sql :
       {"create table t()", "drop policy p on t", "drop index i", "alter table t drop constraint c",
        "alter table t alter c drop not null", "update t set a = 1"}) {
    EXPECT_FALSE(IsDestructive(sql)) << sql;
  }
}

TEST(StatementKindTest, ReadsTheNamesOfAConcurrentIndex) {
  const auto made = ConcurrentIndexOf(
      "create unique index concurrently if not exists \"My i\" on only public.t (a)");
  ASSERT_TRUE(made);
  EXPECT_TRUE(made->create && made->if_clause);
  EXPECT_EQ(made->index, "\"My i\"");
  EXPECT_EQ(made->table, "public.t");
  const auto nameless = ConcurrentIndexOf("create index concurrently on t (a)");
  ASSERT_TRUE(nameless);
  EXPECT_EQ(nameless->index, "");
  EXPECT_EQ(nameless->table, "t");
  const auto dropped = ConcurrentIndexOf("drop index concurrently s.i");
  ASSERT_TRUE(dropped);
  EXPECT_FALSE(dropped->create || dropped->if_clause);
  EXPECT_EQ(dropped->index, "s.i");
  EXPECT_FALSE(ConcurrentIndexOf("create index i on t (a)"));
}

}  // namespace
}  // namespace release::migrations
