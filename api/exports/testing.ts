import { expect } from 'vitest'
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
