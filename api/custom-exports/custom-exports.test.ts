import fc from 'fast-check'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allCounted, anExporter, csvOf } from '../exports/testing.ts'
import { Refusal } from '../graphql/errors.ts'
import {
  addColleague,
  aServer,
  createCode,
  type Member,
  scan,
  type TestServer,
} from '../testing.ts'
import { checkRecipe } from './recipe.ts'

let server: TestServer
let owner: Member
let editor: Member
let viewer: Member
let stranger: Member
const codes: { id: string; slug: string }[] = []
beforeAll(async () => {
  server = await aServer({ TRUSTED_PROXIES: '127.0.0.0/8,::1/128' })
  owner = await anExporter(server, 'America/New_York')
  stranger = await anExporter(server)
  editor = await addColleague(server, owner, 'EDITOR')
  viewer = await addColleague(server, owner, 'VIEWER')
  for (let n = 0; n < 2; n += 1) {
    const code = await createCode(server, owner, { name: `Code ${n}`, location: 'Door' })
    codes.push(code)
    for (let m = 0; m <= n; m += 1)
      await scan(server, code.slug, { 'x-forwarded-for': `8.8.${n}.${m + 1}` })
  }
  await allCounted(server, owner)
})
afterAll(() => server.stop())

type Given = Record<string, unknown>
const recipe = { dataset: 'QR_SCANS', columns: ['scanned_at', 'qr_code'] }

async function create(as: Member, input: Given = {}) {
  return server.send(
    `mutation ($input: CreateCustomExportInput!) { createCustomExport(input: $input) { id name version isShared canEdit problem
      recipe { dataset columns groupBy orderBy { column descending } range { preset from } filter { wanted { qrCodeIds } } } } }`,
    { input: { name: 'Mine', recipe, ...input } },
    as,
  )
}
const created = async (as: Member, input: Given = {}) => {
  const { data, errors } = await create(as, input)
  if (errors) throw new Error(JSON.stringify(errors))
  return data.createCustomExport as { id: string; version: number; recipe: Given; canEdit: boolean }
}
const update = (as: Member, id: string, input: Given) =>
  server.send(
    `mutation ($id: ID!, $input: UpdateCustomExportInput!) { updateCustomExport(id: $id, input: $input) { id name version isShared } }`,
    { id, input },
    as,
  )
const remove = (as: Member, id: string) =>
  server.send('mutation ($id: ID!) { deleteCustomExport(id: $id) }', { id }, as)
const request = (as: Member, input: Given) =>
  server.send(
    `mutation ($input: RequestExportInput!) { requestExport(input: $input) { id customExport { id name } } }`,
    { input: { dataset: 'CUSTOM', format: 'CSV', ...input } },
    as,
  )
const preview = (as: Member, given: Given) =>
  server.send(
    `query ($recipe: CustomRecipeInput!) { previewExport(recipe: $recipe, first: 2) { columns { name label type } rows rowCount timezone } }`,
    { recipe: { ...recipe, ...given } },
    as,
  )
const codeOf = ({ errors }: { errors?: { extensions: { code: string } }[] }) =>
  errors?.[0]?.extensions.code ?? 'OK'
const namesOf = async (as: Member) => {
  const { data } = await server.send(
    '{ organization { customExports { nodes { name } totalCount } } }',
    {},
    as,
  )
  const { nodes, totalCount } = data.organization.customExports
  expect(totalCount).toBe(nodes.length)
  return nodes.map((node: { name: string }) => node.name)
}

