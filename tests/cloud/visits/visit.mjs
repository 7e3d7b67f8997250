// What the visits of one site have in common: the browser, the people, the ways in.
import { after, before } from "node:test";

import { health, startBrowser } from "./cloud.mjs";
import { makePeople, PASSWORD } from "./people.mjs";

let starting;

// One for all visits; each page is a person who was never here.
export function sharedBrowser() {
  starting ??= startBrowser();
  return starting;
}

after(async () => (await starting)?.stop());

// Inside of a describe(): `browser`, `people` and `release` (the API's health) are there once a test runs.
export function visitsOf(site) {
  const visit = {
    async open(test, path = "/") {
      const page = await visit.browser.open(site + path);
      try {
        await test(page);
      } finally {
        await page.close();
      }
    },

    signedIn(who, test, path) {
      return visit.open(async (page) => {
        await page.signIn(visit.people[who].email, PASSWORD);
        await page.element("button", "Sign out");
        await test(page);
      }, path);
    },
  };
  before(async () => {
    [visit.browser, visit.people, visit.release] = await Promise.all([
      sharedBrowser(),
      makePeople(),
      health(),
    ]);
  });
  return visit;
}

// How supabase-js keeps a session in the page: {key, session}.
export async function storedSession(page) {
  const [key, text] = await page.tab.evaluate(() =>
    Object.entries(localStorage).find(([name]) => name.endsWith("-auth-token")),
  );
  return { key, session: JSON.parse(text) };
}
