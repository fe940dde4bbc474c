import { randomBytes, randomInt } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import { mac } from './seal.ts'

/** Codes of the step before and after are good too: clocks differ, and people type slowly. */
const window = 1
const period = 30
const secretBytes = 20

/** Without 0, 1, I, L, O: they are read from paper. */
const letters = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const recoveryCount = 10

export function newSecret(): string {
  return new Secret({ buffer: new Uint8Array(randomBytes(secretBytes)).buffer }).base32
}

/** What an authenticator app reads from the picture. */
export function otpauthUri(secret: string, account: string): string {
  return totp(secret, account).toString()
}

/** The time step that what somebody typed belongs to; null for anything but a code of about this minute. */
export function stepOf(secret: string, typed: string, now: number): number | null {
  const token = typed.replace(/\s/g, '')
  if (!/^\d{6}$/.test(token)) return null
  const delta = totp(secret).validate({ token, window, timestamp: now })
  return delta === null ? null : Math.floor(now / 1_000 / period) + delta
}

function totp(secret: string, label = ''): TOTP {
  return new TOTP({
    issuer: 'Outbound Impact',
    label,
    algorithm: 'SHA1',
    digits: 6,
    period,
    secret: Secret.fromBase32(secret),
  })
}

/** Codes for the day the telephone is lost: 49 bits each, written in two groups of five. */
export function newRecoveryCodes(): string[] {
  const group = () => Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join('')
  return Array.from({ length: recoveryCount }, () => `${group()}-${group()}`)
}

/** As stored: keyed, so that a copy of the table cannot be tried against all codes there are. */
export function recoveryHash(key: Buffer, code: string): Buffer {
  return mac(key, `recovery ${code.toUpperCase().replace(/[^0-9A-Z]/g, '')}`)
}
