import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  retainSearchParams,
} from '@tanstack/react-router'
import type { ActivitySearch } from './activities/Filters.tsx'
import { readView, type ViewSearch, viewKeys } from './analytics/address.ts'
import { BrokenPage, MissingPage } from './frame/FailedPage.tsx'
import { Frame } from './frame/Frame.tsx'
import type {
  CampaignStatus,
  Dataset,
  ExportStatus,
  QrCodeStatus,
  UploadType,
} from './gql/graphql.ts'

// Every view is an address. What an address may say is read here, and anything else is dropped.

/** From one data page to the next the reader keeps range and filters. */
const keepView = { middlewares: [retainSearchParams<ViewSearch>(viewKeys)] }

const root = createRootRoute({
  component: Frame,
  notFoundComponent: MissingPage,
})

const overview = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: readView,
  search: keepView,
  component: lazyRouteComponent(() => import('./analytics/OverviewPage.tsx'), 'OverviewPage'),
})

const analytics = createRoute({
  getParentRoute: () => root,
  path: '/analytics',
  validateSearch: readView,
  search: keepView,
  component: lazyRouteComponent(() => import('./analytics/AnalyticsPage.tsx'), 'AnalyticsPage'),
})

const compare = createRoute({
  getParentRoute: () => root,
  path: '/analytics/compare',
  validateSearch: (search): ViewSearch & { codes?: string; campaigns?: string } => ({
    ...readView(search),
    ...text('codes', search),
    ...text('campaigns', search),
  }),
  component: lazyRouteComponent(() => import('./analytics/ComparePage.tsx'), 'ComparePage'),
})

const filtered = createRoute({
  getParentRoute: () => root,
  path: '/analytics/filtered',
  validateSearch: readView,
  component: lazyRouteComponent(() => import('./analytics/FilteredPage.tsx'), 'FilteredPage'),
})

const qrCodes = createRoute({
  getParentRoute: () => root,
  path: '/qr-codes',
  validateSearch: (search): { search?: string; status?: QrCodeStatus; campaign?: string } => ({
    ...text('search', search),
    ...oneOf('status', search, ['ACTIVE', 'PAUSED', 'EXPIRED', 'TAKEN_DOWN'] as const),
    ...text('campaign', search),
  }),
  component: lazyRouteComponent(() => import('./qr-codes/ListPage.tsx'), 'ListPage'),
})

const newQrCode = createRoute({
  getParentRoute: () => root,
  path: '/qr-codes/new',
  validateSearch: (search): { from?: string } => text('from', search),
  component: lazyRouteComponent(() => import('./qr-codes/NewPage.tsx'), 'NewPage'),
})

const qrCode = createRoute({
  getParentRoute: () => root,
  path: '/qr-codes/$id',
  validateSearch: readView,
  component: lazyRouteComponent(() => import('./qr-codes/CodePage.tsx'), 'CodePage'),
})

const qrCodeSettings = createRoute({
  getParentRoute: () => root,
  path: '/qr-codes/$id/settings',
  component: lazyRouteComponent(() => import('./qr-codes/SettingsPage.tsx'), 'SettingsPage'),
})

const campaigns = createRoute({
  getParentRoute: () => root,
  path: '/campaigns',
  validateSearch: (search): { search?: string; status?: CampaignStatus } => ({
    ...text('search', search),
    ...oneOf('status', search, ['DRAFT', 'ACTIVE', 'PAUSED', 'ENDED', 'ARCHIVED'] as const),
  }),
  component: lazyRouteComponent(() => import('./campaigns/ListPage.tsx'), 'ListPage'),
})

const newCampaign = createRoute({
  getParentRoute: () => root,
  path: '/campaigns/new',
  component: lazyRouteComponent(() => import('./campaigns/NewPage.tsx'), 'NewPage'),
})

const campaign = createRoute({
  getParentRoute: () => root,
  path: '/campaigns/$id',
  validateSearch: readView,
  component: lazyRouteComponent(() => import('./campaigns/CampaignPage.tsx'), 'CampaignPage'),
})

const campaignSettings = createRoute({
  getParentRoute: () => root,
  path: '/campaigns/$id/settings',
  component: lazyRouteComponent(() => import('./campaigns/SettingsPage.tsx'), 'SettingsPage'),
})

const live = createRoute({
  getParentRoute: () => root,
  path: '/live',
  validateSearch: readTraffic,
  component: lazyRouteComponent(() => import('./scans/LivePage.tsx'), 'LivePage'),
})

type ExportsSearch = {
  tab?: 'history' | 'schedules' | 'custom'
  /** The one that is open, by its id. */
  export?: string
  /** The report that is open, or a new one. */
  custom?: string
  status?: ExportStatus
  dataset?: Dataset
  who?: string
}

const exportStatuses = ['QUEUED', 'RUNNING', 'READY', 'FAILED', 'CANCELLED', 'EXPIRED'] as const
const datasets = [
  ...(['QR_CODES', 'QR_SCANS', 'ANALYTICS', 'ACTIVITY', 'CAMPAIGNS', 'TEAM', 'CUSTOM'] as const),
]

