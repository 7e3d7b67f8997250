// The documentation as it is deployed: files, and what _headers and _redirects make of them.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";

import { ask, SITES } from "./cloud.mjs";
import { sharedBrowser } from "./visit.mjs";

describe("the documentation", () => {
  let browser;
  before(async () => (browser = await sharedBrowser()));

  async function open(path, test) {
    const page = await browser.open(SITES.docs + path);
    try {
      await test(page);
    } finally {
      await page.close();
    }
  }

  it("LeadsFromPageToPage", () =>
    open("/operate/rehearse", async (page) => {
      await page.tab.click(".neighbours a[rel=next]");
      await page.reaches("/operate/production");
      page.hadProblems();
    }));

  it("FollowsItsRedirects", async () => {
    const { status, headers } = await ask(`${SITES.docs}/operate`);
    assert.deepEqual([status, headers.location], [302, "/operate/rehearse"]);
    await open("/build", async (page) => {
      await page.reaches("/build/step");
      page.hadProblems();
    });
    const html = await ask(`${SITES.docs}/operate/plan.html`);
    assert.deepEqual([html.status, html.headers.location], [308, "/operate/plan"]);
  });

  it("ShowsAPageForAddressesThatLeadNowhere", () =>
    open("/operate/nothing", async (page) => {
      await page.sees("There is no such page");
      page.hadProblems("status of 404");
    }));

  it("SendsItsHeaders", async () => {
    const { headers, text } = await ask(`${SITES.docs}/`);
    assert.match(headers["content-security-policy"], /^default-src 'none'; script-src 'self'/);
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.equal(headers["x-frame-options"], "DENY");
    const [asset] = /\/assets\/[^"]+/.exec(text);
    const file = await ask(SITES.docs + asset);
    assert.deepEqual([file.status, file.headers["cache-control"]], [200, "public, max-age=31536000, immutable"]);
    // What steers the site is no part of it.
    assert.equal((await ask(`${SITES.docs}/_headers`)).status, 404);
  });

  it("SaysThatWhatIsThereIsUnchanged", async () => {
    const first = await ask(`${SITES.docs}/operate/plan`);
    const again = await ask(`${SITES.docs}/operate/plan`, { headers: { "If-None-Match": first.headers.etag } });
    assert.deepEqual([first.status, again.status, again.text], [200, 304, ""]);
  });
});
