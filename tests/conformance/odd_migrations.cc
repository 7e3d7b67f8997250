#include "tests/conformance/odd_migrations.h"

#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_replace.h"
#include "tools/base/text.h"

namespace release {
namespace {

constexpr int64_t kFirstVersion = 20260101000001;

std::string NameOf(size_t number) {
  return Concat(kFirstVersion + static_cast<int64_t>(number), "_odd_", number, ".sql");
}

// `?` becomes a number that is used once.
const std::vector<std::string> kStatements = {
    "select 1",
    "select 'a;b''c'",
    "select E'\\';\\\\'",
    "select e'a'\n  'b\\';'",
    "select $$x;y$$, $t1$ $$;$$ $t1$",
    "select U&'\\0061;', \"a;\"\"b\" from (select 1 as \"a;\"\"b\") q",
    "select 1e5, .5, 1::text, '{\"a\":1}'::jsonb ->> 'a', 5 - -3, @ -2",
    "select case when true then 1 else 2 end, (select 1 where 1=1)",
    "create table f? (id int, \"begin\" int, \"end;\" text default ';')",
    "create function f?(a int) returns int language sql as $fn$ select 1; select 2 $fn$",
    "create function f?(a int) returns int language sql begin atomic select case when a=1 then "
    "(case "
    "when true then 2 end) end; select ';end;'; /* end; */ select 3 as end; end",
    "CREATE OR REPLACE FUNCTION \"f;?\"() RETURNS int LANGUAGE sql BEGIN ATOMIC\n SELECT 1;\nEND",
    "create procedure p?() language plpgsql as 'begin perform 1; end'",
    "create function f?() returns int return 7",
    "do $do$ begin if true then perform 1; end if; end $do$",
    "select 1 -- tail; comment\n, 2",
    "select 1 /* in; /* nested; */ ; */ , 2",
    "select '\xC3\xA9;\xE2\x82\xAC' as \"\xC3\xBC;\"",
    "values (1,';'),(2,'--;'),(3,'/*')",
    "select B'101', X'1F', N'n;', 1 as a$b",
    "select 1 as begin, 2 as end, 3 as atomic",
    "prepare s? as select $1::int",
};
const std::vector<std::string> kSeparators = {
    ";",         ";;",       "; ;",      " ;\n",      ";\n\n",           "\n;",
    ";\r\n",     ";\t",      ";-- c;\n", ";/* c; */", ";\n-- only;\n\n", ";\n/* a */ /* b; */\n",
    ";\x0b\x0c", ";-- c\r\n"};
const std::vector<std::string> kBeginnings = {
    "",        "\n", " ", "-- lead\n", "/* lead; */", "\xEF\xBB\xBF", "\t\r\n", "-- a\n-- b;\n",
    "\xC2\xA0"};
const std::vector<std::string> kEnds = {"", "select 8", "\n-- end", "/* end; */", "  ", "--"};

}  // namespace

MigrationFiles OddMigrations() {
  const std::string texts[] = {
      "",
      " \n\n",
      "-- only a comment\n",
      "select 1;\n\nselect 2;\n-- trailing\n",
      "select 1; ; ;; select 2;;\n",
      "/* a /* b; */ c; */ select 1; select 'x;''y'; select \"a;b\" from (select 1 as \"a;b\") "
      "t;\n",
      "select E'it\\'s; ok'; select U&'d\\0061t;a'; select 'back\\'; select e'a\\\\'; select 2;",
      "do $$ begin perform 1; end $$; do $a_1$ begin perform '$$;'; end $a_1$; select 3",
      "create function f9(a int) returns int language sql begin atomic select 1; select case when "
      "a=1 then 2 else 3 end; end; select 9;",
      "create function f10() returns int language sql begin atomic select 1 as end; end; select 3;",
      "create or replace procedure p11() language sql BEGIN\n ATOMIC end; select 11;",
      "\xEF\xBB\xBFselect\r\n1;\r\nselect 2;\r\n",
      "select 1 -- c;\n+ 1;\n/* x */;\nselect 2; -- same line\nselect 3;",
      "select 'a'\n'b;'; create table t14(begin_at int, atomic int); select 'begin atomic';",
      "select 1 as a$b$c; select 2 as d$b$;select 19;",
      "select '\xC3\xA9\xE2\x82\xAC;\"{},'; select 21;\x0c\x0b \nselect 222;",
      "create rule r17 as on insert to t14 do also (select 1; select 2); select 23;",
      "select $$a;b$$||$q$;$$;$q$; select 27;",
      "\xC2\xA0 -- nb\nselect 4;\xC2\xA0",
      "create index concurrently if not exists i20 on t14 (atomic); -- done\n",
      "drop index concurrently if exists i20",
      "create type e22 as enum('begin','atomic'); create table c22(\"end\" int, e e22);",
  };
  MigrationFiles files;
  for (const std::string& text : texts) {
    files.emplace_back(
        Concat(20260101000001 + static_cast<int64_t>(files.size()), "_odd_", files.size(), ".sql"),
        text);
  }
  return files;
}

MigrationFiles RandomMigrations(int count, uint32_t seed) {
  std::mt19937 random(seed);
  const auto one_of = [&](const std::vector<std::string>& texts) {
    return texts[random() % texts.size()];
  };
  MigrationFiles files;
  int unique = 0;
  for (int i = 0; i < count; ++i) {
    std::string text = one_of(kBeginnings);
    for (auto statements = random() % 7; statements > 0; --statements) {
      text += absl::StrReplaceAll(one_of(kStatements), {{"?", std::to_string(++unique)}});
      text += one_of(kSeparators);
    }
    files.emplace_back(NameOf(files.size()), text + one_of(kEnds));
  }
  return files;
}

}  // namespace release
