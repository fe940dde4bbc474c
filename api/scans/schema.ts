import type { Resource } from '../../db/types.ts'
import { builder } from '../graphql/builder.ts'
import { connectionOf, pageArgs, pageComplexity, pageOf } from '../graphql/page.ts'
import { Organization } from '../organizations/schema.ts'
import { listUsage } from '../plans/queries.ts'
import { loadQrCode, QrCode } from '../qr-codes/schema.ts'
import { countAllScans } from '../rollups/queries.ts'
import { campaignsResolved, checkFilter } from './filter.ts'
import { countScans, listScans, type ScanRow } from './queries.ts'

export const Classification = builder.enumType('Classification', {
  description: 'What a hit was. A scan, wherever scans are counted, is a hit classified HUMAN.',
  values: {
    HUMAN: { description: 'A person.' },
    BOT: { description: 'A program: its user agent, its referrer or its pace says so.' },
    PREFETCH: { description: 'A browser that fetched ahead; nobody has looked.' },
    HEAD: { description: 'A request for the headers only.' },
    PREVIEW: { description: 'A messenger or network that draws a link preview.' },
    DUPLICATE: { description: 'The same visitor on the same code within ten seconds.' },
    EXCLUDED: {
      description: "Left out on the organization's wish: its own addresses, or ?no-track.",
    },
    INVALID: { description: 'A request that makes no sense here.' },
  },
})

const ScanSource = builder.enumType('ScanSource', {
  description: 'QR is the printed code, LINK the shared link (?l).',
  values: ['QR', 'LINK'] as const,
})

const ScanOutcome = builder.enumType('ScanOutcome', {
  description: 'What the visitor got: the target, or a page that says why not.',
  values: ['REDIRECTED', 'PAUSED', 'EXPIRED', 'TAKEN_DOWN', 'DELETED'] as const,
})

export const Scan = builder.objectRef<ScanRow>('Scan').implement({
  description:
    'One hit on a code. Places come from the address by DB-IP and are approximate; the address itself is not kept.',
  authScopes: { member: true },
  fields: (t) => ({
    id: t.exposeID('id'),
    scannedAt: t.expose('scanned_at', { type: 'DateTime' }),
    qrCode: t.field({
      type: QrCode,
      resolve: (scan, _args, context) => loadQrCode(context, scan.qr_code_id),
    }),
    city: t.exposeString('city', { nullable: true }),
    region: t.exposeString('region', { nullable: true }),
    country: t.exposeString('country', { nullable: true, description: 'English name.' }),
    countryCode: t.exposeString('country_code', {
      nullable: true,
      description: 'ISO 3166-1, two letters.',
    }),
    deviceType: t.exposeString('device_type', {
      nullable: true,
      description: 'phone, tablet, desktop, tv or other.',
    }),
    os: t.exposeString('os', { nullable: true }),
    browser: t.exposeString('browser', { nullable: true }),
    referrer: t.exposeString('referrer', { nullable: true, description: 'The host only.' }),
    classification: t.expose('classification', { type: Classification }),
    reason: t.exposeString('reason', {
      nullable: true,
      description: 'The step that decided, such as bot:ua; null for people.',
    }),
    source: t.expose('source', { type: ScanSource }),
    outcome: t.expose('outcome', { type: ScanOutcome }),
  }),
})

const ScanConnection = connectionOf('Scan', Scan)

/** What a hit can be told by; breakdowns return the same keys. */
const valueFields = (t: InputFields) => ({
  qrCodeIds: t.idList(),
  campaignIds: t.idList({
    description: "Codes that belong to these campaigns now; '' is codes of none.",
  }),
  countryCodes: t.stringList({ description: "ISO 3166-1, two letters each; '' is unknown." }),
  regions: t.stringList({ description: "Keys like 'US|Illinois'; 'US|' is unknown within." }),
  cities: t.stringList({ description: "Keys like 'US|Illinois|Chicago'." }),
  deviceTypes: t.stringList({ description: 'phone, tablet, desktop, tv or other.' }),
  os: t.stringList(),
  browsers: t.stringList(),
  referrers: t.stringList({ description: "Hosts; '' is none: a scan with the camera." }),
  sources: t.stringList({ description: 'QR or LINK.' }),
})
type InputFields = Parameters<NonNullable<Parameters<typeof builder.inputType>[1]['fields']>>[0]

