import { defineConfig } from "vite";

import { portal } from "../shared-web/vite.portal.mts";

export default defineConfig(portal(["index.html", "404.html"]));