describe('A saved custom export', () => {
  it('is its maker’s until it is shared, and changed by its maker, owners and admins only', async () => {
    const range = { preset: 'LAST_7_DAYS' }
    const { id, version, ...made } = await created(editor, { recipe: { ...recipe, range } })
    expect(made.canEdit).toBe(true)
    expect(made.recipe).toEqual({
      ...{ ...recipe, groupBy: [], orderBy: [], range: { ...range, from: null } },
      filter: { wanted: { qrCodeIds: [] } },
    })
    expect([await namesOf(editor), await namesOf(owner)]).toEqual([['Mine'], []])
    const hidden = await update(owner, id, { name: 'Yours' })
    const random = await update(owner, uuidv7(), { name: 'Yours' })
    expect(JSON.stringify(hidden.errors)).toBe(JSON.stringify(random.errors))
    expect(codeOf(await request(owner, { customExportId: id }))).toBe('NOT_FOUND')

    expect(codeOf(await update(editor, id, { isShared: true, version }))).toBe('OK')
    expect(codeOf(await update(editor, id, { name: 'Late', version }))).toBe('CONFLICT')
    expect(await namesOf(viewer)).toEqual(['Mine'])
    expect(codeOf(await update(viewer, id, { name: 'Theirs' }))).toBe('FORBIDDEN')
    expect(codeOf(await remove(viewer, id))).toBe('FORBIDDEN')
    const renamed = await update(owner, id, { name: 'Ours' })
    expect(renamed.data.updateCustomExport).toEqual({
      ...{ id, name: 'Ours', version: version + 2, isShared: true },
    })
    expect(await namesOf(stranger)).toEqual([])
    expect(codeOf(await update(stranger, id, { name: 'Theirs' }))).toBe('NOT_FOUND')

    const run = await request(viewer, { customExportId: id })
    expect(run.data.requestExport.customExport).toEqual({ id, name: 'Ours' })
    expect((await remove(owner, id)).data).toEqual({ deleteCustomExport: id })
    expect(codeOf(await remove(owner, id))).toBe('NOT_FOUND')
    expect(codeOf(await request(editor, { customExportId: id }))).toBe('NOT_FOUND')
  })

  it('is saved by a viewer for themselves, and not for others', async () => {
    expect(codeOf(await create(viewer, { isShared: true }))).toBe('FORBIDDEN')
    const { id } = await created(viewer)
    expect(codeOf(await update(viewer, id, { isShared: true }))).toBe('FORBIDDEN')
    await remove(viewer, id)
  })

  it('leaves a line for each change', async () => {
    const { id } = await created(owner, { name: 'Traced' })
    await update(owner, id, { name: 'Traced twice' })
    await remove(owner, id)
    const { rows } = await server.database.admin.query(
      'select action, metadata from activity_log where entity_id = $1 order by id',
      [id],
    )
    expect(rows).toEqual([
      { action: 'CUSTOM_EXPORT_CREATED', metadata: { name: 'Traced' } },
      { action: 'CUSTOM_EXPORT_UPDATED', metadata: { name: 'Traced twice' } },
      { action: 'CUSTOM_EXPORT_DELETED', metadata: { name: 'Traced twice' } },
    ])
  })

  it('whose column is gone says so, and is not made', async () => {
    const { id } = await created(owner)
    await server.database.admin.query(
      `update custom_exports set recipe = jsonb_set(recipe, '{columns,0}', '"gone"') where id = $1`,
      [id],
    )
    const { data } = await server.send(
      '{ organization { customExports { nodes { id problem } } } }',
      {},
      owner,
    )
    const problem = 'QR_SCANS has no column “gone”, or not any more.'
    expect(data.organization.customExports.nodes).toEqual([{ id, problem }])
    const { errors } = await request(owner, { customExportId: id })
    expect(errors?.[0]).toMatchObject({
      message: problem,
      extensions: { code: 'INVALID', field: 'recipe.columns' },
    })
    await remove(owner, id)
  })
})

