import { rmSync } from 'node:fs'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { iphone } from '../../api/testing.ts'
import { type Started, startProgram } from '../../bin/starting.ts'
import { aFolder } from '../../db/testing.ts'
import { openBrowser, visit } from './browser.ts'

// The figures of a demo company, asked for by range, filter and key, with the address as the only memory.

const dataDir = aFolder('oi-analytics-')
let server: Started
let browser: Browser
let page: Page
let password: string

beforeAll(async () => {
  server = await startProgram({ DATA_DIR: dataDir, DEMO: '1' })
  password = /have the password (\S+)/.exec(server.output())?.[1] ?? ''
  browser = await openBrowser()
  page = (await signedIn('owner@northgatehotels.example')).page
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

async function signedIn(email: string): Promise<{ page: Page; context: BrowserContext }> {
  const visited = await visit(browser)
  await visited.page.goto(`${server.url}/sign-in`)
  await visited.page.getByLabel('E-mail').fill(email)
  await visited.page.getByLabel('Password', { exact: true }).fill(password)
  await visited.page.locator('button[type=submit]').click()
  await visited.page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  return visited
}

/** Two cores, a server and a browser: a second is not always enough. */
const soon = <Value>(read: () => Value) => expect.poll(read, { timeout: 20_000 })
const open = (path: string) => page.goto(`${server.url}${path}`)
const asked = () => new URL(page.url()).searchParams
const list = (name: string) => page.getByRole('list', { name, exact: true })
const countryRow = (name: string) => list('Countries').getByRole('link', { name })
const drawn = (tile: RegExp) => page.getByRole('button', { name: tile })

/** A figure as it is written out in full. */
async function figure(tile: RegExp): Promise<number> {
  const title = await drawn(tile).locator('[title]').first().getAttribute('title')
  return Number((title ?? '').replace(/\D/g, ''))
}

/** Everything on the page belongs to the address: no section waits, none shows the view before. */
async function settled(): Promise<void> {
  await list('Totals').waitFor()
  await stillness()
}

async function stillness(): Promise<void> {
  await soon(() => page.locator('[aria-busy=true], [data-stale=true]').count()).toBe(0)
}

describe('a row that is picked', () => {
  it('filters everything, and the address says so', async () => {
    await open('/?range=90d')
    await settled()
    const all = await figure(/^Scans/)
    await countryRow('Netherlands').click()
    await list('Filters').getByText('Netherlands').waitFor()
    expect(asked().get('f')).toBe('country:NL')
    expect(asked().get('range')).toBe('90d')
    await settled()
    const dutch = await figure(/^Scans/)
    expect(dutch).toBeGreaterThan(0)
    expect(dutch).toBeLessThan(all)
    // The list beside the map goes one level down, and is of the same scans.
    const shares = await list('Regions').getByRole('listitem').allTextContents()
    expect(shares.length).toBeGreaterThan(1)
  })

  it('turns round to what it is not, and the two make up the whole', async () => {
    const dutch = await figure(/^Scans/)
    await page.getByRole('button', { name: /^Country is Netherlands/ }).click()
    await soon(() => asked().get('f')).toBe('country:-NL')
    await settled()
    const others = await figure(/^Scans/)
    await page.getByRole('button', { name: 'Clear' }).click()
    await soon(() => asked().get('f')).toBeNull()
    await settled()
    expect(await figure(/^Scans/)).toBe(dutch + others)
  })

  it('leaves the others to be picked beside it', async () => {
    await open('/?range=90d&f=country:NL')
    await settled()
    const dutch = await figure(/^Scans/)
    await page.keyboard.press('f')
    await page.getByRole('menuitem', { name: 'Country' }).click()
    await page.getByRole('dialog').getByRole('link', { name: 'United States' }).click()
    await soon(() => asked().get('f')).toBe('country:NL,US')
    await settled()
    expect(await figure(/^Scans/)).toBeGreaterThan(dutch)
    await open('/?range=90d')
    await settled()
  })

  it('is dropped again by going back', async () => {
    await countryRow('Netherlands').click()
    await soon(() => asked().get('f')).toBe('country:NL')
    await page.goBack()
    await soon(() => asked().get('f')).toBeNull()
    await countryRow('Netherlands').waitFor()
  })

  it('stays on the way to the next data page, and Esc drops it there', async () => {
    await open('/?range=90d&f=country:NL')
    await settled()
    const dutch = await figure(/^Scans/)
    await page.getByRole('navigation', { name: 'Main', exact: true }).getByText('Analytics').click()
    await page.getByRole('heading', { level: 1, name: 'Analytics' }).waitFor()
    await settled()
    expect(asked().get('f')).toBe('country:NL')
    expect(await figure(/^Scans/)).toBe(dutch)
    await page.keyboard.press('Escape')
    await soon(() => asked().get('f')).toBeNull()
  })
})

describe('the range', () => {
  it('goes by keys, and the arrows step through it', async () => {
    await open('/')
    await settled()
    await page.keyboard.press('w')
    await soon(() => asked().get('range')).toBe('7d')
    await page.keyboard.press('ArrowLeft')
    await soon(() => asked().get('range')).toMatch(/^\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d$/)
    await page.keyboard.press('t')
    // The default is not written.
    await soon(() => asked().get('range')).toBeNull()
    await page.keyboard.press('x')
    await soon(() => asked().get('compare')).toBe('off')
  })

  it('can be days of one’s own, picked on a calendar', async () => {
    await open('/')
    await settled()
    await page.keyboard.press('r')
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Show these days' }).click()
    await soon(() => asked().get('range')).toMatch(/^\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d$/)
  })

  it('that a small plan does not reach is shown, locked, with the plan that does', async () => {
    const small = await signedIn('owner@pizzapalace.example')
    await small.page.getByRole('button', { name: 'Last 30 days' }).click()
    await small.page
      .getByRole('menuitem', { name: /Last 90 days.*comes with Medium Business/ })
      .click()
    const dialog = small.page.getByRole('dialog', { name: 'Last 90 days' })
    await dialog.getByText(/Your plan shows 30 days\. Older scans are kept and open with/).waitFor()
    await dialog.getByRole('link', { name: 'See plans' }).waitFor()
    await small.page.goto(`${server.url}/?range=90d`)
    await small.page.getByText(/Your plan shows 30 days\. Older scans are kept/).waitFor()
    await small.context.close()
  })
})

it('shows a colleague the same view by its address', async () => {
  await open('/analytics?range=90d&f=country:NL;device:phone&metric=people&step=week')
  await settled()
  const people = await figure(/^People,/)
  const url = page.url()
  await page.goto('about:blank')
  await page.goto(url)
  await settled()
  expect(await figure(/^People,/)).toBe(people)
  expect(await drawn(/^People,/).getAttribute('aria-pressed')).toBe('true')
  expect(await page.getByRole('button', { name: 'Week' }).getAttribute('aria-pressed')).toBe('true')
  await list('Filters').getByText('Phone').waitFor()
})

it('says as a table what the chart shows, adding up to the total', async () => {
  await open('/analytics?range=90d&compare=off')
  await settled()
  await page.getByRole('button', { name: 'Table' }).click()
  const cells = await page
    .getByRole('table', { name: 'Scans over time' })
    .locator('td')
    .allTextContents()
  const sum = cells.reduce((all, cell) => all + Number(cell.replace(/\D/g, '')), 0)
  expect(cells).toHaveLength(90)
  expect(sum).toBe(await figure(/^Scans/))
})

it('says what was not counted, as a sum that comes out', async () => {
  await open('/?range=90d')
  await settled()
  const counted = await figure(/^Scans/)
  await page.getByRole('link', { name: 'see why' }).click()
  await page.getByRole('heading', { level: 1, name: 'What was not counted' }).waitFor()
  const words = await page.getByText(/people \+/).textContent()
  const [parts = '', total = ''] = (words ?? '').split('=')
  const numbers = parts.split('+').map((part) => Number(part.replace(/\D/g, '')))
  expect(numbers[0]).toBe(counted)
  expect(numbers.reduce((sum, each) => sum + each, 0)).toBe(Number(total.replace(/\D/g, '')))
})

it('puts codes side by side, picked one by one, with their scans as the list counts them', async () => {
  await open('/analytics/compare?range=90d')
  for (const row of [0, 1]) {
    await page.getByRole('button', { name: 'Add a QR code' }).first().click()
    await page.getByRole('dialog').getByRole('link').nth(row).click()
    await soon(() => (asked().get('codes') ?? '').split(',').length).toBe(row + 1)
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }
  const rows = page.getByRole('table', { name: 'Totals side by side' }).locator('tbody tr')
  await soon(() => rows.count()).toBe(2)
  await stillness()
  const name = await rows.first().locator('th').textContent()
  const scans = await rows.first().locator('td').first().textContent()
  await open('/analytics?range=90d')
  await settled()
  const listed = list('QR codes')
    .getByRole('link', { name: name ?? '' })
    .first()
  expect(await listed.textContent()).toContain(scans)
})

it('follows the scans: a new one is counted without a reload', async () => {
  const own = await signedIn('owner@lakeshorefitness.example')
  await own.page.goto(`${server.url}/qr-codes`)
  const slug = await own.page
    .getByRole('row')
    .filter({ hasText: 'Active' })
    .first()
    .getByText(/\/s\/[0-9A-Za-z]{8}/)
    .first()
    .textContent()
  await own.page.goto(`${server.url}/`)
  const before = own.page.getByRole('button', { name: /^Scans/ })
  const read = async () =>
    Number(
      ((await before.locator('[title]').first().getAttribute('title')) ?? '').replace(/\D/g, ''),
    )
  await soon(read).toBeGreaterThan(0)
  const was = await read()
  const headers = { 'user-agent': iphone }
  const answer = await fetch(`${server.url}${/\/s\/\w+/.exec(slug ?? '')?.[0]}`, {
    headers,
    redirect: 'manual',
  })
  expect(answer.status).toBe(302)
  await soon(read).toBe(was + 1)
  await own.context.close()
})

it('leaves the page standing when one section fails, and loads it when asked again', async () => {
  let isBroken = true
  await page.route('**/graphql', async (route) => {
    const isWeek = route.request().postData()?.includes('AnalyticsWeek')
    if (!isBroken || !isWeek) return route.fallback()
    const error = { message: 'x', extensions: { code: 'INTERNAL_SERVER_ERROR', errorId: 'abc123' } }
    return route.fulfill({ json: { data: null, errors: [error] } })
  })
  await open('/')
  const when = page.getByRole('region', { name: 'When' })
  await when.getByText('This section did not load').waitFor()
  await when.getByText('abc123').waitFor()
  await countryRow('Netherlands').waitFor()
  isBroken = false
  await when.getByRole('button', { name: 'Try again' }).click()
  await when.getByText(/^Busiest:/).waitFor()
})
