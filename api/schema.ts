import './plans/schema.ts'
import './organizations/schema.ts'
import './organizations/settings.ts'
import './members/schema.ts'
import './members/mutations.ts'
import './sessions/schema.ts'
import './users/schema.ts'
import './users/profile.ts'
import './security/sessions.ts'
import './security/two-step.ts'
import './activities/schema.ts'
import './campaigns/schema.ts'
import './campaigns/mutations.ts'
import './qr-codes/schema.ts'
import './qr-codes/campaign.ts'
import './qr-codes/mutations.ts'
import './qr-codes/many.ts'
import './shares/schema.ts'
import './rollups/schema.ts'
import './scans/schema.ts'
import './feed/schema.ts'
import './analytics/schema.ts'
import './exports/schema.ts'
import { assertScoped, builder } from './graphql/builder.ts'

/** The customers' schema: the rooms above, in the order they may look at one another. */
export const schema = builder.toSchema()

assertScoped(schema)
