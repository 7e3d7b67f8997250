// The compiled Functions of the dashboard, in workerd.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { SERVICE_KEY } from "./api.mjs";
import { Server } from "./server.mjs";
import { ORGANIZATION, PUBLISHABLE_KEY, WORLD } from "./supabase.mjs";
import { World } from "./world.mjs";

const MESSAGES = `/api/worlds/${WORLD}/messages`;

describe("the dashboard's Functions", () => {
  let world;
  before(async () => (world = await World.start()));
  after(() => world.stop());

  const member = (change = {}) => world.supabase.token({ app_metadata: {}, ...change });
  const lastApiRequest = () => world.api.server.requests.at(-1);

  it("TellThePageItsEnvironmentAndNoSecret", async () => {
    const { status, body, headers } = await world.ask("/config.json");
    assert.equal(status, 200);
    assert.deepEqual(body, {
      supabase_url: world.supabase.origin,
      supabase_publishable_key: PUBLISHABLE_KEY,
    });
    assert.equal(headers.get("Cache-Control"), "no-store");
  });

  it("ShowHealthToEverybodyWithThePrefixStripped", async () => {
    const { status, body } = await world.ask("/api/health?verbose=1");
    assert.equal(status, 200);
    assert.equal(body.generation, 42);
    assert.equal(lastApiRequest().target, "/health?verbose=1");
    assert.equal(lastApiRequest().headers.authorization, undefined);
  });

  it("PassOnStatusAndBodyOfAnUnhealthyApi", async () => {
    const good = world.api.health;
    world.api.health = { ...good, status: "unavailable" };
    const { status, body } = await world.ask("/api/health");
    world.api.health = good;
    assert.equal(status, 503);
    assert.equal(body.status, "unavailable");
  });

  it("LetNobodyThroughWithoutAToken", async () => {
    const before = world.api.server.requests.length;
    for (const path of [MESSAGES, "/api/", "/api", "/api/organizations", "/api/health/"]) {
      const { status, code, headers } = await world.ask(path);
      assert.equal(`${status} ${code}`, "401 token_missing", path);
      assert.equal(headers.get("WWW-Authenticate"), "Bearer");
    }
    assert.equal(world.api.server.requests.length, before);
  });

  it("RefuseWrongTokens", async () => {
    const long = "x".repeat(9000);
    const cases = [
      ["token_expired", member({ exp: Math.floor(Date.now() / 1000) - 60 })],
      ["token_invalid", member({ iss: "https://elsewhere.example/auth/v1" })],
      ["token_invalid", member().slice(0, -4)],
      ["token_invalid", long],
    ];
    for (const [expected, token] of cases) {
      const { status, code } = await world.ask(MESSAGES, { token });
      assert.equal(`${status} ${code}`, `401 ${expected}`);
    }
  });

  it("GiveThePersonsMessagesUnderTheServiceKey", async () => {
    const { status, body } = await world.ask(`${MESSAGES}?after=1&limit=200`, { token: member() });
    assert.equal(status, 200);
    assert.deepEqual(body.messages.map((message) => message.position), [2]);
    assert.equal(lastApiRequest().target, `/worlds/${WORLD}/messages?after=1&limit=200`);
    assert.equal(lastApiRequest().headers.authorization, `Bearer ${SERVICE_KEY}`);
  });

  it("AskTheDatabaseAsThePersonWhetherTheWorldIsTheirs", async () => {
    const token = member();
    await world.ask(MESSAGES, { token });
    const asked = world.supabase.server.asked("/rest/v1/worlds").at(-1);
    assert.equal(asked.headers.authorization, `Bearer ${token}`);
    assert.equal(asked.headers.apikey, PUBLISHABLE_KEY);
    assert.equal(asked.query.get("id"), `eq.${WORLD}`);
  });

  it("HideWorldsOfOthersAndRoutesThatAreNotOffered", async () => {
    const before = world.api.server.requests.length;
    const other = WORLD.replace("0a", "0c");
    const paths = [
      `/api/worlds/${other}/messages`,
      `/api/worlds/${WORLD}/messages/x`,
      `/api/worlds/${WORLD}%2fmessages`,
      "/api/organizations",
      "/api/operator/outbox",
    ];
    for (const path of paths) {
      const { status, code } = await world.ask(path, { token: member() });
      assert.equal(`${status} ${code}`, "404 not_found", path);
    }
    assert.equal((await world.ask("/api//example.com/", { token: member() })).status, 404);
    assert.equal(world.api.server.requests.length, before);
  });

  it("OfferTheWorldsOfAnOrganization", async () => {
    await world.ask(`/api/organizations/${ORGANIZATION}/worlds`, { token: member() });
    assert.equal(lastApiRequest().target, `/organizations/${ORGANIZATION}/worlds`);
  });

  it("PostAMessageAsThePersonWhoeverItSaysWroteIt", async () => {
    const { status } = await world.ask(MESSAGES, {
      method: "POST",
      token: member(),
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ body: "Good evening ä", author: "agent", client_token: "t" }),
    });
    assert.equal(status, 201);
    assert.equal(lastApiRequest().headers["content-type"], "application/json");
    assert.deepEqual(JSON.parse(lastApiRequest().body), {
      body: "Good evening ä",
      author: "user",
      client_token: "t",
    });
  });

  it("RefuseAMessageThatIsNone", async () => {
    const post = (body) => world.ask(MESSAGES, { method: "POST", token: member(), body });
    assert.equal((await post("{")).code, "bad_request");
    assert.equal((await post("[]")).code, "bad_request");
    assert.equal((await post(new Uint8Array([0xff, 0xfe]))).code, "bad_request");
    assert.equal((await post(" ".repeat(70_000))).code, "body_too_large");
  });

  it("KeepToThemselvesWhatIsTheSites", async () => {
    const { status } = await world.raw("GET", MESSAGES, {
      Authorization: `Bearer ${member()}`,
      Cookie: "session=1",
      Connection: "close, x-named",
      "X-Named": "dropped",
      "X-Forwarded-For": "10.0.0.1",
      "CF-Connecting-IP": "10.0.0.1",
      "Proxy-Authorization": "Basic x",
      "X-Request-Id": "kept",
    });
    assert.equal(status, 200);
    const { headers } = lastApiRequest();
    for (const name of ["cookie", "x-named", "x-forwarded-for", "cf-connecting-ip", "proxy-authorization"]) {
      assert.equal(headers[name], undefined, name);
    }
    assert.equal(headers["x-request-id"], "kept");
  });

  it("SayWhenSupabaseDoesNotAnswer", async () => {
    const token = member();
    await world.ask(MESSAGES, { token });
    world.supabase.down = true;
    const { status, code } = await world.ask(MESSAGES, { token });
    world.supabase.down = false;
    assert.equal(`${status} ${code}`, "503 access_unknown");
  });

  it("SendEveryPageOfThePortalWithThePolicy", async () => {
    for (const path of ["/", "/sign-in", "/worlds", `/worlds/${WORLD}`]) {
      const answer = await world.site.fetch(path);
      assert.equal(answer.status, 200, path);
      const policy = answer.headers.get("Content-Security-Policy");
      assert.match(policy, /default-src 'none'/);
      assert.ok(policy.includes(`connect-src 'self' ${world.supabase.origin};`), policy);
      assert.doesNotMatch(policy, /unsafe|\*/);
      assert.equal(answer.headers.get("X-Frame-Options"), "DENY");
      assert.match(await answer.text(), /<div id="app">/);
    }
  });

  it("AnswerUnknownPathsWithThePageForThat", async () => {
    for (const path of ["/nothing", "/worlds/1", "/assets/nothing.js", "/_worker.js"]) {
      const answer = await world.site.fetch(path);
      assert.equal(answer.status, 404, path);
      assert.match(await answer.text(), /There is nothing here/);
    }
  });
});

