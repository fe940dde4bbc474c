import { builder } from '../admin/builder.ts'
import { listComplexity, sizeOf } from '../admin/page.ts'
import { invalid } from '../graphql/errors.ts'
import {
  type DeviceRow,
  type HourRow,
  type LocationRow,
  listDevices,
  listHours,
  listLocations,
} from './counts.ts'

const safe = { type: 'SafeInt' } as const
/** As long as days are kept. */
const mostDays = 1_096
const mostLocations = 1_000

const daysOf = (days: number | null | undefined) => sizeOf(days ?? 30, 'days', mostDays)

const countries = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })

function nameOf(code: string | null): string | null {
  return code !== null && /^[A-Z]{2}$/.test(code) ? (countries.of(code) ?? null) : null
}

const Level = builder.enumType('LocationLevel', {
  values: ['COUNTRY', 'REGION', 'CITY'] as const,
})

const Location = builder.objectRef<LocationRow>('Location').implement({
  description: 'A place and the people’s scans there, over all organizations; null: not known.',
  authScopes: { staff: true },
  fields: (t) => ({
    countryCode: t.exposeString('country_code', { nullable: true, description: 'ISO 3166-1.' }),
    country: t.string({
      nullable: true,
      description: 'Its name in English.',
      resolve: (row) => nameOf(row.country_code),
    }),
    region: t.exposeString('region', { nullable: true }),
    city: t.exposeString('city', { nullable: true }),
    scans: t.expose('scans', safe),
    organizations: t.exposeInt('organizations', { description: 'Whose codes were scanned there.' }),
    share: t.exposeFloat('share', { description: 'Of all scans that were asked for.' }),
  }),
})

builder.queryField('topLocations', (t) =>
  t.field({
    type: [Location],
    description:
      'Where people scanned most, in the last so many days of each organization’s own clock. With country, or country and region, only places in there. INVALID (days, limit, region).',
    authScopes: { staff: true },
    complexity: ({ limit }) => listComplexity(limit ?? 100),
    args: {
      days: t.arg.int({ defaultValue: 30, description: '1 to 1,096.' }),
      limit: t.arg.int({ defaultValue: 100, description: '1 to 1,000.' }),
      level: t.arg({ type: Level, defaultValue: 'CITY' }),
      country: t.arg.string({ description: 'A country’s code.' }),
      region: t.arg.string({ description: 'A region of that country, as this list calls it.' }),
    },
    resolve: (_root, { days, limit, level, country, region }, { db }) => {
      if (region && !country) throw invalid('region', 'Say of which country.')
      return listLocations(db, {
        days: daysOf(days),
        limit: sizeOf(limit ?? 100, 'limit', mostLocations),
        level: level ?? 'CITY',
        country: country ?? null,
        region: region ?? null,
      })
    },
  }),
)

const Kind = builder.enumType('DeviceStatKind', {
  values: ['DEVICE', 'OS', 'BROWSER', 'REFERRER'] as const,
})

const DeviceStat = builder.objectRef<DeviceRow>('DeviceStat').implement({
  description:
    'A device, system, browser or referrer and its people’s scans, over all organizations.',
  authScopes: { staff: true },
  fields: (t) => ({
    kind: t.expose('kind', { type: Kind }),
    name: t.exposeString('name', {
      nullable: true,
      description: 'Null: not known; of a referrer: none, as when a camera opens the code.',
    }),
    scans: t.expose('scans', safe),
    share: t.exposeFloat('share', {
      description: 'Of all scans; the shares of a kind sum to 1 when none is cut off.',
    }),
  }),
})

builder.queryField('deviceStats', (t) =>
  t.field({
    type: [DeviceStat],
    description:
      'What people scan with, in the last so many days: the most frequent of each kind. INVALID (days, limit).',
    authScopes: { staff: true },
    complexity: ({ limit }) => listComplexity(4 * (limit ?? 20)),
    args: {
      days: t.arg.int({ defaultValue: 30, description: '1 to 1,096.' }),
      limit: t.arg.int({ defaultValue: 20, description: 'Of each kind, 1 to 100.' }),
    },
    resolve: (_root, { days, limit }, { db }) =>
      listDevices(db, { days: daysOf(days), limit: sizeOf(limit, 'limit') }),
  }),
)

const ScanHour = builder.objectRef<HourRow>('ScanHour').implement({
  description: 'An hour of the week on the organizations’ own clocks.',
  authScopes: { staff: true },
  fields: (t) => ({
    weekday: t.exposeInt('weekday', { description: '1 is Monday, 7 Sunday.' }),
    hour: t.exposeInt('hour', { description: '0 to 23.' }),
    scans: t.expose('scans', safe),
  }),
})

builder.queryField('scanHours', (t) =>
  t.field({
    type: [ScanHour],
    description:
      'When people scan: hour × weekday over the last so many days. Each scan is in exactly one; an hour nobody scanned in is left out. INVALID (days).',
    authScopes: { staff: true },
    complexity: { field: 200, multiplier: 24 },
    args: { days: t.arg.int({ defaultValue: 30, description: '1 to 1,096.' }) },
    resolve: (_root, { days }, { db }) => listHours(db, daysOf(days)),
  }),
)
