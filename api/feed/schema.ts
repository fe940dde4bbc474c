import { builder } from '../graphql/builder.ts'
import { campaignsResolved, checkFilter } from '../scans/filter.ts'
import { Scan, ScanFilterInput } from '../scans/schema.ts'
import type { Feed, FeedBatch } from './feed.ts'

declare module '../graphql/context.ts' {
  interface Services {
    feed: Feed
  }
}

const ScanBatch = builder.objectRef<FeedBatch>('ScanBatch').implement({
  description: 'A piece of the live feed.',
  authScopes: { member: true },
  fields: (t) => ({
    cursor: t.exposeString('cursor', {
      description: 'Resume after it with scanFeed(after:); opaque, good for a day.',
    }),
    gap: t.exposeBoolean('gap', {
      description: 'Some scans were missed: fetch them with Organization.scans.',
    }),
    scans: t.field({
      type: [Scan],
      description: 'In the order stored.',
      resolve: (batch) => batch.scans,
    }),
  }),
})

builder.subscriptionField('scanFeed', (t) =>
  t.field({
    type: ScanBatch,
    description:
      "The organization's scans as they are stored. Starts with an empty batch that has the cursor; with `after` it then sends what was missed, each scan once.",
    authScopes: { member: true },
    args: { after: t.arg.string(), filter: t.arg({ type: ScanFilterInput }) },
    subscribe: async (_root, args, context) => {
      const checked = checkFilter(args.filter)
      const filter = await campaignsResolved(context.db, checked)
      const { organizationId } = context.member
      return context.services.feed.subscribe(organizationId, args.after ?? null, filter)
    },
    resolve: (batch) => batch,
  }),
)
