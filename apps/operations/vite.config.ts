import { defineConfig } from "vite";

import { portal } from "../shared-web/vite.portal.mts";

const PAGES = ["index.html", "sign-in.html", "forbidden.html", "unavailable.html", "404.html"];

export default defineConfig(portal("Spectral Operations", PAGES));
