import { createHash } from 'node:crypto'
import { crc32, deflateSync } from 'node:zlib'
import type { Code } from './codes.ts'
import type { Company } from './organizations.ts'
import { randomOf } from './random.ts'

/** A file of the demo, and the bytes it has: small, whole, and the same at every start. */
export type File = {
  id: string
  storageId: string
  company: Company
  name: string
  bytes: Buffer
  createdAt: Date
}

/** Two files of each company that visitors of the demo sign in to; its newest code in use shows the first. */
export function keepFiles(company: Company, codes: readonly Code[]): File[] {
  if (!company.isCast) return []
  // A stream of its own, so that nothing else of the demo changes with it.
  const random = randomOf(`files ${company.name}`)
  const newest = codes
    .filter(({ end }) => end === null)
    .toSorted((a, b) => a.daysAgo - b.daysAgo)[0]
  const createdAt = newest?.createdAt ?? company.createdAt
  const files = (['PDF', 'PNG'] as const).map((type) => ({
    id: random.id(createdAt),
    storageId: random.id(createdAt),
    company,
    name: type === 'PDF' ? 'Information sheet.pdf' : 'Logo.png',
    bytes: bytesOf(type, company.name),
    createdAt,
  }))
  if (newest) newest.uploadId = files[0]?.id ?? null
  return files
}

/** Rows of uploaded_files. */
export function fileRow({ company, id, storageId, name, bytes, createdAt }: File) {
  return {
    organization_id: company.id,
    id,
    name,
    type: name.endsWith('.pdf') ? 'PDF' : 'PNG',
    size_bytes: bytes.length,
    status: 'READY',
    sha256: digestOf(bytes),
    storage_id: storageId,
    created_by: company.members[0]?.id ?? null,
    created_at: createdAt,
    updated_at: createdAt,
  }
}

export function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** What a demo file of that type holds, for an organization of that name. */
export function bytesOf(type: 'PDF' | 'PNG', name: string): Buffer {
  return type === 'PDF' ? aSheet(name) : aLogo(name)
}

/** One page with two lines, with the table of places at its end that readers look for. */
function aSheet(name: string): Buffer {
  const plain = name.replace(/[^\x20-\x7e]|[()\\]/g, ' ')
  const text = `BT /F1 28 Tf 72 720 Td (${plain}) Tj /F1 14 Tf 0 -36 Td (This sheet is shown by a QR code of the demo.) Tj ET`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ]
  let body = '%PDF-1.4\n'
  const places = objects.map((object, index) => {
    const at = body.length
    body += `${index + 1} 0 obj\n${object}\nendobj\n`
    return `${String(at).padStart(10, '0')} 00000 n \n`
  })
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}`
  const end = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`
  return Buffer.from(body + table + end, 'latin1')
}

const side = 240

/** A square of squares in one colour on white, another for every name. */
function aLogo(name: string): Buffer {
  const seed = createHash('sha256').update(name).digest()
  const colour = [seed[0] ?? 0, 96, seed[1] ?? 0].map((part) => part % 160)
  const lines = Array.from({ length: side }, (_, y) => {
    const line = Buffer.alloc(1 + side * 3, 255)
    line[0] = 0
    for (let x = 0; x < side; x++) {
      const [column, row] = [Math.floor(x / 40), Math.floor(y / 40)]
      // Mirrored, so that it looks meant.
      const isSet = ((seed[2 + row] ?? 0) >> Math.min(column, 5 - column)) & 1
      if (isSet) line.set(colour, 1 + x * 3)
    }
    return line
  })
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(lines), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}
