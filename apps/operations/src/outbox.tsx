// Rows of the outbox, newest first, by state.
import { useState } from "preact/hooks";

import { getJson } from "../../shared-web/web/http";
import { useLoaded } from "../../shared-web/web/load";
import { Empty, Loading, Moment, PageTitle, Pill, Problem, type Tone } from "../../shared-web/web/parts";
import { Table, type Column } from "../../shared-web/web/table";
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
const COLUMNS: Column<Row>[] = [
  { name: "Row", cell: (row) => row.id },
  { name: "State", cell: (row) => <Pill tone={TONES[row.state]}>{row.state}</Pill> },
  { name: "Topic", cell: (row) => <code>{row.topic}</code> },
  { name: "Generation", number: true, cell: (row) => row.generation },
  { name: "Attempts", number: true, cell: (row) => row.attempts },
  { name: "Created", cell: (row) => <Moment at={row.created_at} /> },
  { name: "Note", cell: (row) => <div class="note">{row.last_error ?? row.claimed_by}</div> },
];
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
      {value !== undefined && value.rows.length > 0 && (
        <Table name="Outbox rows" columns={COLUMNS} rows={value.rows} keyOf={(row) => row.id} />
      )}
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
