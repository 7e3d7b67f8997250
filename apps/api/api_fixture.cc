#include "apps/api/api_fixture.h"

#include "supabase/product_schema.h"

namespace spectral {

std::unique_ptr<release::TestPostgres> ApiTest::postgres_;

void ApiTest::SetUpTestSuite() {
  postgres_ = release::TestPostgres::Start();
  ASSERT_NE(postgres_, nullptr);
}

void ApiTest::TearDownTestSuite() { postgres_.reset(); }

void ApiTest::SetUp() {
  ASSERT_NE(postgres_, nullptr);
  static int number = 0;
  database_ = "product_" + std::to_string(++number);
  ASSERT_EQ(CreateProject(*postgres_, database_), "");
}

void ApiTest::TearDown() {
  EXPECT_EQ(postgres_->Execute("postgres", "drop database " + database_ + " with (force)"), "");
}

void ApiTest::Migrate() { ASSERT_EQ(ApplyMigrations(*postgres_, database_), ""); }

void ApiTest::Execute(const std::string& sql) { ASSERT_EQ(postgres_->Execute(database_, sql), ""); }

void ApiTest::MakeProduct() {
  Migrate();
  Execute(
      "insert into organizations (slug, name) values ('acme', 'Acme');"
      "insert into worlds (id, organization_id, name) select '" +
      std::string(kWorld) +
      "', id, 'Harbour' from organizations;"
      "insert into agent_threads (world_id) select id from worlds;");
}

ApiProcess::Variables ApiTest::Variables(int generation) const {
  return {{"DATABASE_URL", postgres_->Dsn(database_)},
          {"SPECTRAL_GENERATION", std::to_string(generation)},
          {"SPECTRAL_SERVICE_KEY", kServiceKey}};
}

void ApiTest::AddMessages(int generation, int count) {
  // A thread for each generation, so that deliveries can be counted apart.
  const std::string number = std::to_string(generation);
  Execute("insert into agent_threads (world_id, slug) select id, 'generation-" + number +
          "' from worlds on conflict do nothing;"
          "with message as (insert into agent_messages (thread_id, author, body)"
          " select t.id, 'user', 'message' from agent_threads t, generate_series(1, " +
          std::to_string(count) + ") where t.slug = 'generation-" + number +
          "' returning id) insert into spectral.outbox (generation, topic, payload) select " +
          number + ", 'agent_message.posted', jsonb_build_object('message_id', id) from message");
}

nlohmann::json ApiTest::WaitForHealth(ApiProcess& api, int status) {
  HttpReply reply;
  const bool reached = Eventually([&] {
    reply = api.Get("/health");
    return reply.status == status;
  });
  EXPECT_TRUE(reached) << reply.status << " " << reply.body << "\n" << api.Stderr();
  return nlohmann::json::parse(reply.body, nullptr, /*allow_exceptions=*/false);
}

}  // namespace spectral
