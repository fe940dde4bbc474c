import fc, { type GeneratorValue } from 'fast-check'
import {
  type GraphQLArgument,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { schema } from '../schema.ts'
import {
  aServer,
  createCode,
  type Member,
  password,
  setPlan,
  signUp,
  type TestServer,
} from '../testing.ts'

const runs = 600

let server: TestServer
let me: Member
let ids: string[]
beforeAll(async () => {
  server = await aServer({ TRUSTED_PROXIES: '127.0.0.0/8,::1/128' })
  me = await signUp(server)
  await setPlan(server, me, 3)
  ids = [uuidv7(), me.organizationId, me.memberId]
  for (let n = 0; n < 3; n += 1) ids.push((await createCode(server, me)).id)
})
afterAll(() => server.stop())

/** One operation with its variables: values never stand in the text. */
type Operation = { kind: string; root: string; body: string; variables: Record<string, unknown> }

/** Strings that have broken programs before, and the ones that mean something here. */
const texts = [
  ...['', ' ', '\u0000', 'a\u0000b', '\ud800', '\udfff!', '‮', '😀', "' or 1=1 --", '%', '\\', '$x'],
  ...['__proto__', 'constructor', 'null', 'NaN', '-1', '{}', '[]', '<script>', '\r\n', '=1+1'],
  ...[
    'AAAAAAAAAAAAAAAAAAAAAA',
    '////////',
    'UTC',
    'Europe/Amsterdam',
    'https://example.com/',
    password,
  ],
  ...['a@example.test', 'a@\u0000.test', 'x'.repeat(5_000), 'refresh_x', 'PRINTED', 'qr_code'],
]
const ints = [0, 1, -1, 5, 100, 101, 2_147_483_647, -2_147_483_648]
const times = [
  ...[
    '2026-01-01T00:00:00Z',
    '2099-01-01T00:00:00+14:00',
    '9999-12-31T23:59:59.999Z',
    '0001-01-01T00:00:00Z',
  ],
  ...['0000-01-01T00:00:00Z', '2026-02-30T00:00:00Z', 'May', '1', '+275760-09-13T00:00:00Z', ''],
]

/** By its place: the generator compares what it is given, and the schema's types go round in circles. */
function pick<T>(g: GeneratorValue, from: readonly T[]): T {
  return from[g(fc.nat, { max: from.length - 1 })] as T
}

function scalar(g: GeneratorValue, name: string): unknown {
  if (name === 'Int' || name === 'SafeInt' || name === 'Float') return pick(g, ints)
  if (name === 'Boolean') return g(fc.boolean)
  if (name === 'DateTime') return pick(g, times)
  if (name === 'JSON') return g(fc.jsonValue as () => fc.Arbitrary<unknown>)
  if (name === 'ID' && g(fc.nat, { max: 3 }) > 0) return pick(g, ids)
  return g(fc.nat, { max: 3 }) > 0
    ? pick(g, texts)
    : g(fc.string, { unit: 'binary', maxLength: 60 })
}

function value(g: GeneratorValue, type: GraphQLInputType): unknown {
  if (!isNonNullType(type) && g(fc.nat, { max: 5 }) === 0) return null
  const inner = getNullableType(type)
  if (isListType(inner)) {
    return Array.from({ length: g(fc.nat, { max: 3 }) }, () => value(g, inner.ofType))
  }
  if (isEnumType(inner)) {
    return pick(
      g,
      inner.getValues().map(({ name }) => name),
    )
  }
  if (!isInputObjectType(inner)) return scalar(g, getNamedType(type).name)
  const given = Object.values(inner.getFields()).filter(
    (field) => isNonNullType(field.type) || g(fc.boolean),
  )
  return Object.fromEntries(given.map((field) => [field.name, value(g, field.type)]))
}

/** Some of the fields below a type, each list asked for with arguments of every kind. */
function selection(
  g: GeneratorValue,
  type: GraphQLOutputType,
  depth: number,
  out: Declared,
): string {
  const named = getNamedType(type)
  if (!isObjectType(named)) return ''
  const fields = Object.values(named.getFields()).filter(
    (field) => isLeafType(getNamedType(field.type)) || depth > 0,
  )
  const first = g(fc.nat, { max: fields.length - 1 })
  const chosen = fields.filter((_, n) => n === first || g(fc.nat, { max: 3 }) === 0)
  const parts = chosen.map(
    (field) =>
      `${field.name}${args(g, field.args, out)}${selection(g, field.type, depth - 1, out)}`,
  )
  return ` { ${parts.join(' ')} }`
}

type Declared = { declarations: string[]; variables: Record<string, unknown> }

function args(g: GeneratorValue, given: readonly GraphQLArgument[], out: Declared): string {
  const used = given.filter((each) => isNonNullType(each.type) || g(fc.boolean))
  const parts = used.map((each) => {
    const name = `v${out.declarations.length}`
    out.declarations.push(`$${name}: ${each.type}`)
    out.variables[name] = value(g, each.type)
    return `${each.name}: $${name}`
  })
  return parts.length > 0 ? `(${parts.join(', ')})` : ''
}

/** signOut would end the session that the others need. */
const roots = [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
  Object.values((type as GraphQLObjectType).getFields())
    .filter(({ name }) => name !== 'signOut')
    .map((field) => ({ kind: type?.name.toLowerCase() ?? '', field })),
)

function operation(g: GeneratorValue): Operation {
  const { kind, field } = pick(g, roots)
  const out: Declared = { declarations: [], variables: {} }
  const body = `${field.name}${args(g, field.args, out)}${selection(g, field.type, 3, out)}`
  const head = out.declarations.length > 0 ? `(${out.declarations.join(', ')})` : ''
  return { kind, root: field.name, body: `${kind} ${head} { ${body} }`, variables: out.variables }
}

describe('Any operation that the schema allows', () => {
  it(`is answered or refused by name, never with an error of ours (${runs} of them)`, async () => {
    const operations = fc.sample(fc.gen().map(operation), runs)
    const codes: Record<string, number> = {}
    const touched = new Set<string>()
    for (let at = 0; at < operations.length; at += 8) {
      const batch = operations.slice(at, at + 8)
      const answers = await Promise.all(
        batch.map(({ body, variables }, n) =>
          server.send(body, variables, {
            token: me.token,
            headers: { 'x-forwarded-for': `198.51.${Math.floor(at / 250)}.${(at + n) % 250}` },
          }),
        ),
      )
      for (const [n, { status, errors }] of answers.entries()) {
        const told = JSON.stringify({ ...batch[n], errors })
        expect(status, told).toBeLessThan(500)
        const code = errors?.[0]?.extensions.code ?? 'OK'
        expect(
          (errors ?? []).map(({ extensions }) => extensions.code),
          told,
        ).not.toContain('INTERNAL_SERVER_ERROR')
        codes[code] = (codes[code] ?? 0) + 1
        touched.add(batch[n]?.root ?? '')
      }
    }
    // The generator does reach the rooms: many pass, many are refused, and every root field had its turn.
    expect(codes.OK).toBeGreaterThan(runs / 10)
    expect(codes.INVALID).toBeGreaterThan(runs / 10)
    expect(touched.size).toBe(roots.length)
  }, 60_000)
})
