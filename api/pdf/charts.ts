import { type Part, valueColumn } from '../writers/report.ts'
import { ink, type Page, size, steps } from './page.ts'

export type Box = { x: number; y: number; width: number; height: number }

export function valuesOf(part: Part): number[] {
  const column = valueColumn(part)
  return part.rows.map((row) => Number(row[column] ?? 0))
}

/** What the chart shows, in a sentence: for who does not see it, and under it for who does. */
export function inWords(part: Part): string {
  const values = valuesOf(part)
  const total = values.reduce((sum, value) => sum + value, 0)
  const most = values.indexOf(Math.max(...values))
  if (values.length === 0 || total === 0) return 'Nothing in this range.'
  const whole = new Intl.NumberFormat('en-GB').format
  return `${whole(total)} in all; the most at ${String(part.rows[most]?.[0] ?? '')}: ${whole(values[most] ?? 0)}.`
}

/** A line from zero over a tint, with three or four lines across and names under its ends and middle. */
export function drawLine(page: Page, part: Part, { x, y, width, height }: Box): void {
  const { paper } = page
  const values = valuesOf(part)
  const top = roundedUp(Math.max(...values, 1))
  const label = { size: size.meta, color: ink.text2 }
  const left = page.set.line(figure(top.end), label).width + 8
  const axis = { x: x + left, y: y + 6, width: width - left, height: height - 22 }
  const across = (n: number) =>
    axis.x + (values.length > 1 ? (n / (values.length - 1)) * axis.width : axis.width / 2)
  const up = (value: number) => axis.y + axis.height - (value / top.end) * axis.height
  for (let value = 0; value <= top.end; value += top.step) {
    page.rule(axis.x, up(value), axis.width, value === 0 ? ink.rule : ink.line)
    const line = page.set.line(figure(value), label)
    page.set.draw(line, label, x, up(value) + 2.5, { width: left - 8, isEnd: true })
  }
  const points = values.map((value, n) => [across(n), up(value)] as const)
  const path = points.map(([px, py], n) => `${n === 0 ? 'M' : 'L'}${px} ${py}`).join('')
  const [first, last] = [points[0], points.at(-1)]
  if (first && last && points.length > 1) {
    const foot = axis.y + axis.height
    paper.path(`${path}L${last[0]} ${foot}L${first[0]} ${foot}Z`).fill(ink.tint)
    paper.path(path).lineWidth(1.2).lineJoin('round').stroke(ink.accent)
  } else if (first) paper.circle(first[0], first[1], 2).fill(ink.accent)
  const middle = Math.floor((values.length - 1) / 2)
  for (const n of new Set([0, middle, values.length - 1])) {
    const line = page.set.line(String(part.rows[n]?.[0] ?? ''), label)
    const at = across(n) - (n === 0 ? 0 : n === middle ? line.width / 2 : line.width)
    page.set.draw(
      line,
      label,
      values.length === 1 ? across(0) - line.width / 2 : at,
      y + height - 2,
    )
  }
}

/** A square an hour, from pale to deep by fifths of what is highest. */
export function drawHeat(page: Page, part: Part, { x, y, width, height }: Box): void {
  const label = { size: size.meta, color: ink.text2 }
  const left = Math.max(...part.rows.map((row) => page.set.line(String(row[0]), label).width)) + 8
  const columns = part.columns.length - 1
  const wide = (width - left) / Math.max(columns, 1)
  const high = (height - 12) / Math.max(part.rows.length, 1)
  const numbers = part.rows.map((row) => row.slice(1).map((cell) => Number(cell ?? 0)))
  const most = Math.max(...numbers.flat(), 1)
  for (const [n, row] of numbers.entries()) {
    const top = y + n * high
    const name = page.set.line(String(part.rows[n]?.[0] ?? ''), label)
    page.set.draw(name, label, x, top + high / 2 + 2.5)
    for (const [m, value] of row.entries()) {
      page.paper.rect(x + left + m * wide, top, wide - 1, high - 1).fill(shade(value / most))
    }
  }
  for (let m = 0; m < columns; m += 3) {
    const line = page.set.line(part.columns[m + 1]?.label ?? '', label)
    page.set.draw(line, label, x + left + m * wide, y + height - 2)
  }
}

function shade(share: number): string {
  if (share <= 0) return ink.none
  return steps[Math.min(steps.length - 1, Math.floor(share * steps.length))] ?? ink.none
}

/** The next end of an axis that is read easily, and the distance of the lines across. */
export function roundedUp(most: number): { end: number; step: number } {
  const power = 10 ** Math.floor(Math.log10(most / 3))
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each * 4 >= most) ?? power
  const whole = Math.max(1, step)
  return { end: Math.ceil(most / whole) * whole, step: whole }
}

const short = new Intl.NumberFormat('en-GB', { notation: 'compact', maximumFractionDigits: 1 })
const full = new Intl.NumberFormat('en-GB')

/** In full to 99,999, as in the dashboard. */
function figure(value: number): string {
  return value < 100_000 ? full.format(value) : short.format(value).toUpperCase()
}
