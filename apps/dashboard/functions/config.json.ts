import { publicConfig } from "../../shared-web/functions/public_config";
import type { Environment } from "../../shared-web/functions/settings";

export const onRequest: PagesFunction<Environment> = ({ request, env }) =>
  publicConfig(request, env);
