import './admin-log/schema.ts'
import './admin-door/schema.ts'
import { builder } from './admin/builder.ts'
import { assertScoped } from './graphql/builder.ts'

/** The staff's schema, at /admin/graphql. */
export const adminSchema = builder.toSchema()

assertScoped(adminSchema)
