// Every request passes here first, but for the files that public/_routes.json excludes: those are public.
import { asset, secureDocument } from "../../shared-web/functions/documents";
import { answerFailures } from "../../shared-web/functions/failures";
import type { Environment } from "../../shared-web/functions/settings";
import { admit, isPublic } from "../server/gate";
import { isPage } from "../server/pages";

export const onRequest: PagesFunction<Environment> = ({ request, env, next }) =>
  answerFailures(async () => {
    const path = new URL(request.url).pathname;
    if (!isPublic(request, path)) {
      const admission = await admit(request, env);
      if ("refused" in admission) return admission.refused;
    }
    const reads = request.method === "GET" || request.method === "HEAD";
    return secureDocument(reads && isPage(path) ? await asset(request, env, "/") : await next(), env);
  });
