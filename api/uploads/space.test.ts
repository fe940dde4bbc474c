import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { aServer, type Member, signUp, type TestServer } from '../testing.ts'
import { aPdf, codeOf, complete, request, send, upload, usageOf } from './testing.ts'

let server: TestServer
beforeAll(async () => {
  server = await aServer()
})
afterAll(() => server.stop())

const admin = (text: string, values: unknown[] = []) => server.database.admin.query(text, values)

/** The names of what is kept of an organization. */
function keptFiles(member: Member): string[] {
  const folder = join(server.config.dataDir, 'uploads', member.organizationId)
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Room for so many bytes in all. */
async function limitTo(member: Member, bytes: number): Promise<void> {
  await admin(
    `insert into organization_terms (organization_id, limits) values ($1, $2)
     on conflict (organization_id) do update set limits = excluded.limits`,
    [member.organizationId, { STORAGE_BYTES: bytes }],
  )
}

const say = (member: Member, operation: string, id: string) =>
  server.send(`mutation ($id: ID!) { ${operation} }`, { id }, member)
const remove = (member: Member, id: string) => say(member, 'deleteUpload(id: $id)', id)
const restore = (member: Member, id: string) =>
  say(member, 'restoreUpload(id: $id) { id status }', id)

describe('Room for files', () => {
  it('is counted once when a file is completed twice, or ten times at once', async () => {
    const mine = await signUp(server)
    const { id } = await send(server, mine, 'menu.pdf', aPdf())
    const answers = await Promise.all(Array.from({ length: 10 }, () => complete(server, mine, id)))
    for (const { data, errors } of answers) {
      expect(errors).toBeUndefined()
      expect(data.completeUpload).toMatchObject({ id, status: 'READY' })
    }
    expect(await usageOf(server, mine)).toEqual({ bytes: aPdf().length, files: 1 })
    await vi.waitFor(() => expect(keptFiles(mine)).toHaveLength(1))
  })

  it('is never exceeded by fifty files that are completed at the same moment', async () => {
    const mine = await signUp(server)
    const bytes = aPdf()
    const sent = []
    for (let n = 0; n < 50; n++) sent.push(await send(server, mine, 'menu.pdf', bytes))
    await limitTo(mine, 7 * bytes.length + 3)
    const answers = await Promise.all(sent.map(({ id }) => complete(server, mine, id)))
    const refusals = answers.filter(({ errors }) => errors)
    expect(answers.length - refusals.length).toBe(7)
    for (const answer of refusals) {
      expect(codeOf(answer)).toMatchObject({ code: 'LIMIT_REACHED', resource: 'STORAGE_BYTES' })
      expect(answer.errors?.[0]?.message).toMatch(
        /^menu\.pdf needs \d+ bytes; \d+ bytes is left\. /,
      )
    }
    expect(await usageOf(server, mine)).toEqual({ bytes: 7 * bytes.length, files: 7 })
    // What was refused is still there to be completed when there is room.
    await limitTo(mine, 8 * bytes.length)
    const again = sent[answers.findIndex(({ errors }) => errors)]
    expect((await complete(server, mine, again?.id ?? '')).errors).toBeUndefined()
  }, 120_000)

  it('is asked for before anything is sent, with what is on its way counted in', async () => {
    const mine = await signUp(server)
    await limitTo(mine, 1_000)
    expect((await request(server, mine, { name: 'a.pdf', size: 600 })).errors).toBeUndefined()
    const answer = await request(server, mine, { name: 'b.pdf', size: 600 })
    expect(codeOf(answer)).toMatchObject({ code: 'LIMIT_REACHED', limit: 1_000 })
    expect(answer.errors?.[0]?.message).toMatch(/^b\.pdf needs 600 bytes; 400 bytes is left\. /)
    const { data } = await server.send('{ plans { id rank } }')
    const cheapest = data.plans.find(({ rank }: { rank: number }) => rank === 1)
    expect(codeOf(answer)?.requiredPlan).toMatchObject({ id: cheapest.id })
  })

  it('is given back by a deletion and taken again by its undoing, once each', async () => {
    const mine = await signUp(server)
    const { id } = await upload(server, mine)
    const size = aPdf().length
    const deletions = await Promise.all([remove(mine, id), remove(mine, id)])
    expect(deletions.filter(({ errors }) => !errors)).toHaveLength(1)
    expect(await usageOf(server, mine)).toEqual({ bytes: 0, files: 0 })
    expect(codeOf(await say(mine, 'updateUpload(id: $id, input: {}) { id }', id))).toEqual({
      code: 'NOT_FOUND',
    })
    const undone = await Promise.all([restore(mine, id), restore(mine, id)])
    expect(undone.some(({ errors }) => !errors)).toBe(true)
    expect(await usageOf(server, mine)).toEqual({ bytes: size, files: 1 })
    await remove(mine, id)
    await limitTo(mine, size - 1)
    expect(codeOf(await restore(mine, id))).toMatchObject({ code: 'LIMIT_REACHED' })
    await admin(`update uploaded_files set deleted_at = now() - interval '31 days' where id = $1`, [
      id,
    ])
    expect(codeOf(await restore(mine, id))).toEqual({ code: 'NOT_FOUND' })
  })
})
