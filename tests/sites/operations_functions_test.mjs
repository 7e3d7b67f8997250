// The compiled Functions of the operations portal, in workerd: who passes the gate, and who does not.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { SERVICE_KEY } from "./api.mjs";
import { hs256Token, claims, SigningKey, unsignedToken } from "./tokens.mjs";
import { World } from "./world.mjs";

const now = () => Math.floor(Date.now() / 1000);
// As a browser follows a link.
const navigate = (world, path, headers = {}) =>
  world.raw("GET", path, { Accept: "text/html", "Sec-Fetch-Mode": "navigate", ...headers });

describe("the gate of operations", () => {
  let world;
  before(async () => (world = await World.start()));
  after(() => world.stop());

  const status = async (token, path = "/operator/health") => {
    const answer = await world.ask(path, { token });
    return answer.code === undefined ? String(answer.status) : `${answer.status} ${answer.code}`;
  };

  it("LetsStaffThroughToTheApi", async () => {
    const { status, body } = await world.ask("/operator/generations?x=1", { token: world.supabase.token() });
    assert.equal(status, 200);
    assert.equal(body.current, 42);
    const asked = world.api.server.requests.at(-1);
    assert.equal(asked.target, "/operator/generations?x=1");
    assert.equal(asked.headers.authorization, `Bearer ${SERVICE_KEY}`);
  });

  it("PassesOnMethodAndBody", async () => {
    await world.ask("/operator/rows/7", {
      method: "PUT",
      token: world.supabase.token(),
      headers: { "Content-Type": "application/json" },
      body: '{"again": true}',
    });
    const asked = world.api.server.requests.at(-1);
    assert.equal(`${asked.method} ${asked.target} ${asked.body}`, 'PUT /operator/rows/7 {"again": true}');
  });

  it("RefusesEverythingThatIsNotPublicWithoutAToken", async () => {
    const before = world.api.server.requests.length;
    for (const path of ["/", "/outbox", "/generations", "/operator/health", "/operator", "/nothing"]) {
      assert.equal(await status(undefined, path), "401 token_missing", path);
    }
    for (const path of ["/sign-in/", "/sign-in/x", "/assetsx", "//assets/x", "/config.json/x"]) {
      assert.equal(await status(undefined, path), "401 token_missing", path);
    }
    assert.equal(world.api.server.requests.length, before);
  });

  it("LeavesPublicRoutesOpen", async () => {
    for (const path of ["/sign-in", "/config.json", "/robots.txt"]) {
      assert.equal((await world.site.fetch(path)).status, 200, path);
    }
    const page = await (await world.site.fetch("/sign-in")).text();
    const script = /src="(\/assets\/[^"]+)"/.exec(page)[1];
    const answer = await world.site.fetch(script);
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get("Cache-Control"), /immutable/);
  });

  it("OpensPublicRoutesForReadingOnly", async () => {
    assert.equal((await world.ask("/sign-in", { method: "POST" })).code, "token_missing");
  });

  const wrong = {
    AnExpiredToken: ["401 token_expired", (s) => s.token({ exp: now() - 30 })],
    ATokenThatIsNotValidYet: ["401 token_invalid", (s) => s.token({ nbf: now() + 300 })],
    ATokenOfAnotherIssuer: ["401 token_invalid", (s) => s.token({ iss: "https://evil.example/auth/v1" })],
    ATokenForAnotherAudience: ["401 token_invalid", (s) => s.token({ aud: "anon" })],
    ATokenWithoutExpiry: ["401 token_invalid", (s) => s.token({ exp: undefined })],
    ATokenWithoutSubject: ["401 token_invalid", (s) => s.token({ sub: undefined })],
    AnUnsignedToken: ["401 token_invalid", (s) => unsignedToken(claims(s.origin))],
    AnUnsignedTokenWithAKeyId: [
      "401 token_invalid",
      (s) => s.key.token(claims(s.origin), { alg: "none" }),
    ],
    AnHs256TokenSignedWithThePublicKey: [
      "401 token_invalid",
      (s) => hs256Token(claims(s.origin), s.key.kid, s.key.publicKey.export({ type: "spki", format: "pem" })),
    ],
    ATokenOfAnotherKeyUnderAKnownKeyId: [
      "401 token_invalid",
      (s) => new SigningKey("ES256", s.key.kid).token(claims(s.origin)),
    ],
    ATokenWhoseHeaderBringsItsOwnKey: [
      "401 token_invalid",
      (s) => {
        const key = new SigningKey();
        return key.token(claims(s.origin), { kid: s.key.kid, jwk: key.jwk() });
      },
    ],
    ATokenWithAChangedPayload: [
      "401 token_invalid",
      (s) => {
        const [header, , signature] = s.token({ app_metadata: {} }).split(".");
        const payload = Buffer.from(JSON.stringify(claims(s.origin))).toString("base64url");
        return `${header}.${payload}.${signature}`;
      },
    ],
    ATokenWithAnUnknownCriticalHeader: [
      "401 token_invalid",
      (s) => s.key.token(claims(s.origin), { crit: ["x"], x: 1 }),
    ],
    NoTokenAtAll: ["401 token_invalid", () => "not-a-token"],
    AMember: ["403 forbidden", (s) => s.token({ app_metadata: { organization_role: "member" } })],
    AnOwner: ["403 forbidden", (s) => s.token({ app_metadata: { organization_role: "owner" } })],
    SomeoneWithoutARole: ["403 forbidden", (s) => s.token({ app_metadata: {} })],
    SomeoneWithoutAppMetadata: ["403 forbidden", (s) => s.token({ app_metadata: undefined })],
    AListOfRoles: ["403 forbidden", (s) => s.token({ app_metadata: { organization_role: ["operations"] } })],
    ARoleInUserMetadata: [
      "403 forbidden",
      (s) => s.token({ app_metadata: {}, user_metadata: { organization_role: "operations" } }),
    ],
    ARoleAtTheTopOfTheToken: [
      "403 forbidden",
      (s) => s.token({ app_metadata: {}, organization_role: "operations", role: "operations" }),
    ],
  };
  for (const [name, [expected, make]] of Object.entries(wrong)) {
    it(`Refuses${name}`, async () => {
      const before = world.api.server.requests.length;
      assert.equal(await status(make(world.supabase)), expected);
      assert.equal(world.api.server.requests.length, before);
    });
  }

  it("AllowsTheClocksToDifferALittle", async () => {
    assert.equal(await status(world.supabase.token({ exp: now() - 2, nbf: now() + 2 })), "200");
  });

  it("AcceptsRsaKeysToo", async () => {
    const rsa = new SigningKey("RS256");
    world.supabase.published.push(rsa);
    assert.equal(await status(rsa.token(claims(world.supabase.origin))), "200");
  });

  it("SendsNavigationToTheSignInPageAndBack", async () => {
    const answer = await navigate(world, "/outbox?state=failed");
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.location, "/sign-in?next=%2Foutbox%3Fstate%3Dfailed");
    assert.equal(answer.headers["cache-control"], "no-store");
    assert.equal((await navigate(world, "/")).headers.location, "/sign-in");
  });

  it("TurnsATokenIntoACookieForNavigation", async () => {
    const token = world.supabase.token();
    const { status, headers } = await world.ask("/session", { method: "POST", token });
    assert.equal(status, 200);
    const cookie = headers.get("Set-Cookie");
    for (const part of ["__Host-operations=", "Path=/", "Secure", "HttpOnly", "SameSite=Strict", "Max-Age="]) {
      assert.ok(cookie.includes(part), cookie);
    }
    const page = await navigate(world, "/outbox", { Cookie: cookie.split(";")[0] });
    assert.equal(page.status, 200);
    assert.match(page.headers["content-security-policy"], /frame-ancestors 'none'/);
    assert.equal((await world.ask("/operator/health", { headers: { Cookie: cookie.split(";")[0] } })).status, 200);
  });

  it("GivesNoCookieToThoseWhoMayNotPass", async () => {
    const member = world.supabase.token({ app_metadata: { organization_role: "member" } });
    for (const [token, expected] of [[member, 403], [undefined, 401], ["x", 401]]) {
      const { status, headers } = await world.ask("/session", { method: "POST", token });
      assert.equal(status, expected);
      assert.equal(headers.get("Set-Cookie"), null);
    }
    const cookie = `__Host-operations=${world.supabase.token()}`;
    assert.equal((await world.ask("/session", { method: "POST", headers: { Cookie: cookie } })).status, 401);
  });

  it("TakesTheCookieForReadingOnlyAndNotFromOtherSites", async () => {
    const headers = { Cookie: `__Host-operations=${world.supabase.token()}` };
    const posted = await world.ask("/operator/rows/7", { method: "POST", headers, body: "{}" });
    assert.equal(`${posted.status} ${posted.code}`, "401 token_missing");
    const foreign = await navigate(world, "/outbox", { ...headers, "Sec-Fetch-Site": "cross-site" });
    assert.equal(foreign.status, 303);
  });

  it("EndsTheCookie", async () => {
    const { headers } = await world.ask("/session", { method: "DELETE" });
    assert.match(headers.get("Set-Cookie"), /^__Host-operations=; .*Max-Age=0$/);
  });

  it("ShowsPeopleOfTheWrongRoleAPageThatSaysSo", async () => {
    const member = world.supabase.token({ app_metadata: { organization_role: "member" } });
    const page = await navigate(world, "/outbox", { Cookie: `__Host-operations=${member}` });
    assert.equal(page.status, 403);
    assert.match(page.text, /Not for this account/);
    assert.match(page.headers["content-security-policy"], /default-src 'none'/);
  });

  it("NeverSendsTheTokenToTheApi", async () => {
    const token = world.supabase.token();
    await world.ask("/operator/health", { token, headers: { Cookie: `__Host-operations=${token}` } });
    const { headers } = world.api.server.requests.at(-1);
    assert.ok(!JSON.stringify(headers).includes(token));
  });
});

