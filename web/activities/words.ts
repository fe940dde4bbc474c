import { datasets, formats, formatWords } from '../exports/words.ts'
import type { ActivityRowFragment } from '../gql/graphql.ts'

// Actions are open: a customer's own tool may record any. Known ones get a sentence, the rest are
// shown as they were written.

const verbs: Record<string, string> = {
  create: 'created',
  created: 'created',
  update: 'changed',
  updated: 'changed',
  delete: 'deleted',
  deleted: 'deleted',
  restore: 'brought back',
  restored: 'brought back',
  pause: 'paused',
  paused: 'paused',
  resume: 'resumed',
  resumed: 'resumed',
  archived: 'archived',
  assigned: 'moved',
  unassigned: 'took out of its campaign',
  shared: 'shared',
  sign_in: 'signed in',
  signed_in: 'signed in',
  login: 'signed in',
  sign_out: 'signed out',
  signed_out: 'signed out',
  sign_up: 'signed up',
  signed_up: 'signed up',
  request: 'asked for',
  requested: 'asked for',
  sent: 'sent',
  resent: 'sent again',
  revoked: 'revoked',
  signed_out_elsewhere: 'signed out elsewhere',
  changed: 'changed',
  turned_on: 'turned on',
  turned_off: 'turned off',
  codes_renewed: 'renewed the recovery codes of',
  joined: 'joined as',
  left: 'left as',
  removed: 'removed',
  deactivated: 'switched off',
  reactivated: 'switched on',
  role_changed: 'changed the role of',
  ownership_transferred: 'made an owner of',
}

const things: Record<string, string> = {
  qr_code: 'QR code',
  organization: 'organization',
  member: 'member',
  user: 'member',
  session: '',
  invitation: 'invitation for',
  password: 'their password',
  two_step: 'two-step sign-in',
  export: 'export',
  campaign: 'campaign',
  upload: 'file',
  uploaded_file: 'file',
}

export type ActivityWords = { who: string; did: string; what: string; target: string | null }

export function describeActivity(row: ActivityRowFragment): ActivityWords {
  const thing = singular(row.entityType)
  return {
    who: row.memberName ?? 'The system',
    did: thing === 'export' ? 'exported' : verbOf(row.action, thing),
    what:
      exportIn(row.metadata) ??
      [things[thing] ?? plain(thing), nameIn(row.metadata)].filter(Boolean).join(' '),
    // A deleted code's page answers nothing; the list is the place to look.
    target: thing === 'qr_code' && !/delete/i.test(row.action) ? row.entityId : null,
  }
}

/** "qr_code.created", "qr_code_created" and "created" say the same. */
function verbOf(action: string, thing: string): string {
  const word = action
    .toLowerCase()
    .replace(/[.\-: ]+/g, '_')
    .replace(new RegExp(`^${thing}s?_|_${thing}s?$`), '')
  return verbs[word] ?? plain(word)
}

function singular(type: string): string {
  return type
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/-/g, '_')
    .replace(/s$/, '')
}

function plain(word: string): string {
  return word.replaceAll('_', ' ')
}

/** "Scans, CSV", when this is about an export. */
function exportIn(metadata: unknown): string | null {
  if (typeof metadata !== 'object' || metadata === null) return null
  const { dataset, format } = { dataset: null, format: null, ...metadata }
  const known = datasets.find((each) => each.dataset === dataset)
  const written = formats.find((each) => each === format)
  return known && written ? `${known.name}, ${formatWords[written]}` : null
}

function nameIn(metadata: unknown): string | null {
  if (typeof metadata !== 'object' || metadata === null) return null
  for (const key of ['name', 'fileName', 'file_name', 'title', 'email']) {
    const value = (metadata as Record<string, unknown>)[key]
    if (typeof value === 'string' && value) return value
  }
  return null
}
