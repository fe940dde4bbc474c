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
  '/files',
  '/activity',
  '/plan',
  '/team',
  '/welcome',
  '/settings/profile',
  '/settings/security',
  '/settings/organization',
  '/settings/privacy',
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

async function expectSound(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.target)}`)).toEqual(
    [],
  )
  const [content, window] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    innerWidth,
  ])
  expect(content).toBeLessThanOrEqual(window ?? 0)
  expect(await page.locator('h1').count()).toBe(1)
}

describe.each([
  { width: widths.wide, scheme: 'light' },
  { width: widths.wide, scheme: 'dark' },
  { width: widths.middle, scheme: 'light' },
  { width: widths.phone, scheme: 'light' },
  { width: widths.phone, scheme: 'dark' },
] as const)('at $width pixels, $scheme', ({ width, scheme }) => {
  // A test a page: one name says which page it is, and none runs out of the time of all.
  let page: Page
  let context: BrowserContext

  beforeAll(async () => {
    const visited = await visit(browser, { width, scheme })
    page = visited.page
    context = visited.context
  })

  afterAll(() => context?.close())

  it.each(['/sign-up', '/reset', '/invite#x', '/invite/x'])(
    'is whole for a person and a reader at the door: %s',
    async (path) => {
      await page.goto(`${server.url}${path}`)
      await page.locator('h1').waitFor()
      await expectSound(page)
    },
  )

  it('lets a person in', () => signIn(page, 'owner@pizzapalace.example'))

  it.each(paths)('is whole for a person and a reader: %s', async (path) => {
    await settle(page, path)
    await expectSound(page)
  })

  it('is whole on the page of a code', async () => {
    await settle(page, '/qr-codes')
    await page.locator('main a[href^="/qr-codes/0"]').first().click()
    await page.getByText('Download SVG').waitFor()
    await still(page)
    await expectSound(page)
  })

  it('is whole on the page of a campaign, and in its dialog', async () => {
    await settle(page, '/campaigns')
    await page.locator('main a[href^="/campaigns/0"]').nth(1).click()
    await page.getByText('Open as a list').waitFor()
    await still(page)
    await expectSound(page)
    await page.getByRole('button', { name: 'Share' }).click()
    await page.getByRole('dialog').getByText('Get the link').waitFor()
    await expectSound(page)
  })
})

it('tells a viewer who may change codes, instead of offering it', async () => {
  const { page, context } = await visit(browser)
  await signIn(page, 'viewer@lakeshorefitness.example')
  await settle(page, '/qr-codes/new')
  await page.getByText('Viewers cannot change codes.').waitFor()
  await context.close()
})

it('reports no error of its own and asks nobody but this server', async () => {
  const { page, context } = await visit(browser)
  const troubles: string[] = []
  page.on('pageerror', (error) => troubles.push(error.message))
  page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()))
  const strangers: string[] = []
  const ours = new URL(server.url).port
  page.on('request', (request) => {
    const { port, protocol } = new URL(request.url())
    if (protocol.startsWith('http') && port !== ours) strangers.push(request.url())
  })
  await signIn(page, 'owner@northgatehotels.example')
  for (const path of paths) await settle(page, path)
  expect(strangers).toEqual([])
  // The first question after loading is whether there is a session; signed out is an answer, not an error of the page.
  expect(troubles).toEqual([])
  await context.close()
}, 180_000)
