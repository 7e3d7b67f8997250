// The title of a page, with the site's name that its head carries (vite.portal.mts).
export function setTitle(page: string): void {
  const site = document.querySelector<HTMLMetaElement>('meta[name="site"]')?.content ?? "Spectral";
  document.title = `${page} · ${site}`;
}
