import type { ServerResponse } from 'node:http'
import type { ScanRoad } from '../intake/redirect.ts'
import { SlugsAway } from '../intake/slugs.ts'
import { pngOf, svgOf } from '../qr-codes/picture.ts'
import { sendErrors } from './refuse.ts'

const form = /^\/q\/([0-9A-Za-z]{6,32})\.(svg|png)$/
const pngWidth = 1024
const widest = 2048

/** GET /q/{slug}.svg or .png, `?size=` pixels for a png (64 to 2048), `?download` as a file: what is printed. Public, like the slug itself. */
export async function answerPicture(
  road: ScanRoad,
  url: URL,
  response: ServerResponse,
): Promise<void> {
  const [, slug, kind] = form.exec(url.pathname) ?? []
  try {
    const code = slug ? await road.slugs.find(slug) : null
    if (!slug || !code || code.isDeleted)
      return sendErrors(response, 404, 'NOT_FOUND', 'No code has this picture.')
  } catch (error) {
    if (!(error instanceof SlugsAway)) throw error
    response.setHeader('retry-after', '2')
    return sendErrors(
      response,
      503,
      'UNAVAILABLE',
      'The picture cannot be drawn at this moment. Try again.',
    )
  }
  const size = Number(url.searchParams.get('size') ?? pngWidth)
  if (!Number.isInteger(size) || size < 64 || size > widest) {
    return sendErrors(response, 400, 'INVALID', `Choose a size of 64 to ${widest} pixels.`, {
      field: 'size',
    })
  }
  const text = `${road.publicUrl}/s/${slug}`
  const picture = kind === 'png' ? await pngOf(text, size) : Buffer.from(svgOf(text))
  response.writeHead(200, {
    'content-type': kind === 'png' ? 'image/png' : 'image/svg+xml',
    'content-length': picture.length,
    'cache-control': 'public, max-age=86400',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    ...(url.searchParams.has('download')
      ? { 'content-disposition': `attachment; filename="${slug}.${kind}"` }
      : {}),
    'x-content-type-options': 'nosniff',
    // The dashboard may be opened under another name than PUBLIC_URL.
    'cross-origin-resource-policy': 'cross-origin',
  })
  response.end(picture)
}
