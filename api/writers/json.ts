/**
 * One JSON object: the head's members, then `rows`, an array with a line a row. Each piece of the rows holds whole or broken
 * lines, each line a comma and an object; the first comma is left out. Ends with the source's error if that breaks.
 */
export async function* writeJson(
  head: Readonly<Record<string, unknown>>,
  rows: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const opening = Buffer.from(`${JSON.stringify(head).slice(0, -1)},"rows":[\n`)
  let isFirst = true
  for await (const piece of rows) {
    // The head leaves with the first piece: a query that fails is answered with a refusal, not with a broken file.
    yield isFirst ? Buffer.concat([opening, piece.subarray(1)]) : piece
    isFirst = false
  }
  yield isFirst ? Buffer.concat([opening, closing]) : closing
}

const closing = Buffer.from(']}\n')
