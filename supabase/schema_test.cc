// The schema through the eyes of each role, on a real PostgreSQL.

#include <string>

#include "gtest/gtest.h"
#include "supabase/product_schema.h"
#include "tests/support/postgres.h"

namespace spectral {
namespace {

constexpr char kAda[] = "00000000-0000-0000-0000-0000000000ad";
constexpr char kBob[] = "00000000-0000-0000-0000-0000000000b0";
constexpr char kCyd[] = "00000000-0000-0000-0000-0000000000cd";

// Two organizations with a world each; Ada owns the first, Bob is a member of the second and one of
// Spectral's operators; Cyd belongs nowhere yet.
constexpr char kPeople[] = R"(
    insert into auth.users (id) values
      ('00000000-0000-0000-0000-0000000000ad'), ('00000000-0000-0000-0000-0000000000b0'),
      ('00000000-0000-0000-0000-0000000000cd');
    insert into organizations (id, slug, name) values
      ('00000000-0000-0000-0000-000000000001', 'first', 'First'),
      ('00000000-0000-0000-0000-000000000002', 'second', 'Second'),
      ('00000000-0000-0000-0000-000000000003', 'spectral', 'Spectral');
    insert into organization_members (organization_id, user_id, role) values
      ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-0000000000ad', 'owner'),
      ('00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-0000000000b0', 'member'),
      ('00000000-0000-0000-0000-000000000003', '00000000-0000-0000-0000-0000000000b0', 'operations');
    insert into worlds (organization_id, name)
      select id, slug || ' world' from organizations where slug in ('first', 'second');)";

class SchemaTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    postgres_ = release::TestPostgres::Start();
    ASSERT_NE(postgres_, nullptr);
    ASSERT_EQ(CreateProject(*postgres_, "product"), "");
    ASSERT_EQ(ApplyMigrations(*postgres_, "product"), "");
    ASSERT_EQ(postgres_->Execute("product", kPeople), "");
  }
  static void TearDownTestSuite() { postgres_.reset(); }

  // The value of `sql` for `role` with the token of `user` ("" = none).
  static std::string As(const std::string& role, const std::string& user, const std::string& sql) {
    const std::string claims =
        user.empty() ? "" : R"({"sub": ")" + user + R"(", "role": "authenticated"})";
    return postgres_->Value("product", "select set_config('request.jwt.claims', '" + claims +
                                           "', true); set local role " + role + "; " + sql);
  }

  static std::unique_ptr<release::TestPostgres> postgres_;
};

std::unique_ptr<release::TestPostgres> SchemaTest::postgres_;

TEST_F(SchemaTest, EveryTableOfOursHasRowLevelSecurity) {
  EXPECT_EQ(postgres_->Value("product", R"(
      select string_agg(oid::regclass::text, ', ') from pg_class
      where relkind = 'r' and relnamespace in ('public'::regnamespace, 'spectral'::regnamespace)
        and not relrowsecurity)"),
            "");
}

TEST_F(SchemaTest, StrangersSeeNothing) {
  EXPECT_EQ(As("anon", "", "select count(*) from organizations"), "0");
  EXPECT_EQ(As("authenticated", "", "select count(*) from worlds"), "0");
  EXPECT_NE(As("anon", "", "select count(*) from spectral.outbox").find("ERROR"),
            std::string::npos);
}

TEST_F(SchemaTest, MembersSeeTheirOwnOrganizationsOnly) {
  EXPECT_EQ(As("authenticated", kAda, "select string_agg(slug, ' ') from organizations"), "first");
  EXPECT_EQ(As("authenticated", kAda, "select string_agg(name, ' ') from worlds"), "first world");
  EXPECT_EQ(As("authenticated", kBob, "select string_agg(name, ' ') from worlds"), "second world");
}

