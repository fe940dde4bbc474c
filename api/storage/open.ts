import { join } from 'node:path'
import { DiskStorage } from './disk.ts'
import { type S3Settings, S3Storage } from './s3.ts'
import type { Storage } from './storage.ts'

/** What a kind of files is called in its store: its folder on the disk, and in the bucket. */
export type Kind = 'uploads' | 'exports' | 'audit'

/** The store for one kind of files: S3 when it is configured, else the disk below `dataDir`. */
export function openStorage(dataDir: string, s3: S3Settings | undefined, kind: Kind): Storage {
  return s3 ? new S3Storage(s3, kind) : new DiskStorage(join(dataDir, kind))
}
