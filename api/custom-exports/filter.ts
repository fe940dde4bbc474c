import { builder } from '../graphql/builder.ts'
import type { ScanFilter, ScanFilterValues } from '../scans/filter.ts'
import { Classification } from '../scans/schema.ts'

/** What ScanFilterValues says, to be read. */
const RecipeFilterValues = builder.objectRef<ScanFilterValues>('RecipeFilterValues').implement({
  description: 'Values a hit can be told by; empty where any will do.',
  authScopes: { member: true },
  fields: (t) => {
    const values = (part: keyof ScanFilterValues) =>
      t.stringList({ resolve: (filter) => [...(filter[part] ?? [])] })
    return {
      qrCodeIds: values('qrCodeIds'),
      campaignIds: values('campaignIds'),
      countryCodes: values('countryCodes'),
      regions: values('regions'),
      cities: values('cities'),
      deviceTypes: values('deviceTypes'),
      os: values('os'),
      browsers: values('browsers'),
      referrers: values('referrers'),
      sources: values('sources'),
    }
  },
})

/** What ScanFilter says, to be read. */
export const RecipeFilter = builder.objectRef<ScanFilter>('RecipeFilter').implement({
  description: 'Which hits or codes; what is empty is not asked for.',
  authScopes: { member: true },
  fields: (t) => ({
    wanted: t.field({ type: RecipeFilterValues, resolve: (filter) => filter }),
    not: t.field({ type: RecipeFilterValues, resolve: ({ not }) => not ?? {} }),
    classifications: t.field({
      type: [Classification],
      description: 'Empty: people only.',
      resolve: ({ classifications }) => [...(classifications ?? [])],
    }),
  }),
})
