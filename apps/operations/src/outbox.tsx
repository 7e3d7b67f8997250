// Rows of the outbox, newest first, by state.
import { useState } from "preact/hooks";

import { getJson } from "../../shared-web/web/http";
import { useLoaded } from "../../shared-web/web/load";
import { Empty, Loading, Moment, PageTitle, Pill, Problem, type Tone } from "../../shared-web/web/parts";
import type { Token } from "./app";

type State = "waiting" | "claimed" | "handled" | "failed";

interface Row {
  id: number;
  generation: number;
  topic: string;
  state: State;
  attempts: number;
  created_at: string;
  claimed_by: string | null;
  last_error: string | null;
}

const STATES: (State | "all")[] = ["all", "waiting", "claimed", "failed", "handled"];
const TONES: Record<State, Tone> = {
  waiting: "neutral",
  claimed: "warning",
  handled: "good",
  failed: "bad",
};
const PAGE = 50;

export function Outbox({ token }: { token: Token }) {
  const [state, setState] = useState<State | "all">("all");
  // The ids before which the pages begin that were turned to.
  const [pages, setPages] = useState<number[]>([]);
  const before = pages.at(-1);
  const query = new URLSearchParams({ limit: String(PAGE) });
  if (state !== "all") query.set("state", state);
  if (before !== undefined) query.set("before", String(before));
  const { value, problem, loading, reload } = useLoaded<{ rows: Row[] }>(
    query.toString(),
    async (signal) => {
      const bearer = await token();
      return getJson(`/operator/outbox?${query}`, { signal, ...(bearer && { token: bearer }) });
    },
    10_000,
  );
  return (
    <>
      <PageTitle title="Outbox">
        <p class="muted">Work that requests left behind, newest first.</p>
      </PageTitle>
      <div class="toolbar">
        <fieldset class="choice">
          <legend class="visually-hidden">State</legend>
          {STATES.map((each) => (
            <label key={each}>
              <input
                type="radio"
                name="state"
                checked={state === each}
                onChange={() => {
                  setState(each);
                  setPages([]);
                }}
              />
              <span>{each}</span>
            </label>
          ))}
        </fieldset>
        <button type="button" class="button small" onClick={reload} disabled={loading}>
          Refresh
        </button>
      </div>
      {problem !== undefined && <Problem message={problem} retry={reload} />}
      {value === undefined && problem === undefined && <Loading what="the outbox" />}
      {value?.rows.length === 0 && <Empty title="No rows" />}
      {value !== undefined && value.rows.length > 0 && <Rows rows={value.rows} />}
      <Pages
        later={pages.length > 0 ? () => setPages(pages.slice(0, -1)) : undefined}
        earlier={
          value?.rows.length === PAGE
            ? () => setPages([...pages, value.rows.at(-1)?.id ?? 0])
            : undefined
        }
      />
    </>
  );
}

function Rows({ rows }: { rows: Row[] }) {
  return (
    <div class="table-frame" role="region" aria-label="Outbox rows" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Row</th>
            <th scope="col">State</th>
            <th scope="col">Topic</th>
            <th scope="col" class="number">
              Generation
            </th>
            <th scope="col" class="number">
              Attempts
            </th>
            <th scope="col">Created</th>
            <th scope="col">Note</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row">{row.id}</th>
              <td>
                <Pill tone={TONES[row.state]}>{row.state}</Pill>
              </td>
              <td>
                <code>{row.topic}</code>
              </td>
              <td class="number">{row.generation}</td>
              <td class="number">{row.attempts}</td>
              <td>
                <Moment at={row.created_at} />
              </td>
              <td class="note">{row.last_error ?? row.claimed_by ?? ""}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Pages({ later, earlier }: { later: (() => void) | undefined; earlier: (() => void) | undefined }) {
  if (later === undefined && earlier === undefined) return null;
  return (
    <nav class="pages" aria-label="Pages of the outbox">
      <button type="button" class="button small" disabled={later === undefined} onClick={later}>
        Later rows
      </button>
      <button type="button" class="button small" disabled={earlier === undefined} onClick={earlier}>
        Earlier rows
      </button>
    </nav>
  );
}
