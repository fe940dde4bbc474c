import pg from 'pg'
import { palaceId } from '../seed/organizations.ts'
import { countUsage } from '../seed/seed.ts'
import { scansOf, type Totals } from './goals.ts'
import { fillRows, prepareDraws } from './rows.ts'
import { drawPiece, type Piece, prepareLooks } from './scans.ts'

/** So many hits in one transaction: a load that is ended loses no more than one each of those under way. */
const pieceSize = 25_000
/** Hits of other classes beside so many of people. */
const peoplePerOther = 12
/** Pieces under way at once. */
const lanes = 2
/** Any number, as long as nothing else takes the same advisory lock. */
const lockKey = 7_310_506

export type Fill = {
  goal: Totals
  /** How many times the scans, and only those. */
  times: number
  now: Date
  say: (line: string) => void
  /** How much of the scans is there, 0 to 1. */
  onProgress?: (share: number) => void
}

/**
 * Brings a loaded demo up to these sizes and counts the scans, through connections past row security. What is there already
 * stays and counts: doing it again adds nothing, and one that was ended goes on.
 */
export async function fillUp(adminUrl: string, fill: Fill): Promise<void> {
  await withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ mine: boolean }>(
      'select pg_try_advisory_lock($1) as mine',
      [lockKey],
    )
    if (!rows[0]?.mine) throw new Error('Another process is loading this database.')
    await prepareDraws(client, fill.now)
    await fillRows(client, fill.goal, fill.say)
    await countUsage(client, await listOrganizations(client))
    const pieces = await planPieces(client, fill)
    if (pieces.length === 0) return
    fill.say(`  ${sizeOf(pieces).toLocaleString('en').padStart(9)} hits`)
    await makePartitions(client, fill.now)
    await drawAll(adminUrl, fill, pieces)
    await client.query('analyze app.qr_scan_events')
  })
}

async function drawAll(adminUrl: string, fill: Fill, pieces: readonly Piece[]): Promise<void> {
  const queue = pieces.values()
  let done = 0
  // Drawing and counting take about as long.
  const tell = (hits: number) => {
    done += hits
    fill.onProgress?.(done / (2 * sizeOf(pieces)))
  }
  const lane = () =>
    withClient(adminUrl, async (client) => {
      await prepareDraws(client, fill.now)
      await prepareLooks(client)
      for (const piece of queue) {
        await drawPiece(client, fill.now, piece)
        tell(piece.to - piece.from)
      }
    })
  await Promise.all(Array.from({ length: lanes }, lane))
  const owners = Map.groupBy(pieces, (piece) => piece.organizationId).entries()
  const count = () =>
    withClient(adminUrl, async (client) => {
      for (const [id, own] of owners) {
        await client.query('select app.roll_up(array[$1::uuid], 1000000000)', [id])
        tell(sizeOf(own))
      }
    })
  await Promise.all(Array.from({ length: lanes }, count))
}

/** What each organization still gets: the larger its plan and the more it has, the more it is to have. */
async function planPieces(client: pg.ClientBase, { goal, times }: Fill): Promise<Piece[]> {
  const { rows } = await client.query<{ id: string; human: number; other: number }>(`
    select organizations.id, count(*) filter (where classification = 'HUMAN')::int as human,
      count(*) filter (where classification <> 'HUMAN')::int as other
    from app.organizations join app.plans on plans.id = plan_id
    left join app.qr_scan_events on organization_id = organizations.id
    group by organizations.id, rank
    order by organizations.id = '${palaceId}', rank desc, human desc, organizations.id`)
  const scans = scansOf(rows.length, goal).map((count) => count * times)
  return rows.flatMap((row, place) => {
    const wanted = scans[place] ?? 0
    return [
      ...piecesOf(row.id, true, row.human, wanted),
      ...piecesOf(row.id, false, row.other, Math.floor(wanted / peoplePerOther)),
    ]
  })
}

function sizeOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { from, to }) => sum + to - from, 0)
}

function piecesOf(organizationId: string, isHuman: boolean, have: number, wanted: number): Piece[] {
  const pieces: Piece[] = []
  for (let from = have; from < wanted; from += pieceSize)
    pieces.push({ organizationId, isHuman, from, to: Math.min(wanted, from + pieceSize) })
  return pieces
}

async function listOrganizations(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>('select id from app.organizations')
  return rows.map(({ id }) => id)
}

async function makePartitions(client: pg.ClientBase, now: Date): Promise<void> {
  const first = new Date(Date.UTC(now.getUTCFullYear() - 1, now.getUTCMonth() - 1, 1))
  await client.query('begin')
  await client.query('set local role oi_owner')
  await client.query('select app.make_scan_partitions($1, 14)', [first])
  await client.query('commit')
}

async function withClient<T>(
  adminUrl: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
