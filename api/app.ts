import { setTimeout as delay } from 'node:timers/promises'
import type { Pools } from '../db/connections.ts'
import { openPools, scanDb } from '../db/connections.ts'
import { type AdminHouse, openAdminHouse } from './admin-http/house.ts'
import { logCron, logTasks } from './admin-log/heads.ts'
import type { Config } from './config.ts'
import { deriveKey } from './credentials/seal.ts'
import { Drafts } from './export-engine/drafts.ts'
import { ExportProgress } from './export-engine/progress.ts'
import { type ExportRoad, exportTasks } from './exports/make.ts'
import { Feed } from './feed/feed.ts'
import { Notices } from './feed/notices.ts'
import { Shown, type ShowRoad } from './files/show.ts'
import type { RequestFacts, Services } from './graphql/context.ts'
import type { LogBug } from './graphql/errors.ts'
import { type AddressRanges, parseRanges } from './hits/address.ts'
import { CLASSIFIER_VERSION } from './hits/bots.ts'
import { deviceOf } from './hits/device.ts'
import { openPlaces, type Places } from './hits/place.ts'
import { Intake } from './intake/intake.ts'
import { reclassifyCron, reclassifyTasks } from './intake/reclassify.ts'
import type { ScanRoad } from './intake/redirect.ts'
import { Salts } from './intake/salts.ts'
import { Slugs, timezoneOf } from './intake/slugs.ts'
import { Spool } from './intake/spool.ts'
import { jobsCron, jobsTasks } from './jobs/state.ts'
import { type JobNews, Worker } from './jobs/worker.ts'
import { describeError, type Logger } from './log.ts'
import { Sender } from './mail/sender.ts'
import { mailCron, mailTasks } from './mail/tasks.ts'
import { countScans } from './metrics.ts'
import { Follower } from './rollups/follower.ts'
import { moveSchedules } from './schedules/clock.ts'
import { mailExports } from './schedules/mails.ts'
import { scheduleCron, scheduleTasks } from './schedules/run.ts'
import { customerKeys } from './sessions/keys.ts'
import type { Origin } from './sessions/queries.ts'
import { ViewerReader } from './sessions/viewer.ts'
import { openStorage } from './storage/open.ts'
import { webhookCron, webhookTasks } from './webhooks/deliver.ts'
import { announceExport } from './webhooks/log.ts'
import { publicReach, type Reach } from './webhooks/reach.ts'

/** Everything of this process that lives longer than a request. */
export type App = {
  config: Config
  log: Logger
  logBug: LogBug
  pools: Pools
  services: Services
  scanRoad: ScanRoad
  showRoad: ShowRoad
  exportRoad: ExportRoad
  feed: Feed
  trusted: AddressRanges
  admin: AdminHouse
  /** Starts what listens and replays. */
  start(): Promise<void>
  /** Flushes and closes, in that order. */
  stop(): Promise<void>
}

/** Where the database is; `directUrl` past a pooler, when there is one in front. */
export type DatabaseUrls = { adminUrl: string; directUrl?: string }

