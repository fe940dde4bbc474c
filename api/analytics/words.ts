import { builder } from '../graphql/builder.ts'
import { buckets, presets } from './range.ts'

export const RangePreset = builder.enumType('RangePreset', {
  description:
    'A range by name, half-open, in the time zone asked for, with days from local midnight: the last N days are today and the N-1 before; LAST_24_HOURS ends now; LAST_12_MONTHS is this month and the eleven before; ALL begins with the organization.',
  values: presets,
})

export const RangeInput = builder.inputType('RangeInput', {
  description:
    'A preset, or from (and to, else up to now): half-open, so that from belongs to it and to does not.',
  fields: (t) => ({
    preset: t.field({ type: RangePreset }),
    from: t.field({ type: 'DateTime' }),
    to: t.field({ type: 'DateTime', description: 'Now when missing or still to come.' }),
  }),
})

export const ComparisonPeriod = builder.enumType('ComparisonPeriod', {
  description: 'What a range is compared with: always the same elapsed part of it.',
  values: {
    PREVIOUS_PERIOD: {
      description:
        'As many local days right before; as long a time before for a range that begins within a day.',
    },
    PREVIOUS_YEAR: { description: 'The same dates a year before.' },
  },
})

export const TimeBucket = builder.enumType('TimeBucket', {
  description:
    'A step of a series on the clock of its time zone: the day clocks are put back has 25 hours, weeks begin on Monday.',
  values: buckets,
})

export const AnalyticsDimension = builder.enumType('AnalyticsDimension', {
  description: 'What scans are told apart by.',
  values: {
    COUNTRY: { description: "Keys are ISO 3166-1 codes, '' is unknown." },
    REGION: { description: "Keys like 'US|Illinois'." },
    CITY: { description: "Keys like 'US|Illinois|Chicago'." },
    DEVICE_TYPE: { description: 'phone, tablet, desktop, tv or other.' },
    OS: {},
    BROWSER: {},
    REFERRER: { description: "The host; '' is none." },
    SOURCE: { description: 'QR, the printed code, or LINK, the shared link.' },
    QR_CODE: { description: 'Keys are ids.' },
    CAMPAIGN: {
      description:
        "Keys are ids, '' is codes of no campaign; each code counts for the campaign it belongs to now.",
    },
  },
})

export const UniqueBasis = builder.enumType('UniqueBasis', {
  description: 'How far a number of visitors can be trusted to be of people.',
  values: {
    DAY_EXACT: { description: 'Within one local day: each visitor once.' },
    SUM_OF_DAYS: {
      description:
        'The days added up: who came on three days counts three times, since nobody is known longer than a day.',
    },
  },
})

export const DayPart = builder.enumType('DayPart', {
  description:
    'NIGHT is 00:00 to 06:00, MORNING to 12:00, AFTERNOON to 18:00, EVENING to 24:00, half-open, local time.',
  values: ['NIGHT', 'MORNING', 'AFTERNOON', 'EVENING'] as const,
})
