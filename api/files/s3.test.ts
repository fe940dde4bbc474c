import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { S3Storage } from '../storage/s3.ts'
import { anS3, type TestS3 } from '../storage/testing.ts'
import { aServer, createCode, type Member, scan, signUp, type TestServer } from '../testing.ts'
import {
  aPdf,
  codeOf,
  complete,
  here,
  request,
  samples,
  transfer,
  upload,
  usageOf,
} from '../uploads/testing.ts'

let s3: TestS3
let server: TestServer
let me: Member
beforeAll(async () => {
  s3 = await anS3()
  server = await aServer(s3.environment)
  me = await signUp(server)
})
afterAll(async () => {
  await server.stop()
  await s3.stop()
})

async function keptFiles(): Promise<string[]> {
  const keys: string[] = []
  const { uploads } = server.app.services
  for await (const { key } of uploads.list(`${me.organizationId}/`)) keys.push(key)
  return keys
}

describe('With an S3 store', () => {
  it('a finished export is kept there, and served from there afterwards', async () => {
    const { data } = await server.send(
      'mutation { requestExport(input: { dataset: TEAM, format: CSV }) { downloadUrl } }',
      {},
      me,
    )
    const url = here(server, data.requestExport.downloadUrl)
    const made = await (await fetch(url)).text()
    const stored = new S3Storage(s3.settings, 'exports')
    const keys: string[] = []
    for await (const { key } of stored.list(`${me.organizationId}/`)) keys.push(key)
    expect(keys).toHaveLength(1)
    expect(await (await fetch(url)).text()).toBe(made)
    await stored.remove(keys[0] as string)
    expect((await fetch(url)).status).toBe(404)
  })

  it('a page sends a file straight to the store, and everything else is as on a disk', async () => {
    const bytes = samples['film.mp4']?.() ?? Buffer.alloc(0)
    const { data } = await request(server, me, { name: 'film.mp4', size: bytes.length })
    const told = data.requestUpload
    expect(told.transfer.method).toBe('PUT')
    expect(told.transfer.url).toContain(`${s3.settings.endpoint}/customer-files/uploads/`)
    expect((await transfer(server, told, bytes)).status).toBe(200)
    expect(await usageOf(server, me)).toEqual({ bytes: 0, files: 0 })
    const completed = await complete(server, me, told.id)
    expect(completed.data.completeUpload).toMatchObject({ status: 'READY', name: 'film.mp4' })
    expect(await usageOf(server, me)).toEqual({ bytes: bytes.length, files: 1 })
    await vi.waitFor(async () => expect(await keptFiles()).toHaveLength(1))

    const { slug } = await createCode(server, me, { targetUrl: undefined, uploadId: told.id })
    expect((await scan(server, slug)).headers.get('location')).toContain(`/f/${slug}`)
    const shown = await fetch(`${server.url}/f/${slug}`)
    expect(shown.headers.get('content-type')).toBe('video/mp4')
    expect(shown.headers.get('content-security-policy')).toMatch(/; sandbox$/)
    expect(Buffer.from(await shown.arrayBuffer())).toEqual(bytes)
    const part = await fetch(`${server.url}/f/${slug}`, { headers: { range: 'bytes=4-7' } })
    expect(part.status).toBe(206)
    expect(await part.text()).toBe('ftyp')
    const url = completed.data.completeUpload.downloadUrl
    const downloaded = await fetch(here(server, url))
    expect(Buffer.from(await downloaded.arrayBuffer())).toEqual(bytes)
  })

  it('what was sent is looked at whatever the store let pass, and later bytes change nothing', async () => {
    const page = Buffer.from('<html><script>alert(1)</script></html>')
    const first = (await request(server, me, { name: 'menu.pdf', size: aPdf().length })).data
      .requestUpload
    // The store of this test takes any length.
    await transfer(server, first, Buffer.concat([aPdf(), page]))
    expect(codeOf(await complete(server, me, first.id))).toEqual({ code: 'INVALID', field: 'file' })
    const second = (await request(server, me, { name: 'menu.pdf', size: page.length })).data
      .requestUpload
    await transfer(server, second, page)
    expect(codeOf(await complete(server, me, second.id))).toEqual({
      code: 'INVALID',
      field: 'file',
    })

    const third = (await request(server, me, { name: 'menu.pdf', size: aPdf().length })).data
      .requestUpload
    await transfer(server, third, aPdf())
    const { data } = await complete(server, me, third.id)
    // The address still works for some minutes; nobody is shown what it takes.
    expect((await transfer(server, third, page)).status).toBe(200)
    const file = await fetch(here(server, data.completeUpload.downloadUrl))
    expect(Buffer.from(await file.arrayBuffer())).toEqual(aPdf())
  })

  it('the dashboard may send to the store and to nowhere else', async () => {
    const page = await fetch(`${server.url}/files`, { headers: { accept: 'text/html' } })
    const policy = page.headers.get('content-security-policy') ?? ''
    const connect = policy.split('; ').find((each) => each.startsWith('connect-src')) ?? ''
    expect(connect.split(' ').slice(1)).toEqual([
      ...["'self'", 'http://localhost:4000', 'ws://localhost:4000', 'wss://localhost:4000'],
      s3.settings.endpoint,
    ])
  })

  it('a store that is away is said to be, counts nothing, and is tried again', async () => {
    const away = await anS3()
    const own = await aServer(away.environment)
    try {
      const member = await signUp(own)
      const file = await upload(own, member)
      const told = (await request(own, member, { name: 'menu.pdf', size: aPdf().length })).data
        .requestUpload
      await transfer(own, told, aPdf())
      await away.stop()
      expect(codeOf(await complete(own, member, told.id))).toMatchObject({ code: 'RATE_LIMITED' })
      const { data } = await own.send(
        'query ($id: ID!) { upload(id: $id) { downloadUrl } }',
        { id: file.id },
        member,
      )
      const download = await fetch(here(own, data.upload.downloadUrl))
      expect(download.status).toBe(429)
      expect(download.headers.get('retry-after')).toBe('5')
      expect(await usageOf(own, member)).toMatchObject({ files: 1 })
    } finally {
      await own.stop()
    }
  })
})
