const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })

/** Has a name in Intl and is no country: unions, islands that belong to one, made-up and pseudo codes. */
const notOne = new Set([
  'AC',
  'CP',
  'CQ',
  'DG',
  'EA',
  'EU',
  'EZ',
  'IC',
  'QO',
  'TA',
  'UN',
  'XA',
  'XB',
  'ZZ',
])

/** Whether this is a country's code of ISO 3166-1, in capitals; one that was given up (SU, UK) is none. */
export function isCountry(code: string): boolean {
  if (!/^[A-Z]{2}$/.test(code) || notOne.has(code) || names.of(code) === undefined) return false
  return Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`
}
