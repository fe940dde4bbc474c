/** What Intl names without its being a country. */
const notOne = 'AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ'.split(' ')

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
const codes = letters.flatMap((first) => letters.map((second) => first + second))

/** The world's countries by name, in the reader's language; the server has the last word on a code. */
export const countries = listCountries()

function listCountries(): { value: string; label: string }[] {
  const names = new Intl.DisplayNames(undefined, { type: 'region', fallback: 'none' })
  return codes
    .flatMap((value) => {
      const label = notOne.includes(value) ? undefined : names.of(value)
      // A code that was given up is read as its successor.
      const isCurrent = Intl.getCanonicalLocales(`und-${value}`)[0] === `und-${value}`
      return label && isCurrent ? [{ value, label }] : []
    })
    .sort((a, b) => a.label.localeCompare(b.label))
}
