import { fileTypeFromBuffer } from 'file-type'
import type { UploadType } from '../../db/types.ts'
import { typeOfMime } from './names.ts'
import { Misshapen, Reader } from './reader.ts'
import { shapes } from './shapes.ts'

/** What a look at the bytes came to: their digest in hex, or why the file is refused, as a sentence. */
export type Verdict = { sha256: string } | { problem: string }

/** So much of the beginning is enough for the magic bytes of every type. */
const beginning = 4_100

/**
 * Reads the bytes of a file once, with bounded memory, and says whether they are what was announced: as many, of the type its
 * name says, whole, and nothing else at the same time.
 */
export async function verify(
  body: AsyncIterable<Uint8Array>,
  announced: { name: string; type: UploadType; size: number },
): Promise<Verdict> {
  const file = new Reader(body)
  const { name, type } = announced
  try {
    const start = await file.peek(beginning)
    if (start.length === 0) return { problem: `${name} is empty.` }
    const found = await fileTypeFromBuffer(start)
    const foundType = found && typeOfMime(found.mime)
    if (!foundType) return { problem: `${name} is not a ${type} file, whatever its name says.` }
    if (foundType !== type)
      return { problem: `${name} is a ${foundType} file; its name says ${type}.` }
    await shapes[type](file)
    await file.skipRest()
    if (file.size !== announced.size)
      return { problem: `${name} arrived with another size. Send it again.` }
    // Text in a PDF may well be about pages and scripts.
    if (type !== 'PDF' && file.isScripted) return { problem: `${name} holds a web page as well.` }
    if (endsAsArchive(file.tail)) return { problem: `${name} holds an archive as well.` }
    return { sha256: file.digest() }
  } catch (error) {
    if (!(error instanceof Misshapen)) throw error
    return {
      problem: `${name} ${error.message}. Open it to see whether it is whole, and send it again.`,
    }
  } finally {
    await file.close()
  }
}

const archiveEnd = Buffer.from('PK\x05\x06', 'latin1')
const archiveEndLength = 22

/** Whether the file ends with the directory of a zip archive, which is where archives are read from. */
function endsAsArchive(tail: Buffer): boolean {
  for (let at = tail.indexOf(archiveEnd); at >= 0; at = tail.indexOf(archiveEnd, at + 1)) {
    const isWhole = at + archiveEndLength <= tail.length
    if (isWhole && at + archiveEndLength + tail.readUInt16LE(at + 20) === tail.length) return true
  }
  return false
}
