import { type Clock, clockOf } from './clock.ts'
import { type Random, randomOf } from './random.ts'
import {
  familyNames,
  firstWords,
  givenNames,
  type Place,
  places,
  slugOf,
  streets,
  type Trade,
  trades,
} from './words.ts'

/** A plan as the database has it; its limits by resource, null for none. */
export type Plan = {
  id: string
  rank: number
  price_cents: number
  is_default: boolean
  limits: Record<string, number | null>
}

export type Role = 'OWNER' | 'ADMIN' | 'EDITOR' | 'VIEWER'
export type Member = { id: string; name: string; role: Role; daysAgo: number; last_seen_at: Date }

/** An organization being made up, and what its codes and scans are made from. */
export type Company = {
  id: string
  name: string
  plan: Plan
  trade: Trade
  place: Place
  clock: Clock
  random: Random
  /** Days since its sign-up. */
  daysAgo: number
  /** Days since anybody was there. */
  quietDays: number
  createdAt: Date
  members: Member[]
  isPalace: boolean
  /** One of those that a visitor signs in to: there must be something to see. */
  isCast: boolean
}

/**
 * Pizza Palace stands in the documents, with every place of its plan taken. It signed up at a fixed moment, so its id is
 * the same in every demo: where this row is, the demo has been loaded.
 */
export const palaceId = '01955c9b-5a80-7d5c-9a6e-3f0c5b7e2d41'
const palaceFounded = timeOf(palaceId)

type Part = { rank: number; name: string; trade: string; city: string; roles: Role[] }

/** The organizations that a demo's visitor signs in to, the first of each plan; e-mails are role@name.example. */
const cast: readonly Part[] = [
  {
    rank: 1,
    name: 'Pizza Palace Inc',
    trade: 'Pizzeria',
    city: 'Madison',
    roles: ['OWNER', 'EDITOR', 'VIEWER'],
  },
  {
    rank: 2,
    name: 'Lakeshore Fitness',
    trade: 'Fitness',
    city: 'Chicago',
    roles: ['OWNER', 'ADMIN', 'EDITOR', 'VIEWER'],
  },
  {
    rank: 3,
    name: 'Northgate Hotels',
    trade: 'Hotel',
    city: 'Amsterdam',
    roles: ['OWNER', 'ADMIN', 'EDITOR', 'VIEWER'],
  },
]

/** Who shares the demo's password, in the order they are shown. */
export const demoEmails: readonly string[] = [
  emailOf('owner', 'Pizza Palace Inc'),
  emailOf('owner', 'Lakeshore Fitness'),
  emailOf('editor', 'Lakeshore Fitness'),
  emailOf('viewer', 'Lakeshore Fitness'),
  emailOf('owner', 'Northgate Hotels'),
]

/** So many organizations of each rank, those of the cast first. */
export function foundCompanies(
  now: Date,
  plans: readonly Plan[],
  counts: ReadonlyMap<number, number>,
): Company[] {
  const names = new Set(cast.map((part) => part.name))
  return plans.flatMap((plan) =>
    Array.from({ length: counts.get(plan.rank) ?? 0 }, (_, index) => {
      const random = randomOf(`organization ${plan.rank} ${index}`)
      const part = index === 0 ? cast.find(({ rank }) => rank === plan.rank) : undefined
      return found(now, plan, random, part, names)
    }),
  )
}

function found(
  now: Date,
  plan: Plan,
  random: Random,
  part: Part | undefined,
  names: Set<string>,
): Company {
  const drawn = random.pick(trades)
  const trade = trades.find(({ names: [first] }) => first === part?.trade) ?? drawn
  const home = random.weighted(places, (each) => each.weight)
  const place = places.find(({ city }) => city === part?.city) ?? home
  const clock = clockOf(place.timezone, now)
  const isPalace = part?.rank === 1
  const age = random.int(45 * plan.rank - 30, 380 + 60 * plan.rank)
  const daysAgo = isPalace ? daysSince(palaceFounded, now) : age
  const createdAt = isPalace ? palaceFounded : clock.at(daysAgo, random.int(480, 1_200))
  const isQuiet = random.chance(0.12) && !part
  const company: Company = {
    id: isPalace ? palaceId : random.id(createdAt),
    name: part?.name ?? newName(random, trade, names),
    ...{ plan, trade, place, clock, random, daysAgo, createdAt, isPalace },
    isCast: part !== undefined,
    quietDays: isQuiet ? random.int(9, 45) : random.int(1, 5),
    members: [],
  }
  company.members = membersOf(company, part?.roles ?? rolesOf(random, plan))
  return company
}

