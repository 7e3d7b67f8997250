// The environment's database, by psql; the password is in no argument.
import { execFileSync } from "node:child_process";

import { fromEnvironment } from "../../sites/environment.mjs";

// Runs statements and returns what the last one that has rows gave, as text. Values come from us alone.
export function sql(statements) {
  const url = new URL(fromEnvironment("DATABASE_URL"));
  return execFileSync("psql", ["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1"], {
    input: statements,
    encoding: "utf8",
    env: {
      PATH: process.env.PATH,
      PGHOST: url.hostname,
      PGPORT: url.port || "5432",
      PGDATABASE: url.pathname.slice(1),
      PGUSER: decodeURIComponent(url.username),
      PGPASSWORD: decodeURIComponent(url.password),
    },
  }).trim();
}
