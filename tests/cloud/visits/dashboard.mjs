// The dashboard as it is deployed: Functions, Supabase and the API's container behind it.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { ask, SITES } from "./cloud.mjs";
import { sql } from "./database.mjs";
import { PASSWORD } from "./people.mjs";
import { storedSession, visitsOf } from "./visit.mjs";

describe("the dashboard", () => {
  const visit = visitsOf(SITES.dashboard);
  const { open, signedIn } = visit;

  it("SaysThatThePasswordIsWrongAndLetsOneIn", () =>
    open(async (page) => {
      await page.signIn(visit.people.member.email, "wrong");
      await page.sees("That e-mail address and password do not match.");
      await page.tab.keyboard.type(PASSWORD);
      await page.tab.keyboard.press("Enter");
      await page.element("button", "Sign out");
      await page.sees(visit.people.member.email);
      page.hadProblems("status of 400");
    }));

  it("ShowsTheHealthOfTheContainer", () =>
    signedIn("member", async (page) => {
      await page.sees(visit.release.image_digest.slice("sha256:".length).slice(0, 12));
      await page.sees("Outbox\nwired");
      for (const reason of Object.values(visit.release.details)) await page.sees(reason);
      page.hadProblems();
    }));

  it("ShowsThePersonsWorldsAndNoOthers", () =>
    signedIn(
      "member",
      async (page) => {
        await page.sees(visit.people.organization.name);
        await page.sees(visit.people.world.name);
        assert.ok(!(await page.text()).includes(visit.people.foreign.name));
        page.hadProblems();
      },
      "/worlds",
    ));

  it("BringsAMessageToTheApiWhichHandlesIt", () => {
    const world = visit.people.world.id;
    return signedIn(
      "member",
      async (page) => {
        await page.sees("Nothing was said yet");
        await (await page.element("textbox", "Message to the agent")).type("Where does the fog come from?");
        await page.tab.keyboard.press("Enter");
        await page.sees("Where does the fog come from?");
        // Until the outbox worker in the container has handled its row.
        await page.tab.waitForFunction(
          () => {
            const said = document.querySelector(".messages .user:last-child")?.innerText;
            return said !== undefined && !said.includes("on its way");
          },
          { polling: 100 },
        );
        const [author, generation] = sql(`
          select message.author, row.generation
          from public.agent_messages as message
          join public.agent_threads as thread on thread.id = message.thread_id
          join spectral.outbox as row on row.payload ->> 'message_id' = message.id::text
          where thread.world_id = '${world}' and row.handled_at is not null`).split("|");
        assert.equal(author, "user");
        assert.equal(Number(generation), visit.release.generation);
        page.hadProblems();
      },
      `/worlds/${world}`,
    );
  });

  it("GivesNothingOfAWorldOfOthers", () =>
    signedIn(
      "member",
      async (page) => {
        await page.sees("There is nothing at this path.");
        page.hadProblems("status of 404");
      },
      `/worlds/${visit.people.foreign.id}`,
    ));

  it("StaysSignedInOverAReload", () =>
    signedIn(
      "member",
      async (page) => {
        await page.sees(visit.people.world.name);
        await page.tab.reload();
        await page.sees(visit.people.world.name);
        page.hadProblems();
      },
      "/worlds",
    ));

  it("RenewsASessionWhoseTokenExpired", () =>
    signedIn(
      "member",
      async (page) => {
        await page.sees(visit.people.world.name);
        const { key, session: before } = await storedSession(page);
        await page.tab.evaluate(
          (name, value) => localStorage.setItem(name, value),
          key,
          JSON.stringify({ ...before, expires_at: Math.floor(Date.now() / 1000) - 1 }),
        );
        await page.tab.reload();
        await page.sees(visit.people.world.name);
        const { session: after } = await storedSession(page);
        assert.notEqual(after.refresh_token, before.refresh_token);
        page.hadProblems();
      },
      "/worlds",
    ));

  it("SignsOutAtSupabaseToo", () =>
    signedIn("member", async (page) => {
      const { session } = await storedSession(page);
      await page.click("button", "Sign out");
      await page.element("textbox", "E-mail address");
      assert.equal(await page.tab.evaluate(() => localStorage.length), 0);
      const { session_id: id } = JSON.parse(Buffer.from(session.access_token.split(".")[1], "base64url"));
      assert.equal(sql(`select count(*) from auth.sessions where id = '${id}'`), "0");
      page.hadProblems();
    }));

  it("KeepsItsServiceKeyAndRefusesStrangers", async () => {
    const { status, headers } = await ask(`${SITES.dashboard}/api/worlds/${visit.people.world.id}/messages`);
    assert.equal(status, 401);
    assert.equal(headers["access-control-allow-origin"], undefined);
    const shown = await ask(`${SITES.dashboard}/config.json`);
    assert.deepEqual(Object.keys(JSON.parse(shown.text)).sort(), ["supabase_publishable_key", "supabase_url"]);
  });

  it("ShowsAPageForAddressesThatLeadNowhere", () =>
    open(async (page) => {
      await page.sees("There is nothing here");
      page.hadProblems("status of 404");
    }, "/nothing"));
});