// A machine whose clock is wrong must not give the past a length below zero.
function daysSince(then: Date, now: Date): number {
  return Math.max(60, Math.floor((now.getTime() - then.getTime()) / 86_400_000))
}

function newName(random: Random, trade: Trade, names: Set<string>): string {
  for (;;) {
    const name = `${random.pick(firstWords)} ${random.pick(trade.names)}`
    if (names.has(name)) continue
    names.add(name)
    return name
  }
}

function rolesOf(random: Random, plan: Plan): Role[] {
  const most = Math.min(4, plan.limits.SEATS ?? 4)
  const count = random.int(Math.min(plan.rank, most), most)
  const others: readonly Role[] = ['ADMIN', 'EDITOR', 'EDITOR', 'VIEWER']
  return Array.from({ length: count }, (_, index) => (index ? random.pick(others) : 'OWNER'))
}

function membersOf(company: Company, roles: readonly Role[]): Member[] {
  const { random, clock } = company
  const names = new Set<string>()
  while (names.size < roles.length)
    names.add(`${random.pick(givenNames)} ${random.pick(familyNames)}`)
  return [...names].map((name, index) => {
    const joined = random.int(Math.ceil(company.daysAgo / 2), company.daysAgo - 1)
    const daysAgo = index === 0 ? company.daysAgo : joined
    const createdAt = index === 0 ? company.createdAt : clock.at(daysAgo, random.int(540, 1_020))
    const seen = Math.min(daysAgo - 1, company.quietDays + random.int(0, 3) * index)
    const last_seen_at = clock.at(seen, random.int(480, 1_080) + random.number())
    return {
      id: random.id(createdAt),
      role: roles[index] ?? 'VIEWER',
      ...{ name, daysAgo, last_seen_at },
    }
  })
}

/** Rows of organizations. */
export function organizationRow({ random, ...company }: Company) {
  const { city, region, countryCode } = company.place
  return {
    id: company.id,
    name: company.name,
    email: emailOf('hello', company.name),
    status: 'ACTIVE',
    plan_id: company.plan.id,
    timezone: company.place.timezone,
    // 555-01xx belongs to nobody.
    phone: `555-01${String(random.int(0, 99)).padStart(2, '0')}`,
    country_code: countryCode,
    billing_address: `${random.int(1, 240)} ${random.pick(streets)}, ${city}, ${region}`,
    created_at: company.createdAt,
  }
}

/** The ledger: everybody signed up on the default plan, and who pays went up to theirs some days later. */
export function movementRows({ id, plan, random, ...company }: Company, plans: readonly Plan[]) {
  const start = plans.find((each) => each.is_default)
  if (!start) throw new Error('No plan is the default one.')
  const row = (occurred_at: Date, from: Plan | null, to: Plan) => ({
    organization_id: id,
    id: random.id(occurred_at),
    occurred_at,
    from_plan_id: from?.id ?? null,
    to_plan_id: to.id,
    before_cents: from?.price_cents ?? 0,
    after_cents: to.price_cents,
  })
  const signUp = row(company.createdAt, null, start)
  if (plan.id === start.id) return [signUp]
  const later = company.daysAgo - random.int(2, Math.min(60, company.daysAgo - 1))
  return [signUp, row(company.clock.at(later, random.int(540, 1_020)), start, plan)]
}

/** Each member, and the person they are; all members have a user of their own. */
export function memberRows(company: Company, hashes: { demo: string; nobody: string }) {
  const { random, isCast } = company
  return company.members.map((member, index) => {
    const created_at = timeOf(member.id)
    const local = isCast ? member.role.toLowerCase() : slugOf(member.name, '.')
    const email = emailOf(local, company.name)
    const user = {
      id: random.id(created_at),
      email,
      name: member.name,
      password_hash: demoEmails.includes(email) ? hashes.demo : hashes.nobody,
      created_at,
      last_signed_in_at: member.last_seen_at,
      sign_in_count: random.int(2, 40 + 20 * company.plan.rank) + (index === 0 ? 10 : 0),
    }
    const { id, name, role, last_seen_at } = member
    const ids = { organization_id: company.id, id, user_id: user.id }
    return { user, member: { ...ids, name, email, role, created_at, last_seen_at } }
  })
}

/** The time inside a UUID of version 7. */
export function timeOf(id: string): Date {
  return new Date(Number.parseInt(id.slice(0, 13).replace('-', ''), 16))
}

// .example belongs to nobody: no mail of a demo reaches a stranger.
function emailOf(local: string, company: string): string {
  return `${local}@${slugOf(company.replace(/ Inc$/, ''), '')}.example`
}
