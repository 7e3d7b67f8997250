// The address bar as state. Links to the site's own pages change it without loading anything.
import { useEffect, useState } from "preact/hooks";

const listeners = new Set<() => void>();

export function navigate(path: string, how: "push" | "replace" = "push"): void {
  if (how === "push") history.pushState(null, "", path);
  else history.replaceState(null, "", path);
  for (const listener of listeners) listener();
}

export function usePath(): string {
  const [path, setPath] = useState(location.pathname);
  useEffect(() => {
    const changed = () => setPath(location.pathname);
    listeners.add(changed);
    addEventListener("popstate", changed);
    return () => {
      listeners.delete(changed);
      removeEventListener("popstate", changed);
    };
  }, []);
  return path;
}

// Follows plain clicks on links to this site; everything else is the browser's.
export function followLinks(): void {
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (link === null || link.origin !== location.origin) return;
    if (link.target !== "" || link.hasAttribute("download") || link.dataset["reload"] !== undefined) return;
    if (link.pathname === location.pathname && link.hash !== "") return;
    event.preventDefault();
    navigate(link.pathname + link.search);
    scrollTo(0, 0);
  });
}

// Where to go after signing in: a path of this site, whatever the address said.
export function nextPath(search: string): string {
  const next = new URLSearchParams(search).get("next") ?? "/";
  const url = URL.canParse(next, location.origin) ? new URL(next, location.origin) : undefined;
  return next.startsWith("/") && url?.origin === location.origin ? url.pathname + url.search : "/";
}
