import { channelWords } from '../campaigns/words.ts'
import { datasets, formats, formatWords } from '../exports/words.ts'
import type { ActivityRowFragment, ShareChannel } from '../gql/graphql.ts'
import { formatList } from '../ui/format.ts'

// Actions are open: a customer's own tool may record any. Known ones get words, the rest are shown as they were written.

/** What the product itself writes down, by the kind of thing, in the order a reader looks for it. */
export const kinds = [
  {
    type: 'qr_code',
    title: 'QR codes',
    thing: 'QR code',
    acts: {
      QR_CODE_CREATED: 'created',
      QR_CODE_UPDATED: 'changed',
      QR_CODE_PAUSED: 'paused',
      QR_CODE_RESUMED: 'resumed',
      QR_CODE_DELETED: 'deleted',
      QR_CODE_RESTORED: 'brought back',
      QR_CODE_ASSIGNED: 'moved',
      QR_CODE_UNASSIGNED: 'took out of its campaign',
    },
  },
  {
    type: 'campaign',
    title: 'Campaigns',
    thing: 'campaign',
    acts: {
      CAMPAIGN_CREATED: 'created',
      CAMPAIGN_UPDATED: 'changed',
      CAMPAIGN_SHARED: 'shared',
      CAMPAIGN_ARCHIVED: 'archived',
      CAMPAIGN_DELETED: 'deleted',
      CAMPAIGN_RESTORED: 'brought back',
    },
  },
  {
    type: 'upload',
    title: 'Files',
    thing: 'file',
    acts: {
      FILE_UPLOADED: 'uploaded',
      FILE_UPDATED: 'changed',
      FILE_DELETED: 'deleted',
      FILE_RESTORED: 'brought back',
    },
  },
  { type: 'export', title: 'Exports', thing: 'export', acts: { EXPORT_REQUESTED: 'exported' } },
  {
    type: 'schedule',
    title: 'Schedules',
    thing: 'schedule',
    acts: {
      SCHEDULE_CREATED: 'created the',
      SCHEDULE_UPDATED: 'changed the',
      SCHEDULE_PAUSED: 'paused the',
      SCHEDULE_RESUMED: 'switched on the',
      SCHEDULE_DELETED: 'deleted the',
    },
  },
  {
    type: 'member',
    title: 'Team',
    thing: 'member',
    acts: {
      MEMBER_JOINED: 'joined as',
      MEMBER_ROLE_CHANGED: 'changed the role of',
      MEMBER_DEACTIVATED: 'switched off',
      MEMBER_REACTIVATED: 'switched on again',
      MEMBER_REMOVED: 'removed',
      MEMBER_LEFT: 'left the team:',
      OWNERSHIP_TRANSFERRED: 'handed the organization on to',
      PROFILE_UPDATED: 'changed their name to',
    },
  },
  {
    type: 'invitation',
    title: 'Invitations',
    thing: 'invitation for',
    acts: {
      INVITATION_SENT: 'sent an',
      INVITATION_RESENT: 'sent again the',
      INVITATION_CHANGED: 'changed the',
      INVITATION_REVOKED: 'took back the',
    },
  },
  {
    type: 'organization',
    title: 'Organization',
    thing: 'organization',
    acts: {
      ORGANIZATION_CREATED: 'signed up',
      ORGANIZATION_UPDATED: 'changed the settings of',
      DATA_SHARING_ALLOWED: 'switched data sharing on for the',
      DATA_SHARING_REFUSED: 'switched data sharing off for the',
      PLAN_REQUESTED: 'asked for the plan',
      PLAN_REQUEST_CANCELLED: 'no longer asks for another plan for the',
    },
  },
  {
    type: 'webhook',
    title: 'Webhooks',
    thing: 'webhook to',
    acts: {
      WEBHOOK_CREATED: 'added a',
      WEBHOOK_UPDATED: 'changed the',
      WEBHOOK_DISABLED: 'switched off the',
      WEBHOOK_SECRET_ROTATED: 'made a new secret for the',
      WEBHOOK_TESTED: 'sent a test to the',
      WEBHOOK_RESENT: 'sent a message again to the',
      WEBHOOK_DELETED: 'deleted the',
    },
  },
  {
    type: 'session',
    title: 'Sign-ins',
    thing: '',
    acts: {
      SIGNED_IN: 'signed in',
      SIGNED_OUT: 'signed out',
      SIGNED_OUT_ELSEWHERE: 'signed out everywhere else',
      SESSION_REVOKED: 'ended a session',
      SESSIONS_REVOKED: 'ended every other session',
    },
  },
  {
    type: 'password',
    title: 'Passwords',
    thing: '',
    acts: {
      PASSWORD_CHANGED: 'changed their password',
      PASSWORD_RESET: 'chose a new password by e-mail',
    },
  },
  {
    type: 'two_step',
    title: 'Two-step sign-in',
    thing: '',
    acts: {
      TWO_STEP_TURNED_ON: 'switched two-step sign-in on',
      TWO_STEP_TURNED_OFF: 'switched two-step sign-in off',
      TWO_STEP_CODES_RENEWED: 'made new recovery codes',
    },
  },
] as const satisfies readonly {
  type: string
  title: string
  thing: string
  acts: Record<string, string>
}[]

