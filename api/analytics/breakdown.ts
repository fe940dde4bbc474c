import { Campaign, loadCampaign } from '../campaigns/schema.ts'
import { builder } from '../graphql/builder.ts'
import { loadQrCode, QrCode } from '../qr-codes/schema.ts'
import { labelOf, placeOf } from '../scans/dimensions.ts'
import type { Breakdown as BreakdownData, Row } from './analysis.ts'

const BreakdownRow = builder.objectRef<Row>('BreakdownRow').implement({
  description: 'The scans that have one value in common.',
  authScopes: { member: true },
  fields: (t) => ({
    key: t.exposeString('key', {
      description: "What to put into the filter; '' is unknown, or no referrer.",
    }),
    label: t.string({
      description: 'The key for people, in English.',
      resolve: async ({ dimension, key }, _args, context) => {
        if (dimension === 'QR_CODE') return (await loadQrCode(context, key)).name
        const campaign = dimension === 'CAMPAIGN' && key ? await loadCampaign(context, key) : null
        return campaign?.name ?? labelOf(dimension, key)
      },
    }),
    scans: t.field({ type: 'SafeInt', resolve: ({ scans }) => scans }),
    uniques: t.field({
      type: 'SafeInt',
      nullable: true,
      description:
        'Visitors told apart within each local day of the organization and added up; null where more than 200,000 hits would have to be read for it.',
      resolve: ({ uniques }) => uniques(),
    }),
    share: t.exposeFloat('share', { description: 'Of the total, 0 to 1.' }),
    before: t.field({
      type: 'SafeInt',
      nullable: true,
      description: 'Its scans in the comparison; null without one.',
      resolve: ({ before }) => before(),
    }),
    countryCode: t.string({
      nullable: true,
      description: 'Of a place: the country it lies in.',
      resolve: ({ dimension, key }) => placeOf(dimension, key).countryCode,
    }),
    region: t.string({
      nullable: true,
      description: 'Of a region or city: the region.',
      resolve: ({ dimension, key }) => placeOf(dimension, key).region,
    }),
    qrCode: t.field({
      type: QrCode,
      nullable: true,
      description: 'Of a code, deleted ones included.',
      complexity: 1,
      resolve: ({ dimension, key }, _args, context) =>
        dimension === 'QR_CODE' ? loadQrCode(context, key) : null,
    }),
    campaign: t.field({
      type: Campaign,
      nullable: true,
      complexity: 1,
      resolve: ({ dimension, key }, _args, context) =>
        dimension === 'CAMPAIGN' && key ? loadCampaign(context, key) : null,
    }),
  }),
})

export const Breakdown = builder.objectRef<BreakdownData>('Breakdown').implement({
  description: 'Scans by what they have in common. total = the rows + other.',
  authScopes: { member: true },
  fields: (t) => ({
    rows: t.field({
      type: [BreakdownRow],
      complexity: { multiplier: 1 },
      resolve: ({ rows }) => rows,
    }),
    total: t.field({ type: 'SafeInt', resolve: ({ total }) => total }),
    distinct: t.exposeInt('distinct', { description: 'How many keys there are in all.' }),
    other: t.field({
      type: 'SafeInt',
      description: 'Scans of the keys past the rows.',
      resolve: ({ other }) => other,
    }),
  }),
})
