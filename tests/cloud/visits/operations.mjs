// The operations portal as it is deployed: its gate, and the API's operator pages behind it.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";

import { ask, order, SITES } from "./cloud.mjs";
import { sql } from "./database.mjs";
import { PASSWORD, tokenOf } from "./people.mjs";
import { storedSession, visitsOf } from "./visit.mjs";

describe("the operations portal", () => {
  const visit = visitsOf(SITES.operations);
  const { open, signedIn } = visit;
  let worker;

  // A row that the API's container handled: what the portal has to show.
  before(async () => {
    const { world } = visit.people;
    const { status, text } = await ask(`${SITES.dashboard}/api/worlds/${world.id}/messages`, {
      method: "POST",
      headers: {
        Authorization: `Bearer ${await tokenOf(visit.people.member)}`,
        "Content-Type": "application/json",
      },
      body: JSON.stringify({ body: "Is the ferry late?" }),
    });
    assert.equal(status, 201, text);
    worker = `generation-${visit.release.generation}-pid-`;
  });

  const claims = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url"));
  const keyOf = (token) => JSON.parse(Buffer.from(token.split(".")[0], "base64url")).kid;

  it("LeadsStrangersToTheSignInPageAndThenWhereTheyWanted", () =>
    open(async (page) => {
      await page.reaches("/sign-in?next=%2Foutbox");
      await page.signIn(visit.people.staff.email, PASSWORD);
      await page.reaches("/outbox");
      // Written by a person at the dashboard, handled in the container, shown to staff.
      await page.sees("agent_message.posted");
      await page.sees(worker);
      page.hadProblems();
    }, "/outbox"));

  it("RefusesAPasswordThatIsWrong", () =>
    open(async (page) => {
      await page.signIn(visit.people.staff.email, "wrong");
      await page.sees("That e-mail address and password do not match.");
      await page.reaches("/sign-in");
      page.hadProblems("status of 400");
    }));

  it("TellsAMemberThatThisIsNotForThem", () =>
    open(async (page) => {
      await page.signIn(visit.people.member.email, PASSWORD);
      await page.sees("This account does not belong to operations.");
      assert.deepEqual(await page.tab.cookies(), []);
      page.hadProblems("status of 403");
    }));

  it("ShowsAPageToTheWrongRole", () =>
    open(async (page) => {
      const token = await tokenOf(visit.people.member);
      assert.equal(claims(token).app_metadata.organization_role, "owner");
      await page.tab.setCookie({
        name: "__Host-operations",
        value: token,
        url: SITES.operations,
        secure: true,
        httpOnly: true,
        sameSite: "Strict",
      });
      const answer = await page.tab.goto(`${SITES.operations}/generations`);
      assert.equal(answer.status(), 403);
      await page.sees("Not for this account");
      page.hadProblems("status of 403");
    }, "/sign-in"));

  it("ShowsStatusAndGenerationsToStaff", () =>
    signedIn("staff", async (page) => {
      await page.sees(visit.release.image_digest.slice("sha256:".length).slice(0, 12));
      await page.click("link", "Generations");
      await page.reaches("/generations");
      await page.sees("running");
      const row = await page.tab.$$eval("tbody tr", (rows) =>
        rows.map((each) => each.innerText.split(/\s+/)).find((cells) => cells.includes("running")),
      );
      const handled = sql(`
        select count(*) from spectral.outbox
        where generation = ${visit.release.generation} and handled_at is not null`);
      assert.deepEqual([row[0], row[4]], [String(visit.release.generation), handled]);
      page.hadProblems();
    }));

  it("AnswersProgramsByTheirRole", async () => {
    const generations = async (token) => {
      const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
      const answer = await ask(`${SITES.operations}/operator/generations`, { headers });
      return { status: answer.status, body: JSON.parse(answer.text) };
    };
    assert.equal((await generations()).status, 401);
    const forbidden = await generations(await tokenOf(visit.people.member));
    assert.deepEqual([forbidden.status, forbidden.body.error.code], [403, "forbidden"]);
    const { status, body } = await generations(await tokenOf(visit.people.staff));
    assert.deepEqual([status, body.current], [200, visit.release.generation]);
  });

  it("LetsPeopleInBeforeAndAfterTheKeysRotate", () =>
    signedIn("staff", async (page) => {
      const { session: old } = await storedSession(page);
      await order("POST", "/supabase/keys");
      // The session of before, whose key is still published.
      await page.tab.goto(`${SITES.operations}/generations`);
      await page.sees("running");
      // Sessions of the new key.
      await signedIn(
        "staff",
        async (other) => {
          const { session } = await storedSession(other);
          assert.notEqual(keyOf(session.access_token), keyOf(old.access_token));
          await other.sees("running");
          other.hadProblems();
        },
        "/generations",
      );
      await order("DELETE", "/supabase/keys/old");
      await signedIn("staff", async (other) => {
        await other.sees("Outbox\nwired");
        other.hadProblems();
      });
      page.hadProblems();
    }));

  it("SignsOutAtTheGateToo", () =>
    signedIn("staff", async (page) => {
      await page.click("button", "Sign out");
      await page.reaches("/sign-in");
      assert.deepEqual(await page.tab.cookies(), []);
      await page.tab.goto(`${SITES.operations}/generations`);
      await page.reaches("/sign-in?next=%2Fgenerations");
      page.hadProblems();
    }));
});
