// What operators see of the outbox, on the product's real schema.
#include "apps/api/outbox_view.h"

#include <memory>
#include <string>

#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "supabase/product_schema.h"
#include "tests/support/postgres.h"

namespace spectral {
namespace {

using nlohmann::json;

class OutboxViewTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    postgres_ = release::TestPostgres::Start();
    ASSERT_NE(postgres_, nullptr);
    ASSERT_EQ(CreateProject(*postgres_, "product"), "");
    ASSERT_EQ(ApplyMigrations(*postgres_, "product"), "");
    // Ids 1 to 5.
    ASSERT_EQ(postgres_->Execute("product", R"(
      insert into spectral.outbox (generation, topic, claimed_by, claimed_at, handled_at, failed_at, last_error)
      values (7, 'a.waiting', null, null, null, null, null),
             (7, 'a.claimed', 'worker', now(), null, null, null),
             (8, 'a.handled', null, null, now(), null, null),
             (8, 'a.failed', null, null, null, now(), 'no handler'),
             (8, 'a.waiting', null, null, null, null, null))"),
              "");
  }
  static void TearDownTestSuite() { postgres_.reset(); }

  void SetUp() override { ASSERT_FALSE(session_.Connect()); }

  json List(const std::string& state, int64_t before = 0, int limit = 50) {
    return Parse(ListOutboxRows(session_, state, before, limit));
  }

  static json Parse(const DbResult& result) {
    if (!result.ok()) ADD_FAILURE() << result.error().message;
    return result.ok() ? json::parse(result.Get(0, 0)) : json();
  }

  static json Column(const json& rows, const char* name) {
    json values = json::array();
    for (const json& row : rows) values.push_back(row.at(name));
    return values;
  }

  inline static std::unique_ptr<release::TestPostgres> postgres_;
  DbSession session_{DbTarget{.url = postgres_->Dsn("product")}};
};

TEST_F(OutboxViewTest, RowsComeNewestFirstWithTheirState) {
  const json rows = List("");
  EXPECT_EQ(Column(rows, "id"), json({5, 4, 3, 2, 1}));
  EXPECT_EQ(Column(rows, "state"), json({"waiting", "failed", "handled", "claimed", "waiting"}));
  EXPECT_EQ(rows[1].at("last_error"), "no handler");
  EXPECT_EQ(rows[3].at("claimed_by"), "worker");
  EXPECT_FALSE(rows[0].contains("payload"));
}

TEST_F(OutboxViewTest, AStateSelectsItsRows) {
  EXPECT_EQ(Column(List("waiting"), "id"), json({5, 1}));
  EXPECT_EQ(Column(List("claimed"), "id"), json({2}));
  EXPECT_EQ(Column(List("handled"), "id"), json({3}));
  EXPECT_EQ(Column(List("failed"), "id"), json({4}));
}

TEST_F(OutboxViewTest, PagesFollowEachOther) {
  EXPECT_EQ(Column(List("", 0, 2), "id"), json({5, 4}));
  EXPECT_EQ(Column(List("", 4, 2), "id"), json({3, 2}));
  EXPECT_EQ(List("", 1), json::array());
}

TEST_F(OutboxViewTest, GenerationsAreCountedNewestFirst) {
  const json generations = Parse(CountOutboxGenerations(session_));
  EXPECT_EQ(Column(generations, "generation"), json({8, 7}));
  EXPECT_EQ(Column(generations, "waiting"), json({1, 1}));
  EXPECT_EQ(Column(generations, "claimed"), json({0, 1}));
  EXPECT_EQ(Column(generations, "handled"), json({1, 0}));
  EXPECT_EQ(Column(generations, "failed"), json({1, 0}));
}

TEST_F(OutboxViewTest, OnlyTheFourStatesAreStates) {
  EXPECT_TRUE(IsOutboxState("waiting") && IsOutboxState("claimed") && IsOutboxState("handled") &&
              IsOutboxState("failed"));
  EXPECT_FALSE(IsOutboxState("") || IsOutboxState("Waiting") || IsOutboxState("all"));
}

}  // namespace
}  // namespace spectral
