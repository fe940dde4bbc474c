/** The sizes that stand in the documents. Human scans are meant; what else comes by is on top. */
export const documented = {
  users: 8_450,
  codes: 12_345,
  campaigns: 4_567,
  files: 23_456,
  activities: 456_789,
  scans: 1_234_567,
  /** Of the organization with the most scans, of the one in the middle, and of Pizza Palace. */
  largest: 144_367,
  median: 3_474,
  palace: 156,
} as const

export type Totals = { [Name in keyof typeof documented]: number }

/** The same proportions, smaller: for tests. */
export function reduced(by: number): Totals {
  const small = Object.entries(documented).map(([name, size]) => [name, Math.ceil(size / by)])
  return { ...(Object.fromEntries(small) as Totals), palace: documented.palace }
}

/** Shares a whole number out by weight, exactly; none gets more than there is room for. */
export function share(
  total: number,
  weights: readonly number[],
  rooms: readonly number[] = weights.map(() => Number.POSITIVE_INFINITY),
): number[] {
  const given = weights.map(() => 0)
  for (let left = total; left > 0; ) {
    const open = weights.map((weight, index) => {
      return (given[index] ?? 0) < (rooms[index] ?? 0) ? weight : 0
    })
    const sum = open.reduce((all, weight) => all + weight, 0)
    if (sum === 0) throw new RangeError('there is no room for so many')
    const whole = left
    open.forEach((weight, index) => {
      // Rounded up, as long as there is any left: what rounding down leaves would never be given.
      const part = Math.min(left, Math.ceil((whole * weight) / sum))
      const more = Math.min(part, (rooms[index] ?? 0) - (given[index] ?? 0))
      given[index] = (given[index] ?? 0) + more
      left -= more
    })
  }
  return given
}

/**
 * Scans of each of so many organizations, most first: the largest, the one in the middle, Pizza Palace (the last) and the sum
 * are as asked; between them they fall as such numbers do, steeply first and then slowly.
 */
export function scansOf(count: number, goal: Totals): number[] {
  const middle = count >> 1
  const [above, below] = [middle - 1, count - middle - 2]
  const tail = Array.from({ length: below }, (_, place) =>
    Math.ceil(goal.median * (0.1 + 0.9 * (1 - (place + 1) / (below + 1)) ** 1.5)),
  )
  const left =
    goal.scans -
    goal.largest -
    goal.median -
    goal.palace -
    tail.reduce((sum, part) => sum + part, 0) -
    above * goal.median
  const steep = share(
    left,
    Array.from({ length: above }, (_, place) => 1 / (place + 2)),
  )
  const scans = [
    goal.largest,
    ...steep.map((more) => goal.median + more),
    goal.median,
    ...tail,
    goal.palace,
  ]
  if (left < 0 || (scans[1] ?? 0) > goal.largest) throw new RangeError('these sizes fit no curve')
  return scans
}
