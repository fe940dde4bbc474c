import { Refusal } from '../graphql/errors.ts'
import { StorageAway } from '../storage/storage.ts'
import type { UploadRow } from './queries.ts'

/** Where the bytes of an announced file arrive: outsiders may write here until it is complete, and nobody is shown it. */
export function arrivalKey(row: Pick<UploadRow, 'organization_id' | 'id'>): string {
  return `${row.organization_id}/${row.id}`
}

/** Where verified bytes are kept. */
export function keptKey(row: { organization_id: string }, storageId: string): string {
  return `${row.organization_id}/${storageId}`
}

/** The same, or RATE_LIMITED when the store cannot be reached: the house's word for "not at this moment". */
export async function reached<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof StorageAway)) throw error
    throw new Refusal('RATE_LIMITED', 'Files cannot be reached at this moment. Try again.', {
      retryAfter: 5,
    })
  }
}
