// The dashboard in Chromium.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { Browser } from "./browser.mjs";
import { WORLD } from "./supabase.mjs";
import { visits } from "./visits.mjs";
import { PASSWORD, World } from "./world.mjs";

describe("the dashboard", () => {
  const visit = visits();
  const { open, signedIn } = visit;

  it("AsksForSignInAndPutsTheCursorThere", () =>
    open(async (page) => {
      await page.sees("Sign in");
      assert.equal(await page.focused(), "E-mail address");
      assert.equal(await page.tab.title(), "Sign in · Spectral");
      await page.isAccessible();
      page.hadProblems();
    }));

  it("SaysThatThePasswordIsWrongAndLetsOneTryAgain", () =>
    open(async (page) => {
      await page.signIn("ada@example.com", "wrong");
      await page.sees("That e-mail address and password do not match.");
      await page.isAccessible();
      assert.equal(await page.focused(), "Password");
      await page.tab.keyboard.type(PASSWORD);
      await page.tab.keyboard.press("Enter");
      await page.sees("Working, with limits");
      page.hadProblems("400 (Bad Request)");
    }));

  it("ShowsHealthWithReasons", () =>
    signedIn(async (page) => {
      await page.sees("Working, with limits");
      await page.sees("LLM_API_KEY is not set");
      await page.sees("42");
      assert.equal(await page.focused(), "Overview");
      await page.isAccessible();
      page.hadProblems();
    }));

  it("LeadsToAWorldAndTalksToItsAgent", () =>
    signedIn(async (page) => {
      await page.click("link", "Worlds");
      await page.reaches("/worlds");
      await page.sees("Harbour Lights");
      await page.isAccessible();
      await page.click("link", "Old harbour");
      await page.reaches(`/worlds/${WORLD}`);
      await page.sees("From the north mole. The ferry waits until it lifts.");
      await (await page.element("textbox", "Message to the agent")).type("And the night ferry?");
      await page.tab.keyboard.press("Enter");
      await page.tab.waitForFunction(
        () => document.querySelector(".messages .user:last-child")?.innerText.includes("And the night ferry?"),
      );
      assert.equal(await page.tab.$eval("#message", (field) => field.value), "");
      const { author, body } = JSON.parse(
        visit.world.api.server.requests.findLast(({ method }) => method === "POST").body,
      );
      assert.equal(`${author}: ${body}`, "user: And the night ferry?");
      await page.isAccessible();
      page.hadProblems();
    }));

  it("KeepsAMessageThatCouldNotBeSent", () =>
    signedIn(async (page) => {
      await page.sees("From the north mole");
      visit.world.supabase.down = true;
      await (await page.element("textbox", "Message to the agent")).type("Are you there?");
      await page.tab.keyboard.press("Enter");
      await page.sees("Access cannot be checked now; try again.");
      assert.equal(await page.tab.$eval("#message", (field) => field.value), "Are you there?");
      visit.world.supabase.down = false;
      await page.tab.keyboard.press("Enter");
      await page.tab.waitForFunction(
        () => document.querySelector(".messages .user:last-child")?.innerText.includes("Are you there?"),
      );
      page.hadProblems("503");
    }, `/worlds/${WORLD}`));

  it("StaysSignedInOverAReloadAndSignsOut", () =>
    signedIn(async (page) => {
      await page.sees("Harbour Lights");
      await page.tab.reload();
      await page.sees("Harbour Lights");
      await page.click("button", "Sign out");
      await page.element("textbox", "E-mail address");
      await page.reaches("/");
      assert.equal(await page.tab.evaluate(() => localStorage.length), 0);
      page.hadProblems();
    }, "/worlds"));

  it("GoesBackAndForwardWithoutLoadingAgain", () =>
    signedIn(async (page) => {
      await page.tab.evaluate(() => (globalThis.marked = true));
      await page.click("link", "Worlds");
      await page.sees("Harbour Lights");
      await page.tab.goBack();
      await page.reaches("/");
      await page.sees("Working, with limits");
      assert.equal(await page.tab.evaluate(() => globalThis.marked), true);
      page.hadProblems();
    }));

  it("CanBeUsedWithTheKeyboardAlone", () =>
    signedIn(async (page) => {
      await page.sees("Working, with limits");
      // The heading has the focus when a page appears; the links are before it.
      const names = [];
      await page.tab.keyboard.down("Shift");
      while (names.at(-1) !== "Worlds" && names.length < 9) {
        await page.tab.keyboard.press("Tab");
        names.push(await page.focused());
      }
      await page.tab.keyboard.up("Shift");
      assert.ok(names.includes("Sign out"), names.join());
      assert.equal(names.at(-1), "Worlds", names.join());
      const outline = await page.tab.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
      assert.equal(outline, "solid");
      await page.tab.keyboard.press("Enter");
      await page.reaches("/worlds");
      await page.sees("Harbour Lights");
      await page.tab.focus(".skip");
      await page.tab.keyboard.press("Enter");
      await page.tab.keyboard.press("Tab");
      assert.equal(await page.focused(), "Old harbour");
      page.hadProblems();
    }));

  it("FollowsTheSystemsColoursUntilOneChooses", async () => {
    let light;
    await open(async (page) => {
      await page.sees("Sign in");
      light = await page.background();
    });
    await open(
      async (page) => {
        await page.sees("Sign in");
        const dark = await page.background();
        assert.notEqual(dark, light);
        await page.isAccessible();
        await page.click("button", "Dark mode");
        await page.hasBackground(light);
        await page.tab.reload();
        await page.sees("Sign in");
        await page.hasBackground(light);
        page.hadProblems();
      },
      "/",
      { scheme: "dark" },
    );
  });

  it("IsAccessibleInDarkAndFitsATelephone", () =>
    signedIn(
      async (page) => {
        await page.sees("From the north mole");
        await page.isAccessible();
        await page.fits();
        await page.click("link", "Overview");
        await page.sees("Working, with limits");
        await page.isAccessible();
        await page.fits();
        page.hadProblems();
      },
      `/worlds/${WORLD}`,
      { scheme: "dark", width: 360, height: 700 },
    ));

  it("SaysWhenTheApiIsNotAvailableAndWhenItIsAgain", async () => {
    const good = visit.world.api.health;
    visit.world.api.health = { ...good, status: "unavailable", outbox: "unwired" };
    await signedIn(async (page) => {
      await page.sees("Not available");
      await page.sees("unwired");
      page.hadProblems("503");
    });
    visit.world.api.health = good;
  });

  it("ShowsAPageForAddressesThatLeadNowhere", () =>
    open(async (page) => {
      await page.sees("There is nothing here");
      await page.isAccessible();
      page.hadProblems("404");
    }, "/nothing"));
});

describe("a dashboard without configuration", () => {
  it("SaysWhatIsMissing", async () => {
    const [world, browser] = await Promise.all([
      World.start({ SUPABASE_PUBLISHABLE_KEY: undefined }),
      Browser.start(),
    ]);
    const page = await browser.open(`${world.site.origin}/`);
    await page.sees("Spectral cannot start");
    await page.sees("SUPABASE_PUBLISHABLE_KEY is not set");
    await page.element("button", "Try again");
    await page.isAccessible();
    page.hadProblems("503");
    await Promise.all([world.stop(), browser.stop()]);
  });
});
