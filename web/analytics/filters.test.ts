import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readView } from './address.ts'
import {
  type Clause,
  dimensions,
  isWanted,
  readFilters,
  toggleValue,
  toScanFilter,
  writeFilters,
} from './filters.ts'

describe('the address of a data page', () => {
  test('keeps what it knows and drops the rest', () => {
    expect(
      readView({
        range: '7d',
        compare: 'year',
        step: 'week',
        by: 'city',
        metric: 'people',
        traffic: 'all',
        f: 'country:NL,BE;device:-desktop',
        after: 'x',
      }),
    ).toEqual({
      range: '7d',
      compare: 'year',
      step: 'week',
      by: 'city',
      metric: 'people',
      traffic: 'all',
      f: 'country:NL,BE;device:-desktop',
    })
    expect(readView({ range: '2026-10-01..2026-10-31' })).toEqual({
      range: '2026-10-01..2026-10-31',
    })
  })

  test.each([
    ['the defaults', { range: '30d', compare: 'prev', metric: 'scans', traffic: 'people' }],
    ['what is no text', { range: 7, f: { a: 1 }, by: ['day'], traffic: true }],
    ['what is no range', { range: '31d' }],
    ['what is no filter', { f: 'NL' }],
    ['half a date', { range: '2026-10-01..' }],
  ])('has no room for %s', (_name, search) => {
    expect(readView(search)).toEqual({})
  })
})

describe('filters', () => {
  test('are read as the address writes them', () => {
    expect(readFilters('country:NL,BE;device:-desktop')).toEqual([
      { dimension: 'country', isNot: false, values: ['NL', 'BE'] },
      { dimension: 'device', isNot: true, values: ['desktop'] },
    ])
  })

  test('that nobody knows, or that say nothing, are left out', () => {
    expect(readFilters('planet:mars;country:;;os:iOS')).toEqual([
      { dimension: 'os', isNot: false, values: ['iOS'] },
    ])
    expect(readFilters('city:%E0%A4%A')).toEqual([])
  })

  test('read back as they were written, whatever names they hold', () => {
    const clause: fc.Arbitrary<Clause> = fc.record({
      dimension: fc.constantFrom(...dimensions.map(({ key }) => key)),
      isNot: fc.boolean(),
      values: fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 5 }),
    })
    fc.assert(
      fc.property(fc.array(clause), (clauses) => {
        expect(readFilters(writeFilters(clauses))).toEqual(clauses)
      }),
    )
  })

  test('take a value out when it is picked again, and the clause with its last one', () => {
    const one = toggleValue([], 'country', 'NL')
    const two = toggleValue(one, 'country', 'BE')
    expect(isWanted(two, 'country', 'BE')).toBe(true)
    expect(writeFilters(two)).toBe('country:NL,BE')
    expect(toggleValue(two, 'country', 'NL')).toEqual([
      { dimension: 'country', isNot: false, values: ['BE'] },
    ])
    expect(toggleValue(one, 'country', 'NL')).toEqual([])
  })

  test('do not touch what a clause turned round says', () => {
    const not = readFilters('country:-NL')
    expect(writeFilters(toggleValue(not, 'country', 'NL'))).toBe('country:-NL;country:NL')
  })

  test('become what the server is asked for, people only unless all is wanted', () => {
    const clauses = readFilters('country:NL,~;device:-desktop,tv')
    expect(toScanFilter(clauses, undefined)).toEqual({
      classifications: ['HUMAN'],
      countryCodes: ['NL', ''],
      not: { deviceTypes: ['desktop', 'tv'] },
    })
    expect(toScanFilter([], 'all').classifications).toContain('BOT')
  })
})
