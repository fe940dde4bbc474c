import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inTurn } from '../export-engine/produce.ts'
import { until } from '../intake/testing.ts'
import { aServer, type Member, setPlan, signUp, type TestServer } from '../testing.ts'

let server: TestServer
beforeAll(async () => {
  server = await aServer()
})
afterAll(() => server.stop())

/** The documented table, written out: what each plan, the smallest first, may have of each dataset. */
const documented: Record<string, [string[], string[], string[]]> = {
  ACTIVITY: [['CSV'], ['CSV', 'EXCEL'], ['CSV', 'EXCEL', 'PDF']],
  QR_CODES: [['CSV'], ['CSV', 'EXCEL'], ['CSV', 'EXCEL', 'PDF']],
  CAMPAIGNS: [['CSV'], ['CSV', 'EXCEL'], ['CSV', 'EXCEL', 'PDF']],
  TEAM: [['CSV'], ['CSV', 'EXCEL'], ['CSV', 'EXCEL', 'PDF']],
  ANALYTICS: [[], ['CSV', 'EXCEL'], ['CSV', 'EXCEL', 'PDF']],
  QR_SCANS: [[], [], ['CSV', 'EXCEL', 'PDF']],
  CUSTOM: [[], [], ['CSV', 'EXCEL', 'PDF']],
}
const formats = ['CSV', 'EXCEL', 'PDF'] as const
const ranks = [1, 2, 3] as const

/** Beside the table: JSON, on the largest plan only. */
function mayHave(dataset: string, format: string, rank: number): boolean {
  if (format === 'JSON') return rank === 3
  return documented[dataset]?.[rank - 1]?.includes(format) ?? false
}

type Option = {
  dataset: string
  format: string
  allowed: boolean
  offered: boolean
  requiredPlan: { id: string } | null
}

async function optionsOf(member: Member): Promise<Option[]> {
  const { data } = await server.send(
    '{ organization { exportOptions { dataset format allowed offered requiredPlan { id } } } }',
    {},
    member,
  )
  return data.organization.exportOptions
}

async function ask(member: Member, dataset: string, format: string) {
  const recipe = { dataset: 'QR_CODES', columns: ['name', 'scans'] }
  const input = { dataset, format, ...(dataset === 'CUSTOM' ? { recipe } : {}) }
  const { data, errors } = await server.send(
    'mutation ($input: RequestExportInput!) { requestExport(input: $input) { dataset format status } }',
    { input },
    member,
  )
  return { made: data?.requestExport ?? null, refusal: errors?.[0]?.extensions ?? null }
}

describe.each(ranks)('On plan %i', (rank) => {
  let member: Member
  let plans: { id: string; rank: number }[]
  let options: Option[]
  beforeAll(async () => {
    member = await signUp(server)
    await setPlan(server, member, rank)
    plans = (await server.send('{ plans { id rank } }')).data.plans
    options = await optionsOf(member)
  })

  /** The cheapest plan that has it. */
  function cheapest(dataset: string, format: string): string | undefined {
    const found = ranks.find((each) => mayHave(dataset, format, each))
    return plans.find((plan) => plan.rank === found)?.id
  }

  it.each(
    Object.keys(documented).flatMap((dataset) =>
      [...formats, 'JSON'].map((format) => [dataset, format] as const),
    ),
  )('%s as %s is given or refused as documented, and the menu says so', async (dataset, format) => {
    const isAllowed = mayHave(dataset, format, rank)
    const option = options.find((each) => each.dataset === dataset && each.format === format)
    const requiredPlan = isAllowed ? null : { id: cheapest(dataset, format) }
    expect(option).toEqual({ dataset, format, allowed: isAllowed, offered: true, requiredPlan })
    const { made, refusal } = await ask(member, dataset, format)
    if (isAllowed) {
      expect(refusal).toBeNull()
      expect(made).toEqual({ dataset, format, status: 'QUEUED' })
    } else {
      expect(made).toBeNull()
      expect(refusal).toMatchObject({ code: 'PLAN_REQUIRED', requiredPlan })
    }
  })

  it('has a menu of exactly these cells', () => {
    expect(options).toHaveLength(7 * 4)
    const allowed = options.filter((each) => each.allowed && each.format !== 'JSON')
    expect(allowed).toHaveLength([4, 10, 21][rank - 1] as number)
  })
})

describe('An organization that fetches many files at once', () => {
  it('has two made at a time, twenty waiting, and the others refused', async () => {
    let most = 0
    let running = 0
    const doors: (() => void)[] = []
    const work = async () => {
      running += 1
      most = Math.max(most, running)
      await new Promise<void>((resolve) => doors.push(resolve))
      running -= 1
    }
    const asked = Array.from({ length: 23 }, () => inTurn('one', work).then(() => 'made', String))
    expect(await asked[22]).toContain('Many exports are on their way already.')
    // Another organization does not wait for it.
    const other = inTurn('other', async () => 'made')
    expect(await other).toBe('made')
    let opened = 0
    while (opened < 22) {
      await until(() => doors.length > opened)
      doors[opened++]?.()
    }
    expect(await Promise.all(asked.slice(0, 22))).toEqual(Array(22).fill('made'))
    expect(most).toBe(2)
  })
})
