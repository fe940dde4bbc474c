import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ConfigError, readConfig } from './config.ts'

const folder = mkdtempSync(join(tmpdir(), 'oi-config-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const key = Buffer.alloc(32, 1).toString('base64')
const read = (settings: Record<string, string>, external = false) =>
  readConfig({ DATA_DIR: folder, ...settings }, external)

describe('A setting that cannot be used stops the start with its name', () => {
  it.each([
    ['PORT', 'http'],
    ['PORT', '70000'],
    ['PORT', '-1'],
    ['PUBLIC_URL', 'ftp://example.com'],
    ['PUBLIC_URL', 'example.com'],
    ['PUBLIC_URL', 'https://example.com/codes'],
    ['PUBLIC_URL', 'https://example.com/?a=b'],
    ['PUBLIC_URL', 'https://user:secret@example.com'],
    ['TRUSTED_PROXIES', '10.0.0.0'],
    ['TRUSTED_PROXIES', 'all'],
    ['ADMIN_ADDRESSES', '203.0.113.9'],
    ['SECRET_KEY', 'short'],
    ['SMTP_URL', 'mail.example.com:25'],
    ['SMTP_URL', 'https://mail.example.com'],
    ['SMTP_URL', 'smtp://mail.example.com/?secure=no'],
    ['MAIL_FROM', 'Outbound Impact'],
    ['MAIL_FROM', 'Eve\r\nBcc: all@example.com <eve@example.com>'],
    ['MAIL_FROM', 'a@example.com, b@example.com'],
    ['DEMO', 'yes'],
    ['LOG_LEVEL', 'loud'],
    ['OI_PORT', '4000'],
    ['FILES_URL', 'https://files.example.com/of/mine'],
    ['S3_ENDPOINT', 's3.example.com'],
    ['S3_ENDPOINT', 'https://key:secret@s3.example.com'],
    ['S3_BUCKET', 'Not A Bucket'],
    ['S3_REGION', 'Mars 1'],
    ['S3_ACCESS_KEY_ID', 'two words'],
  ])('%s=%s', (name, value) => {
    expect(() => read({ [name]: value })).toThrow(ConfigError)
    expect(() => read({ [name]: value })).toThrow(new RegExp(`^${name} `))
  })

  it('takes an S3 store whole or not at all', () => {
    const all = {
      S3_ENDPOINT: 'https://s3.example.com',
      S3_BUCKET: 'customer-files',
      S3_REGION: 'auto',
      S3_ACCESS_KEY_ID: 'id',
      S3_SECRET_ACCESS_KEY: 'secret',
    }
    expect(read(all).s3).toMatchObject({ bucket: 'customer-files', region: 'auto' })
    expect(read({}).s3).toBeUndefined()
    for (const name of Object.keys(all)) {
      expect(() => read({ ...all, [name]: '' })).toThrow(new RegExp(`^${name} is missing`))
    }
  })

  it('asks for SECRET_KEY when the database is somebody else’s', () => {
    expect(() => read({}, true)).toThrow(/^SECRET_KEY is required/)
    expect(read({ SECRET_KEY: key }, true).secretKey).toEqual(Buffer.alloc(32, 1))
  })
})

describe('Without settings', () => {
  it('has defaults, an empty value being none', () => {
    const config = read({ PORT: '', PUBLIC_URL: '' })
    expect(config).toMatchObject({ port: 4000, publicUrl: 'http://localhost:4000', demo: true })
  })

  it('makes one key, keeps it for itself, and finds it again', () => {
    const { secretKey } = read({})
    const file = join(folder, 'secret')
    expect(read({}).secretKey).toEqual(secretKey)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(Buffer.from(readFileSync(file, 'utf8'), 'base64')).toEqual(secretKey)
  })

  it('says so when the kept key is damaged, instead of making another', () => {
    const other = mkdtempSync(join(folder, 'damaged-'))
    writeFileSync(join(other, 'secret'), 'not a key')
    expect(() => readConfig({ DATA_DIR: other }, false)).toThrow(/does not hold 32 bytes/)
  })
})
