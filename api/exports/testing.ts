import { expect, vi } from 'vitest'
import { type Member, setPlan, signUp, type TestServer } from '../testing.ts'

/** An owner whose plan includes every export. */
export async function anExporter(server: TestServer, timezone?: string): Promise<Member> {
  const member = await signUp(server, timezone ? { timezone } : {})
  await setPlan(server, member, 3)
  return member
}

export type Requested = { id: string; url: string; fileName: string }

/** A recipe that was just written, CSV unless the input says otherwise, and where its file is fetched. */
export async function requested(
  server: TestServer,
  member: Member,
  input: { dataset: string; format?: string },
): Promise<Requested> {
  const { data, errors } = await server.send(
    `mutation ($input: RequestExportInput!) { requestExport(input: $input) { id downloadUrl fileName status rowCount sha256 } }`,
    { input: { format: 'CSV', ...input } },
    member,
  )
  if (errors) throw new Error(JSON.stringify(errors))
  const { id, downloadUrl, fileName, ...rest } = data.requestExport
  expect(rest).toEqual({ status: 'QUEUED', rowCount: null, sha256: null })
  return { id, url: downloadUrl.replace('http://localhost:4000', server.url), fileName }
}

/** Waits until every scan of the organization is counted, as lists, dashboards and their files read them. */
export async function allCounted(server: TestServer, member: Member): Promise<void> {
  await vi.waitFor(async () => {
    const { rows } = await server.database.admin.query('select is_behind($1) as is_behind', [
      member.organizationId,
    ])
    expect(rows).toEqual([{ is_behind: false }])
  }, 20_000)
}

/** A CSV's records, read by hand after RFC 4180: what any other program would make of the file. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let at = 0
  while (at < text.length) {
    let cell = ''
    if (text[at] === '"') {
      at += 1
      while (at < text.length && (text[at] !== '"' || text[at + 1] === '"')) {
        cell += text[at]
        at += text[at] === '"' ? 2 : 1
      }
      at += 1
    } else {
      while (at < text.length && text[at] !== ',' && text[at] !== '\n') cell += text[at++]
    }
    row.push(cell)
    if (text[at] !== ',') {
      rows.push(row)
      row = []
    } else if (at === text.length - 1) row.push('')
    at += 1
  }
  return rows
}

/** The cells of a CSV that was just asked for, its heading first. */
export async function csvOf(
  server: TestServer,
  member: Member,
  input: { dataset: string } & Record<string, unknown>,
): Promise<string[][]> {
  const { url } = await requested(server, member, input)
  const response = await fetch(url)
  expect(response.status).toBe(200)
  const bytes = Buffer.from(await response.arrayBuffer())
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  return parseCsv(bytes.subarray(3).toString('utf8'))
}
