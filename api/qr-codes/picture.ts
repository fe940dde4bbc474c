import { renderAsync } from '@resvg/resvg-js'
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

/** The same as PNG, `width` pixels wide; drawn on a thread of its own, since a large one takes tens of milliseconds. */
export async function pngOf(text: string, width: number): Promise<Buffer> {
  const picture = await renderAsync(svgOf(text), { fitTo: { mode: 'width', value: width } })
  return picture.asPng()
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