const ScanFilterValues = builder.inputType('ScanFilterValues', {
  description: 'Values a hit can be told by, at most 100 of each.',
  fields: valueFields,
})

export const ScanFilterInput = builder.inputType('ScanFilter', {
  description: 'Which hits are wanted; the parts combine, the values of one part are alternatives.',
  fields: (t) => ({
    ...valueFields(t),
    classifications: t.field({ type: [Classification], description: '[HUMAN] when missing.' }),
    from: t.field({ type: 'DateTime', description: 'From this moment on.' }),
    to: t.field({ type: 'DateTime', description: 'Before this moment.' }),
    not: t.field({ type: ScanFilterValues, description: 'What is left out.' }),
  }),
})

builder.objectField(Organization, 'scans', (t) =>
  t.field({
    type: ScanConnection,
    description:
      "Hits on all codes, newest first; people only unless the filter says otherwise. They reach back as far as the plan's look-back.",
    args: {
      first: t.arg.int(pageArgs.first),
      after: t.arg.string(pageArgs.after),
      filter: t.arg({ type: ScanFilterInput }),
    },
    complexity: pageComplexity,
    resolve: async (_organization, args, { db }) => {
      const filter = await campaignsResolved(db, checkFilter(args.filter))
      return pageOf(
        args,
        (keyset) => listScans(db, keyset, filter),
        () => countScans(db, filter),
      )
    },
  }),
)

builder.objectField(QrCode, 'scans', (t) =>
  t.field({
    type: ScanConnection,
    description:
      "Hits on this code, newest first; people only unless the filter says otherwise. They reach back as far as the plan's look-back.",
    args: {
      first: t.arg.int(pageArgs.first),
      after: t.arg.string(pageArgs.after),
      filter: t.arg({ type: ScanFilterInput }),
    },
    complexity: pageComplexity,
    resolve: async (code, args, { db }) => {
      const given = await campaignsResolved(db, checkFilter(args.filter))
      const filter = { ...given, qrCodeIds: [code.id] }
      return pageOf(
        args,
        (keyset) => listScans(db, keyset, filter),
        () => countScans(db, filter),
      )
    },
  }),
)

type StatsData = { usage: Awaited<ReturnType<typeof listUsage>> }

/** The counted rows are kept by the statements that create and delete, so they are exact and cost nothing to read. */
const OrganizationStats = builder.objectRef<StatsData>('OrganizationStats').implement({
  description: 'What the organization has, counted.',
  authScopes: { member: true },
  fields: (t) => {
    const used = (stats: StatsData, resource: Resource) =>
      stats.usage.find((line) => line.resource === resource)?.used ?? 0
    return {
      members: t.int({ resolve: (stats) => used(stats, 'SEATS') }),
      qrCodes: t.int({
        description: 'Without the deleted ones.',
        resolve: (stats) => used(stats, 'QR_CODES'),
      }),
      campaigns: t.int({ resolve: (stats) => used(stats, 'CAMPAIGNS') }),
      uploads: t.int({ resolve: (stats) => used(stats, 'UPLOADS') }),
      storageBytes: t.field({ type: 'SafeInt', resolve: (stats) => used(stats, 'STORAGE_BYTES') }),
      scans: t.field({
        type: 'SafeInt',
        description: 'Hits classified HUMAN, of all time.',
        resolve: (_stats, _args, { db }) => countAllScans(db),
      }),
    }
  },
})

builder.objectField(Organization, 'stats', (t) =>
  t.field({
    type: OrganizationStats,
    description: 'What the organization has, counted at this moment.',
    resolve: async (_organization, _args, { db }) => ({ usage: await listUsage(db) }),
  }),
)
