import { authExchange } from '@urql/exchange-auth'
import { type Cache, cacheExchange } from '@urql/exchange-graphcache'
import { Client, fetchExchange } from 'urql'
import { freshToken, readSession, refreshSession } from './session.ts'

/** One client for one member's visit: another member gets another, with nothing of this one's. */
export function createClient(): Client {
  return new Client({
    url: '/graphql',
    preferGetMethod: false,
    fetchOptions: { credentials: 'same-origin' },
    // What is known shows at once and is asked for again.
    requestPolicy: 'cache-and-network',
    exchanges: [cache(), auth(), fetchExchange],
  })
}

function auth() {
  return authExchange(async (utilities) => {
    let used = await freshToken()
    return {
      addAuthToOperation(operation) {
        used = currentToken() ?? used
        return utilities.appendHeaders(operation, { authorization: `Bearer ${used}` })
      },
      willAuthError: () => false,
      didAuthError: (error) =>
        error.graphQLErrors.some((each) => each.extensions.code === 'UNAUTHENTICATED'),
      async refreshAuth() {
        await refreshSession(used)
        // Signed out for good: the requests wait here for the form, then run again.
        used = await freshToken()
      },
    }
  })
}

function currentToken(): string | null {
  const state = readSession()
  return state.status === 'signed-in' ? state.session.accessToken : null
}

function cache() {
  const isPart = () => null
  return cacheExchange({
    // Values without an identity of their own; they live inside their owner.
    keys: {
      Analytics: isPart,
      AnalyticsTotals: isPart,
      Breakdown: isPart,
      BreakdownRow: isPart,
      DataSharing: isPart,
      DayPartCount: isPart,
      CustomRecipe: isPart,
      ExportColumn: isPart,
      ExportEstimate: isPart,
      ExportFilterPart: isPart,
      ExportManifest: isPart,
      ExportOption: isPart,
      ExportPreview: isPart,
      ExportProgress: isPart,
      HitClassCount: isPart,
      Membership: isPart,
      NextTimezone: isPart,
      OrganizationStats: isPart,
      PlanExport: isPart,
      PlanLimit: isPart,
      CampaignShare: isPart,
      ShareCount: isPart,
      RecipeFilter: isPart,
      RecipeFilterValues: isPart,
      RecipeOrder: isPart,
      RecipeRange: isPart,
      TimePoint: isPart,
      TwoStep: isPart,
      TwoStepSetup: isPart,
      Transfer: isPart,
      TransferHeader: isPart,
      UniqueCount: isPart,
      Usage: isPart,
      WebhookSecret: isPart,
      WeekHourCount: isPart,
    },
    updates: {
      Mutation: {
        createQrCode: (_result, _arguments, store) => forget(store, ...touchedByCodes),
        deleteQrCode: (_result, _arguments, store) => forget(store, ...touchedByCodes),
        restoreQrCode: (_result, _arguments, store) => forget(store, ...touchedByCodes),
        updateQrCode: (_result, _arguments, store) => forget(store, 'uploads', 'activities'),
        updateOrganization: (_result, _arguments, store) => forget(store, 'activities'),
        requestPlan: (_result, _arguments, store) => forget(store, 'activities'),
        updateQrCodes: (_result, _arguments, store) => forget(store, 'qrCodes', 'activities'),
        deleteQrCodes: (_result, _arguments, store) => forget(store, ...touchedByCodes),
        restoreQrCodes: (_result, _arguments, store) => forget(store, ...touchedByCodes),
        assignQrCodes: (_result, _arguments, store) => forget(store, ...touchedByCodes),
        createCampaign: (_result, _arguments, store) => forget(store, ...touchedByCampaigns),
        updateCampaign: (_result, _arguments, store) => forget(store, ...touchedByCampaigns),
        deleteCampaign: (_result, _arguments, store) => forget(store, ...touchedByCampaigns),
        restoreCampaign: (_result, _arguments, store) => forget(store, ...touchedByCampaigns),
        shareCampaign: (_result, _arguments, store) => forget(store, 'campaign', 'activities'),
        inviteMember: (_result, _arguments, store) => forget(store, ...touchedByInvitations),
        resendInvitation: (_result, _arguments, store) => forget(store, ...touchedByInvitations),
        revokeInvitation: (_result, _arguments, store) => forget(store, ...touchedByInvitations),
        updateMember: (_result, _arguments, store) => forget(store, 'usage', 'activities'),
        removeMember: (_result, _arguments, store) =>
          forget(store, 'members', 'usage', 'stats', 'activities'),
        transferOwnership: (_result, _arguments, store) => forget(store, 'members', 'activities'),
        completeUpload: (_result, _arguments, store) => forget(store, ...touchedByFiles),
        updateUpload: (_result, _arguments, store) => forget(store, ...touchedByFiles),
        deleteUpload: (_result, _arguments, store) => forget(store, ...touchedByFiles),
        restoreUpload: (_result, _arguments, store) => forget(store, ...touchedByFiles),
        requestExport: (_result, _arguments, store) => forget(store, 'activities', 'exports'),
        cancelExport: (_result, _arguments, store) => forget(store, 'activities', 'exports'),
        createCustomExport: (_result, _arguments, store) =>
          forget(store, 'customExports', 'activities'),
        updateCustomExport: (_result, _arguments, store) => forget(store, 'activities'),
        deleteCustomExport: (_result, _arguments, store) =>
          forget(store, 'customExports', 'activities'),
        createExportSchedule: (_result, _arguments, store) =>
          forget(store, 'exportSchedules', 'activities'),
        updateExportSchedule: (_result, _arguments, store) => forget(store, 'activities'),
        deleteExportSchedule: (_result, _arguments, store) =>
          forget(store, 'exportSchedules', 'activities'),
        runExportSchedule: (_result, _arguments, store) =>
          forget(store, 'exportSchedules', 'exports', 'activities'),
        mailExport: (_result, _arguments, store) => forget(store, 'activities'),
        createWebhook: (_result, _arguments, store) => forget(store, 'webhooks', 'activities'),
        updateWebhook: (_result, _arguments, store) => forget(store, 'activities'),
        rotateWebhookSecret: (_result, _arguments, store) => forget(store, 'activities'),
        deleteWebhook: (_result, _arguments, store) => forget(store, 'webhooks', 'activities'),
        testWebhook: (_result, _arguments, store) => forget(store, 'webhooks', 'activities'),
        redeliverWebhook: (_result, _arguments, store) => forget(store, 'activities'),
        retryExport: (_result, _arguments, store) => forget(store, 'activities', 'exports'),
      },
    },
  })
}

const touchedByFiles = ['uploads', 'campaign', 'usage', 'stats', 'activities']
const touchedByCodes = [
  'qrCodes',
  'uploads',
  'campaigns',
  'campaign',
  'usage',
  'stats',
  'activities',
]
const touchedByCampaigns = [...touchedByCodes, 'qrCode']
const touchedByInvitations = ['invitations', 'usage', 'activities']

/** Lists and sums that a change may have moved are asked for again wherever they are on screen. */
function forget(store: Cache, ...names: string[]): void {
  for (const owner of ['Query', store.resolve('Query', 'organization')]) {
    if (typeof owner !== 'string') continue
    for (const field of store.inspectFields(owner)) {
      if (names.includes(field.fieldName)) {
        store.invalidate(owner, field.fieldName, field.arguments)
      }
    }
  }
}
