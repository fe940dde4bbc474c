import { rmSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Started, startProgram } from '../../bin/starting.ts'
import { aFolder } from '../../db/testing.ts'
import { openBrowser, visit, widths } from './browser.ts'

// Every page with the demo's data: accessible in both schemes, whole on a phone, one first heading.

const dataDir = aFolder('oi-pages-')
const paths = [
  '/',
  '/analytics',
  '/analytics?range=7d&metric=people&f=country:US;device:-desktop',
  '/analytics/filtered',
  '/analytics/compare',
  '/qr-codes',
  '/qr-codes/new',
  '/campaigns',
  '/campaigns/new',
  '/live',
  '/exports',
  '/exports?tab=history',
  '/exports?tab=schedules',
  '/exports?tab=custom',
  '/files',
  '/activity',
  '/plan',
  '/team',
  '/welcome',
  '/settings/profile',
  '/settings/security',
  '/settings/organization',
  '/settings/privacy',
  '/settings/webhooks',
]
let server: Started
let browser: Browser
let password: string

beforeAll(async () => {
  server = await startProgram({ DATA_DIR: dataDir, DEMO: '1' })
  password = /have the password (\S+)/.exec(server.output())?.[1] ?? ''
  browser = await openBrowser()
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

async function signIn(page: Page, email: string): Promise<void> {
  await page.goto(`${server.url}/sign-in`)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.locator('button[type=submit]').click()
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
}

async function signUp(page: Page): Promise<void> {
  await page.goto(`${server.url}/sign-up`)
  await page.getByLabel('Company name').fill('Nothing Yet')
  await page.getByLabel('Your full name').fill('New Here')
  await page.getByLabel('Your e-mail').fill('new@nothing.example')
  await page.getByLabel('Password', { exact: true }).fill('a quiet harbour at dawn')
  await page.locator('button[type=submit]').click()
  await page.getByRole('heading', { level: 1 }).waitFor()
}

/** Opens a page and waits until nothing of it is still on its way. */
async function settle(page: Page, path: string): Promise<void> {
  await page.goto(`${server.url}${path}`)
  await page.locator('h1').waitFor()
  await still(page)
}

async function still(page: Page): Promise<void> {
  // A dashboard asks ten questions; two cores answer them, and draw them, in their time.
  await expect.poll(() => page.locator('[aria-busy=true]').count(), { timeout: 20_000 }).toBe(0)
}

type Look = { width: number; scheme: 'light' | 'dark'; axe?: true }

/** Accessibility is asked twice, in either scheme and where the phone shows other parts. */
const looks: Look[] = [
  { width: widths.wide, scheme: 'light', axe: true },
  { width: widths.middle, scheme: 'light' },
  { width: widths.phone, scheme: 'dark', axe: true },
]

/** The page as it stands, looked at in each way without loading it anew. */
async function expectSound(page: Page, ways = looks): Promise<void> {
  for (const { width, scheme, axe } of ways) {
    await page.setViewportSize({ width, height: width < 500 ? 812 : 900 })
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    await still(page)
    const way = `${width} ${scheme}`
    if (axe) {
      const { violations } = await new AxeBuilder({ page }).analyze()
      const found = violations.map(
        (each) => `${way} ${each.id}: ${each.nodes.map((node) => node.target)}`,
      )
      expect(found).toEqual([])
    }
    await expect.poll(() => overflow(page), { message: `${way}: wider than the window` }).toBe(0)
    expect(await page.locator('h1').count(), way).toBe(1)
  }
}

/** By how many pixels the page is wider than its window. */
function overflow(page: Page): Promise<number> {
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth))
}

/** A visitor, and what its pages complain of or ask of other servers. */
async function watched(): Promise<{ page: Page; context: BrowserContext; troubles: string[] }> {
  const { page, context } = await visit(browser)
  const troubles: string[] = []
  page.on('pageerror', (error) => troubles.push(error.message))
  page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()))
  const ours = new URL(server.url).port
  page.on('request', (request) => {
    const { port, protocol } = new URL(request.url())
    if (protocol.startsWith('http') && port !== ours) troubles.push(`asked ${request.url()}`)
  })
  return { page, context, troubles }
}

describe('The door', () => {
  it.each(['/sign-in', '/sign-up', '/reset', '/invite#x', '/invite/x'])(
    'is whole for a person and a reader: %s',
    async (path) => {
      const { page, context } = await visit(browser)
      await settle(page, path)
      await expectSound(page)
      await context.close()
    },
  )
})

describe('A page with data', () => {
  let page: Page
  let context: BrowserContext
  let troubles: string[]

  beforeAll(async () => {
    ;({ page, context, troubles } = await watched())
    await signIn(page, 'owner@pizzapalace.example')
  })

  afterAll(() => context?.close())

  it.each(paths)('is whole for a person and a reader: %s', async (path) => {
    await settle(page, path)
    await expectSound(page)
  })

  it('is whole on the page of a code', async () => {
    await page.setViewportSize({ width: widths.wide, height: 900 })
    await settle(page, '/qr-codes')
    await page.locator('main a[href^="/qr-codes/0"]').first().click()
    await page.getByText('Download SVG').waitFor()
    await expectSound(page)
  })

  it('is whole on the page of a campaign, and in its dialog', async () => {
    await page.setViewportSize({ width: widths.wide, height: 900 })
    await settle(page, '/campaigns')
    await page.locator('main a[href^="/campaigns/0"]').nth(1).click()
    await page.getByText('Open as a list').waitFor()
    await expectSound(page)
    await page.getByRole('button', { name: 'Share' }).click()
    await page.getByRole('dialog').getByText('Get the link').waitFor()
    await expectSound(page)
  })

  it('reports no error of its own and asks nobody but this server', () => {
    // The first question after loading is whether there is a session; signed out is an answer, not an error of the page.
    expect(troubles).toEqual([])
  })
})

// The other plans, who may not change anything, and who has nothing yet: what differs is which parts there are.
describe.each([
  [
    'of the largest plan',
    'owner@northgatehotels.example',
    ['/', '/plan', '/exports', '/exports?tab=custom&custom=new', '/team'],
  ],
  [
    'of a viewer',
    'viewer@lakeshorefitness.example',
    ['/', '/qr-codes', '/campaigns', '/files', '/team', '/exports', '/settings/organization'],
  ],
  [
    'of an organization that has nothing yet',
    null,
    [
      '/',
      '/analytics',
      '/analytics/filtered',
      '/analytics/compare',
      '/qr-codes',
      '/campaigns',
    ].concat(['/live', '/exports?tab=history', '/files', '/activity', '/plan', '/team']),
  ],
] as const)('A page %s', (_which, email, pages) => {
  it('is whole for a person and a reader, and reports no error', async () => {
    const { page, context, troubles } = await watched()
    await (email ? signIn(page, email) : signUp(page))
    for (const path of pages) {
      await settle(page, path)
      await expectSound(page, [
        { width: widths.wide, scheme: 'light', axe: true },
        { width: widths.phone, scheme: 'dark' },
      ])
    }
    expect(troubles).toEqual([])
    await context.close()
  }, 180_000)
})

it('tells a viewer who may change codes, instead of offering it', async () => {
  const { page, context } = await visit(browser)
  await signIn(page, 'viewer@lakeshorefitness.example')
  await settle(page, '/qr-codes/new')
  await page.getByText('Viewers cannot change codes.').waitFor()
  await context.close()
})
