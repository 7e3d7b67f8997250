// What surrounds every page of a portal for the people who are signed in.
import type { ComponentChildren } from "preact";

import { Logo } from "./logo";
import { usePath } from "./router";
import { ThemeButton } from "./theme_button";

export interface ShellProps {
  site: string;
  email: string | undefined;
  links: { path: string; name: string }[];
  signOut: () => void;
  children: ComponentChildren;
}

export function Shell({ site, email, links, signOut, children }: ShellProps) {
  const path = usePath();
  return (
    <>
      <a class="skip" href="#content">
        Skip to content
      </a>
      <header class="top">
        <div class="top-inner">
          <a class="brand" href="/">
            <Logo />
            <span>Spectral</span>
            <span class="brand-site">{site}</span>
          </a>
          <nav aria-label="Main">
            <ul role="list">
              {links.map((link) => (
                <li key={link.path}>
                  <a href={link.path} aria-current={isCurrent(path, link.path) ? "page" : undefined}>
                    {link.name}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          <div class="top-end">
            {email && <span class="who">{email}</span>}
            <ThemeButton />
            <button type="button" class="button small" onClick={signOut}>
              Sign out
            </button>
          </div>
        </div>
      </header>
      <main id="content" class="content">
        {children}
      </main>
    </>
  );
}

function isCurrent(path: string, link: string): boolean {
  return link === "/" ? path === "/" : path === link || path.startsWith(`${link}/`);
}
