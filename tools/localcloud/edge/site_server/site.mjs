// A Pages site in workerd: Functions where _routes.json sends a request to them, files for the rest.
//
// Bindings: SITE, what was deployed (../pages_config.h says its shape); BLOBS, the service that has the
// files' bytes; FUNCTIONS, the site's own code, when it has any.
import { generateHandler } from "@cloudflare/pages-shared/dist/asset-server/handler.js";
import { createMetadataObject } from "@cloudflare/pages-shared/dist/metadata-generator/createMetadataObject.js";
import { WorkerEntrypoint } from "cloudflare:workers";

import { parseHeaders, parseRedirects } from "./readers.mjs";
import { functionsServe } from "./routes.mjs";

let metadata;

function metadataOf(site) {
  metadata ??= createMetadataObject({
    deploymentId: site.deployment_id,
    headers: parseHeaders(site.headers),
    redirects: parseRedirects(site.redirects),
  });
  return metadata;
}

// "text/html" is served with its charset, as the vendor does.
function served(type) {
  return type.startsWith("text/") && !type.includes("charset") ? `${type}; charset=utf-8` : type;
}

async function readBlob(env, path) {
  const response = await env.BLOBS.fetch(`http://blobs/${path}`);
  if (!response.ok) throw new Error(`the bytes of a file are gone: ${path}: ${response.status}`);
  return response.body;
}

function serveFile(request, env) {
  const files = env.SITE.assets;
  let chosen; // the handler asks for the key of a file just before it asks for its bytes
  return generateHandler({
    request,
    metadata: metadataOf(env.SITE),
    logError: (error) => console.error(error),
    findAssetEntryForPath: async (path) => (Object.hasOwn(files, path) ? files[path] : null),
    getAssetKey: (file) => {
      chosen = file;
      return file.key;
    },
    negotiateContent: () => ({ encoding: null }),
    fetchAsset: async () => ({
      body: request.method === "HEAD" ? null : await readBlob(env, chosen.blob),
      contentType: served(chosen.type),
    }),
  });
}

// What Functions know as ASSETS.
export class Assets extends WorkerEntrypoint {
  fetch(request) {
    return serveFile(request, this.env);
  }
}

export default {
  fetch(request, env) {
    const { pathname } = new URL(request.url);
    if (env.FUNCTIONS && functionsServe(env.SITE.routes, pathname)) return env.FUNCTIONS.fetch(request);
    return serveFile(request, env);
  },
};
