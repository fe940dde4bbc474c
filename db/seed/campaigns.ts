import type { Code } from './codes.ts'
import { type Company, type Member, timeOf } from './organizations.ts'
import { randomOf } from './random.ts'

type Status = 'DRAFT' | 'ACTIVE' | 'PAUSED' | 'ARCHIVED'

/** A campaign being made up: its days are counted from today, the past below zero. */
export type Campaign = {
  id: string
  company: Company
  name: string
  description: string | null
  first: number
  last: number | null
  status: Status
  creator: Member
  createdAt: Date
}

type Plot = Pick<Campaign, 'name' | 'description' | 'first' | 'last' | 'status'> & {
  /** How many of the codes that are still free it takes. */
  codes: number
}

/** Those of Pizza Palace, which a visitor of the demo sees first. */
const palacePlots: readonly Plot[] = [
  {
    ...{ name: 'Autumn menu', description: 'Table tents and the window: soups, and the new pie.' },
    ...{ first: -11, last: 18, status: 'ACTIVE', codes: 3 },
  },
  {
    ...{ name: 'Back to school', description: null },
    ...{ first: -28, last: -15, status: 'ACTIVE', codes: 1 },
  },
  {
    ...{ name: 'Holiday catering', description: 'Orders for parties; begins on its own.' },
    ...{ first: 9, last: 40, status: 'ACTIVE', codes: 0 },
  },
]

const sizes: Record<number, [number, number]> = { 1: [0, 2], 2: [2, 5], 3: [4, 9] }
const seasons = ['winter', 'spring', 'summer', 'autumn'] as const

/** The campaigns of one organization; takes codes into them. */
export function planCampaigns(company: Company, codes: readonly Code[]): Campaign[] {
  // A stream of its own: campaigns change nothing about codes and scans.
  const random = randomOf(`campaigns ${company.name}`)
  const [from, to] = sizes[company.plan.rank] ?? [0, 2]
  const most = Math.min(to, company.plan.limits.CAMPAIGNS ?? to)
  const plots = company.isPalace
    ? palacePlots
    : Array.from({ length: random.int(Math.min(from, most), most) }, () =>
        plotOf(company, random, codes.length),
      )
  const free = [...codes]
  return distinct(plots, company.trade.codes).map((plot) => {
    const daysAgo = Math.min(company.daysAgo - 1, Math.max(1, 3 - plot.first))
    const createdAt = company.clock.at(daysAgo, random.int(540, 1_020))
    const makers = company.members.filter(
      (member) => member.role !== 'VIEWER' && member.daysAgo > daysAgo,
    )
    const { codes: wanted, ...shown } = plot
    const id = random.id(createdAt)
    for (const code of free.splice(0, wanted)) code.campaignId = id
    return { ...shown, id, company, creator: random.pick(makers), createdAt }
  })
}

function plotOf(company: Company, random: ReturnType<typeof randomOf>, codes: number): Plot {
  const first = random.int(-70, 14)
  const last = random.chance(0.8) ? first + random.pick([6, 13, 20, 29, 44, 60]) : null
  const season = seasons[Math.floor((Number(dayOf(company, first).slice(5, 7)) % 12) / 3)]
  return {
    name: `${random.pick(company.trade.codes)}, ${season}`,
    description: random.chance(0.4)
      ? `For ${random.pick(company.trade.spots).toLowerCase()}.`
      : null,
    ...{ first, last },
    status: random.weighted(['ACTIVE', 'DRAFT', 'PAUSED', 'ARCHIVED'] as const, (each) =>
      each === 'ACTIVE' ? 12 : 1,
    ),
    // One that has not begun has no codes yet, so it has no scans.
    codes: first > 0 ? 0 : random.int(1, Math.max(1, Math.floor(codes / 3))),
  }
}

/** Of two with the same name the second is about something else of the same trade in that season, or the same thing again. */
function distinct(plots: readonly Plot[], things: readonly string[]): Plot[] {
  const taken = new Set<string>()
  return plots.map((plot) => {
    const [, season = ''] = plot.name.split(', ')
    const others = things.map((thing) => `${thing}, ${season}`)
    const names = [plot.name, ...others, ...others.map((each) => `${each}, once more`)]
    const name = names.find((each) => !taken.has(each)) ?? plot.name
    taken.add(name)
    return { ...plot, name }
  })
}

/** The local calendar's day, so many days from today. */
function dayOf({ clock, place }: Company, days: number): string {
  // The last minute of today is not yet there, so this is now.
  const now = clock.at(0, 1_439)
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: place.timezone }).format(now)
  return new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10)
}

/** Rows of campaigns. */
export function campaignRow({ company, creator, ...campaign }: Campaign) {
  return {
    organization_id: company.id,
    id: campaign.id,
    name: campaign.name,
    description: campaign.description,
    start_date: dayOf(company, campaign.first),
    end_date: campaign.last === null ? null : dayOf(company, campaign.last),
    status: campaign.status,
    created_by: creator.id,
    created_at: campaign.createdAt,
    updated_at: campaign.createdAt,
  }
}

const channels = ['WHATSAPP', 'FACEBOOK', 'COPY_LINK', 'X', 'EMAIL', 'LINKEDIN'] as const

/** Rows of activity_log: the first running campaign of those a visitor signs in to was shared some times. */
export function shareRows(campaigns: readonly Campaign[]) {
  const running = campaigns.find(
    ({ first, last, company }) => company.isCast && first < -3 && (last ?? 0) >= 0,
  )
  if (!running) return []
  const { company, creator, name, first } = running
  const random = randomOf(`shares ${company.name}`)
  return Array.from({ length: 7 }, () => {
    const daysAgo = random.int(1, Math.min(-first, creator.daysAgo - 1))
    const id = random.id(company.clock.at(daysAgo, random.int(540, 1_020)))
    return {
      organization_id: company.id,
      ...{ id, member_id: creator.id, member_name: creator.name, action: 'CAMPAIGN_SHARED' },
      created_at: timeOf(id),
      ...{ entity_type: 'campaign', entity_id: running.id },
      metadata: { name, channel: random.weighted(channels, (each) => 6 - channels.indexOf(each)) },
    }
  })
}
