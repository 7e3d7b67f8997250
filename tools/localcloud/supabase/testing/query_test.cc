#include "tools/localcloud/supabase/rest/query.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <variant>

namespace release::cloud {
namespace {

using Kind = RestQueryError::Kind;

RestSelect Parsed(std::string_view query) {
  auto parsed = ParseRestQuery(query);
  EXPECT_TRUE(std::holds_alternative<RestSelect>(parsed)) << query;
  return std::holds_alternative<RestSelect>(parsed) ? std::get<RestSelect>(parsed) : RestSelect();
}

std::optional<Kind> Refusal(std::string_view query) {
  const auto parsed = ParseRestQuery(query);
  const auto* error = std::get_if<RestQueryError>(&parsed);
  if (error == nullptr) return std::nullopt;
  return error->kind;
}

TEST(RestQueryTest, ReadsWhatTheDashboardSends) {
  const RestSelect select = Parsed(
      "select=id%2Cname%2Cworlds%28id%2Cname%2Ccreated_at%29&order=name.asc&worlds.order=name.asc");
  ASSERT_EQ(select.items.size(), 3u);
  ASSERT_EQ(select.items[2].embedded.size(), 1u);
  EXPECT_EQ(select.items[2].embedded[0].items.size(), 3u);
  EXPECT_EQ(select.items[2].embedded[0].order.at(0).column, "name");
  EXPECT_EQ(select.order.at(0).column, "name");
}

TEST(RestQueryTest, ReadsFiltersWithQuotesCommasAndNot) {
  const RestSelect select = Parsed(R"(name=not.in.("a,b",c,"d\"e")&id=eq.1.5&x=is.null)");
  ASSERT_EQ(select.filters.size(), 3u);
  EXPECT_TRUE(select.filters[0].negated);
  EXPECT_EQ(select.filters[0].values, (std::vector<std::string>{"a,b", "c", "d\"e"}));
  EXPECT_EQ(select.filters[1].values.at(0), "1.5");
}

TEST(RestQueryTest, TellsWhatIsWrongFromWhatIsNotEmulated) {
  for (const char* wrong : {"select=id,", "select=a(b", "id=foo", "id=is.maybe", "limit=-1",
                            "order=name.up", "select=%zz", "worlds.name=eq.a", "id=in.1"}) {
    EXPECT_EQ(Refusal(wrong), Kind::kMalformed) << wrong;
  }
  for (const char* other : {"or=(a.eq.1,b.eq.2)", "select=a::text", "select=a->b", "select=...b(c)",
                            "select=a!left(b)", "a=fts.x", "a=eq(any).x"}) {
    EXPECT_EQ(Refusal(other), Kind::kNotEmulated) << other;
  }
}

TEST(RestQueryTest, SurvivesTwentyThousandMutatedQueries) {
  const std::string seed =
      "select=id,name,worlds!inner(id,x:name,\"q "
      "t\"(*))&order=a.desc.nullslast&id=in.(\"a\\\",b\",c)"
      "&worlds.limit=3&n=not.like.*x*&o=is.null";
  constexpr char kLetters[] = "(),.:!\"\\*&=%>-+aselct0\x80";
  std::mt19937 random(7);
  int accepted = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string query = seed;
    for (size_t changes = 1 + random() % 6; changes > 0; --changes) {
      const size_t at = random() % query.size();
      const char letter = kLetters[random() % (sizeof kLetters - 1)];
      if (random() % 3 == 0) {
        query[at] = letter;
      } else if (random() % 2 == 0) {
        query.insert(at, 1 + random() % 20, letter);
      } else {
        query.erase(at, random() % 5);
      }
      if (query.empty()) query = "a";
    }
    accepted += std::holds_alternative<RestSelect>(ParseRestQuery(query)) ? 1 : 0;
  }
  EXPECT_GT(accepted, 0);
  EXPECT_LT(accepted, 20000);
}

}  // namespace
}  // namespace release::cloud
