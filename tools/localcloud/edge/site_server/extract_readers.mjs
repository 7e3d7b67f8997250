// Prints a module with wrangler's own readers of _headers and _redirects, which no package exports. They
// stand in wrangler's one large script under comments that name their files.
// Arguments: wrangler's cli.js.
import { readFileSync } from "node:fs";

const PARTS = ["constants", "validateURL", "parseHeaders", "parseRedirects"];

const script = readFileSync(process.argv[2], "utf8");
const parts = PARTS.map((name) => {
  const comment = `// ../workers-shared/utils/configuration/${name}.ts\n`;
  const start = ["var ", "function "].map((word) => script.indexOf(comment + word)).find((at) => at >= 0);
  if (start === undefined) throw new Error(`wrangler's script has no ${name} where this looks`);
  return script.slice(start, script.indexOf("\n// ", start + comment.length));
});
const inits = [...parts.join("\n").matchAll(/^var (init_\w+) = /gm)].map(([, name]) => `${name}();`);

console.log(`const __name = (value) => value;
const __esm = (modules) => () => { for (const init of Object.values(modules)) init(); };
const init_import_meta_url = () => undefined;
${parts.join("\n")}
${inits.join("\n")}
export { parseHeaders, parseRedirects };`);
