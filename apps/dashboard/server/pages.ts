// The paths that the page in the browser draws itself (src/main.tsx). All of them are index.html; any
// other path is a file, a Function or a 404.
const PAGES = [/^\/$/, /^\/sign-in$/, /^\/worlds$/, /^\/worlds\/[0-9a-f-]{36}$/];

export function isPage(path: string): boolean {
  return PAGES.some((pattern) => pattern.test(path));
}
