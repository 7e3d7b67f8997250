// The paths that the page in the browser draws itself (src/main.tsx); all of them are index.html.
const PAGES = ["/", "/outbox", "/generations"];

export function isPage(path: string): boolean {
  return PAGES.includes(path);
}
