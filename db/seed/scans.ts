import type { Code } from './codes.ts'
import type { Company } from './organizations.ts'
import { bots, type Program, phones, previews, readers, referrers } from './programs.ts'
import { type Random, randomOf } from './random.ts'
import { type Place, places } from './words.ts'

/** How many hits: the human ones are exact, the others come on top. */
export type Counts = { human: number; other: number; palaceHuman: number; palaceOther: number }

/** The version of the classifier these verdicts were written for; a later one may look at them again. */
const classifierVersion = 1
const days = 60
/** Longer than that no user agent is kept. */
const agentDays = 30

// Hits an hour of the local day, where people go in their free time and where they go for business.
const leisureHours = [
  2, 1, 1, 0, 0, 1, 3, 8, 14, 18, 24, 42, 66, 58, 34, 28, 34, 50, 78, 84, 66, 40, 20, 8,
]
const officeHours = [
  1, 0, 0, 0, 0, 1, 5, 18, 46, 66, 72, 64, 48, 56, 68, 66, 58, 42, 24, 16, 12, 8, 4, 2,
]
const leisureWeek = [1.2, 0.7, 0.75, 0.85, 1, 1.4, 1.5]
const officeWeek = [0.25, 1.1, 1.15, 1.15, 1.1, 1, 0.45]

type Visitor = {
  program: Program
  place: Place
  ip_prefix: string
  visitor_hash: string
  source: 'QR' | 'LINK'
}

/** Draws all hits, oldest first. */
export function drawScans(codes: readonly Code[], now: Date, counts: Counts) {
  const palace = codes.filter((code) => code.company.isPalace)
  const others = codes.filter((code) => !code.company.isPalace)
  const draw = (from: readonly Code[], human: number, other: number) => {
    const crowd = crowdOf(randomOf(`scans ${from[0]?.company.name}`), now, from)
    const people = Array.from({ length: human }, () => crowd.human())
    return [...people, ...Array.from({ length: other }, () => crowd.other(people))]
  }
  const rows = [
    ...draw(palace, counts.palaceHuman, counts.palaceOther),
    ...draw(others, counts.human - counts.palaceHuman, counts.other - counts.palaceOther),
  ]
  return rows.sort((a, b) => a.scanned_at.getTime() - b.scanned_at.getTime())
}

type Row = ReturnType<typeof rowOf>

/** Everybody who scans. People come back within the day and are recognised, as the hash of the day allows. */
function crowdOf(random: Random, now: Date, codes: readonly Code[]) {
  const today = new Map<string, Visitor[]>()
  // The organization first, then the code: to weigh every code for every hit would take a second.
  const walls = [...Map.groupBy(codes, (code) => code.company)].map(([company, wall]) => ({
    ...{ company, wall },
    weight: sum(wall.map((code) => code.weight)),
  }))
  const pickCode = () => {
    const { wall } = random.weighted(walls, (each) => each.weight)
    return random.weighted(wall, (code) => code.weight)
  }
  const calendars = new Map(walls.map(({ company }) => [company, calendarOf(company)]))
  const pickDay = ({ company, daysAgo }: Code) =>
    random.weighted(calendars.get(company)?.slice(0, daysAgo) ?? [], (each) => each.weight).day

  const visitorOf = (code: Code, day: number): Visitor => {
    const key = `${code.company.id} ${day}`
    const known = today.get(key) ?? []
    today.set(key, known)
    if (known.length > 0 && random.chance(0.18)) return random.pick(known)
    const visitor = newVisitor(random, code)
    known.push(visitor)
    return visitor
  }

  return {
    human(): Row {
      const code = pickCode()
      const day = pickDay(code)
      return rowOf(random, now, code, momentOf(random, code, day), visitorOf(code, day))
    },
    other(people: readonly Row[]): Row {
      if (random.chance(0.16)) return duplicateOf(random, now, random.pick(people))
      const code = pickCode()
      const visitor = newVisitor(random, code)
      const at = momentOf(random, code, pickDay(code))
      return spoil(random, now, rowOf(random, now, code, at, visitor))
    },
  }
}

/** The days back from today, and how busy each was. */
function calendarOf({ clock, trade }: Company): { day: number; weight: number }[] {
  const week = trade.isLeisure ? leisureWeek : officeWeek
  const hours = trade.isLeisure ? leisureHours : officeHours
  return Array.from({ length: days }, (_, day) => {
    const growth = 1.3 - (0.6 * day) / days
    const over = sum(hours.slice(0, clock.hoursOver(day))) / sum(hours)
    return { day, weight: (week[clock.weekday(day)] ?? 1) * growth * over }
  })
}

function momentOf(random: Random, { company: { clock, trade } }: Code, day: number): Date {
  const hours = trade.isLeisure ? leisureHours : officeHours
  const over = [...hours.keys()].slice(0, clock.hoursOver(day))
  const hour = random.weighted(over, (each) => hours[each] ?? 0)
  return clock.at(day, (hour + random.number()) * 60)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}

