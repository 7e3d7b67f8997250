import { defineConfig } from "vite";

import { portal } from "../shared-web/vite.portal.mts";

export default defineConfig(portal("Spectral", ["index.html", "404.html"]));
