import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import ExcelJS from 'exceljs'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { datasetRows } from '../api/datasets/datasets.ts'
import { formats } from '../api/export-engine/formats.ts'
import { insertExport } from '../api/export-engine/queries.ts'
import { openExport, openPools, withTenant } from '../db/connections.ts'
import { copyOut } from '../db/copy.ts'
import type { ExportFormat } from '../db/types.ts'

// One file of scans, made in a process of its own, whose memory is its own too: `exporting.ts <kind> <organization> <rows>`.
// Says on one line how long it took and how much more memory it had at most than before it began.

const [kind = '', organizationId = '', rows = ''] = process.argv.slice(2)
const wanted = Number(rows)
const adminUrl = process.env.DATABASE_URL ?? ''
const secretKey = Buffer.from(process.env.SECRET_KEY ?? '', 'base64')

/** What the dataset of scans selects, as the owner of the database writes it, without row security. */
const asOwner = `select e.scanned_at, c.name as qr_code, c.slug, e.source, e.outcome, e.city, e.region, e.country, e.country_code,
    e.device_type, e.os, e.browser, e.referrer, g.name as campaign, e.classification, e.id
  from app.qr_scan_events as e
  join app.qr_codes as c on c.organization_id = e.organization_id and c.id = e.qr_code_id
  left join app.campaigns as g on g.organization_id = c.organization_id and g.id = c.campaign_id and g.deleted_at is null
  where e.organization_id = '${organizationId}' and e.classification = 'HUMAN'
  order by e.id desc limit ${wanted}`

/** Takes everything and keeps nothing, as a fast reader would. */
function nowhere(): Writable & { bytes: number } {
  const sink = Object.assign(
    new Writable({
      write(piece: Buffer, _encoding, done) {
        sink.bytes += piece.length
        done()
      },
    }),
    { bytes: 0 },
  )
  return sink
}

async function asOwnerDoes<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** PostgreSQL's own, through the same driver; returns how many rows there were. */
function copy(): Promise<number> {
  return asOwnerDoes(async (client) => {
    const stream = client.query(copyTo(`copy (${asOwner}) to stdout with (format csv, header)`))
    await pipeline(stream, nowhere())
    return stream.rowCount
  })
}

/** The writer of exceljs that streams, given rows as fast as a cursor brings them. */
function excelJs(): Promise<number> {
  return asOwnerDoes(async (client) => {
    const stream = nowhere()
    const book = new ExcelJS.stream.xlsx.WorkbookWriter({ stream: stream as never })
    const sheet = book.addWorksheet('Scans')
    let count = 0
    await client.query('begin')
    await client.query(`declare scans cursor for ${asOwner}`)
    for (;;) {
      const page = await client.query<unknown[]>({
        text: 'fetch 2000 from scans',
        rowMode: 'array',
      })
      if (page.rows.length === 0) break
      for (const row of page.rows) sheet.addRow(row).commit()
      count += page.rows.length
    }
    await client.query('commit')
    sheet.commit()
    await book.commit()
    return count
  })
}

/**
 * What the product does between the database and the reader: one snapshot under row security, the format's own SQL, its
 * writer, a digest. A PDF holds ten thousand rows at most, so its rows are set again until there are enough.
 */
async function ours(name: ExportFormat): Promise<number> {
  const format = formats[name]
  if (!format) throw new Error(`There is no ${name}`)
  const pools = openPools(adminUrl, secretKey)
  const tenant = { organizationId }
  try {
    const row = await withTenant(pools, tenant, async (db) => {
      const member = await db.selectFrom('members').select('id').executeTakeFirstOrThrow()
      return insertExport(
        db,
        { organizationId, memberId: member.id },
        {
          ...{ dataset: 'QR_SCANS', format: name, from: null, to: null, asOf: new Date() },
          ...{ timezone: 'Europe/Amsterdam', fileName: 'bench', filter: null, recipe: null },
          ...{ isBackground: false, estimatedRows: null },
        },
      )
    })
    const { db, transaction } = openExport(pools, tenant)
    const made = await datasetRows(db, 'QR_SCANS', {
      ...{ from: null, to: null, asOf: row.as_of, snapshot: row.snapshot, filter: null },
      ...{ timezone: row.timezone, publicUrl: 'http://localhost:4000' },
    })
    const facts = await format.facts(db, made, row.timezone)
    const stream = await copyOut(transaction, format.cells(db, made), format.copy)
    const sink = nowhere()
    const digest = createHash('sha256')
    const pieces = name === 'PDF' ? repeated(stream) : stream
    for await (const piece of format.encode(pieces, { row, rows: made, facts })) {
      digest.update(piece)
      if (!sink.write(piece)) await once(sink, 'drain')
    }
    await transaction.commit()
    return name === 'PDF' ? wanted : stream.rowCount
  } finally {
    await pools.end()
  }
}

async function* repeated(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const lines: Buffer[] = []
  for await (const piece of stream) lines.push(Buffer.from(piece))
  const whole = Buffer.concat(lines)
  const each = whole.reduce((count, byte) => count + Number(byte === 10), 0)
  for (let given = 0; given < wanted; given += each) yield whole
}

const kinds: Record<string, () => Promise<number>> = {
  copy,
  exceljs: excelJs,
  csv: () => ours('CSV'),
  excel: () => ours('EXCEL'),
  pdf: () => ours('PDF'),
}
const make = kinds[kind]
if (!make) throw new Error(`There is no ${kind}; there are ${Object.keys(kinds).join(', ')}`)

const before = process.memoryUsage.rss()
let peak = before
const watching = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss())
}, 10)
const begun = performance.now()
const count = await make()
const ms = performance.now() - begun
clearInterval(watching)
console.log(JSON.stringify({ count, ms, grown: peak - before, peak }))
