// Light or dark: the system's choice until the person makes another, which this browser remembers.

const KEY = "theme";
export type Theme = "light" | "dark";

function chosen(): Theme | undefined {
  try {
    const value = localStorage.getItem(KEY);
    return value === "light" || value === "dark" ? value : undefined;
  } catch {
    return undefined; // Storage may be forbidden.
  }
}

export function currentTheme(): Theme {
  return chosen() ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
}

// Puts a remembered choice into effect. Call it before anything is drawn.
export function applyTheme(): void {
  const theme = chosen();
  if (theme !== undefined) document.documentElement.dataset["theme"] = theme;
}

export function chooseTheme(theme: Theme): void {
  document.documentElement.dataset["theme"] = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Then the choice holds for this page only.
  }
}
