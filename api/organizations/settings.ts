import { z } from 'zod'
import type { TenantDb } from '../../db/connections.ts'
import { builder } from '../graphql/builder.ts'
import type { Context } from '../graphql/context.ts'
import { invalid, Refusal, valid } from '../graphql/errors.ts'
import { emailShape, lineShape, linesShape, nameShape } from '../graphql/text.ts'
import { recordAct } from '../journal/activities.ts'
import { listPlans } from '../plans/queries.ts'
import { isCountry } from './country.ts'
import { networkOf } from './networks.ts'
import {
  getOrganization,
  isKnownTimezone,
  keepTimezone,
  type OrganizationRow,
  setRequestedPlan,
  updateOrganization,
} from './queries.ts'
import { Organization } from './schema.ts'
import { isTimezone, timezoneProblem } from './timezone.ts'

declare module '../graphql/context.ts' {
  interface Services {
    /** What other rooms keep by the organization's clock, moved in the transaction that changes it. */
    onTimezoneChanged: readonly ((db: TenantDb) => Promise<void>)[]
    /** Settings changed that decide what is a scan: this process asks the database anew at once, others within a minute. */
    forgetOrganization(organizationId: string): void
  }
}

const mostNetworks = 100

/** What is empty or null counts as not given, where there must be one. */
const given = <T extends z.ZodType>(shape: T) =>
  shape.nullish().transform((value) => value ?? undefined)

const network = z.string().transform((text, context) => {
  const found = networkOf(text)
  if (found) return found
  const message = `${text.slice(0, 60)} is no address and no network like 203.0.113.0/24 (/8 or smaller; IPv6: /16).`
  context.issues.push({ code: 'custom', message, input: text })
  return z.NEVER
})

const settingsShape = z.object({
  name: given(nameShape('Give your company a name.')),
  email: given(emailShape),
  phone: lineShape(50),
  billingAddress: linesShape(1_000),
  timezone: given(z.string().trim().refine(isTimezone, timezoneProblem)),
  country: z
    .string()
    .trim()
    .toUpperCase()
    .refine((code) => code === '' || isCountry(code), 'Use a country code like NL.')
    .nullish()
    .transform((code) => (code === undefined ? undefined : code || null)),
  excludedAddresses: given(
    z
      .array(network)
      .transform((networks) => [...new Set(networks)])
      .refine((networks) => networks.length <= mostNetworks, `Use at most ${mostNetworks}.`),
  ),
  sharesData: given(z.boolean()),
  version: z.number().int().nullish(),
})
type Wish = z.output<typeof settingsShape>

const UpdateOrganizationInput = builder.inputType('UpdateOrganizationInput', {
  description:
    'Only the fields given are changed; null empties phone, billingAddress and country. Invisible characters are left out.',
  fields: (t) => ({
    name: t.string({ description: 'Up to 200 characters.' }),
    email: t.string({ description: 'Where OI writes to the company.' }),
    phone: t.string({ description: 'Up to 50 characters.' }),
    billingAddress: t.string({ description: 'Several lines, up to 1,000 characters.' }),
    timezone: t.string({
      description:
        'IANA name, old ones too. It holds from the next midnight of the zone that holds now.',
    }),
    country: t.string({ description: 'ISO 3166-1 alpha-2.' }),
    excludedAddresses: t.stringList({
      description:
        'All of them, up to 100: addresses, or networks no wider than a /8 (IPv6: /16). Their hits are kept and are no scans, from now on.',
    }),
    sharesData: t.boolean({
      description:
        'Whether scans go into the anonymised data product. When and who is kept with it.',
    }),
    version: t.int({
      description: 'The version you saw; CONFLICT when somebody changed the settings since.',
    }),
  }),
})

builder.mutationField('updateOrganization', (t) =>
  t.field({
    type: Organization,
    description: 'Changes the settings. INVALID, CONFLICT.',
    authScopes: { admin: true },
    args: { input: t.arg({ type: UpdateOrganizationInput, required: true }) },
    resolve: async (_root, args, context) => {
      const wish = valid(settingsShape, args.input)
      const { db, member, services } = context
      if (wish.timezone && !(await isKnownTimezone(db, wish.timezone)))
        throw invalid('timezone', timezoneProblem)
      const before = await getOrganization(db)
      const isDone = await updateOrganization(db, wish.version ?? before.version, {
        ...wish,
        countryCode: wish.country,
        sharing:
          wish.sharesData === undefined
            ? undefined
            : { said: wish.sharesData, by: member.memberId },
      })
      if (!isDone)
        throw new Refusal(
          'CONFLICT',
          'Somebody changed the settings meanwhile. See their version or save yours over it.',
        )
      if (wish.timezone) {
        await keepTimezone(db, wish.timezone)
        for (const tell of services.onTimezoneChanged) await tell(db)
      }
      await record(context, before, wish)
      context.afterCommit(() => services.forgetOrganization(before.id))
      return getOrganization(db)
    },
  }),
)

builder.mutationField('requestPlan', (t) =>
  t.field({
    type: Organization,
    description:
      'Asks for another plan; null takes the wish back. It changes nothing: OI grants it. INVALID for an unknown plan and for the one the organization has.',
    authScopes: { owner: true },
    args: { planId: t.arg.id({ description: 'Null: no other plan after all.' }) },
    resolve: async (_root, { planId = null }, { db, member }) => {
      const organization = await getOrganization(db)
      if (planId === organization.requested_plan_id) return organization
      const plan = (await listPlans(db)).find(({ id }) => id === planId)
      if (planId !== null && !plan) throw invalid('planId', 'There is no such plan.')
      if (plan?.id === organization.plan_id) throw invalid('planId', `You are on ${plan.name}.`)
      await setRequestedPlan(db, planId)
      await recordAct(db, member, {
        action: plan ? 'PLAN_REQUESTED' : 'PLAN_REQUEST_CANCELLED',
        entityType: 'organization',
        entityId: organization.id,
        metadata: plan ? { name: plan.name } : null,
      })
      return { ...organization, requested_plan_id: planId }
    },
  }),
)

/** The line in the log. Consent is a line of its own: it is what somebody may have to prove one day. */
async function record(context: Context, before: OrganizationRow, wish: Wish): Promise<void> {
  const { db, member } = context
  const about = { entityType: 'organization', entityId: before.id }
  const { sharesData, version: _version, ...rest } = wish
  const changed = Object.entries(rest).flatMap(([key, value]) => (value === undefined ? [] : key))
  if (changed.length > 0) {
    const metadata = { name: wish.name ?? before.name, changed }
    await recordAct(db, member, { ...about, action: 'ORGANIZATION_UPDATED', metadata })
  }
  if (sharesData !== undefined) {
    const action = sharesData ? 'DATA_SHARING_ALLOWED' : 'DATA_SHARING_REFUSED'
    await recordAct(db, member, { ...about, action, metadata: { country: before.country_code } })
  }
}
