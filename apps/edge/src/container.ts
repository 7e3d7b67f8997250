// The API's container: one instance a generation.
import { Container } from "@cloudflare/containers";

import { containerVariables, port } from "./environment";
import { unavailable } from "./responses";

import type { Environment } from "./environment";

const startedWith = "generation";

export class ApiContainer extends Container<Environment> {
  override defaultPort = port;
  override sleepAfter = "10m";
  override envVars = containerVariables(this.env);
  // The database and the models are outside.
  override enableInternet = true;

  override async fetch(request: Request): Promise<Response> {
    const response = await this.containerFetch(request, port);
    // The library tells its own failures as text with the inner message; the API always answers in
    // JSON.
    const type = response.headers.get("content-type") ?? "";
    if (response.status < 429 || !type.startsWith("text/plain")) return response;
    console.error("container", response.status, await response.text());
    return unavailable(request, this.env, "starting", "the API is not up yet");
  }

  override async onStart(): Promise<void> {
    await this.ctx.storage.put(startedWith, this.env.SPECTRAL_GENERATION);
  }

  // The outbox has work without any request, so the current generation does not sleep. An older one
  // does: its rows are no longer claimed.
  override async onActivityExpired(): Promise<void> {
    const generation = await this.ctx.storage.get<string>(startedWith);
    if (generation === this.env.SPECTRAL_GENERATION) {
      this.renewActivityTimeout();
    } else {
      await this.stop();
    }
  }
}