describe("the keys of the project", () => {
  let world;
  before(async () => (world = await World.start()));
  after(() => world.stop());
  const status = async (token) => (await world.ask("/operator/health", { token })).status;

  it("AreFetchedOnceForManyRequests", async () => {
    for (let i = 0; i < 5; i++) assert.equal(await status(world.supabase.token()), 200);
    assert.equal(world.supabase.jwksRequests(), 1);
  });

  it("AreFetchedAgainWhenAKeyIsNew", async () => {
    const old = world.supabase.token();
    world.supabase.rotate();
    assert.equal(await status(world.supabase.token()), 200);
    assert.equal(world.supabase.jwksRequests(), 2);
    assert.equal(await status(old), 401, "a withdrawn key must not serve");
    assert.equal(world.supabase.jwksRequests(), 3);
  });

  it("AreNotFetchedForEveryInventedKeyId", async () => {
    const before = world.supabase.jwksRequests();
    const invented = () => new SigningKey().token(claims(world.supabase.origin));
    for (let i = 0; i < 10; i++) assert.equal(await status(invented()), 401);
    assert.ok(world.supabase.jwksRequests() - before <= 2, String(world.supabase.jwksRequests() - before));
    assert.equal(await status(world.supabase.token()), 200);
  });

  it("ServeOnWhileTheProjectIsDown", async () => {
    world.supabase.down = true;
    assert.equal(await status(world.supabase.token()), 200);
    world.supabase.down = false;
  });
});

describe("a project whose keys cannot be had", () => {
  let world;
  before(async () => {
    world = await World.start();
    world.supabase.down = true;
  });
  after(() => world.stop());

  it("LetsNobodyIn", async () => {
    const { status, code, headers } = await world.ask("/operator/health", { token: world.supabase.token() });
    assert.equal(`${status} ${code}`, "503 access_unknown");
    assert.equal(headers.get("Retry-After"), "5");
    assert.equal(world.api.server.requests.length, 0);
  });

  it("ShowsPeopleAPageThatSaysSo", async () => {
    const page = await navigate(world, "/", { Cookie: `__Host-operations=${world.supabase.token()}` });
    assert.equal(page.status, 503);
    assert.match(page.text, /Access cannot be checked/);
  });

  it("RecoversByItself", async () => {
    world.supabase.down = false;
    assert.equal((await world.ask("/operator/health", { token: world.supabase.token() })).status, 200);
  });
});
