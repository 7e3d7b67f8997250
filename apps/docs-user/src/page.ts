// What a page does by itself: the theme button, the list of pages, which a narrow window folds, and code and
// tables that can be scrolled with the keyboard when they are wider than the window.
import { chooseTheme, currentTheme } from "../../shared-web/web/theme";

export function readyPage(): void {
  const button = document.getElementById("theme");
  const show = () => button?.setAttribute("aria-pressed", String(currentTheme() === "dark"));
  button?.addEventListener("click", () => {
    chooseTheme(currentTheme() === "dark" ? "light" : "dark");
    show();
  });
  show();
  if (matchMedia("(max-width: 60rem)").matches) {
    document.querySelector(".pages details")?.removeAttribute("open");
  }
  for (const wide of document.querySelectorAll<HTMLElement>(".text pre, .text table")) {
    if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
  }
}