const exports = createRoute({
  getParentRoute: () => root,
  path: '/exports',
  validateSearch: (search): ExportsSearch => ({
    ...oneOf('tab', search, ['history', 'schedules', 'custom'] as const),
    ...matching('export', search, uuid),
    ...matching('custom', search, uuidOrNew),
    ...oneOf('status', search, exportStatuses),
    ...oneOf('dataset', search, datasets),
    ...matching('who', search, uuid),
  }),
  component: lazyRouteComponent(() => import('./exports/ExportsPage.tsx'), 'ExportsPage'),
})

const files = createRoute({
  getParentRoute: () => root,
  path: '/files',
  validateSearch: (search): { search?: string; type?: UploadType } => ({
    ...text('search', search),
    ...oneOf('type', search, ['PDF', 'PNG', 'JPG', 'WEBP', 'MP4', 'MP3'] as const),
  }),
  component: lazyRouteComponent(() => import('./files/FilesPage.tsx'), 'FilesPage'),
})

const plan = createRoute({
  getParentRoute: () => root,
  path: '/plan',
  component: lazyRouteComponent(() => import('./plans/PlanPage.tsx'), 'PlanPage'),
})

const team = createRoute({
  getParentRoute: () => root,
  path: '/team',
  component: lazyRouteComponent(() => import('./team/TeamPage.tsx'), 'TeamPage'),
})

const activity = createRoute({
  getParentRoute: () => root,
  path: '/activity',
  validateSearch: (search): ActivitySearch => ({
    ...text('search', search),
    ...matching('who', search, uuid),
    ...matching('what', search, /^[A-Za-z]\w{0,63}$/),
    ...matching('from', search, day),
    ...matching('to', search, day),
  }),
  component: lazyRouteComponent(() => import('./activities/ActivityPage.tsx'), 'ActivityPage'),
})

const welcome = createRoute({
  getParentRoute: () => root,
  path: '/welcome',
  validateSearch: (search): { code?: string } => matching('code', search, uuid),
  component: lazyRouteComponent(() => import('./welcome/WelcomePage.tsx'), 'WelcomePage'),
})

const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  component: lazyRouteComponent(() => import('./settings/SettingsLayout.tsx'), 'SettingsLayout'),
})

const settingsIndex = createRoute({
  getParentRoute: () => settings,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/settings/profile', replace: true })
  },
})

const settingsProfile = createRoute({
  getParentRoute: () => settings,
  path: '/profile',
  component: lazyRouteComponent(() => import('./settings/ProfilePage.tsx'), 'ProfilePage'),
})

const settingsOrganization = createRoute({
  getParentRoute: () => settings,
  path: '/organization',
  component: lazyRouteComponent(
    () => import('./settings/OrganizationPage.tsx'),
    'OrganizationPage',
  ),
})

const settingsPrivacy = createRoute({
  getParentRoute: () => settings,
  path: '/privacy',
  component: lazyRouteComponent(() => import('./settings/PrivacyPage.tsx'), 'PrivacyPage'),
})

const settingsWebhooks = createRoute({
  getParentRoute: () => settings,
  path: '/webhooks',
  component: lazyRouteComponent(() => import('./webhooks/WebhooksPage.tsx'), 'WebhooksPage'),
})

const settingsSecurity = createRoute({
  getParentRoute: () => settings,
  path: '/security',
  component: lazyRouteComponent(() => import('./security/SecurityPage.tsx'), 'SecurityPage'),
})

const routeTree = root.addChildren([
  overview,
  analytics,
  compare,
  filtered,
  qrCodes,
  newQrCode,
  qrCode,
  qrCodeSettings,
  campaigns,
  newCampaign,
  campaign,
  campaignSettings,
  live,
  exports,
  files,
  plan,
  team,
  activity,
  welcome,
  settings.addChildren([
    settingsIndex,
    settingsProfile,
    settingsSecurity,
    settingsOrganization,
    settingsPrivacy,
    settingsWebhooks,
  ]),
])

export function createAppRouter() {
  return createRouter({
    routeTree,
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultErrorComponent: BrokenPage,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}

function readTraffic(search: Record<string, unknown>): { traffic?: 'all' } {
  return oneOf('traffic', search, ['all'] as const)
}

const uuid = /^[\da-f-]{36}$/
const uuidOrNew = /^([\da-f-]{36}|new)$/
const day = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/

function matching<Key extends string>(
  key: Key,
  search: Record<string, unknown>,
  shape: RegExp,
): { [K in Key]?: string } {
  const value = search[key]
  return asPart(key, typeof value === 'string' && shape.test(value) ? value : undefined)
}

function text<Key extends string>(
  key: Key,
  search: Record<string, unknown>,
): { [K in Key]?: string } {
  const value = search[key]
  // "?search=42" arrives as a number.
  const words = typeof value === 'number' ? String(value) : value
  return asPart(key, (typeof words === 'string' && words.slice(0, 500)) || undefined)
}

function oneOf<Key extends string, Value extends string>(
  key: Key,
  search: Record<string, unknown>,
  allowed: readonly Value[],
): { [K in Key]?: Value } {
  const value = allowed.find((each) => each === search[key])
  return asPart(key, value)
}

/** The key is there in any case: one that is missing would be taken as it stands in the address. */
function asPart<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { [K in Key]?: Value } {
  return { [key]: value } as { [K in Key]?: Value }
}
