import type { ZxcvbnFactory } from '@zxcvbn-ts/core'
import argon2 from 'argon2'
import pLimit from 'p-limit'

/** OWASP's minimum for argon2id; raise it here and hashes are renewed as people sign in. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
/** Hashing is made to be slow: more than two at once would take the scan road's processor. */
const atOnce = 2
const shortest = 12
const longest = 256
/** The estimator's time grows with the square of the length; what is hard to guess up to here stays so. */
const judged = 40

/** So many may wait for their turn; more are a flood, and each would hold its request for seconds. */
const mostWaiting = 200

/** Too much hashing is asked for at once; nothing was decided. */
class HashingBusy extends Error {
  readonly code = 'BUSY'
}

const turns = pLimit(atOnce)

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (turns.pendingCount >= mostWaiting) throw new HashingBusy('too many hashes are waiting')
  return turns(work)
}

/** argon2id in its own text form. Runs before any transaction: no connection waits for it. */
export async function hashPassword(password: string): Promise<string> {
  return inTurn(() => argon2.hash(password, cost))
}

let nobody: Promise<string> | undefined

/** Whether the password is the one hashed. Without a hash (no such user) it takes as long and says no. */
export async function verifyPassword(hash: string | undefined, password: string): Promise<boolean> {
  nobody ??= hashPassword('nobody has this password')
  const against = hash ?? (await nobody)
  const matches = await inTurn(() => argon2.verify(against, password.slice(0, longest)))
  return matches && hash !== undefined
}

export function needsRehash(hash: string): boolean {
  return argon2.needsRehash(hash, cost)
}

let estimator: Promise<ZxcvbnFactory> | undefined

/** Loaded when the first password is judged: its dictionaries are a tenth of the process. */
async function openEstimator(): Promise<ZxcvbnFactory> {
  const [core, common, english] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ])
  return new core.ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
    translations: english.translations,
  })
}

/** Why this password will not do, as a sentence; null when it will. `about` holds what an attacker would try first. */
export async function passwordProblem(
  password: string,
  about: readonly string[],
): Promise<string | null> {
  if (password.length < shortest) {
    return `Use ${shortest} characters or more; a few words together work well.`
  }
  if (password.length > longest) return `Use at most ${longest} characters.`
  estimator ??= openEstimator()
  const words = about.flatMap((text) => text.split(/[\s@.]+/)).filter(Boolean)
  const { score } = (await estimator).check(password.slice(0, judged), words)
  return score < 2
    ? 'This password is easy to guess. Put a few words together that do not belong together.'
    : null
}
