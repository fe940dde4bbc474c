import encode from 'qr'
import { type AuthDb, enterTenant } from '../../db/connections.ts'
import { seal } from '../credentials/seal.ts'
import { newRecoveryCodes, newSecret, otpauthUri, recoveryHash } from '../credentials/totp.ts'
import { builder } from '../graphql/builder.ts'
import type { Context } from '../graphql/context.ts'
import { Refusal } from '../graphql/errors.ts'
import { type ProductAction, recordAct } from '../journal/activities.ts'
import { isTwoStep } from '../two-step/check.ts'
import {
  confirmTotp,
  countRecoveryCodes,
  findTotp,
  insertTotp,
  removeTotp,
  replaceRecoveryCodes,
} from '../two-step/queries.ts'
import { asInvalid, requireCode } from '../users/prove.ts'
import { prove } from './prove.ts'

type Standing = { since: Date | null; recoveryCodesLeft: number }

const TwoStep = builder.objectRef<Standing>('TwoStep').implement({
  description: 'Whether the person asking signs in by two steps: a password, then a code.',
  authScopes: { member: true },
  fields: (t) => ({
    isOn: t.boolean({ resolve: ({ since }) => since !== null }),
    since: t.expose('since', { type: 'DateTime', nullable: true }),
    recoveryCodesLeft: t.exposeInt('recoveryCodesLeft', { description: 'Of ten.' }),
  }),
})

type Setup = { secret: string; uri: string }

const TwoStepSetup = builder.objectRef<Setup>('TwoStepSetup').implement({
  description:
    'What an authenticator app needs to know. It is not asked for before confirmTwoStep.',
  authScopes: { member: true },
  fields: (t) => ({
    secret: t.exposeString('secret', { description: 'Base32, to be typed where no camera is.' }),
    uri: t.exposeString('uri', { description: 'otpauth://totp/…' }),
    qrSvg: t.string({
      description: 'The uri as a QR code: an SVG document with a white quiet zone.',
      resolve: ({ uri }) => encode(uri, 'svg', { ecc: 'medium', border: 4 }),
    }),
  }),
})

builder.queryField('twoStep', (t) =>
  t.field({
    type: TwoStep,
    authScopes: { member: true },
    resolve: (_root, _args, context) =>
      context.onAuthRoad(async (db) => {
        const { userId } = context.member
        const totp = await findTotp(db, userId)
        const since = totp?.confirmed_at ?? null
        return { since, recoveryCodesLeft: since ? await countRecoveryCodes(db, userId) : 0 }
      }),
  }),
)

builder.mutationField('startTwoStep', (t) =>
  t.field({
    type: TwoStepSetup,
    description:
      'Makes a secret for an authenticator app; one that was never confirmed is replaced. INVALID (field password), CONFLICT when it is on already, RATE_LIMITED.',
    authScopes: { member: true },
    extensions: { comesAlone: true },
    args: { password: t.arg.string({ required: true }) },
    resolve: async (_root, { password }, context) => {
      const isOn = await context.onAuthRoad((db) => isTwoStep(db, context.member.userId))
      if (isOn) throw new Refusal('CONFLICT', 'Two-step sign-in is on already.')
      const secret = newSecret()
      // Where it was confirmed meanwhile, the proof asks for a code and this one brings none.
      const user = await prove(context, { password }, async (db, { id }) => {
        await insertTotp(db, id, seal(context.services.twoStepKey, secret))
        return null
      })
      return { secret, uri: otpauthUri(secret, user.email) }
    },
  }),
)

builder.mutationField('confirmTwoStep', (t) =>
  t.field({
    type: ['String'],
    description:
      'Turns two-step sign-in on with a first code of the app. Answers with ten recovery codes, shown this once, each good once. INVALID (field code), CONFLICT without startTwoStep, RATE_LIMITED.',
    authScopes: { member: true },
    extensions: { comesAlone: true },
    args: { code: t.arg.string({ required: true }) },
    resolve: async (_root, { code }, context) => {
      const { userId } = context.member
      const outcome = await context.onAuthRoad(async (db) => {
        const totp = await findTotp(db, userId)
        if (!totp || totp.confirmed_at)
          return new Refusal('CONFLICT', 'Start two-step sign-in first, or it is on already.')
        const refusal = await requireCode(db, context, userId, code)
        if (refusal) return refusal
        await confirmTotp(db, userId)
        await record(db, context, 'TWO_STEP_TURNED_ON')
        return freshCodes(db, context, userId)
      })
      if (outcome instanceof Refusal) throw asInvalid(outcome, outcome.message, 'code')
      return outcome
    },
  }),
)

builder.mutationField('regenerateRecoveryCodes', (t) =>
  t.field({
    type: ['String'],
    description:
      'Ten new recovery codes; the ones before are void. INVALID (field password or code), CONFLICT while two-step sign-in is off, RATE_LIMITED.',
    authScopes: { member: true },
    extensions: { comesAlone: true },
    args: { password: t.arg.string({ required: true }), code: t.arg.string({ required: true }) },
    resolve: async (_root, args, context) => {
      let codes: string[] = []
      await prove(context, args, async (db, { id }) => {
        if (!(await findTotp(db, id))?.confirmed_at) return isOff()
        await record(db, context, 'TWO_STEP_CODES_RENEWED')
        codes = await freshCodes(db, context, id)
        return null
      })
      return codes
    },
  }),
)

builder.mutationField('disableTwoStep', (t) =>
  t.field({
    type: 'Boolean',
    description:
      'Turns two-step sign-in off. INVALID (field password or code), CONFLICT while it is off, RATE_LIMITED.',
    authScopes: { member: true },
    extensions: { comesAlone: true },
    args: { password: t.arg.string({ required: true }), code: t.arg.string({ required: true }) },
    resolve: async (_root, args, context) => {
      await prove(context, args, async (db, { id }) => {
        if (!(await findTotp(db, id))?.confirmed_at) return isOff()
        await removeTotp(db, id)
        await record(db, context, 'TWO_STEP_TURNED_OFF')
        return null
      })
      return true
    },
  }),
)

function isOff(): Refusal {
  return new Refusal('CONFLICT', 'Two-step sign-in is off.')
}

async function record(db: AuthDb, context: Context, action: ProductAction): Promise<void> {
  await enterTenant(db, context.member.organizationId)
  await recordAct(db, context.member, { action, entityType: 'two_step' })
}

async function freshCodes(db: AuthDb, context: Context, userId: string): Promise<string[]> {
  const codes = newRecoveryCodes()
  const key = context.services.twoStepKey
  await replaceRecoveryCodes(
    db,
    userId,
    codes.map((code) => recoveryHash(key, code)),
  )
  return codes
}
