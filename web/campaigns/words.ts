import type { CampaignRowFragment, CampaignStatus, ShareChannel } from '../gql/graphql.ts'
import type { Tone } from '../ui/StatusDot.tsx'

type Words = { label: string; tone: Tone; hollow?: boolean }

export const statusWords: Record<CampaignStatus, Words> = {
  DRAFT: { label: 'Draft', tone: 'quiet', hollow: true },
  ACTIVE: { label: 'Active', tone: 'up' },
  PAUSED: { label: 'Paused', tone: 'warn' },
  ENDED: { label: 'Ended', tone: 'quiet' },
  ARCHIVED: { label: 'Archived', tone: 'quiet', hollow: true },
}

export const campaignStatuses = Object.keys(statusWords) as CampaignStatus[]

type Days = Pick<
  CampaignRowFragment,
  'status' | 'chosenStatus' | 'startDate' | 'endDate' | 'day' | 'days'
>

/** "Day 12 of 30" says more than "Active"; what will begin on its own says so. */
export function statusOf(campaign: Days): Words {
  const words = statusWords[campaign.status]
  const { status, chosenStatus, day, days } = campaign
  if (status === 'DRAFT' && chosenStatus !== 'DRAFT') return { ...words, label: 'Scheduled' }
  if (status !== 'ACTIVE' || day === null) return words
  return { ...words, label: days === null ? `Day ${day}` : `Day ${day} of ${days}` }
}

const calendar = new Intl.DateTimeFormat(undefined, {
  // A day of the calendar has no zone; noon of it is the same day for whoever formats it so.
  timeZone: 'UTC',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
})
const noonOf = (day: string) => new Date(`${day}T12:00:00Z`)

/** "1 – 30 Oct 2026", "from 1 Oct 2026", "until 30 Oct 2026". */
export function daysInWords({ startDate, endDate }: Pick<Days, 'startDate' | 'endDate'>): string {
  if (startDate && endDate) return calendar.formatRange(noonOf(startDate), noonOf(endDate))
  if (startDate) return `from ${calendar.format(noonOf(startDate))}`
  if (endDate) return `until ${calendar.format(noonOf(endDate))}`
  return 'without dates'
}

export const channelWords: Record<ShareChannel, string> = {
  FACEBOOK: 'Facebook',
  X: 'X',
  LINKEDIN: 'LinkedIn',
  WHATSAPP: 'WhatsApp',
  EMAIL: 'E-mail',
  COPY_LINK: 'Copied link',
}

export const readOnlySentence = 'Viewers cannot change campaigns. An owner can make you an editor.'
