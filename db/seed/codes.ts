import { type Company, type Member, timeOf } from './organizations.ts'
import { type Random, randomOf } from './random.ts'
import { slugOf } from './words.ts'

/** What became of a code, and when; a code in use has no end. */
export type End = { outcome: 'PAUSED' | 'EXPIRED' | 'DELETED'; at: Date }

/** A QR code being made up, and what its scans are drawn from. */
export type Code = {
  id: string
  company: Company
  name: string
  spot: string
  slug: string
  creator: Member
  createdAt: Date
  /** Days since it was made: scans are younger. */
  daysAgo: number
  end: End | null
  campaignId: string | null
  /** The file it shows in the place of a page. */
  uploadId: string | null
  /** How often it is scanned, beside the others. */
  weight: number
}

/** Pizza Palace's are counted in the documents: five, all in use, scanned within a small plan's look-back. */
const palaceCodes = 5
const palaceDays = 28

const sizes: Record<number, { from: number; to: number; weight: number }> = {
  1: { from: 1, to: 5, weight: 4 },
  2: { from: 3, to: 12, weight: 12 },
  3: { from: 8, to: 20, weight: 70 },
}

/** A visitor of the demo sees a lively dashboard: about a sixth of all scans for each of the cast. */
const castWeight = 600

/** The codes of one organization, within its plan. */
export function printCodes(company: Company): Code[] {
  const { random, plan, trade, isPalace } = company
  const size = sizes[plan.rank] ?? { from: 1, to: 5, weight: 4 }
  const most = Math.min(size.to, plan.limits.QR_CODES ?? size.to)
  const count = isPalace
    ? palaceCodes
    : company.isCast
      ? most
      : random.int(Math.min(size.from, most), most)
  const pairs = trade.codes.flatMap((what, row) =>
    trade.spots.map((spot, column) => ({ what, spot, isFirst: row === column })),
  )
  // A few organizations have most of the scans, as it is in life.
  const luck = 0.25 + 3 * random.number() ** 3
  const weight = (company.isCast ? castWeight : size.weight * luck) / count
  return Array.from({ length: count }, () => {
    const firsts = pairs.filter((each) => each.isFirst)
    const pair = random.pick(firsts.length > 0 ? firsts : pairs)
    pairs.splice(pairs.indexOf(pair), 1)
    return printCode(company, pair, weight)
  })
}

function printCode(company: Company, pair: { what: string; spot: string }, weight: number): Code {
  const { random, clock, isPalace } = company
  const daysAgo = isPalace ? palaceDays : random.int(2, company.daysAgo - 1)
  const createdAt = clock.at(daysAgo, random.int(540, 1_020) + random.number())
  const makers = company.members.filter(
    (member) => member.role !== 'VIEWER' && member.daysAgo > daysAgo,
  )
  const id = random.id(createdAt)
  return {
    id,
    company,
    name: `${pair.what} – ${pair.spot}`,
    spot: pair.spot,
    slug: slugFor(randomOf(`slug ${company.name} ${pair.what} ${pair.spot}`)),
    creator: random.pick(makers),
    ...{ createdAt, daysAgo },
    end: isPalace ? null : endOf(company, daysAgo),
    campaignId: null,
    uploadId: null,
    weight: weight * (0.2 + random.number() * 1.6),
  }
}

function slugFor(random: Random): string {
  const alphabet = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz']
  return Array.from({ length: 8 }, () => random.pick(alphabet)).join('')
}

/** One in ten older codes has come to an end within the last weeks. */
function endOf({ random, clock }: Company, daysAgo: number): End | null {
  if (daysAgo < 30 || !random.chance(0.1)) return null
  const outcome = random.pick(['PAUSED', 'EXPIRED', 'DELETED'] as const)
  return { outcome, at: clock.at(random.int(3, 24), random.int(540, 1_020)) }
}

/** Rows of qr_codes. */
export function codeRow(code: Code) {
  const { company, end } = code
  const isChanged = end !== null && end.outcome !== 'EXPIRED'
  const page = `${slugOf(company.name)}/${slugOf(code.name.replace(` – ${code.spot}`, ''))}`
  return {
    organization_id: company.id,
    id: code.id,
    slug: code.slug,
    name: code.name,
    // A page that is there, whoever scans a demo's code.
    target_url: code.uploadId ? null : `https://example.com/${page}`,
    upload_id: code.uploadId,
    location: `${code.spot}, ${company.place.city}`,
    campaign_id: code.campaignId,
    status: end?.outcome === 'PAUSED' ? 'PAUSED' : 'ACTIVE',
    expires_at: end?.outcome === 'EXPIRED' ? end.at : null,
    version: isChanged ? 2 : 1,
    created_by: code.creator.id,
    created_at: code.createdAt,
    updated_at: isChanged ? end.at : code.createdAt,
    deleted_at: end?.outcome === 'DELETED' ? end.at : null,
  }
}

type Act = { at: Date; by: Member; action: string; entity: [string, string]; name?: string }

/** Rows of activity_log, two to eight: the beginning, the latest codes, what became of one, and who was there last. */
export function activityRows(company: Company, codes: readonly Code[]) {
  const { random } = company
  const owner = company.members[0]
  if (!owner) throw new Error('An organization without an owner.')
  const founding: Act = {
    ...{ at: company.createdAt, by: owner, name: company.name },
    ...{ action: 'ORGANIZATION_CREATED', entity: ['organization', company.id] },
  }
  const newest = codes.toSorted((a, b) => a.daysAgo - b.daysAgo).slice(0, 3)
  const made = newest.map((code) => actOn(code, 'QR_CODE_CREATED', code.createdAt, code.creator))
  const ended = codes.filter(({ end }) => end !== null && end.outcome !== 'EXPIRED').slice(0, 1)
  const ends = ended.map((code) => {
    const action = code.end?.outcome === 'PAUSED' ? 'QR_CODE_PAUSED' : 'QR_CODE_DELETED'
    return actOn(code, action, code.end?.at ?? code.createdAt, owner)
  })
  const seen = company.members.slice(0, 3).map((by): Act => {
    const session = random.id(by.last_seen_at)
    return { at: by.last_seen_at, by, action: 'SIGNED_IN', entity: ['session', session] }
  })
  return [founding, ...made, ...ends, ...seen].map((act) => activityRow(company, act))
}

function actOn(code: Code, action: string, at: Date, by: Member): Act {
  return { at, by, action, entity: ['qr_code', code.id], name: code.name }
}

function activityRow({ id, random }: Company, { at, by, action, entity, name }: Act) {
  const row = { id: random.id(at), member_id: by.id, member_name: by.name, action }
  return {
    organization_id: id,
    ...row,
    created_at: timeOf(row.id),
    entity_type: entity[0],
    entity_id: entity[1],
    metadata: name === undefined ? null : { name },
  }
}
