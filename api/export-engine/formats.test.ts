import { Readable } from 'node:stream'
import { sql } from 'kysely'
import { extractText } from 'unpdf'
import { expect, it } from 'vitest'
import { formats } from './formats.ts'
import type { ExportRow } from './queries.ts'
import type { Facts, Rows } from './rows.ts'

const rows: Rows = {
  title: 'Scans',
  columns: { scanned_at: { type: 'time', label: 'Scanned at' } },
  query: sql`select now() as scanned_at`,
  notes: ['Your plan shows 30 days.'],
}
const row = {
  dataset: 'QR_SCANS',
  timezone: 'Europe/Amsterdam',
  range_from: null,
  range_to: null,
  as_of: new Date('2026-11-21T13:03:00Z'),
  filter: { qrCodeIds: ['a', 'b'], countryCodes: ['NL', 'BE'], sources: [] },
} as unknown as ExportRow
const facts: Facts = { organization: 'Northgate', total: 1_234_567, parts: [] }

it('A document with fewer rows than there are says so, where the rest is, and what was filtered', async () => {
  const line = Buffer.from('["21 Nov 2026 14:03"]\n')
  const pieces: Uint8Array[] = []
  const encoded = formats.PDF?.encode(Readable.from([line]), { row, rows, facts }) ?? []
  for await (const piece of encoded) pieces.push(piece)
  const { text } = await extractText(new Uint8Array(Buffer.concat(pieces)), { mergePages: true })
  const told = text.replace(/\s+/g, ' ')
  expect(told).toContain('the first 10,000 of 1,234,567 rows')
  expect(told).toContain('The CSV and Excel files of the same export have all of them.')
  expect(told).toContain('Filtered: 2 QR codes; country codes NL, BE.')
  expect(told).toContain('Your plan shows 30 days.')
  expect(told).toContain('the beginning')
})
