import type { Answer, Member, Refused, TestServer } from '../testing.ts'

// Files of every type, as small as they can be and still whole.

function chunk(name: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(data.length)
  head.write(name, 4, 'latin1')
  return Buffer.concat([head, data, Buffer.alloc(4)])
}

export function aPng(filling = 64): Buffer {
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', Buffer.alloc(filling, 7)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** With an escaped 0xff, a restart and two scans in it. */
export function aJpg(): Buffer {
  const segment = (kind: number, data: number[]) => [0xff, kind, 0, data.length + 2, ...data]
  return Buffer.from([
    ...[0xff, 0xd8],
    ...segment(0xe0, [0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    ...segment(0xda, [1, 1, 0, 0, 63, 0]),
    ...[1, 2, 0xff, 0x00, 3, 0xff, 0xd0, 4],
    ...segment(0xda, [1, 1, 0, 0, 63, 0]),
    ...[5, 6, 7, 0xff, 0xff, 0xd9],
  ])
}

export function aPdf(text = 'Menu'): Buffer {
  return Buffer.from(
    `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n% ${text}\ntrailer<</Root 1 0 R>>\n%%EOF\n`,
  )
}

export function aWebp(): Buffer {
  const data = Buffer.from([0x2f, 0, 0, 0, 0, 0, 0])
  const head = Buffer.from('RIFF\0\0\0\0WEBPVP8L\0\0\0\0', 'latin1')
  head.writeUInt32LE(12 + data.length + 1, 4)
  head.writeUInt32LE(data.length, 16)
  return Buffer.concat([head, data, Buffer.alloc(1)])
}

function box(name: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(data.length + 8)
  head.write(name, 4, 'latin1')
  return Buffer.concat([head, data])
}

export function anMp4(): Buffer {
  return Buffer.concat([
    box('ftyp', Buffer.from('isom\0\0\x02\0isommp42', 'latin1')),
    box('moov', box('mvhd', Buffer.alloc(100))),
    box('mdat', Buffer.alloc(300, 9)),
  ])
}

/** An empty ID3 tag and three silent frames of 128 kbit/s. */
export function anMp3(): Buffer {
  const frame = Buffer.alloc(417)
  Buffer.from([0xff, 0xfb, 0x90, 0x64]).copy(frame)
  return Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\0\0', 'latin1'), frame, frame, frame])
}

export const samples: Readonly<Record<string, () => Buffer>> = {
  'menu.pdf': aPdf,
  'logo.png': aPng,
  'photo.jpg': aJpg,
  'photo.webp': aWebp,
  'film.mp4': anMp4,
  'song.mp3': anMp3,
}

const fields =
  'id name type status sizeBytes sha256 version downloadUrl contentType transfer { method url headers { name value } expiresAt }'

export type Told = { id: string; transfer: Ticket; [name: string]: unknown }
type Ticket = { method: string; url: string; headers: { name: string; value: string }[] }

/** Announces a file; data or errors as they came. */
export function request(server: TestServer, member: Member, input: object): Promise<Answer> {
  return server.send(
    `mutation ($input: RequestUploadInput!) { requestUpload(input: $input) { ${fields} } }`,
    { input },
    member,
  )
}

/** Announces a file and sends its bytes, where and how the answer says; not completed yet. */
export async function send(
  server: TestServer,
  member: Member,
  name: string,
  bytes: Buffer,
  input: object = {},
): Promise<Told> {
  const answer = await request(server, member, { name, size: bytes.length, ...input })
  if (answer.errors) throw new Error(JSON.stringify(answer.errors))
  const told = answer.data.requestUpload as Told
  const response = await transfer(server, told, bytes)
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
  return told
}

export function transfer(server: TestServer, { transfer }: Told, bytes: Buffer): Promise<Response> {
  const headers = Object.fromEntries(transfer.headers.map(({ name, value }) => [name, value]))
  return fetch(here(server, transfer.url), {
    method: transfer.method,
    headers,
    body: new Uint8Array(bytes),
  })
}

/** An address of the product, at the port this test's server has. */
export function here(server: TestServer, url: string): string {
  return url.replace(server.config.publicUrl, server.url)
}

export function complete(server: TestServer, member: Member, id: string): Promise<Answer> {
  return server.send(
    `mutation ($id: ID!) { completeUpload(id: $id) { ${fields} } }`,
    { id },
    member,
  )
}

/** A file that is there. */
export async function upload(
  server: TestServer,
  member: Member,
  name = 'menu.pdf',
  bytes = samples[name]?.() ?? aPdf(),
  input: object = {},
): Promise<Told> {
  const { id } = await send(server, member, name, bytes, input)
  const answer = await complete(server, member, id)
  if (answer.errors) throw new Error(JSON.stringify(answer.errors))
  return answer.data.completeUpload as Told
}

/** What an organization has used of its room. */
export async function usageOf(
  server: TestServer,
  member: Member,
): Promise<{ bytes: number; files: number }> {
  const { data } = await server.send('{ organization { usage { resource used } } }', {}, member)
  const used = (wanted: string) =>
    data.organization.usage.find(({ resource }: { resource: string }) => resource === wanted).used
  return { bytes: used('STORAGE_BYTES'), files: used('UPLOADS') }
}

export function codeOf(answer: Answer): Refused['extensions'] | undefined {
  return answer.errors?.[0]?.extensions
}
