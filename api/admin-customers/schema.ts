import { builder } from '../admin/builder.ts'
import { connectionOf, fromCursor, listComplexity, sizeOf, toCursor } from '../admin/page.ts'
import { isId } from '../graphql/page.ts'
import { Customer, Status } from './customer.ts'
import { listCustomers } from './metrics.ts'
import {
  type CustomerFilter,
  countCustomers,
  customerOrders,
  type Place,
  pageOfCustomers,
} from './queries.ts'

const Order = builder.enumType('CustomerOrder', { values: customerOrders })

const Connection = connectionOf('Customer', Customer)

/** Longer ones find nothing. */
const longestSearch = 200

builder.queryField('customers', (t) =>
  t.field({
    type: Connection,
    description:
      'Organizations with every metric against its limit, and when anybody was last active. Each number is counted by itself, so no table multiplies another’s rows. INVALID (first, after).',
    authScopes: { staff: true },
    complexity: ({ first }) => listComplexity(first),
    args: {
      first: t.arg.int({ defaultValue: 20, description: '1 to 100.' }),
      after: t.arg.string({ description: 'The endCursor of the page before.' }),
      plan: t.arg.string({ description: 'A plan’s id.' }),
      status: t.arg({ type: Status }),
      search: t.arg.string({
        description: 'Part of the name or the company’s e-mail, whatever the case, or a whole id.',
      }),
      orderBy: t.arg({ type: Order, defaultValue: 'NAME' }),
      descending: t.arg.boolean({ defaultValue: false }),
    },
    resolve: async (_root, args, context) => {
      const first = sizeOf(args.first)
      const orderBy = args.orderBy ?? 'NAME'
      const filter: CustomerFilter = {
        planId: args.plan ?? null,
        status: args.status ?? null,
        search: args.search?.trim().slice(0, longestSearch) || null,
      }
      const isPlace = ([value, id, ...more]: unknown[]) =>
        typeof value === (orderBy === 'NAME' ? 'string' : 'number') &&
        (orderBy === 'NAME' || Number.isSafeInteger(value)) &&
        typeof id === 'string' &&
        isId(id) &&
        more.length === 0
      const found = await pageOfCustomers(context.db, filter, {
        ...{ orderBy, descending: args.descending ?? false, limit: first + 1 },
        after: args.after ? (fromCursor(args.after, isPlace) as Place) : null,
      })
      const shown = found.slice(0, first)
      const places = new Map(shown.map(({ id, place }) => [id, place]))
      const rows = await listCustomers(
        context.db,
        shown.map(({ id }) => id),
      )
      return {
        rows: context.touch(rows),
        hasNextPage: found.length > first,
        cursorOf: ({ organization_id: id }) => toCursor(places.get(id) ?? []),
        count: () => countCustomers(context.db, filter),
      }
    },
  }),
)

builder.queryField('customer', (t) =>
  t.field({
    type: Customer,
    nullable: true,
    description: 'One organization; null when there is none of that id.',
    authScopes: { staff: true },
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      if (!isId(id)) return null
      const [row] = context.touch(await listCustomers(context.db, [id]))
      return row ?? null
    },
  }),
)
