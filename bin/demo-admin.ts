import { existsSync, readFileSync } from 'node:fs'
import { v7 as uuidv7 } from 'uuid'
import {
  type Account,
  findAccount,
  insertAccount,
  updateSecrets,
} from '../api/admin-door/accounts.ts'
import { staffTwoStepKey } from '../api/admin-door/enrol.ts'
import type { Config } from '../api/config.ts'
import { hashPassword, verifyPassword } from '../api/credentials/password.ts'
import { seal, unseal } from '../api/credentials/seal.ts'
import { newSecret } from '../api/credentials/totp.ts'
import { openPools, withDoor } from '../db/connections.ts'

/** One of staff, for whoever tries the product; of .example, which belongs to nobody. */
const email = 'admin@outboundimpact.example'

type Secrets = { password: string; totp: string }

/**
 * The demo's one admin, with the password and the authenticator secret that stand in the file of accounts, or new ones. What
 * is returned is always true: another password or another secret is replaced by these.
 */
export async function seedAdmin(
  config: Config,
  adminUrl: string,
  file: string,
  newPassword: () => Promise<string>,
): Promise<string[]> {
  const kept = readSecrets(file)
  const secrets = kept ?? { password: await newPassword(), totp: newSecret() }
  const pools = openPools(adminUrl, config.secretKey)
  try {
    const key = staffTwoStepKey(config.secretKey)
    const account = await withDoor(pools, (db) => findAccount(db, email))
    if (!account || !(await opens(account, key, secrets))) {
      const passwordHash = await hashPassword(secrets.password)
      await withDoor(pools, async (db) => {
        const id = account?.id ?? uuidv7()
        if (!account)
          await insertAccount(db, { id, email, name: 'Demo admin', role: 'SUPER_ADMIN' })
        const totpSealed = seal(key, secrets.totp)
        await updateSecrets(db, id, { passwordHash, totpSealed, lastStep: 0 })
      })
    }
  } finally {
    await pools.end()
  }
  return [
    `  Staff     ${config.publicUrl}/admin`,
    `            ${email}  has the password ${secrets.password} and an authenticator`,
    `            otpauth secret ${secrets.totp}`,
  ]
}

function readSecrets(file: string): Secrets | undefined {
  if (!existsSync(file)) return undefined
  const text = readFileSync(file, 'utf8')
  const [, password, totp] =
    /has the password (\S{12,}) and an authenticator\n +otpauth secret ([A-Z2-7]{32})$/m.exec(
      text,
    ) ?? []
  return password && totp ? { password, totp } : undefined
}

async function opens(account: Account, key: Buffer, secrets: Secrets): Promise<boolean> {
  const { password_hash: hash, totp_secret_sealed: sealed, status } = account
  if (status !== 'ACTIVE' || !hash || !sealed) return false
  return unseal(key, sealed) === secrets.totp && verifyPassword(hash, secrets.password)
}
