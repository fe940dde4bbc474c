import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import ipaddr from 'ipaddr.js'
import { z } from 'zod'
import type { S3Settings } from './storage/s3.ts'

/** A setting that cannot be used. The message names the variable and is one line a person understands. */
export class ConfigError extends Error {}

const cidrs = z
  .string()
  .refine(
    (text) =>
      text.split(',').every((part) => part.trim() === '' || ipaddr.isValidCIDR(part.trim())),
    'must be a comma-separated list of CIDRs such as 10.0.0.0/8',
  )

/** Codes and files are found right below it: with a path or a question mark behind it none would lead anywhere. */
const origin = z
  .url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' })
  .refine((text) => /^https?:\/\/[^/?#@]+\/?$/i.test(text), 'must be an address without a path')

const oneWord = z.string().regex(/^[^\s\p{Cc}]+$/u, 'must be one word')

const variables = {
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a port number')
    .transform(Number)
    .pipe(z.number().max(65_535, 'must be a port number'))
    .default(4000),
  DATA_DIR: z.string().min(1).default('.data'),
  PUBLIC_URL: origin.optional(),
  FILES_URL: origin.optional(),
  S3_ENDPOINT: origin.optional(),
  S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket')
    .optional(),
  S3_REGION: z
    .string()
    .regex(/^[a-z0-9-]+$/, 'must be the name of a region, such as us-east-1 or auto')
    .optional(),
  S3_ACCESS_KEY_ID: oneWord.optional(),
  S3_SECRET_ACCESS_KEY: oneWord.optional(),
  TRUSTED_PROXIES: cidrs.default(''),
  ADMIN_ADDRESSES: cidrs.default(''),
  SECRET_KEY: z
    .string()
    .regex(/^[A-Za-z0-9+/]{43}=$/, 'must be 32 bytes in base64')
    .optional(),
  GEO_DB_PATH: z.string().refine(existsSync, 'names a file that is not there').optional(),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'must look like smtp://user:password@host:587' })
    .refine((text) => /^smtps?:\/\/[^/?#]+\/?$/i.test(text), 'must be an address without a path')
    .optional(),
  MAIL_FROM: z
    .string()
    .regex(
      /^(?:[^<>@\p{Cc}]+<[^\s<>@,;]+@[^\s<>@,;]+>|[^\s<>@,;]+@[^\s<>@,;]+)$/u,
      'must be an address, or a name with an address in <>',
    )
    .optional(),
  DEMO: z.enum(['0', '1'], 'must be 0 or 1').optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
}

/** Everything the environment decides, checked and complete. */
export type Config = {
  port: number
  dataDir: string
  /** Without a trailing slash. */
  publicUrl: string
  /** Where files are shown, without a trailing slash. */
  filesUrl: string
  /** Undefined: files are kept below dataDir. */
  s3: S3Settings | undefined
  trustedProxies: string
  /** Where OI's staff may come from; '' is anywhere. */
  adminAddresses: string
  secretKey: Buffer
  geoDbPath: string | undefined
  /** Undefined: mails stay in the outbox. */
  smtpUrl: string | undefined
  mailFrom: string
  /** Whether mails can be read at /outbox: on a trial, where nobody sends them. */
  showsOutbox: boolean
  demo: boolean
  logLevel: string
}

/** Reads the environment once; throws ConfigError naming the first variable that is wrong. */
export function readConfig(
  environment: NodeJS.ProcessEnv = process.env,
  external = Boolean(environment.DATABASE_URL),
): Config {
  const unknown = Object.keys(environment).find((name) => name.startsWith('OI_'))
  if (unknown) throw new ConfigError(`${unknown} is not a setting of this program.`)
  const given = Object.fromEntries(
    Object.keys(variables).map((name) => [
      name,
      environment[name] === '' ? undefined : environment[name],
    ]),
  )
  const parsed = z.object(variables).safeParse(given)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new ConfigError(`${issue?.path.join('.')} ${issue?.message ?? 'is wrong'}.`)
  }
  const values = parsed.data
  const dataDir = resolve(values.DATA_DIR)
  const publicUrl = (values.PUBLIC_URL ?? `http://localhost:${values.PORT}`).replace(/\/+$/, '')
  return {
    port: values.PORT,
    dataDir,
    publicUrl,
    filesUrl: values.FILES_URL?.replace(/\/+$/, '') ?? publicUrl,
    s3: s3Settings(values),
    trustedProxies: values.TRUSTED_PROXIES,
    adminAddresses: values.ADMIN_ADDRESSES,
    secretKey: secretKey(values.SECRET_KEY, dataDir, external),
    geoDbPath: values.GEO_DB_PATH,
    smtpUrl: values.SMTP_URL,
    showsOutbox: !values.SMTP_URL && (values.DEMO === '1' || !external),
    mailFrom: values.MAIL_FROM ?? `Outbound Impact <no-reply@${new URL(publicUrl).hostname}>`,
    demo: values.DEMO ? values.DEMO === '1' : !external,
    logLevel: values.LOG_LEVEL,
  }
}

const s3Names = [
  'S3_ENDPOINT',
  'S3_BUCKET',
  'S3_REGION',
  'S3_ACCESS_KEY_ID',
  'S3_SECRET_ACCESS_KEY',
] as const

/** All five or none: a store that is half described is a mistake, and keeping files on the disk instead would be another. */
function s3Settings(
  values: Partial<Record<(typeof s3Names)[number], string | undefined>>,
): S3Settings | undefined {
  const missing = s3Names.find((name) => values[name] === undefined)
  if (s3Names.every((name) => values[name] === undefined)) return undefined
  if (missing)
    throw new ConfigError(`${missing} is missing: ${s3Names.join(', ')} belong together.`)
  const [endpoint = '', bucket = '', region = '', accessKeyId = '', secretAccessKey = ''] =
    s3Names.map((name) => values[name])
  return { endpoint, bucket, region, accessKeyId, secretAccessKey }
}

/** The key everything secret is derived from. For the embedded database it is made once and kept beside the data. */
function secretKey(given: string | undefined, dataDir: string, external: boolean): Buffer {
  if (given) return Buffer.from(given, 'base64')
  if (external)
    throw new ConfigError('SECRET_KEY is required when DATABASE_URL is set (32 bytes in base64).')
  const file = join(dataDir, 'secret')
  try {
    mkdirSync(dataDir, { recursive: true })
    // wx: of two processes starting together one writes, the other reads what it wrote.
    if (!existsSync(file)) {
      writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600, flag: 'wx' })
    }
  } catch (error) {
    const isOthers = (error as NodeJS.ErrnoException).code === 'EEXIST' && existsSync(file)
    if (!isOthers) {
      throw new ConfigError(`DATA_DIR ${dataDir} cannot be used (${(error as Error).message}).`)
    }
  }
  const kept = Buffer.from(readKept(file), 'base64')
  if (kept.length !== 32) throw new ConfigError(`${file} does not hold 32 bytes in base64.`)
  return kept
}

function readKept(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new ConfigError(`${file} cannot be read (${(error as Error).message}).`)
  }
}
