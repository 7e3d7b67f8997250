// Rows under headings, in a frame that scrolls when the window is narrow. The first cell names its row.
import type { ComponentChild } from "preact";

export interface Column<Row> {
  name: string;
  // For figures: set flush right.
  number?: boolean;
  cell: (row: Row) => ComponentChild;
}

export interface TableProps<Row> {
  name: string;
  columns: Column<Row>[];
  rows: Row[];
  keyOf: (row: Row) => number;
}

export function Table<Row>({ name, columns, rows, keyOf }: TableProps<Row>) {
  const style = (column: Column<Row>) => (column.number ? "number" : undefined);
  return (
    <div class="table-frame" role="region" aria-label={name} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.name} scope="col" class={style(column)}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column, at) =>
                at === 0 ? (
                  <th key={column.name} scope="row" class={style(column)}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.name} class={style(column)}>
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
