#include "tools/coordinator/postgres/schema.h"

#include <array>
#include <string>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::postgres_state {
namespace {

// Version 1. The record's bytes are the truth; `releases`, `generations` and the columns beside a
// record are an index that the records confirm. `head` is one row, the end of the chain: whoever
// appends holds it. Rows of `leases` stay when nobody holds them, so that a token is never given
// twice.
constexpr std::string_view kFirst = R"sql(
CREATE SCHEMA IF NOT EXISTS release;
COMMENT ON SCHEMA release IS 'State of releases. Kept by the program `release`; not for others.';

CREATE TABLE release.schema_steps (
  version bigint PRIMARY KEY,
  applied timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE release.releases (
  release_id text PRIMARY KEY,
  environment text NOT NULL,
  first_position bigint NOT NULL
);
CREATE INDEX releases_by_age ON release.releases (environment, first_position);

CREATE TABLE release.records (
  position bigint PRIMARY KEY,
  release_id text NOT NULL REFERENCES release.releases (release_id),
  sequence bigint NOT NULL,
  fact integer NOT NULL,
  record bytea NOT NULL,
  sha256 bytea NOT NULL,
  UNIQUE (release_id, sequence)
);
CREATE FUNCTION release.refuse_change() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog
  AS $$ BEGIN RAISE EXCEPTION 'records of releases are only ever added'; END $$;
CREATE TRIGGER records_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON release.records
  FOR EACH STATEMENT EXECUTE FUNCTION release.refuse_change();

CREATE TABLE release.head (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  position bigint NOT NULL,
  sha256 bytea NOT NULL
);
INSERT INTO release.head (position, sha256) VALUES (0, '');

CREATE TABLE release.generations (
  environment text PRIMARY KEY,
  newest bigint NOT NULL
);

CREATE TABLE release.keys (
  name text PRIMARY KEY,
  key bytea NOT NULL
);
INSERT INTO release.keys VALUES ('fingerprint', sha256(
  uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())));

CREATE TABLE release.leases (
  environment text NOT NULL,
  surface text NOT NULL,
  token bigint NOT NULL DEFAULT 0,
  holder text,
  host text,
  boot_id text,
  pid bigint,
  process_start numeric,
  since timestamptz,
  release_id text,
  doing text,
  heartbeat timestamptz,
  expires timestamptz,
  PRIMARY KEY (environment, surface)
);
)sql";

constexpr std::array<std::string_view, 1> kSteps = {kFirst};

// Default privileges of the database may have given away what was just made.
constexpr char kOwnerOnly[] = R"sql(
DO $$
DECLARE
  one text;
BEGIN
  FOR one IN
    SELECT 'PUBLIC' UNION
    SELECT DISTINCT CASE WHEN a.grantee = 0 THEN 'PUBLIC'
                         ELSE quote_ident(pg_get_userbyid(a.grantee)) END
    FROM (SELECT nspacl AS acl, nspowner AS owner FROM pg_namespace WHERE nspname = 'release'
          UNION ALL
          SELECT relacl, relowner FROM pg_class WHERE relnamespace = 'release'::regnamespace
          UNION ALL
          SELECT proacl, proowner FROM pg_proc WHERE pronamespace = 'release'::regnamespace) o,
         aclexplode(o.acl) a
    WHERE a.grantee <> o.owner
  LOOP
    EXECUTE 'REVOKE ALL ON SCHEMA release FROM ' || one;
    EXECUTE 'REVOKE ALL ON ALL TABLES IN SCHEMA release FROM ' || one;
    EXECUTE 'REVOKE ALL ON ALL FUNCTIONS IN SCHEMA release FROM ' || one;
  END LOOP;
END $$
)sql";

// "release" in ASCII. The lock is the transaction's, so that a pooler keeps none of it.
constexpr char kAlone[] = "SELECT pg_advisory_xact_lock(32199642169667429)";

absl::Status Unusable(const Session& session, std::string code, std::string why, std::string fix) {
  return Diagnose(absl::StatusCode::kFailedPrecondition,
                  {.code = std::move(code),
                   .what = Concat("the release state in ", session.target(), " cannot be used"),
                   .why = std::move(why),
                   .fix = std::move(fix)});
}

}  // namespace

std::span<const std::string_view> SchemaSteps() { return kSteps; }

absl::StatusOr<uint64_t> SchemaVersion(Session& session, std::span<const std::string_view> steps) {
  absl::StatusOr<std::vector<Row>> found = session.Query(
      "SELECT to_regclass('release.schema_steps') IS NOT NULL, "
      "EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
      "WHERE n.nspname = 'release')");
  if (!found.ok()) return found.status();
  if (!found->front().True(0)) {
    if (!found->front().True(1)) return 0;
    return Unusable(session, "STATE-FOREIGN",
                    "it has a schema `release` with tables that are not of this program",
                    "keep the state in another database, or rename that schema");
  }
  absl::StatusOr<std::vector<Row>> version =
      session.Query("SELECT coalesce(max(version), 0) FROM release.schema_steps");
  if (!version.ok()) return version.status();
  const uint64_t number = version->front().Number(0);
  if (number <= steps.size()) return number;
  return Unusable(session, "STATE-NEWER",
                  Concat("its schema `release` has version ", number, ", this program knows up to ",
                         steps.size()),
                  "use the version of this repository that released last, or a later one; nothing "
                  "was changed");
}

absl::Status EnsureSchema(Session& session, std::span<const std::string_view> steps) {
  absl::StatusOr<uint64_t> version = SchemaVersion(session, steps);
  if (!version.ok()) return version.status();
  if (*version == steps.size()) return absl::OkStatus();
  absl::StatusOr<Transaction> transaction = Transaction::Begin(session);
  if (!transaction.ok()) return transaction.status();
  if (auto alone = session.Query(kAlone); !alone.ok()) return alone.status();
  version = SchemaVersion(session, steps);  // somebody may have been faster
  if (!version.ok()) return version.status();
  for (uint64_t next = *version; next < steps.size(); ++next) {
    if (absl::Status made = session.Run(std::string(steps[next])); !made.ok()) return made;
    auto noted = session.Query("INSERT INTO release.schema_steps (version) VALUES ($1::bigint)",
                               {Value::Number(next + 1)});
    if (!noted.ok()) return noted.status();
  }
  if (absl::Status closed = session.Run(kOwnerOnly); !closed.ok()) return closed;
  return transaction->Commit();
}

}  // namespace release::postgres_state
