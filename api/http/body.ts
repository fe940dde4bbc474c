import type { IncomingMessage } from 'node:http'

export class TooLarge extends Error {}

/** The body as bytes; TooLarge as soon as it passes `most`, announced or not. */
export async function readCapped(request: IncomingMessage, most: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > most) throw new TooLarge()
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request) {
    size += (part as Buffer).length
    if (size > most) throw new TooLarge()
    parts.push(part as Buffer)
  }
  return Buffer.concat(parts)
}
