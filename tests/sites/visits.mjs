// A portal and a browser for one suite, and the two ways to come to it.
import { after, before } from "node:test";

import { Browser } from "./browser.mjs";
import { PASSWORD, World } from "./world.mjs";

// Inside of a describe(): `world` and `browser` are there once a test runs.
export function visits() {
  const visit = {
    async open(test, path = "/", options = {}) {
      const page = await visit.browser.open(visit.world.site.origin + path, options);
      try {
        await test(page);
      } finally {
        await page.close();
      }
    },

    signedIn(test, path, options) {
      const signIn = async (page) => {
        await page.signIn("ada@example.com", PASSWORD);
        await page.element("button", "Sign out");
        await test(page);
      };
      return visit.open(signIn, path, options);
    },
  };
  before(async () => {
    [visit.world, visit.browser] = await Promise.all([World.start(), Browser.start()]);
  });
  after(() => Promise.all([visit.world?.stop(), visit.browser?.stop()]));
  return visit;
}
