import { defineConfig } from "astro/config";

export default defineConfig({
  site: "https://docs.runspectral.com",
  // /operate/first-release is operate/first-release.html: what Pages serves without a redirect.
  build: { format: "file", assets: "assets", inlineStylesheets: "never" },
  trailingSlash: "never",
  devToolbar: { enabled: false },
  // Highlighting would set style attributes, which the content security policy refuses.
  markdown: { syntaxHighlight: false },
  vite: { build: { assetsInlineLimit: 0 } },
});
