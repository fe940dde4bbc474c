import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  addColleague,
  aServer,
  createCode,
  type Member,
  setPlan,
  signUp,
  type TestServer,
} from '../testing.ts'
import { sweepUploads } from './sweep.ts'
import {
  aPdf,
  aPng,
  codeOf,
  complete,
  request,
  samples,
  send,
  transfer,
  upload,
  usageOf,
} from './testing.ts'

let server: TestServer
let me: Member
beforeAll(async () => {
  server = await aServer()
  me = await signUp(server)
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

const say = (member: Member, operation: string, id: string) =>
  server.send(`mutation ($id: ID!) { ${operation} }`, { id }, member)
const remove = (member: Member, id: string) => say(member, 'deleteUpload(id: $id)', id)
const restore = (member: Member, id: string) =>
  say(member, 'restoreUpload(id: $id) { id status }', id)

describe('A file', () => {
  for (const [name, make] of Object.entries(samples)) {
    it(`is announced, sent past GraphQL, verified and listed: ${name}`, async () => {
      const mine = await signUp(server)
      const bytes = make()
      const told = await send(server, mine, name, bytes)
      expect(told).toMatchObject({ name, status: 'PENDING', sizeBytes: bytes.length, sha256: null })
      expect(told.downloadUrl).toBeNull()
      expect(await usageOf(server, mine)).toEqual({ bytes: 0, files: 0 })
      const { data } = await complete(server, mine, told.id)
      expect(data.completeUpload).toMatchObject({
        ...{ id: told.id, name, status: 'READY', sizeBytes: bytes.length, transfer: null },
        sha256: createHash('sha256').update(bytes).digest('hex'),
      })
      expect(await usageOf(server, mine)).toEqual({ bytes: bytes.length, files: 1 })
      const list = await server.send('{ organization { uploads { nodes { id name } } } }', {}, mine)
      expect(list.data.organization.uploads.nodes).toEqual([{ id: told.id, name }])
      const { rows } = await admin(
        'select action, metadata from activity_log where organization_id = $1 order by id desc limit 1',
        [mine.organizationId],
      )
      expect(rows).toEqual([
        { action: 'FILE_UPLOADED', metadata: { name, sizeBytes: bytes.length } },
      ])
      await vi.waitFor(() => expect(keptFiles(mine)).toHaveLength(1))
    })
  }

  it('is listed by the campaign of an id; anything else is INVALID', async () => {
    const { errors } = await server.send(
      '{ organization { uploads(campaignId: "x") { totalCount } } }',
      {},
      me,
    )
    expect(errors?.[0]?.extensions).toEqual({ code: 'INVALID', field: 'campaignId' })
  })

  it.each([
    [{ name: 'menu.svg', size: 9 }, 'name'],
    [{ name: 'menu.html', size: 9 }, 'name'],
    [{ name: 'menu.pdf.exe', size: 9 }, 'name'],
    [{ name: 'menu.exe.pdf', size: 9 }, 'name'],
    [{ name: '  ', size: 9 }, 'name'],
    [{ name: `${'x'.repeat(300)}.pdf`, size: 9 }, 'name'],
    [{ name: 'menu.pdf', size: 0 }, 'size'],
    [{ name: 'menu.pdf', size: -1 }, 'size'],
    [{ name: 'menu.pdf', size: 104_857_601 }, 'size'],
    [{ name: 'menu.pdf', size: 9, type: 'image/svg+xml' }, 'type'],
    [{ name: 'menu.pdf', size: 9, type: 'image/png' }, 'type'],
  ])('is refused before anything is sent: %j on %s', async (input, field) => {
    expect(codeOf(await request(server, me, input))).toEqual({ code: 'INVALID', field })
  })

  it('that is not what was announced is refused with a sentence, and nothing of it stays', async () => {
    const mine = await signUp(server)
    const wrong: [string, Buffer, RegExp][] = [
      ['logo.png', aPdf(), /logo\.png is a PDF file; its name says PNG/],
      ['menu.pdf', Buffer.from('<html><script>alert(1)</script>'), /is not a PDF file/],
      ['logo.png', aPng().subarray(0, 80), /breaks off/],
      ['logo.png', Buffer.concat([aPng(), aPdf()]), /goes on after its end/],
    ]
    for (const [name, bytes, sentence] of wrong) {
      const { id } = await send(server, mine, name, bytes)
      const answer = await complete(server, mine, id)
      expect(codeOf(answer)).toEqual({ code: 'INVALID', field: 'file' })
      expect(answer.errors?.[0]?.message).toMatch(sentence)
      expect(codeOf(await complete(server, mine, id))).toEqual({ code: 'NOT_FOUND' })
    }
    await vi.waitFor(() => expect(keptFiles(mine)).toEqual([]))
    expect(await usageOf(server, mine)).toEqual({ bytes: 0, files: 0 })
  })

  it('is not complete before it has arrived, and takes exactly as many bytes as were announced', async () => {
    const bytes = aPdf()
    const answer = await request(server, me, { name: 'menu.pdf', size: bytes.length })
    const told = answer.data.requestUpload
    expect(codeOf(await complete(server, me, told.id))).toEqual({ code: 'CONFLICT' })
    for (const other of [Buffer.concat([bytes, bytes]), bytes.subarray(1)]) {
      const response = await transfer(server, told, other)
      expect(response.status).toBe(400)
    }
    expect(codeOf(await complete(server, me, told.id))).toEqual({ code: 'CONFLICT' })
    expect((await transfer(server, told, bytes)).status).toBe(204)
    expect((await complete(server, me, told.id)).errors).toBeUndefined()
  })

  it('cannot be swapped after it was verified, by the address it was sent to', async () => {
    const bytes = aPdf('good')
    const told = await send(server, me, 'menu.pdf', bytes)
    await complete(server, me, told.id)
    expect((await transfer(server, told, aPdf('evil'))).status).toBe(409)
    // Even when the bytes had been on their way already.
    const other = await send(server, me, 'menu.pdf', bytes)
    const put = server.app.services.uploads.put(
      `${me.organizationId}/${other.id}`,
      [aPdf('evil')] as never,
      bytes.length,
    )
    const [answer] = await Promise.all([complete(server, me, other.id), put])
    const { data } = await server.send(
      'query ($id: ID!) { upload(id: $id) { sha256 downloadUrl } }',
      { id: other.id },
      me,
    )
    const url = data.upload.downloadUrl.replace(server.config.publicUrl, server.url)
    const sent = Buffer.from(await (await fetch(url)).arrayBuffer())
    expect(createHash('sha256').update(sent).digest('hex')).toBe(answer.data.completeUpload.sha256)
  })
})

describe('A file that a code shows', () => {
  it('cannot be deleted, and the refusal names the codes; a deleted code does not count', async () => {
    const mine = await signUp(server)
    await setPlan(server, mine, 3)
    const { id } = await upload(server, mine)
    const codes = []
    for (const name of ['Door', 'Window', 'Table', 'Bar']) {
      codes.push(await createCode(server, mine, { name, targetUrl: undefined, uploadId: id }))
    }
    const answer = await remove(mine, id)
    expect(codeOf(answer)).toEqual({ code: 'CONFLICT' })
    expect(answer.errors?.[0]?.message).toBe(
      'menu.pdf is shown by Bar, Table, Window and 1 more. Point them elsewhere first.',
    )
    expect(await usageOf(server, mine)).toMatchObject({ files: 1 })
    for (const code of codes) await say(mine, 'deleteQrCode(id: $id)', code.id)
    expect((await remove(mine, id)).errors).toBeUndefined()
    const back = await say(mine, 'restoreQrCode(id: $id) { id }', codes[0]?.id ?? '')
    expect(codeOf(back)).toEqual({ code: 'CONFLICT' })
    await restore(mine, id)
    const { data } = await say(mine, 'restoreQrCode(id: $id) { upload { id } }', codes[0]?.id ?? '')
    expect(data.restoreQrCode).toEqual({ upload: { id } })
  })

  it('is never deleted under a code that is being pointed at it', async () => {
    const mine = await signUp(server)
    await setPlan(server, mine, 3)
    for (let n = 0; n < 8; n++) {
      const { id } = await upload(server, mine)
      const [made, gone] = await Promise.all([
        server.send(
          'mutation ($id: ID!) { createQrCode(input: { name: "Door", uploadId: $id }) { id } }',
          { id },
          mine,
        ),
        remove(mine, id),
      ])
      expect([made, gone].filter(({ errors }) => !errors)).toHaveLength(1)
    }
  })

  it('is never deleted under a deleted code that comes back at the same moment', async () => {
    const mine = await signUp(server)
    await setPlan(server, mine, 3)
    for (let n = 0; n < 20; n++) {
      const { id } = await upload(server, mine)
      const code = await createCode(server, mine, { targetUrl: undefined, uploadId: id })
      await say(mine, 'deleteQrCode(id: $id)', code.id)
      const back = n % 2 ? 'restoreQrCode(id: $id) { id }' : 'restoreQrCodes(ids: [$id]) { id }'
      const answers = await Promise.all([say(mine, back, code.id), remove(mine, id)])
      expect(answers.filter(({ errors }) => !errors)).toHaveLength(1)
      expect(answers.flatMap(({ errors }) => errors ?? [])[0]?.extensions.code).toBe('CONFLICT')
    }
  })

  it('is one of two targets: exactly one is given, and either can take the place of the other', async () => {
    const mine = await signUp(server)
    const { id } = await upload(server, mine)
    const create = (input: object) =>
      server.send(
        'mutation ($input: CreateQrCodeInput!) { createQrCode(input: $input) { id targetUrl slug upload { id } } }',
        { input: { name: 'Door', ...input } },
        mine,
      )
    const link = 'https://example.com/menu'
    expect(codeOf(await create({}))).toEqual({ code: 'INVALID', field: 'targetUrl' })
    expect(codeOf(await create({ uploadId: id, targetUrl: link }))).toEqual({
      ...{ code: 'INVALID', field: 'uploadId' },
    })
    for (const other of [uuidv7(), 'x', (await upload(server, me)).id]) {
      expect(codeOf(await create({ uploadId: other }))).toEqual({ code: 'NOT_FOUND' })
    }
    const { data } = await create({ uploadId: id })
    const code = data.createQrCode
    expect(code).toMatchObject({
      targetUrl: `http://localhost:4000/f/${code.slug}`,
      upload: { id },
    })
    const update = (input: object) =>
      server.send(
        'mutation ($id: ID!, $input: UpdateQrCodeInput!) { updateQrCode(id: $id, input: $input) { targetUrl upload { id } } }',
        { id: code.id, input },
        mine,
      )
    expect((await update({ targetUrl: link })).data.updateQrCode).toEqual({
      ...{ targetUrl: link, upload: null },
    })
    expect((await update({ uploadId: id })).data.updateQrCode.upload).toEqual({ id })
    expect((await update({ name: 'Gate' })).data.updateQrCode.upload).toEqual({ id })
    const shown = await server.send(
      'query ($id: ID!) { upload(id: $id) { qrCodes { name } } }',
      { id },
      mine,
    )
    expect(shown.data.upload.qrCodes).toEqual([{ name: 'Gate' }])
    const pending = await send(server, mine, 'menu.pdf', aPdf())
    expect(codeOf(await update({ uploadId: pending.id }))).toEqual({ code: 'NOT_FOUND' })
  })
})

describe('A change of a file', () => {
  const update = (id: string, input: object) =>
    server.send(
      'mutation ($id: ID!, $input: UpdateUploadInput!) { updateUpload(id: $id, input: $input) { name version campaign { name } } }',
      { id, input },
      me,
    )

  it('gives it another name with the same ending, or another campaign, unless somebody was faster', async () => {
    const { id } = await upload(server, me)
    const { data } = await server.send(
      'mutation { createCampaign(input: { name: "Autumn" }) { id } }',
      {},
      me,
    )
    const campaignId = data.createCampaign.id
    expect((await update(id, { name: 'Lunch', campaignId, version: 1 })).data.updateUpload).toEqual(
      {
        ...{ name: 'Lunch.pdf', version: 2, campaign: { name: 'Autumn' } },
      },
    )
    expect(codeOf(await update(id, { name: 'Dinner', version: 1 }))).toEqual({ code: 'CONFLICT' })
    expect(codeOf(await update(id, { name: '' }))).toEqual({ code: 'INVALID', field: 'name' })
    expect(codeOf(await update(id, { campaignId: uuidv7() }))).toEqual({ code: 'NOT_FOUND' })
    const listed = await server.send(
      `query ($id: ID!) {
        campaign(id: $id) { uploads { totalCount nodes { name } } }
        organization { uploads(campaignId: $id, search: "lunch", type: PDF) { totalCount } none: uploads(type: MP4) { totalCount } }
      }`,
      { id: campaignId },
      me,
    )
    expect(listed.data).toEqual({
      campaign: { uploads: { totalCount: 1, nodes: [{ name: 'Lunch.pdf' }] } },
      organization: { uploads: { totalCount: 1 }, none: { totalCount: 0 } },
    })
    expect((await update(id, { campaignId: null })).data.updateUpload.campaign).toBeNull()
  })
})

describe('The sweep', () => {
  const sweep = (now = Date.now()) =>
    sweepUploads(server.app.pools, server.app.services.uploads, now)
  const tomorrow = () => Date.now() + 86_400_001

  it('takes away what was announced and never completed, and what nobody knows of; nothing else', async () => {
    const mine = await signUp(server)
    const ready = await upload(server, mine)
    const stale = await send(server, mine, 'menu.pdf', aPdf())
    const fresh = await send(server, mine, 'menu.pdf', aPdf())
    await vi.waitFor(() => expect(keptFiles(mine)).toHaveLength(3))
    const stranger = `${mine.organizationId}/${uuidv7()}`
    await server.app.services.uploads.put(stranger, [aPdf()] as never, aPdf().length)
    await admin(`update uploaded_files set created_at = now() - interval '3 hours' where id = $1`, [
      stale.id,
    ])
    await sweep()
    expect(keptFiles(mine)).toHaveLength(3)
    expect(codeOf(await complete(server, mine, stale.id))).toEqual({ code: 'NOT_FOUND' })
    await sweep(tomorrow())
    expect(keptFiles(mine)).toHaveLength(2)
    expect((await complete(server, mine, fresh.id)).errors).toBeUndefined()
    expect((await complete(server, mine, ready.id)).errors).toBeUndefined()
    expect(await usageOf(server, mine)).toMatchObject({ files: 2 })
  })

  it('keeps the bytes of a deleted file for thirty days', async () => {
    const mine = await signUp(server)
    const { id } = await upload(server, mine)
    await vi.waitFor(() => expect(keptFiles(mine)).toHaveLength(1))
    await remove(mine, id)
    const since = (interval: string) =>
      admin(`update uploaded_files set deleted_at = now() - $2::interval where id = $1`, [
        ...[id, interval],
      ])
    await since('29 days')
    await sweep(tomorrow())
    expect(keptFiles(mine)).toHaveLength(1)
    await since('31 days')
    await sweep(tomorrow())
    expect(keptFiles(mine)).toEqual([])
    await since('1 day')
    expect(codeOf(await restore(mine, id))).toEqual({ code: 'CONFLICT' })
  })

  it('finds nothing counted when a process is killed between the bytes and their completion', async () => {
    const mine = await signUp(server)
    const { id } = await send(server, mine, 'menu.pdf', aPdf())
    // As far as completeUpload gets before its transaction: the copy is made, and the process is gone.
    const { uploads } = server.app.services
    await uploads.copy(`${mine.organizationId}/${id}`, `${mine.organizationId}/${uuidv7()}`)
    expect(await usageOf(server, mine)).toEqual({ bytes: 0, files: 0 })
    expect((await complete(server, mine, id)).errors).toBeUndefined()
    await sweep(tomorrow())
    expect(keptFiles(mine)).toHaveLength(1)
    expect(await usageOf(server, mine)).toEqual({ bytes: aPdf().length, files: 1 })
  })
})

describe('A member who only looks', () => {
  it('sees files and fetches them, and is never told where to send one', async () => {
    const viewer = await addColleague(server, me, 'VIEWER')
    const { id } = await send(server, me, 'menu.pdf', aPdf())
    const { data } = await server.send(
      'query ($id: ID!) { upload(id: $id) { name transfer { url } } }',
      { id },
      viewer,
    )
    expect(data.upload).toEqual({ name: 'menu.pdf', transfer: null })
    expect(codeOf(await complete(server, viewer, id))).toEqual({ code: 'FORBIDDEN' })
  })
})
