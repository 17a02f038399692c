// The rows of a file, kept from its dry run to its act: as bytes outside of the heap, some hundred rows in a piece. Rows as
// objects take five times as much.
import type { PackedRows, TableRow } from '../../domain/table-import.ts';

/** One look at a row unpacks as many. */
const ROWS_IN_PIECE = 100;

export interface RowPacker extends PackedRows {
  add(row: TableRow): void;
}

export function createRowPacker(): RowPacker {
  const packed: Buffer[] = [];
  /** The last ones, not packed yet. */
  let open: TableRow[] = [];
  let unpacked: { readonly piece: number; readonly rows: readonly TableRow[] } | undefined;

  function rowsOf(piece: number): readonly TableRow[] {
    const bytes = packed[piece];
    if (bytes === undefined) return open;
    if (unpacked?.piece !== piece) unpacked = { piece, rows: JSON.parse(bytes.toString('utf8')) };
    return unpacked.rows;
  }

  return {
    get length() {
      return packed.length * ROWS_IN_PIECE + open.length;
    },
    add(row) {
      open.push(row);
      if (open.length < ROWS_IN_PIECE) return;
      packed.push(Buffer.from(JSON.stringify(open), 'utf8'));
      open = [];
    },
    at(index) {
      const row = rowsOf(Math.floor(index / ROWS_IN_PIECE))[index % ROWS_IN_PIECE];
      if (row === undefined) throw new RangeError(`there is no row ${index}`);
      return row;
    },
  };
}
