import type { IncomingMessage } from 'node:http'

export class TooLarge extends Error {}

/**
 * The body as bytes; TooLarge as soon as it passes `most`, announced or not. What comes after that goes past unread: a
 * client that is still sending would never see the answer on a connection that was closed under it.
 */
export function readCapped(request: IncomingMessage, most: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let size = 0
    request.on('data', (part: Buffer) => {
      size += part.length
      if (size <= most) parts.push(part)
      else reject(new TooLarge())
    })
    request.once('end', () => resolve(Buffer.concat(parts)))
    request.once('error', reject)
    if (Number(request.headers['content-length'] ?? 0) > most) reject(new TooLarge())
  })
}
