// The chat with a world's agent.
import type { SupabaseClient } from "@supabase/supabase-js";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";

import { describeError } from "../../shared-web/web/http";
import { useLoaded } from "../../shared-web/web/load";
import { Empty, Loading, Moment, PageTitle, Problem } from "../../shared-web/web/parts";
import { Thread, type Message } from "./thread";

const EVERY_MS = 3_000;
const LONGEST = 8000;
const NAMES = { user: "You", agent: "Agent", operator: "Spectral staff" };

export function Chat({ client, world }: { client: SupabaseClient; world: string }) {
  const thread = useMemo(() => new Thread(client, world), [client, world]);
  const name = useLoaded(world, async (signal) => {
    const { data } = await client.from("worlds").select("name").eq("id", world).abortSignal(signal);
    return (data?.[0]?.name as string | undefined) ?? "World";
  });
  const messages = useLoaded(world, (signal) => thread.update(signal), EVERY_MS);
  const { value, problem } = messages;
  return (
    <div class="chat">
      <PageTitle title={name.value ?? "World"}>
        <p>
          <a href="/worlds">All worlds</a>
        </p>
      </PageTitle>
      {problem !== undefined && <Problem message={problem} retry={messages.reload} />}
      {value === undefined && problem === undefined && <Loading what="the conversation" />}
      {value !== undefined && <Conversation messages={value} />}
      {value !== undefined && (
        <Composer
          send={async (body, token) => {
            await thread.post(body, token);
            messages.reload();
          }}
        />
      )}
    </div>
  );
}

function Conversation({ messages }: { messages: Message[] }) {
  const end = useRef<HTMLDivElement>(null);
  const last = messages.at(-1)?.id;
  useEffect(() => end.current?.scrollIntoView({ block: "end" }), [last]);
  if (messages.length === 0) {
    return (
      <Empty title="Nothing was said yet">
        <p class="muted">Ask the agent about its world.</p>
      </Empty>
    );
  }
  return (
    <div class="messages" role="log" aria-label="Conversation" tabIndex={0}>
      <ol role="list">
        {messages.map((message) => (
          <li key={message.id} class={`message ${message.author}`}>
            <p class="message-head">
              <span>{NAMES[message.author]}</span> <Moment at={message.created_at} />
              {message.delivered_at === null && <span class="muted"> · on its way</span>}
            </p>
            <p class="message-body">{message.body}</p>
          </li>
        ))}
      </ol>
      <div ref={end} />
    </div>
  );
}

function Composer({ send }: { send: (body: string, token: string) => Promise<void> }) {
  const [body, setBody] = useState("");
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  // A message keeps its name until it is sent, so a second try after a lost answer adds nothing.
  const token = useRef(crypto.randomUUID());
  const text = body.trim();

  const submit = async (event?: Event) => {
    event?.preventDefault();
    if (busy || text === "") return;
    setBusy(true);
    setProblem(undefined);
    try {
      await send(text, token.current);
      token.current = crypto.randomUUID();
      setBody("");
    } catch (error) {
      setProblem(describeError(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <form class="composer" onSubmit={submit}>
      <label for="message">Message to the agent</label>
      <textarea
        id="message"
        rows={3}
        maxLength={LONGEST}
        value={body}
        aria-describedby="message-hint"
        onInput={(event) => {
          setBody(event.currentTarget.value);
          // Other words are another message.
          token.current = crypto.randomUUID();
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.shiftKey && !event.isComposing) void submit(event);
        }}
      />
      <p class="form-problem" role="alert">
        {problem}
      </p>
      <div class="composer-end">
        <span id="message-hint" class="muted">
          Enter sends, Shift+Enter begins a new line
        </span>
        <button type="submit" class="button primary" disabled={busy || text === ""}>
          {busy ? "Sending…" : "Send"}
        </button>
      </div>
    </form>
  );
}
