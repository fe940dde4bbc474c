import { Worker } from 'node:worker_threads'
import pLimit from 'p-limit'
import type { Report } from '../writers/report.ts'

/** So many documents are set at the same time: each takes a core, and memory. */
const atOnce = pLimit(2)
/** In megabytes; a document that asks for more ends with an error, and the server goes on. */
const mostMemory = 192
/** A piece of rows is set within seconds; one that is not in so many milliseconds ends the document. */
const longestPiece = 60_000

/**
 * A document from rows as they come: each piece holds whole or broken lines, each line an array of cells in JSON. It is set in a
 * thread of its own, piece by piece: the next is handed over when the pages of the last were taken. Ends with the source's
 * error if that breaks; whoever stops reading stops the thread.
 */
export async function* writePdf(
  report: Report,
  rows: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const leave = await turn()
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: report,
    resourceLimits: { maxOldGenerationSizeMb: mostMemory, maxYoungGenerationSizeMb: 16 },
  })
  try {
    for await (const piece of rows) yield* await set(worker, piece)
    yield* await set(worker, null)
  } finally {
    await worker.terminate()
    leave()
  }
}

/** Waits for a place; what it resolves with gives the place back. */
function turn(): Promise<() => void> {
  return new Promise((begin) => {
    void atOnce(() => new Promise<void>((leave) => begin(leave)))
  })
}

/** Hands a piece over and waits for what it came to. */
function set(worker: Worker, piece: Uint8Array | null): Promise<Uint8Array[]> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => failed(new Error('the document took too long')), longestPiece)
    const answered = (pages: Uint8Array[]) => {
      stop()
      resolve(pages)
    }
    const failed = (error: Error) => {
      stop()
      reject(error)
    }
    const stop = () => {
      clearTimeout(late)
      worker.off('message', answered)
      worker.off('error', failed)
    }
    worker.on('message', answered)
    worker.on('error', failed)
    worker.postMessage(piece)
  })
}