function newVisitor(random: Random, code: Code): Visitor {
  const source = random.chance(0.07) ? 'LINK' : 'QR'
  const program = random.weighted(source === 'LINK' ? readers : phones, (each) => each.weight)
  return {
    ...{ source, program, place: placeOf(random, code) },
    ip_prefix: networkOf(random),
    visitor_hash: random.bytes(16),
  }
}

/** A small company's visitors live around the corner, a large one's all over the world. */
function placeOf(random: Random, { company: { place, plan } }: Code): Place {
  const distance = random.number()
  if (distance < 0.95 - 0.2 * plan.rank) return place
  const near = places.filter((each) => each.countryCode === place.countryCode)
  const list = distance < 1.02 - 0.06 * plan.rank ? near : places
  return random.weighted(list, (each) => each.weight)
}

/** Networks that are kept for documentation: nobody lives there. */
function networkOf(random: Random): string {
  if (random.chance(0.35)) return `2001:db8:${random.int(1, 0xffff).toString(16)}::/48`
  return random.pick(['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24'])
}

function rowOf(random: Random, now: Date, code: Code, at: Date, visitor: Visitor) {
  const { program, place, source } = visitor
  const isFresh = now.getTime() - at.getTime() < agentDays * 86_400_000
  const isFromPage = random.chance(source === 'LINK' ? 0.7 : 0.02)
  return {
    organization_id: code.company.id,
    id: random.id(at),
    scanned_at: at,
    qr_code_id: code.id,
    ...verdict('HUMAN', null),
    classifier_version: classifierVersion,
    source,
    outcome: code.end && code.end.at <= at ? code.end.outcome : 'REDIRECTED',
    method: 'GET',
    purpose: null as string | null,
    excluded: null as string | null,
    ip_prefix: visitor.ip_prefix,
    visitor_hash: visitor.visitor_hash,
    user_agent: isFresh ? program.userAgent : null,
    referrer: isFromPage ? random.pick(referrers) : null,
    country_code: place.countryCode,
    country: place.country,
    region: place.region,
    city: place.city,
    device_type: program.device,
    os: program.os,
    browser: program.browser,
  }
}

function verdict(classification: string, reason: string | null) {
  return { classification, reason }
}

/** The second tap: the same person on the same code within ten seconds. */
function duplicateOf(random: Random, now: Date, row: Row): Row {
  const again = row.scanned_at.getTime() + random.int(1_200, 9_000)
  const at = new Date(Math.min(now.getTime(), again))
  return { ...row, id: random.id(at), scanned_at: at, ...verdict('DUPLICATE', 'duplicate') }
}

/** What else comes by, and how often. */
const others: readonly { weight: number; change: (random: Random) => Partial<Row> }[] = [
  { weight: 34, change: botRow },
  { weight: 30, change: previewRow },
  { weight: 14, change: () => ({ ...verdict('PREFETCH', 'prefetch'), purpose: 'prefetch' }) },
  { weight: 9, change: () => ({ ...verdict('HEAD', 'head'), method: 'HEAD' }) },
  {
    weight: 5,
    change: () => ({ ...verdict('EXCLUDED', 'excluded:no_track'), excluded: 'no_track' }),
  },
  { weight: 4, change: mailRow },
  { weight: 4, change: silentRow },
]

function spoil(random: Random, now: Date, row: Row): Row {
  const changed = { ...row, ...random.weighted(others, (each) => each.weight).change(random) }
  const isFresh = now.getTime() - row.scanned_at.getTime() < agentDays * 86_400_000
  return { ...changed, user_agent: isFresh ? changed.user_agent : null }
}

function botRow(random: Random): Partial<Row> {
  const bot = random.weighted(bots, (each) => each.weight)
  return { ...verdict('BOT', 'bot:ua'), ...readFrom(bot), source: 'LINK', referrer: null }
}

function previewRow(random: Random): Partial<Row> {
  const preview = random.weighted(previews, (each) => each.weight)
  const reason = `preview:${preview.service}`
  return { ...verdict('PREVIEW', reason), ...readFrom(preview), source: 'LINK', referrer: null }
}

function mailRow(): Partial<Row> {
  const referrer = 'eur01.safelinks.protection.outlook.com'
  return { ...verdict('BOT', 'bot:referrer'), source: 'LINK', referrer }
}

function silentRow(): Partial<Row> {
  const nothing = { user_agent: null, device_type: 'other', os: null, browser: null }
  return { ...verdict('BOT', 'bot:no_ua'), ...nothing, referrer: null }
}

function readFrom({ userAgent, device, os, browser }: Program): Partial<Row> {
  return { user_agent: userAgent, device_type: device, os, browser }
}
