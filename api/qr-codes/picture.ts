import { renderAsync } from '@resvg/resvg-js'
import { LRUCache } from 'lru-cache'
import pLimit from 'p-limit'
import encode from 'qr'

/** Modules of white around the code: phones need four. */
const quietZone = 4

/**
 * A QR code as SVG: black on white in every colour scheme, error correction M, quiet zone included. One unit a module, so
 * it prints sharp at any size.
 */
export function svgOf(text: string): string {
  const rows = encode(text, 'raw', { ecc: 'medium', border: quietZone })
  const size = rows.length
  const path = rows
    .flatMap((row, y) => runsOf(row).map(([x, width]) => `M${x} ${y}h${width}v1h-${width}z`))
    .join('')
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" width="${size * 10}" height="${size * 10}" ` +
    `shape-rendering="crispEdges"><rect width="${size}" height="${size}" fill="#fff"/><path fill="#000" d="${path}"/></svg>`
  )
}

/** Too many pictures are asked for at once; nothing was drawn. */
class DrawingBusy extends Error {
  readonly code = 'BUSY'
}

const mostWaiting = 50
const mostKept = 200
const turns = pLimit(2)
const kept = new LRUCache<string, Buffer>({ max: mostKept })

/**
 * The same as PNG, `width` pixels wide. Drawn on a thread of its own, two at a time, since a large one takes tens of
 * milliseconds and megabytes; the last ones are kept.
 */
export async function pngOf(text: string, width: number): Promise<Buffer> {
  const name = `${width} ${text}`
  const known = kept.get(name)
  if (known) return known
  if (turns.pendingCount >= mostWaiting) throw new DrawingBusy('too many pictures are waiting')
  const fitTo = { mode: 'width', value: width } as const
  const picture = await turns(async () => (await renderAsync(svgOf(text), { fitTo })).asPng())
  kept.set(name, picture)
  return picture
}

/** Where a row is black: start and length of each run. */
function runsOf(row: readonly boolean[]): [number, number][] {
  const runs: [number, number][] = []
  row.forEach((isBlack, x) => {
    const last = runs.at(-1)
    if (!isBlack) return
    if (last && last[0] + last[1] === x) last[1] += 1
    else runs.push([x, 1])
  })
  return runs
}
