import { defineConfig } from "vite";

import { portal } from "../shared-web/vite.portal.mts";

export default defineConfig(
  portal(["index.html", "sign-in.html", "forbidden.html", "unavailable.html", "404.html"]),
);
