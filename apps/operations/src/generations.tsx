// The outbox counted by generation. Only the newest one's rows are claimed; what is open in an older one
// stays where it is until a person decides (ADR-109).
import { getJson } from "../../shared-web/web/http";
import { useLoaded } from "../../shared-web/web/load";
import { Empty, Loading, Moment, PageTitle, Pill, Problem } from "../../shared-web/web/parts";
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
      {value !== undefined && value.generations.length > 0 && <Table value={value} />}
    </>
  );
}

function Table({ value }: { value: Generations }) {
  return (
    <div class="table-frame" role="region" aria-label="Generations" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Generation</th>
            <th scope="col">State</th>
            <th scope="col" class="number">
              Waiting
            </th>
            <th scope="col" class="number">
              Claimed
            </th>
            <th scope="col" class="number">
              Handled
            </th>
            <th scope="col" class="number">
              Failed
            </th>
            <th scope="col">Last row</th>
          </tr>
        </thead>
        <tbody>
          {value.generations.map((row) => (
            <tr key={row.generation}>
              <th scope="row">{row.generation}</th>
              <td>
                <State row={row} current={value.current} />
              </td>
              <td class="number">{row.waiting}</td>
              <td class="number">{row.claimed}</td>
              <td class="number">{row.handled}</td>
              <td class="number">{row.failed}</td>
              <td>
                <Moment at={row.last_created_at} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function State({ row, current }: { row: Generation; current: number }) {
  if (row.generation === current) return <Pill tone="good">running</Pill>;
  const left = row.waiting + row.claimed;
  return left > 0 ? <Pill tone="warning">{left} left behind</Pill> : <Pill tone="neutral">finished</Pill>;
}
