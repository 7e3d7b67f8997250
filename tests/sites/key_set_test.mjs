// When a project's keys are fetched: by the test's own clock.
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { pathToFileURL } from "node:url";

import { Supabase } from "./supabase.mjs";
import { SigningKey } from "./tokens.mjs";
import { fromEnvironment } from "./environment.mjs";

const { KeySet, KeysUnavailable } = await import(pathToFileURL(fromEnvironment("MODULE")));

const SECOND = 1000;
const MINUTE = 60 * SECOND;

describe("a set of keys", () => {
  let supabase, set, now;
  beforeEach(async () => {
    supabase = await Supabase.start();
    now = 1_700_000_000_000;
    set = new KeySet(new URL("/auth/v1/.well-known/jwks.json", supabase.origin), () => now);
  });
  afterEach(() => supabase.server.stop());

  const find = (key = supabase.key) => set.find({ alg: key.alg, kid: key.kid }, {});
  const fetches = () => supabase.jwksRequests();

  it("IsFetchedAgainAfterTenMinutes", async () => {
    await find();
    now += 10 * MINUTE - 1;
    await find();
    assert.equal(fetches(), 1);
    now += 1;
    await find();
    assert.equal(fetches(), 2);
  });

  it("FindsANewKeyAtOnce", async () => {
    await find();
    await find(supabase.rotate());
    assert.equal(fetches(), 2);
  });

  it("FetchesOnceForAKeyThatIsUnknownAtTheStart", async () => {
    await assert.rejects(find(new SigningKey()), { code: "ERR_JWKS_NO_MATCHING_KEY" });
    assert.equal(fetches(), 1);
  });

  it("FetchesThreeTimesForInventedKeysAndThenOnceInThirtySeconds", async () => {
    await find();
    for (let i = 0; i < 8; i++) await assert.rejects(find(new SigningKey()));
    assert.equal(fetches(), 1 + 3);
    now += 30 * SECOND;
    for (let i = 0; i < 3; i++) await assert.rejects(find(new SigningKey()));
    assert.equal(fetches(), 1 + 3 + 1);
    now += 24 * 60 * MINUTE;
    await find();
    for (let i = 0; i < 8; i++) await assert.rejects(find(new SigningKey()));
    assert.equal(fetches(), 1 + 3 + 1 + 1 + 3);
  });

  it("ServesForAnHourWhileTheProjectIsDownAndAsksOnceInFifteenSeconds", async () => {
    await find();
    supabase.down = true;
    now += 10 * MINUTE;
    for (let i = 0; i < 5; i++) await find();
    assert.equal(fetches(), 2);
    now += 15 * SECOND;
    await find();
    assert.equal(fetches(), 3);
    now += 50 * MINUTE;
    await assert.rejects(find(), KeysUnavailable);
    supabase.down = false;
    await find();
  });

  it("SaysThatThereAreNoKeysWhenTheAnswerIsNone", async () => {
    supabase.published = { map: () => "no list" };
    await assert.rejects(find(), KeysUnavailable);
  });
});
