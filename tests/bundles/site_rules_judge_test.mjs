// What wrangler's own readers of _headers and _redirects ignore, our checks name, on the same line.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";

// The readers are inside of wrangler's one large script: the parts that stand under these comments.
const PARTS = ["constants", "validateURL", "parseHeaders", "parseRedirects"];

function readers() {
  const script = readFileSync(join(process.env.WRANGLER_TREE, "wrangler/wrangler-dist/cli.js"), "utf8");
  const parts = PARTS.map((name) => {
    const begin = script.indexOf(`// ../workers-shared/utils/configuration/${name}.ts\nvar `);
    const start = begin >= 0 ? begin : script.indexOf(`// ../workers-shared/utils/configuration/${name}.ts\nfunction `);
    assert.ok(start >= 0, `wrangler has no ${name} where this test looks`);
    return script.slice(start, script.indexOf("\n// ", start + 10));
  });
  const helpers = `
    const __name = (value) => value;
    const __esm = (modules) => () => { for (const init of Object.values(modules)) init(); };
    const init_import_meta_url = () => undefined;`;
  const names = [...parts.join("\n").matchAll(/^var (init_\w+) = /gm)].map(([, name]) => name);
  const run = names.map((name) => `${name}();`).join("");
  return new Function(`${helpers}\n${parts.join("\n")}\n${run} return { parseHeaders, parseRedirects };`)();
}

const REDIRECTS = `
/a /b
/b https://x.example/y 301
c /d
https://x.example/e /f
http://x.example/e /f
/g
/h /i 301 Country=de
/j /k 404
/l /m 301!
/n o
/p http://x.example
/q https://x.example/r 200
/s /t 200
/a /u
/v/ /v/index.html
/w/* /w/index
/* /index.html 200
/x//y /z # a comment
/y\u00a0/yy
/${"z".repeat(2000)} /a
/:a/:b /c/:b/:a 308
/e/*  /f/:splat   302
/0/* /1/:splat 3.01
`;

const HEADERS = `
  early: value
/*
  x-frame-options: DENY
  ! server
  no colon
  !nospace
  sp ace: value
  : value
  empty:
/b
/c
  a: b
https://x.example:8443/*
  a: b
http://x.example/*
  a: b
ftp://x.example/*
  a: b
/d/*/e/*
  a: b
/f/:splat/*
  a: b
/*
link:<https://x.example>
  a: ${"v".repeat(2000)}
/last
`;

function ours(command, text) {
  const file = join(mkdtempSync(join(tmpdir(), "rules-")), "file");
  writeFileSync(file, text);
  const { stderr } = spawnSync(process.env.BUNDLE_TOOL, [command, file], { encoding: "utf8" });
  return new Set([...stderr.matchAll(/--> \S+:(\d+):\d+/g)].map(([, line]) => Number(line)));
}

// An empty rule is reported by wrangler where the next rule begins, with the text of its own line.
function theirs(text, { invalid }) {
  const lines = text.split("\n");
  return invalid.map(({ line, lineNumber, message }) => {
    if (message === "No headers specified") return lines.findLastIndex((other, i) => other === line && i < (lineNumber ?? Infinity) - 1) + 1;
    return lineNumber ?? Number(/line (\d+)/.exec(message)[1]);
  });
}

for (const [command, reader, text, least] of [
  ["check-redirects", "parseRedirects", REDIRECTS, 14],
  ["check-headers", "parseHeaders", HEADERS, 12],
]) {
  it(`EveryLineThatWranglersReaderIgnoresIsNamedBy ${command}`, () => {
    const ignored = theirs(text, readers()[reader](text));
    assert.ok(ignored.length >= least, `wrangler ignores only ${ignored}`);
    const named = ours(command, text);
    assert.deepEqual(ignored.filter((line) => !named.has(line)), []);
  });

  it(`WhatWranglersReaderTakesAndMeansIsFineFor ${command}`, () => {
    const good = command === "check-headers" ? "/*\n  a: b\n! c\n\n/d/:e\n  f: g:h\n" : "/a /b 301\n/c/* /d/:splat\n";
    assert.deepEqual(readers()[reader](good).invalid, []);
    assert.deepEqual([...ours(command, good)], []);
  });
}
