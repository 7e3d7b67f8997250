// _routes.json: which requests Functions answer.

// "/api/*" also means "/api", and "/api" also "/api/". `*` stands for anything, slashes too.
function pattern(rule) {
  const [stem, tail] =
    rule === "/" || rule === "/*" ? [rule, ""]
    : rule.endsWith("/*") ? [rule.slice(0, -2), "(?:/.*)?"]
    : rule.endsWith("*") ? [rule, ""]
    : [rule.replace(/\/$/, ""), "/?"];
  const escaped = stem.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
  return new RegExp(`^${escaped}${tail}$`);
}

const matches = (rules, path) => (rules ?? []).some((rule) => pattern(rule).test(path));

// `routes`: the file's object, or null when the site has none: then Functions answer everything.
export function functionsServe(routes, path) {
  return routes === null || (matches(routes.include, path) && !matches(routes.exclude, path));
}
