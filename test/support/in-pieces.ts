// Bytes as they come from a disk or over a line: in pieces, of which none is empty.

export async function* inPieces(bytes: Uint8Array, most = 65_536): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += most) yield bytes.subarray(from, from + most);
}

/** Cut at these places, in any order. */
export async function* cutAt(bytes: Uint8Array, places: readonly number[]): AsyncGenerator<Uint8Array> {
  let from = 0;
  for (const place of [...places.filter((each) => each < bytes.length).sort((a, b) => a - b), bytes.length]) {
    if (place > from) yield bytes.subarray(from, place);
    from = place;
  }
}

export async function joined(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}
