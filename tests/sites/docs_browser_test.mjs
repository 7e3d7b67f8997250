// The documentation in Chromium: every page, by its links.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { startAssets } from "./assets.mjs";
import { Browser } from "./browser.mjs";
import { fromEnvironment } from "./environment.mjs";

describe("the documentation", () => {
  let site, browser;
  before(async () => {
    [site, browser] = await Promise.all([startAssets(fromEnvironment("SITE_BUNDLE")), Browser.start()]);
  });
  after(() => Promise.all([site.stop(), browser.stop()]));

  async function open(path, test, options) {
    const page = await browser.open(site.origin + path, options);
    try {
      await test(page);
    } finally {
      await page.close();
    }
  }

  const links = (page) =>
    page.tab.$$eval("a[href]", (all) => all.map((link) => ({ url: link.href.split("#")[0], hash: link.hash })));

  it("HasNoDeadLinkAndNoPageWithoutAWayToIt", () =>
    open("/", async (page) => {
      const ids = new Map();
      const wanted = [];
      for (const queue = [`${site.origin}/`]; queue.length > 0; ) {
        const url = queue.pop();
        const answer = await page.tab.goto(url);
        assert.equal(answer.status(), 200, url);
        assert.equal(answer.request().redirectChain().length, 0, `${url} is redirected`);
        ids.set(url, await page.tab.$$eval("[id]", (all) => all.map((element) => `#${element.id}`)));
        for (const link of await links(page)) {
          if (!link.url.startsWith(site.origin)) continue;
          wanted.push({ ...link, from: url });
          if (!ids.has(link.url) && !queue.includes(link.url)) queue.push(link.url);
        }
      }
      for (const { url, hash, from } of wanted) {
        assert.ok(hash === "" || ids.get(url).includes(hash), `${from} links to ${url}${hash}`);
      }
      assert.ok(ids.size >= 13, `only ${ids.size} pages are reached`);
      page.hadProblems();
    }));

  it("IsAccessibleOnEveryPage", () =>
    open("/", async (page) => {
      for (const path of new Set((await links(page)).map((link) => link.url))) {
        await page.tab.goto(path);
        await page.isAccessible();
      }
      page.hadProblems();
    }));

  it("IsAccessibleInDark", () =>
    open(
      "/",
      async (page) => {
        await page.isAccessible();
        await page.tab.goto(`${site.origin}/operate/when-it-stops`);
        await page.isAccessible();
        page.hadProblems();
      },
      { scheme: "dark" },
    ));

  it("FitsATelephoneAndFoldsTheListOfPages", () =>
    open(
      "/",
      async (page) => {
        for (const url of new Set((await links(page)).map((link) => link.url))) {
          await page.tab.goto(url);
          await page.fits();
        }
        await page.tab.goto(`${site.origin}/build/step`);
        assert.equal(await page.tab.$eval(".pages details", (list) => list.open), false);
        await page.tab.click(".pages summary");
        await page.tab.click('.pages a[href="/build/image"]');
        await page.reaches("/build/image");
        page.hadProblems();
      },
      { width: 360, height: 700 },
    ));

  it("LeadsFromPageToPage", () =>
    open("/operate/rehearse", async (page) => {
      await page.tab.click(".neighbours a[rel=next]");
      await page.reaches("/operate/production");
      assert.equal(await page.tab.$eval("[aria-current=page]", (link) => link.innerText), "Release to production");
      await page.sees("Fix forward".toLowerCase());
      page.hadProblems();
    }));

  it("RemembersTheThemeFromPageToPage", () =>
    open(
      "/",
      async (page) => {
        const dark = await page.background();
        await page.click("button", "Dark mode");
        await page.tab.waitForFunction(
          (before) => getComputedStyle(document.body).backgroundColor !== before,
          {},
          dark,
        );
        const light = await page.background();
        await page.tab.goto(`${site.origin}/operate/plan`);
        await page.hasBackground(light);
        const pressed = await page.tab.$eval("#theme", (button) => button.ariaPressed);
        assert.equal(pressed, "false");
        page.hadProblems();
      },
      { scheme: "dark" },
    ));

  it("BeginsEveryPageWithTheWayToItsContent", () =>
    open("/build/migrations", async (page) => {
      await page.tab.keyboard.press("Tab");
      assert.equal(await page.focused(), "Skip to content");
      await page.tab.keyboard.press("Enter");
      assert.equal(await page.tab.evaluate(() => document.activeElement.id), "content");
      page.hadProblems();
    }));

  it("ShowsAPageForAddressesThatLeadNowhere", () =>
    open("/operate/nothing", async (page) => {
      await page.sees("There is no such page");
      await page.isAccessible();
      page.hadProblems("404");
    }));

  it("AllowsNothingFromElsewhere", async () => {
    const policy = (await fetch(`${site.origin}/`)).headers.get("Content-Security-Policy");
    assert.match(policy, /default-src 'none'; script-src 'self'; style-src 'self'/);
    assert.doesNotMatch(policy, /unsafe|https?:/);
  });
});