describe('A recipe', () => {
  const wrong: [string, Given][] = [
    ['recipe.dataset', { dataset: 'ANALYTICS' }],
    ['recipe.dataset', { dataset: 'CUSTOM' }],
    ['recipe.columns', { columns: [] }],
    ['recipe.columns', { columns: ['scanned_at', 'scanned_at'] }],
    ['recipe.columns', { columns: ['visitor_hash'] }],
    ['recipe.columns', { columns: ['count'] }],
    ['recipe.columns', { columns: ['scanned_at'], groupBy: ['country'] }],
    ['recipe.columns', { dataset: 'TEAM', columns: ['password_hash'] }],
    ['recipe.groupBy', { columns: [], groupBy: ['scanned_at'] }],
    ['recipe.groupBy', { columns: [], groupBy: ['nothing'] }],
    ['recipe.orderBy', { orderBy: [{ column: 'xid' }] }],
    ['recipe.orderBy', { columns: [], groupBy: ['country'], orderBy: [{ column: 'city' }] }],
    ['recipe.filter.from', { filter: { from: '2026-01-01T00:00:00Z' } }],
    ['recipe.filter.qrCodeIds', { filter: { qrCodeIds: ['x'] } }],
    ['recipe.filter.os', { dataset: 'QR_CODES', columns: ['name'], filter: { os: ['iOS'] } }],
    ['recipe.range', { range: { preset: 'TODAY', from: '2026-01-01T00:00:00Z' } }],
    ['recipe.range.from', { range: {} }],
    ['recipe.range.to', { range: { from: '2026-01-02T00:00:00Z', to: '2026-01-01T00:00:00Z' } }],
    ['recipe.timezone', { timezone: 'Mars/Olympus' }],
  ]

  it('is INVALID for what is wrong in it, by the name of the part, previewed, saved or made', async () => {
    for (const [field, given] of wrong) {
      const input = { ...recipe, ...given }
      const { errors } = await preview(owner, given)
      expect(errors?.[0]?.extensions, JSON.stringify(given)).toMatchObject({
        code: 'INVALID',
        field,
      })
      expect((await create(owner, { recipe: input })).errors?.[0]?.extensions.field).toBe(field)
      expect((await request(owner, { recipe: input })).errors?.[0]?.extensions.field).toBe(field)
    }
  })

  it('has no name that is not in the list of columns, however it is written', () => {
    const evil = [
      'name" from members --',
      "id'; drop table app.qr_codes; --",
      'count(*)',
      '*',
      'ID',
    ]
    evil.push(
      'cells.id',
      'constructor',
      '__proto__',
      'scanned_at::text',
      '"id"',
      'id ',
      'pg_sleep(9)',
    )
    const name = fc.oneof(fc.constantFrom(...evil), fc.string({ unit: 'binary' }))
    fc.assert(
      fc.property(name, fc.constantFrom('columns', 'groupBy', 'orderBy'), (text, part) => {
        const orderBy = part === 'orderBy' ? [{ column: text }] : []
        const given = { ...recipe, ...(part === 'orderBy' ? { orderBy } : { [part]: [text] }) }
        expect(() => checkRecipe(given)).toThrow(Refusal)
      }),
      { numRuns: 150 },
    )
  })

  it('that names a code of another tenant is refused like one that names nobody’s', async () => {
    const theirs = await createCode(server, stranger)
    const answers = []
    for (const id of [theirs.id, uuidv7()]) {
      const given = { filter: { qrCodeIds: [id] } }
      const all = [
        await preview(owner, given),
        await create(owner, { recipe: { ...recipe, ...given } }),
      ]
      all.push(await request(owner, { recipe: { ...recipe, ...given } }))
      answers.push(all.map(({ errors }) => JSON.stringify(errors)))
      for (const answer of all) expect(codeOf(answer)).toBe('NOT_FOUND')
    }
    expect(answers[0]).toEqual(answers[1])
  })

  it('is previewed with its first rows, and made with all of them', async () => {
    const groupBy = ['qr_code', 'scanned_at_month']
    const given = {
      columns: ['count', 'qr_code'],
      groupBy,
      orderBy: [{ column: 'count', descending: true }],
    }
    const { data, errors } = await preview(owner, given)
    expect(errors).toBeUndefined()
    const month = new Intl.DateTimeFormat('en-CA', {
      ...{ timeZone: 'America/New_York', year: 'numeric', month: '2-digit' },
    }).format(new Date())
    const rows = [
      [month, '2', 'Code 1'],
      [month, '1', 'Code 0'],
    ]
    expect(data.previewExport).toEqual({
      columns: [
        { name: 'scanned_at_month', label: 'Scanned at, month', type: 'WORD' },
        { name: 'count', label: 'Count', type: 'NUMBER' },
        { name: 'qr_code', label: 'QR code', type: 'TEXT' },
      ],
      ...{ rows, rowCount: 2, timezone: 'America/New_York' },
    })
    const made = await csvOf(server, owner, { dataset: 'CUSTOM', recipe: { ...recipe, ...given } })
    expect(made).toEqual([['scanned_at_month', 'count', 'qr_code'], ...rows])
    const sums = { dataset: 'QR_CODES', columns: ['scans', 'count'], groupBy: ['location'] }
    expect(await csvOf(server, owner, { dataset: 'CUSTOM', recipe: sums })).toEqual([
      ['location', 'scans', 'count'],
      ['Door', '3', '2'],
    ])
    const some = { dataset: 'QR_CODES', columns: ['name'], filter: { qrCodeIds: [codes[1]?.id] } }
    expect(await csvOf(server, owner, { dataset: 'CUSTOM', recipe: some })).toEqual([
      ['name'],
      ['Code 1'],
    ])
    const { data: limited } = await preview(owner, { columns: ['qr_code'] })
    expect(limited.previewExport.rows).toHaveLength(2)
    expect(limited.previewExport.rowCount).toBe(3)
  })

  it('comes with a plan that has custom exports, and its dataset with a plan that has that', async () => {
    const { admin } = server.database
    const rank = (n: number) =>
      admin.query(
        'update organizations set plan_id = (select id from plans where rank = $2) where id = $1',
        [owner.organizationId, n],
      )
    await rank(2)
    for (const answer of [
      await preview(owner, {}),
      await create(owner),
      await request(owner, { recipe }),
    ])
      expect(codeOf(answer)).toBe('PLAN_REQUIRED')
    await rank(3)
    await admin.query(`delete from plan_exports where dataset = 'QR_SCANS'`)
    for (const answer of [
      await preview(owner, {}),
      await create(owner),
      await request(owner, { recipe }),
    ])
      expect(codeOf(answer)).toBe('PLAN_REQUIRED')
  })
})
