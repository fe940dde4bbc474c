import { builder } from '../admin/builder.ts'
import { connectionOf, fromCursor, listComplexity, sizeOf, toCursor } from '../admin/page.ts'
import { invalid } from '../graphql/errors.ts'
import { isId } from '../graphql/page.ts'
import type { HeadKeeper } from './heads.ts'
import { type AccessRow, countOperations, listOperations } from './queries.ts'
import { type Proof, verifyAccessLog } from './verify.ts'

declare module '../admin/context.ts' {
  interface AdminServices {
    /** Chains the log. */
    logKey: Buffer
    heads: HeadKeeper
  }
}

const Entry = builder.objectRef<AccessRow>('AccessEntry').implement({
  description:
    'One operation that was asked of this endpoint, whatever came of it: written down before anything was done, and again before the answer left.',
  authScopes: { lead: true },
  fields: (t) => ({
    line: t.expose('seq', { type: 'SafeInt', description: 'Its line in the log.' }),
    operationId: t.exposeID('operation_id', {
      description: 'As `extensions.operationId` of the answer said it.',
    }),
    at: t.expose('at', { type: 'DateTime' }),
    admin: t.exposeString('admin_email', {
      nullable: true,
      description: 'The e-mail of who asked; of a sign-in, of who came in. Null for strangers.',
    }),
    address: t.exposeString('address', { description: 'The network address, whole.' }),
    reason: t.exposeString('reason', {
      nullable: true,
      description: 'As stated in the header x-reason.',
    }),
    operationName: t.exposeString('operation_name', { nullable: true }),
    operation: t.exposeString('operation', { description: 'GraphQL, with secrets removed.' }),
    variables: t.exposeString('variables', { description: 'JSON, with secrets removed.' }),
    outcome: t.exposeString('outcome', {
      nullable: true,
      description: 'OK, or the code of the first refusal; null when no answer left.',
    }),
    organizations: t.idList({
      description: 'Organizations whose rows the answer named; sums over all of them name none.',
      resolve: ({ organizations }) => organizations ?? [],
    }),
    rows: t.exposeInt('row_count', { nullable: true, description: 'Entries of its lists.' }),
    cost: t.exposeInt('cost', { nullable: true }),
    durationMs: t.exposeInt('duration_ms', { nullable: true }),
  }),
})

const Connection = connectionOf<AccessRow>('Access', Entry)

builder.queryField('accessLog', (t) =>
  t.field({
    type: Connection,
    description:
      'Who asked what, newest first. For super admins and admins. INVALID (first, after, admin, organization), FORBIDDEN.',
    authScopes: { lead: true },
    complexity: ({ first }) => listComplexity(first),
    args: {
      first: t.arg.int({ defaultValue: 20, description: '1 to 100.' }),
      after: t.arg.string({ description: 'The endCursor of the page before.' }),
      admin: t.arg.id({ description: 'Only what this one asked.' }),
      organization: t.arg.id({ description: 'Only answers that named this organization.' }),
      outcome: t.arg.string({ description: 'OK, or a code such as FORBIDDEN.' }),
      from: t.arg({ type: 'DateTime' }),
      to: t.arg({ type: 'DateTime', description: 'Exclusive.' }),
    },
    resolve: async (_root, args, { db }) => {
      const first = sizeOf(args.first)
      const filter = {
        adminId: asId('admin', args.admin),
        organizationId: asId('organization', args.organization),
        outcome: args.outcome ?? null,
        from: args.from ?? null,
        to: args.to ?? null,
      }
      const [before] = args.after ? fromCursor(args.after, isLine) : [null]
      const page = { limit: first + 1, before: before as number | null }
      const rows = await listOperations(db, filter, page)
      return {
        rows: rows.slice(0, first),
        hasNextPage: rows.length > first,
        cursorOf: ({ seq }) => toCursor([seq]),
        count: () => countOperations(db, filter),
      }
    },
  }),
)

function isLine([line, ...more]: unknown[]): boolean {
  return Number.isSafeInteger(line) && more.length === 0
}

function asId(field: string, id: string | null | undefined): string | null {
  if (id && !isId(id)) throw invalid(field, 'This is not an id.')
  return id ?? null
}

const AuditProof = builder.objectRef<Proof>('AuditProof').implement({
  description:
    'What comes of reading the whole access log and comparing every line with its hash, the line before it, the sealed end, and the signed ends in object storage.',
  authScopes: { lead: true },
  fields: (t) => ({
    isIntact: t.boolean({ resolve: ({ problem }) => problem === null }),
    problem: t.exposeString('problem', { nullable: true, description: 'A sentence; null: none.' }),
    line: t.expose('line', {
      type: 'SafeInt',
      nullable: true,
      description: 'The first line that is wrong or missing.',
    }),
    lines: t.expose('lines', { type: 'SafeInt', description: 'Lines that were found in order.' }),
    heads: t.exposeInt('heads', {
      description: 'Signed ends that agree with them, of the newest 24.',
    }),
    signedAt: t.expose('signedAt', { type: 'DateTime', nullable: true }),
    checkedAt: t.expose('checkedAt', { type: 'DateTime' }),
  }),
})

builder.queryField('verifyAccessLog', (t) =>
  t.field({
    type: AuditProof,
    description:
      'Proves that the access log is as it was written, up to the moment this is asked. Takes about a second for each 20,000 lines. For super admins and admins. FORBIDDEN.',
    authScopes: { lead: true },
    complexity: { field: 1_000 },
    resolve: (_root, _args, { pools, services }) =>
      verifyAccessLog(pools, services.logKey, services.heads),
  }),
)
