import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { lexicographicSortSchema, printSchema } from 'graphql'
import { schema } from '../api/schema.ts'

// The printed contract: dashboards and integrations are written against this file.
const file = join(import.meta.dirname, '../api/schema.graphql')
writeFileSync(file, `${printSchema(lexicographicSortSchema(schema))}\n`)
