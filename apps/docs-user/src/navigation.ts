// The pages in reading order. A page that is not listed here has no way to it; tests/sites looks for that.

export interface Entry {
  path: string;
  title: string;
}

export interface Section {
  title: string;
  pages: Entry[];
}

export const SECTIONS: Section[] = [
  {
    title: "Operate",
    pages: [
      { path: "/operate/rehearse", title: "Rehearse a release" },
      { path: "/operate/production", title: "Release to production" },
      { path: "/operate/plan", title: "Read a plan" },
      { path: "/operate/when-it-stops", title: "When it stops" },
      { path: "/operate/portals", title: "The portals" },
    ],
  },
  {
    title: "Build",
    pages: [
      { path: "/build/step", title: "Write a step" },
      { path: "/build/image", title: "Images" },
      { path: "/build/sites", title: "Sites and bundles" },
      { path: "/build/migrations", title: "Migrations" },
    ],
  },
  {
    title: "Reference",
    pages: [
      { path: "/reference/environments", title: "Environments" },
      { path: "/reference/commands", title: "Commands and exit codes" },
      { path: "/reference/codes", title: "Diagnosis codes" },
    ],
  },
];

const ALL = SECTIONS.flatMap((section) => section.pages);

// The pages before and after `path`.
export function neighbours(path: string): { before: Entry | undefined; after: Entry | undefined } {
  const at = ALL.findIndex((page) => page.path === path);
  return { before: at > 0 ? ALL[at - 1] : undefined, after: at === -1 ? undefined : ALL[at + 1] };
}

export function sectionOf(path: string): string | undefined {
  return SECTIONS.find((section) => section.pages.some((page) => page.path === path))?.title;
}
