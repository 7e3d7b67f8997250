// Debian's Chromium, headless, driven over a pipe. Every page keeps a record of what went wrong in it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { fromEnvironment } from "./environment.mjs";

const CHROMIUM = "/usr/lib/chromium/chromium";

export class Browser {
  // `flags`: more of Chromium's own.
  static async start(flags = []) {
    const tree = fromEnvironment("BROWSER_TREE");
    const entry = join(tree, "puppeteer-core/lib/puppeteer/puppeteer-core.js");
    const { default: puppeteer } = await import(pathToFileURL(entry));
    const browser = new Browser();
    browser.axe = readFileSync(join(tree, "axe-core/axe.min.js"), "utf8");
    browser.chromium = await puppeteer.launch({
      executablePath: CHROMIUM,
      headless: true,
      pipe: true,
      // The test's sandbox is the sandbox; /dev/shm may be small there.
      args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", ...flags],
    });
    return browser;
  }

  // A page of a person who was never here. `scheme`: what the system prefers.
  async open(url, { scheme = "light", width = 1200, height = 800 } = {}) {
    const context = await this.chromium.createBrowserContext();
    const page = new Page(await context.newPage(), this.axe);
    await page.tab.setViewport({ width, height });
    await page.tab.emulateMediaFeatures([
      { name: "prefers-color-scheme", value: scheme },
      { name: "prefers-reduced-motion", value: "reduce" },
    ]);
    await page.tab.goto(url);
    return page;
  }

  async stop() {
    await this.chromium.close();
  }
}

export class Page {
  constructor(tab, axe) {
    this.tab = tab;
    this.axe = axe;
    this.problems = [];
    tab.on("console", (message) => {
      if (["error", "warn", "assert"].includes(message.type())) this.problems.push(message.text());
    });
    tab.on("pageerror", (error) => this.problems.push(String(error)));
    tab.on("requestfailed", (request) => {
      // A page that is left ends its requests.
      const reason = request.failure()?.errorText;
      if (reason !== "net::ERR_ABORTED") this.problems.push(`${request.url()}: ${reason}`);
    });
  }

  // Until the page's text holds `text`.
  async sees(text) {
    await this.tab
      .waitForFunction((wanted) => document.body.innerText.includes(wanted), {}, text)
      .catch(async () => assert.fail(`"${text}" is not on the page:\n${await this.text()}`));
  }

  text() {
    return this.tab.evaluate(() => document.body.innerText);
  }

  // An element by its role and name, as a screen reader finds it.
  element(role, name) {
    return this.tab.waitForSelector(`::-p-aria([role="${role}"][name="${name}"])`);
  }

  async click(role, name) {
    await (await this.element(role, name)).click();
  }

  async signIn(email, password) {
    await (await this.element("textbox", "E-mail address")).type(email);
    await (await this.element("textbox", "Password")).type(password);
    await this.tab.keyboard.press("Enter");
  }

  path() {
    const url = new URL(this.tab.url());
    return url.pathname + url.search;
  }

  async reaches(path) {
    await this.tab
      .waitForFunction((wanted) => location.pathname + location.search === wanted, {}, path)
      .catch(() => assert.fail(`the page is at ${this.path()}, not at ${path}`));
  }

  // The name of the element that has the focus.
  focused() {
    return this.tab.evaluate(() => {
      const element = document.activeElement;
      return element?.labels?.[0]?.innerText ?? element?.innerText ?? element?.tagName;
    });
  }

  background() {
    return this.tab.evaluate(() => getComputedStyle(document.body).backgroundColor);
  }

  // Chromium takes a new colour scheme into the computed style with the next frame.
  async hasBackground(colour) {
    await this.tab
      .waitForFunction((wanted) => getComputedStyle(document.body).backgroundColor === wanted, {}, colour)
      .catch(async () => assert.fail(`the background is ${await this.background()}, not ${colour}`));
  }

  // No rule of WCAG 2.2 A and AA that axe-core can judge is broken.
  async isAccessible() {
    await this.tab.evaluate(this.axe);
    const violations = await this.tab.evaluate(async () => {
      const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
      const result = await axe.run(document, { runOnly: tags });
      return result.violations.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.html).join(" | ")}`);
    });
    assert.deepEqual(violations, []);
  }

  // The page is no wider than the window.
  async fits() {
    const { content, window } = await this.tab.evaluate(() => ({
      content: document.documentElement.scrollWidth,
      window: innerWidth,
    }));
    assert.ok(content <= window, `the page is ${content} px wide in a window of ${window} px`);
  }

  // `expected`: parts of problems that must have occurred; no other may have.
  hadProblems(...expected) {
    const unexpected = this.problems.filter((problem) => !expected.some((part) => problem.includes(part)));
    assert.deepEqual(unexpected, []);
    for (const part of expected) {
      assert.ok(this.problems.some((problem) => problem.includes(part)), `no problem with "${part}"`);
    }
  }

  close() {
    return this.tab.browserContext().close();
  }
}
