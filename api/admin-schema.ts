import './admin-log/schema.ts'
import './admin-door/schema.ts'
import './admin-customers/overview.ts'
import './admin-customers/schema.ts'
import './admin-revenue/schema.ts'
import './admin-revenue/months.ts'
import './admin-geography/schema.ts'
import './admin-opportunities/schema.ts'
import { builder } from './admin/builder.ts'
import { assertScoped } from './graphql/builder.ts'

/** The staff's schema, at /admin/graphql. */
export const adminSchema = builder.toSchema()

assertScoped(adminSchema)