describe("a dashboard that lacks something", () => {
  async function withWorld(change, test) {
    const world = await World.start(change);
    try {
      await test(world);
    } finally {
      await world.stop();
    }
  }

  it("NamesTheSettingThatIsMissing", () =>
    withWorld({ SUPABASE_URL: undefined }, async (world) => {
      const { status, body } = await world.ask("/config.json");
      assert.equal(status, 503);
      assert.match(body.error.message, /SUPABASE_URL is not set/);
    }));

  it("RefusesAnApiThatIsNeitherTlsNorHere", () =>
    withWorld({ API_ORIGIN: "http://example.com" }, async (world) => {
      const { status, body } = await world.ask("/api/health");
      assert.equal(status, 503);
      assert.match(body.error.message, /API_ORIGIN is neither https/);
    }));

  it("SaysThatTheApiCannotBeReached", async () => {
    const gone = await Server.start(() => ({}));
    await gone.stop();
    await withWorld({ API_ORIGIN: gone.origin }, async (world) => {
      const { status, code, body } = await world.ask("/api/health");
      assert.equal(`${status} ${code}`, "502 api_unreachable");
      assert.ok(!body.error.message.includes("127.0.0.1"));
    });
  });

  it("DoesNotFollowRedirectsOfTheApiNorPassItsCookies", async () => {
    const moved = await Server.start(() => ({
      status: 302,
      headers: { Location: "https://example.com/", "Set-Cookie": "a=b" },
    }));
    await withWorld({ API_ORIGIN: moved.origin }, async (world) => {
      const { status, headers } = await world.ask("/api/health");
      assert.equal(status, 302);
      assert.equal(headers.get("Set-Cookie"), null);
    });
    await moved.stop();
  });
});
