// How both portals are built. File names hold a hash of the content, and nothing else differs between
// two builds of the same sources.
import type { UserConfig } from "vite";

// `pages` are the site's HTML files.
export function portal(pages: string[]): UserConfig {
  return {
    appType: "mpa",
    clearScreen: false,
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