TEST_F(SchemaTest, OnlyOwnersAddMembersAndNobodyMakesAnOperator) {
  const auto add_cyd = [](const char* by, const std::string& organization, const char* role) {
    return As("authenticated", by,
              "insert into organization_members (organization_id, user_id, role) values ('" +
                  organization + "', '" + kCyd + "', '" + role + "') returning 'added'");
  };
  constexpr char kFirst[] = "00000000-0000-0000-0000-000000000001";
  constexpr char kSecond[] = "00000000-0000-0000-0000-000000000002";
  EXPECT_NE(add_cyd(kAda, kFirst, "operations").find("row-level security"), std::string::npos);
  EXPECT_NE(add_cyd(kBob, kSecond, "member").find("row-level security"), std::string::npos);
  EXPECT_EQ(add_cyd(kAda, kFirst, "member"), "added");
}

TEST_F(SchemaTest, TheApiRoleReachesWhatItNeedsAndNoMore) {
  EXPECT_EQ(As("spectral_api", "", "select count(*) from worlds"), "2");
  EXPECT_EQ(As("spectral_api", "",
               "insert into spectral.outbox (generation, topic) values (1, 'a.b') returning topic"),
            "a.b");
  EXPECT_NE(As("spectral_api", "", "delete from spectral.outbox returning id").find("permission"),
            std::string::npos);
  EXPECT_NE(As("spectral_api", "", "select count(*) from auth.users").find("permission"),
            std::string::npos);
}

TEST_F(SchemaTest, TokensCarryTheStrongestRole) {
  const auto role = [](const char* user) {
    return As("supabase_auth_admin", "",
              "select spectral.access_token_claims('{\"user_id\": \"" + std::string(user) +
                  "\", \"claims\": {}}') #>> '{claims,organization_role}'");
  };
  EXPECT_EQ(role(kAda), "owner");
  EXPECT_EQ(role(kBob), "operations");
  EXPECT_EQ(role("00000000-0000-0000-0000-00000000dead"), "");
  EXPECT_NE(
      As("authenticated", kAda, "select spectral.access_token_claims('{}')").find("permission"),
      std::string::npos);
}

TEST_F(SchemaTest, AppMetadataHasTheRoleOfTheTableAndNoOther) {
  const auto metadata = [](const char* user) {
    return As("supabase_auth_admin", "",
              "select spectral.access_token_claims('{\"user_id\": \"" + std::string(user) +
                  "\", \"claims\": {\"app_metadata\": {\"provider\": \"email\", "
                  "\"organization_role\": \"operations\"}}}') #>> '{claims,app_metadata}'");
  };
  EXPECT_EQ(metadata(kAda), R"({"provider": "email", "organization_role": "owner"})");
  EXPECT_EQ(metadata("00000000-0000-0000-0000-00000000dead"), R"({"provider": "email"})");
}

TEST_F(SchemaTest, AProjectHasSupabasesRolesAndSchemas) {
  EXPECT_EQ(postgres_->Value("product", R"(
      select string_agg(wanted, ', ') from unnest(array['anon', 'authenticated', 'service_role',
        'authenticator', 'supabase_admin', 'supabase_auth_admin', 'supabase_storage_admin',
        'dashboard_user', 'pgbouncer']) as wanted where to_regrole(wanted) is null)"),
            "");
  EXPECT_EQ(postgres_->Value("product", R"(
      select string_agg(wanted, ', ') from unnest(array['auth', 'storage', 'extensions',
        'graphql_public', 'realtime', 'vault']) as wanted where to_regnamespace(wanted) is null)"),
            "");
  EXPECT_EQ(As("authenticator", "", "set local role service_role; select current_user"),
            "service_role");
  EXPECT_NE(As("anon", "", "select count(*) from auth.users").find("permission denied"),
            std::string::npos);
  EXPECT_EQ(As("supabase_auth_admin", "",
               "select count(encrypted_password) + count(raw_app_meta_data) from auth.users"),
            "0");
}

TEST_F(SchemaTest, ASecondDatabaseOfTheClusterTakesTheMigrationsToo) {
  ASSERT_EQ(CreateProject(*postgres_, "scratch"), "");
  EXPECT_EQ(ApplyMigrations(*postgres_, "scratch"), "");
  EXPECT_EQ(postgres_->Value("scratch", "select count(*) from pg_index where not indisvalid"), "0");
}

}  // namespace
}  // namespace spectral
