// The messages of a world's main thread, read through the API and kept up to date.
import type { SupabaseClient } from "@supabase/supabase-js";

import { getJson } from "../../shared-web/web/http";
import { freshToken } from "../../shared-web/web/session";

export interface Message {
  id: string;
  position: number;
  author: "user" | "agent" | "operator";
  body: string;
  created_at: string;
  delivered_at: string | null;
}

// The API's largest page.
const PAGE = 200;

export class Thread {
  private messages: Message[] = [];

  constructor(
    private readonly client: SupabaseClient,
    private readonly world: string,
  ) {}

  // All messages, oldest first. Asks only for what is new or was not delivered when last seen.
  async update(signal: AbortSignal): Promise<Message[]> {
    const open = this.messages.findIndex((message) => message.delivered_at === null);
    const known = open === -1 ? this.messages : this.messages.slice(0, open);
    const renewed = [...known];
    for (;;) {
      const after = renewed.at(-1)?.position ?? 0;
      const page = await this.ask<{ messages: Message[] }>({ signal }, `?after=${after}&limit=${PAGE}`);
      renewed.push(...page.messages);
      if (page.messages.length < PAGE) break;
    }
    this.messages = renewed;
    return renewed;
  }

  // `token` names the message: sending it again with the same one adds nothing.
  async post(body: string, token: string): Promise<void> {
    await this.ask({ method: "POST", body: { body, client_token: token } });
  }

  private async ask<T>(
    request: { method?: string; body?: unknown; signal?: AbortSignal },
    query = "",
  ): Promise<T> {
    const token = await freshToken(this.client);
    return getJson<T>(`/api/worlds/${this.world}/messages${query}`, {
      ...request,
      ...(token !== undefined && { token }),
    });
  }
}
