import { parentPort, workerData } from 'node:worker_threads'
import type { Cell, Report } from '../writers/report.ts'
import { ReportDocument } from './document.ts'

// Runs in a thread of its own (pdf.ts): each message is a piece of the rows, or null for their end; each is answered with the
// bytes that are finished by then.

const document = new ReportDocument(workerData as Report)
const decoder = new TextDecoder()
let unfinished = ''

async function answer(piece: Uint8Array | null): Promise<void> {
  if (piece) await document.add(rowsOf(piece))
  else await document.end()
  parentPort?.postMessage(document.take())
}

parentPort?.on('message', (piece: Uint8Array | null) => {
  // What it throws ends the thread, and is the error that pdf.ts ends with.
  void answer(piece)
})

/** Each line a row, as an array in JSON; the last one may be continued in the next piece. */
function rowsOf(piece: Uint8Array): Cell[][] {
  const lines = (unfinished + decoder.decode(piece, { stream: true })).split('\n')
  unfinished = lines.pop() ?? ''
  return lines.map((line) => JSON.parse(line) as Cell[])
}
