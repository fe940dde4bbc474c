import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { S3Settings } from './s3.ts'

type S3rver = {
  run(): Promise<{ port: number }>
  close(): Promise<void>
}
// It has no types of its own.
const Server = createRequire(import.meta.url)('s3rver') as new (options: object) => S3rver

/** A real S3-speaking server with one private bucket that pages may send files to, as a customer would set it up. */
export type TestS3 = {
  settings: S3Settings
  environment: Record<string, string>
  stop(): Promise<void>
}

const cors = `<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>PUT</AllowedMethod>
  <AllowedHeader>*</AllowedHeader></CORSRule></CORSConfiguration>`

export async function anS3(): Promise<TestS3> {
  const directory = mkdtempSync(join(tmpdir(), 'oi-s3-'))
  const server = new Server({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory,
    configureBuckets: [{ name: 'customer-files', configs: [cors] }],
  })
  const { port } = await server.run()
  const settings: S3Settings = {
    endpoint: `http://127.0.0.1:${port}`,
    bucket: 'customer-files',
    region: 'us-east-1',
    accessKeyId: 'S3RVER',
    secretAccessKey: 'S3RVER',
  }
  return {
    settings,
    environment: {
      S3_ENDPOINT: settings.endpoint,
      S3_BUCKET: settings.bucket,
      S3_REGION: settings.region,
      S3_ACCESS_KEY_ID: settings.accessKeyId,
      S3_SECRET_ACCESS_KEY: settings.secretAccessKey,
    },
    async stop() {
      await server.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