/** Puts the rooms together. Opens no port. `reach` is a test's: how far webhooks may go. */
export async function openApp(
  config: Config,
  database: DatabaseUrls,
  log: Logger,
  reach: Reach = publicReach,
): Promise<App> {
  const warn = (what: string) => (error: unknown) => log.warn({ error: describeError(error) }, what)
  const pools = openPools(
    database.adminUrl,
    config.secretKey,
    warn('a database connection was lost'),
    database.directUrl,
  )
  const db = scanDb(pools)
  const salts = new Salts(db)
  const slugs = new Slugs(db, (code) =>
    salts.prepare(code.organizationId, timezoneOf(code, Date.now()), Date.now()),
  )
  const feed = new Feed(pools, warn('the feed could not read'))
  const follower = new Follower(pools, warn('the scans could not be counted; they will be'))
  const notices = new Notices(() => pools.listener())
  const trusted = parseRanges(config.trustedProxies)
  const places = await openPlaces({ path: config.geoDbPath })
  const intake = new Intake(db, await Spool.open(config.dataDir), {
    onStored: countScans.onStored,
    onSpooled: countScans.onSpooled,
    onError: warn('hits could not be stored; they wait in the spool, or were set aside there'),
    onRejected(count, error) {
      countScans.onRejected(count)
      warn('a hit was refused for what it says; it is kept in scan_rejects')(error)
    },
    onRefused(count, error) {
      countScans.onRefused(count)
      log.error(
        { count, error: describeError(error) },
        'neither the database nor the disk took hits',
      )
    },
  })
  const keys = customerKeys(pools, config.secretKey, {
    issuer: config.publicUrl,
    audience: 'customers',
  })

  const uploads = openStorage(config.dataDir, config.s3, 'uploads')
  const exportProgress = new ExportProgress(pools)
  const exportRoad: ExportRoad = {
    pools,
    drafts: new Drafts(config.dataDir),
    exportStore: openStorage(config.dataDir, config.s3, 'exports'),
    classificationVersion: CLASSIFIER_VERSION,
    publicUrl: config.publicUrl,
    // Every room's own, in order: each runs in the transaction that makes an export READY or FAILED.
    onExportEnded: [announceExport, mailExports(config.publicUrl)],
  }
  const viewers = new ViewerReader(pools, keys)
  const sender = config.smtpUrl ? new Sender(config.smtpUrl, config.mailFrom) : null
  const news = {
    onDone: (job: JobNews) => log.debug(job, 'a job is done'),
    onRetry: ({ error, ...job }: JobNews) =>
      log.warn({ ...job, error: describeError(error) }, 'a job failed; it is tried again'),
    onFailed: ({ error, ...job }: JobNews) =>
      log.error({ ...job, error: describeError(error) }, 'a job failed for good'),
    onTrouble: (what: string, error?: unknown) => warn(what)(error),
  }
  const admin = openAdminHouse(config, pools, warn('the end of the access log was not signed'))
  const worker = new Worker({
    pools,
    // Every room's kinds of jobs.
    tasks: {
      ...jobsTasks,
      ...reclassifyTasks,
      ...logTasks(admin.services.heads),
      ...mailTasks({
        sender,
        publicUrl: config.publicUrl,
        openFile: (key) => exportRoad.exportStore.get(key),
        onGivenUp: (mailId, reason) => log.error({ mailId, reason }, 'a mail was given up'),
      }),
      ...scheduleTasks({ publicUrl: config.publicUrl }),
      ...webhookTasks({ reach, publicUrl: config.publicUrl }),
    },
    cron: [
      ...jobsCron,
      ...reclassifyCron,
      ...mailCron,
      ...scheduleCron,
      ...webhookCron,
      ...logCron,
    ],
    ...news,
  })
  // Places of their own: a few exports that take minutes must not keep mails waiting.
  const exporter = new Worker({
    pools,
    tasks: exportTasks({
      ...exportRoad,
      onGivenUp: (exportId, error) =>
        log.error({ exportId, error: describeError(error) }, 'an export was given up'),
    }),
    places: exportsAtOnce,
    ...news,
  })

  notices.on('scan_stored', (payload) => {
    feed.hear(payload)
    follower.hear(payload)
  })
  notices.on('qr_code_changed', (slug) => slugs.forget(slug))
  notices.on('export_changed', (id) => exportProgress.hear(id))
  notices.onConnected(() => {
    feed.wakeAll()
    follower.wakeAll()
  })
  log.debug({ places: places.describe() }, 'places')

  return {
    config,
    log,
    logBug: ({ errorId, error }) => log.error({ errorId, error: describeError(error) }, 'bug'),
    pools,
    feed,
    trusted,
    admin,
    scanRoad: {
      db,
      slugs,
      salts,
      places,
      intake,
      trusted,
      publicUrl: config.publicUrl,
      filesUrl: config.filesUrl,
    },
    showRoad: {
      ...{ slugs, shown: new Shown(db), uploads },
      ...{ publicUrl: config.publicUrl, filesUrl: config.filesUrl },
    },
    exportRoad,
    services: {
      keys,
      viewers,
      forgetMember: (id) => viewers.forgetMember(id),
      throttleKey: deriveKey(config.secretKey, 'throttle'),
      refreshKey: deriveKey(config.secretKey, 'refresh tokens'),
      linkKey: deriveKey(config.secretKey, 'links'),
      twoStepKey: deriveKey(config.secretKey, 'two-step'),
      originOf: (facts) => originOf(places, facts),
      isSecure: config.publicUrl.startsWith('https:'),
      publicUrl: config.publicUrl,
      filesUrl: config.filesUrl,
      uploads,
      uploadKey: deriveKey(config.secretKey, 'upload links'),
      onUploadLeft: warn('bytes of a file were not cleared away; a later sweep does it'),
      forgetSlug: (slug) => slugs.forget(slug),
      forgetOrganization: (id) => slugs.forgetOrganization(id),
      feed,
      exportProgress,
      webhookReach: reach,
      onTimezoneChanged: [moveSchedules],
    },
    async start() {
      await notices.start()
      follower.start()
      await intake.start()
      worker.start()
      exporter.start()
    },
    async stop() {
      feed.stop()
      await Promise.all([
        worker.stop().then(() => sender?.close()),
        exporter.stop(),
        stopCounting(intake, follower),
      ])
      await notices.stop()
      places.close()
      await pools.end()
    },
  }
}

/** So many large exports are made in this process at a time; each organization has one of them at most. */
const exportsAtOnce = 2

/** How long stopping waits for a count of scans to end, in milliseconds. */
const longestCount = 3_000

/** A count under way when the database went silent is not waited for; it is made again at the next start. */
async function stopCounting(intake: Intake, follower: Follower): Promise<void> {
  await intake.stop()
  await Promise.race([follower.stop(), delay(longestCount, undefined, { ref: false })])
}

/** Longer user agents are no browser's. */
const longestAgent = 512

function originOf(places: Places, { address, userAgent }: RequestFacts): Origin {
  const { browser, os } = deviceOf(userAgent?.slice(0, longestAgent) ?? null)
  const { city, countryCode } = places.find(address)
  const device = browser && os ? `${browser} on ${os}` : (browser ?? os)
  return { device, city, countryCode }
}
