// The outbox counted by generation. Only the newest one's rows are claimed; what is open in an older one
// stays where it is until a person decides (ADR-109).
import { getJson } from "../../shared-web/web/http";
import { useLoaded } from "../../shared-web/web/load";
import { Empty, Loading, Moment, PageTitle, Pill, Problem } from "../../shared-web/web/parts";
import { Table, type Column } from "../../shared-web/web/table";
import type { Token } from "./app";

interface Generation {
  generation: number;
  waiting: number;
  claimed: number;
  handled: number;
  failed: number;
  last_created_at: string;
}

interface Generations {
  // The one that the answering API works for.
  current: number;
  generations: Generation[];
}

export function Generations({ token }: { token: Token }) {
  const { value, problem, reload } = useLoaded<Generations>(
    "generations",
    async (signal) => {
      const bearer = await token();
      return getJson("/operator/generations", { signal, ...(bearer && { token: bearer }) });
    },
    10_000,
  );
  return (
    <>
      <PageTitle title="Generations">
        <p class="muted">Outbox rows by the release that wrote them. Only the running one's are claimed.</p>
      </PageTitle>
      {problem !== undefined && <Problem message={problem} retry={reload} />}
      {value === undefined && problem === undefined && <Loading what="the generations" />}
      {value?.generations.length === 0 && <Empty title="No release has written an outbox row yet" />}
      {value !== undefined && value.generations.length > 0 && (
        <Table
          name="Generations"
          columns={columns(value.current)}
          rows={value.generations}
          keyOf={(row) => row.generation}
        />
      )}
    </>
  );
}

const columns = (current: number): Column<Generation>[] => [
  { name: "Generation", cell: (row) => row.generation },
  { name: "State", cell: (row) => <State row={row} current={current} /> },
  { name: "Waiting", number: true, cell: (row) => row.waiting },
  { name: "Claimed", number: true, cell: (row) => row.claimed },
  { name: "Handled", number: true, cell: (row) => row.handled },
  { name: "Failed", number: true, cell: (row) => row.failed },
  { name: "Last row", cell: (row) => <Moment at={row.last_created_at} /> },
];

function State({ row, current }: { row: Generation; current: number }) {
  if (row.generation === current) return <Pill tone="good">running</Pill>;
  const left = row.waiting + row.claimed;
  return left > 0 ? <Pill tone="warning">{left} left behind</Pill> : <Pill tone="neutral">finished</Pill>;
}
