// How both portals are built. File names hold a hash of the content, and nothing else differs between
// two builds of the same sources.
import type { UserConfig } from "vite";

// What every page has at its head; `site` stands behind the titles of its pages (web/parts.tsx).
const head = (site: string) => `
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="robots" content="noindex" />
    <meta name="site" content="${site}" />
    <link rel="icon" href="../shared-web/favicon.svg" type="image/svg+xml" />`;

// `pages` are the site's HTML files; each has <!--head--> where the above goes.
export function portal(site: string, pages: string[]): UserConfig {
  return {
    appType: "mpa",
    clearScreen: false,
    plugins: [
      {
        name: "head",
        transformIndexHtml: {
          order: "pre",
          handler: (html) => {
            if (!html.includes("<!--head-->")) throw new Error("the page has no <!--head-->");
            return html.replace("<!--head-->", head(site).trim());
          },
        },
      },
    ],
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: {
      // Inlined files would need holes in the content security policy.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      target: "es2023",
      cssTarget: ["chrome123", "firefox120", "safari17.5"],
      rollupOptions: { input: pages },
    },
  };
}
