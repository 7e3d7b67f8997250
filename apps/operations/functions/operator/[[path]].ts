// /operator/* is the API's /operator/*. The middleware has let staff through and nobody else.
import { forward } from "../../../shared-web/functions/proxy";
import { textSetting, type Environment } from "../../../shared-web/functions/settings";

export const onRequest: PagesFunction<Environment> = ({ request, env }) =>
  forward(request, env, {
    path: new URL(request.url).pathname,
    bearer: textSetting(env, "SPECTRAL_SERVICE_KEY"),
  });
