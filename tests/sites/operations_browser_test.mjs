// The operations portal in Chromium.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";

import { outboxRow } from "./api.mjs";
import { claims } from "./tokens.mjs";
import { visits } from "./visits.mjs";
import { PASSWORD, World } from "./world.mjs";

describe("the operations portal", () => {
  const visit = visits();
  const { open, signedIn } = visit;
  before(() => {
    visit.world.api.rows = [
      outboxRow(7, "waiting"),
      outboxRow(6, "claimed"),
      outboxRow(5, "failed", { attempts: 5, last_error: "no handler for this topic" }),
      outboxRow(4, "handled"),
    ];
  });

  it("LeadsStrangersToTheSignInPageAndThenWhereTheyWanted", () =>
    open(async (page) => {
      await page.reaches("/sign-in?next=%2Foutbox");
      await page.isAccessible();
      await page.signIn("ada@example.com", PASSWORD);
      await page.reaches("/outbox");
      await page.sees("no handler for this topic");
      page.hadProblems();
    }, "/outbox"));

  it("RefusesAPasswordThatIsWrong", () =>
    open(async (page) => {
      await page.signIn("ada@example.com", "wrong");
      await page.sees("That e-mail address and password do not match.");
      await page.reaches("/sign-in");
      page.hadProblems("400 (Bad Request)");
    }));

  it("TellsAMemberThatThisIsNotForThem", () =>
    open(async (page) => {
      await page.signIn("mel@example.com", PASSWORD);
      await page.sees("This account does not belong to operations.");
      assert.equal(await page.tab.evaluate(() => localStorage.length), 0);
      assert.deepEqual(await page.tab.cookies(), []);
      await page.isAccessible();
      page.hadProblems("403");
    }));

  it("GoesNowhereElseAfterSigningIn", () =>
    open(async (page) => {
      await page.signIn("ada@example.com", PASSWORD);
      await page.reaches("/");
      await page.sees("Working, with limits");
      page.hadProblems();
    }, "/sign-in?next=%2F%2Fexample.com%2F"));

  it("KeepsTheTokenOfNavigationFromScripts", () =>
    signedIn(async (page) => {
      assert.equal(await page.tab.evaluate(() => document.cookie), "");
      const [cookie] = await page.tab.cookies();
      assert.equal(cookie.name, "__Host-operations");
      assert.ok(cookie.httpOnly && cookie.secure);
      assert.equal(cookie.sameSite, "Strict");
    }));

  it("ShowsStatusOutboxAndGenerations", () =>
    signedIn(async (page) => {
      await page.sees("LLM_API_KEY is not set");
      await page.isAccessible();
      await page.click("link", "Outbox");
      await page.reaches("/outbox");
      await page.sees("no handler for this topic");
      await page.isAccessible();
      await page.click("link", "Generations");
      await page.reaches("/generations");
      await page.sees("2 left behind");
      await page.isAccessible();
      page.hadProblems();
    }));

  it("FiltersTheOutboxWithTheKeyboard", () =>
    signedIn(async (page) => {
      await page.sees("no handler for this topic");
      await page.tab.focus("input[name=state]:checked");
      for (let i = 0; i < 3; i++) await page.tab.keyboard.press("ArrowRight");
      await page.tab.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);
      await page.sees("no handler for this topic");
      assert.equal(visit.world.api.server.asked("/operator/outbox").at(-1).query.get("state"), "failed");
      page.hadProblems();
    }, "/outbox"));

  it("SignsOutAtTheGateToo", () =>
    signedIn(async (page) => {
      await page.click("button", "Sign out");
      await page.reaches("/sign-in");
      assert.deepEqual(await page.tab.cookies(), []);
      await page.tab.goto(`${visit.world.site.origin}/generations`);
      await page.reaches("/sign-in?next=%2Fgenerations");
      page.hadProblems();
    }));

  it("LooksAgainWhenTheCookieEndedBeforeTheSession", () =>
    signedIn(async (page) => {
      await page.tab.evaluate(() => sessionStorage.clear());
      await page.tab.deleteCookie(...(await page.tab.cookies()));
      await page.tab.goto(`${visit.world.site.origin}/generations`);
      await page.reaches("/generations");
      await page.sees("2 left behind");
      page.hadProblems();
    }));

  it("IsAccessibleInDarkAndFitsATelephone", () =>
    signedIn(
      async (page) => {
        await page.sees("no handler for this topic");
        await page.isAccessible();
        await page.fits();
        await page.click("link", "Generations");
        await page.sees("2 left behind");
        await page.isAccessible();
        await page.fits();
        page.hadProblems();
      },
      "/outbox",
      { scheme: "dark", width: 360, height: 700 },
    ));

  it("SaysWhenAccessCannotBeChecked", async () => {
    const stranger = await World.start();
    stranger.supabase.down = true;
    const page = await visit.browser.open(`${stranger.site.origin}/sign-in`);
    await page.signIn("ada@example.com", PASSWORD);
    await page.sees("The sign-in service cannot be reached. Try again in a moment.");
    await page.tab.setExtraHTTPHeaders({
      Cookie: `__Host-operations=${stranger.supabase.key.token(claims(stranger.supabase.origin))}`,
    });
    await page.tab.goto(`${stranger.site.origin}/outbox`);
    await page.sees("Access cannot be checked");
    await page.isAccessible();
    page.hadProblems("503");
    await page.close();
    await stranger.stop();
  });
});
