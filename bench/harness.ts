import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Two things measured side by side; a ratio is ours by theirs, round by round. */
export type Comparison = {
  /** The goal's number in docs/performance.md, what is measured, and its unit in brackets. */
  claim: string
  reference: string
  goal: number
  better: 'higher' | 'lower'
  ours: () => Promise<number>
  theirs: () => Promise<number>
}

/** A line of bench/results.json. */
export type Result = {
  claim: string
  reference: string
  /** The median of the rounds' ratios. */
  ratio: number
  goal: number
  better: 'higher' | 'lower'
  /** Our own figure, in the claim's unit. */
  median: number
  /** From the smallest ratio to the largest. */
  spread: number
  rounds: number
}

export type Compare = (comparison: Comparison) => Promise<Result>

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/**
 * Measures both in turns, the other one first in every other round, so that neither always has the warmer machine. The
 * first turn of each is thrown away.
 */
export async function compare(comparison: Comparison, rounds: number): Promise<Result> {
  const { ours, theirs, ...told } = comparison
  const [own, ratios]: [number[], number[]] = [[], []]
  if (rounds > 1) {
    await theirs()
    await ours()
  }
  for (let round = 0; round < rounds; round++) {
    let [mine, other] = [0, 0]
    if (round % 2) mine = await ours()
    other = await theirs()
    if (round % 2 === 0) mine = await ours()
    own.push(mine)
    ratios.push(mine / other)
  }
  return {
    ...told,
    ratio: rounded(median(ratios)),
    median: rounded(median(own)),
    spread: rounded(Math.max(...ratios) - Math.min(...ratios)),
    rounds,
  }
}

function rounded(number: number): number {
  return Number(number.toPrecision(4))
}

export function isReached({ ratio, goal, better }: Result): boolean {
  return better === 'higher' ? ratio >= goal : ratio <= goal
}

/** One line a person reads. */
export function describe(result: Result): string {
  const { claim, reference, ratio, goal, better, median, spread, rounds } = result
  const sign = better === 'higher' ? '≥' : '≤'
  const verdict = isReached(result) ? 'ok  ' : 'GAP '
  const figure = median.toLocaleString('en', { maximumSignificantDigits: 4 })
  return `${verdict} ${claim}: ${ratio.toFixed(2)} × ${reference} (goal ${sign} ${goal}; ${figure}, spread ${spread.toFixed(2)}, ${rounds} rounds)`
}

const file = join(import.meta.dirname, 'results.json')

/** Writes down what was measured; what was not measured this time stays as it was. */
export function keepResults(results: readonly Result[]): void {
  const old = JSON.parse(readFileSync(file, 'utf8')) as Result[]
  const isNew = new Set(results.map(({ claim }) => claim))
  const all = [...old.filter(({ claim }) => !isNew.has(claim)), ...results]
  // P2 before P10.
  const sorted = all.sort((a, b) => a.claim.localeCompare(b.claim, 'en', { numeric: true }))
  writeFileSync(file, `${JSON.stringify(sorted, null, 2)}\n`)
}