const acts: Record<string, string> = Object.assign({}, ...kinds.map((kind) => kind.acts))

/** A plan, or a person, is what it is about; the thing it was done to goes without saying. */
const namesItself = new Set(['PLAN_REQUESTED', 'PROFILE_UPDATED', 'ORGANIZATION_CREATED'])

/** What people's own tools call the same. */
const verbs: Record<string, string> = {
  create: 'created',
  created: 'created',
  update: 'changed',
  updated: 'changed',
  delete: 'deleted',
  deleted: 'deleted',
  restore: 'brought back',
  restored: 'brought back',
  login: 'signed in',
  logout: 'signed out',
  request: 'asked for',
  requested: 'asked for',
}

export type ActivityWords = { who: string; did: string; what: string }

export function describeActivity(row: ActivityRowFragment): ActivityWords {
  const type = singular(row.entityType)
  const kind = kinds.find((each) => each.type === type)
  const thing = namesItself.has(row.action) ? '' : (kind?.thing ?? plain(type))
  return {
    who: row.memberName ?? 'The system',
    did: acts[row.action] ?? verbOf(row.action, type),
    what: [
      exportIn(row.metadata) ?? [thing, nameIn(row.metadata)].filter(Boolean).join(' '),
      ...detailsIn(row.metadata),
    ]
      .filter(Boolean)
      .join(', '),
  }
}

/** The page of what a line is about; null for what has none, or no longer has one. */
export function addressOf({ action, entityType, entityId }: ActivityRowFragment): string | null {
  if (/DELETED|REMOVED|LEFT/.test(action) || !entityId) return null
  const type = singular(entityType)
  if (type === 'qr_code') return `/qr-codes/${entityId}`
  if (type === 'campaign') return `/campaigns/${entityId}`
  if (type === 'member' || type === 'invitation') return '/team'
  if (type === 'export') return '/exports?tab=history'
  return null
}

/** "LEAFLET_CREATED", "created" and "create" say the same. */
function verbOf(action: string, type: string): string {
  const word = action.toLowerCase().replace(new RegExp(`^${type}s?_|_${type}s?$`), '')
  return verbs[word] ?? plain(word)
}

function singular(type: string): string {
  return type
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/s$/, '')
}

function plain(word: string): string {
  return word.replaceAll('_', ' ').trim()
}

/** "Scans, CSV", when this is about an export. */
function exportIn(metadata: unknown): string | null {
  if (typeof metadata !== 'object' || metadata === null) return null
  const { dataset, format } = { dataset: null, format: null, ...metadata }
  const known = datasets.find((each) => each.dataset === dataset)
  const written = formats.find((each) => each === format)
  return known && written ? `${known.name}, ${formatWords[written]}` : null
}

/** Fields as their forms name them; two of them are one field to a reader. */
const fieldWords: Record<string, string> = {
  ...{ name: 'name', targetUrl: 'target', uploadId: 'target', location: 'location' },
  ...{ campaignId: 'campaign', expiresAt: 'expiry', status: 'status' },
  ...{ description: 'description', startDate: 'first day', endDate: 'last day' },
  ...{ email: 'e-mail', phone: 'phone', billingAddress: 'billing address', country: 'country' },
  ...{ timezone: 'time zone', excludedAddresses: 'excluded addresses' },
}

/** What else a reader asks: which campaign, which network, which role, what exactly was changed. */
function detailsIn(metadata: unknown): string[] {
  if (typeof metadata !== 'object' || metadata === null) return []
  const said = metadata as Record<string, unknown>
  const word = (key: string) => (typeof said[key] === 'string' ? (said[key] as string) : null)
  const changed = Array.isArray(said.changed) ? said.changed.map((key) => fieldWords[key]) : []
  const known = [...new Set(changed.filter((each) => each !== undefined))]
  const [channel, role, from, to] = [word('channel'), word('role'), word('from'), word('to')]
  return [
    known.length > 0 && formatList(known),
    word('file') && `now shows ${word('file')}`,
    word('campaign') && `into ${word('campaign')}`,
    channel && (channelWords[channel as ShareChannel] ?? channel),
    typeof said.recipients === 'number' && `to ${said.recipients}`,
    role?.toLowerCase(),
    from && to && `from ${from.toLowerCase()} to ${to.toLowerCase()}`,
    word('before') && `before ${word('before')}`,
  ].filter((each) => typeof each === 'string')
}

function nameIn(metadata: unknown): string | null {
  if (typeof metadata !== 'object' || metadata === null) return null
  for (const key of ['name', 'fileName', 'file_name', 'title', 'email']) {
    const value = (metadata as Record<string, unknown>)[key]
    if (typeof value === 'string' && value) return value
  }
  return null
}
