// Every request passes here first, but for the files that public/_routes.json excludes.
import { asset, secureDocument } from "../../shared-web/functions/documents";
import { answerFailures } from "../../shared-web/functions/failures";
import type { Environment } from "../../shared-web/functions/settings";
import { isPage } from "../server/pages";

export const onRequest: PagesFunction<Environment> = ({ request, env, next }) =>
  answerFailures(async () => {
    const reads = request.method === "GET" || request.method === "HEAD";
    const page = reads && isPage(new URL(request.url).pathname);
    return secureDocument(page ? await asset(request, env, "/") : await next(), env);
  });
