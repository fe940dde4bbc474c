import { readFileSync, rmSync } from 'node:fs'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { iphone } from '../../api/testing.ts'
import { type Started, startProgram } from '../../bin/starting.ts'
import { freePort } from '../../db/embedded.ts'
import { aFolder } from '../../db/testing.ts'
import { openBrowser, visit } from './browser.ts'

// A company's first quarter of an hour, in a real browser against the program as `npm start` runs it.

const dataDir = aFolder('oi-e2e-')
let settings: Record<string, string>
let server: Started
let browser: Browser
let context: BrowserContext
let page: Page

beforeAll(async () => {
  settings = {
    DATA_DIR: dataDir,
    DEMO: '0',
    PORT: String(await freePort()),
    TRUSTED_PROXIES: '127.0.0.0/8',
  }
  server = await startProgram(settings)
  browser = await openBrowser()
  const visited = await visit(browser)
  context = visited.context
  page = visited.page
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

const open = (path: string) => page.goto(`${server.url}${path}`)
const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name })
const submit = () => page.locator('button[type=submit]').click()
const button = (name: string | RegExp) => page.getByRole('button', { name })

/** A phone somewhere, as a proxy hands it on. */
function scan(slug: string, address: string): Promise<Response> {
  const headers = { 'user-agent': iphone, 'x-forwarded-for': address }
  return fetch(`${server.url}/s/${slug}`, { headers, redirect: 'manual' })
}

async function slugOnPage(): Promise<string> {
  const text = await page
    .getByText(/\/s\/[0-9A-Za-z]{8}/)
    .first()
    .textContent()
  return /\/s\/([0-9A-Za-z]{8})/.exec(text ?? '')?.[1] ?? ''
}

it('shows what is wrong with a sign-up beside its field, and keeps what was typed', async () => {
  await open('/')
  await page.getByRole('link', { name: /account/i }).click()
  await page.getByLabel('Company name').fill('Damrak Bakery')
  await page.getByLabel('Your full name').fill('Anna de Vries')
  await page.getByLabel('Your e-mail').fill('anna@bakery.example')
  await page.getByLabel('Password', { exact: true }).fill('password1234')
  await submit()
  await page.getByText('easy to guess').waitFor()
  expect(await page.getByLabel('Company name').inputValue()).toBe('Damrak Bakery')
})

it('signs up, and past the welcome leads to an overview with one next step', async () => {
  await page.getByLabel('Password', { exact: true }).fill('seven-tulips-on-a-barge')
  await submit()
  await heading('Your first scan').waitFor()
  await page.getByRole('link', { name: 'Skip', exact: true }).click()
  await heading('Overview').waitFor()
  await page.getByText('No QR codes yet').waitFor()
})

it('refuses a script as a target beside the field, then makes the code and shows its picture', async () => {
  await open('/qr-codes/new')
  await page.getByLabel('Name').fill('Window sticker')
  await page.getByLabel('Target URL').fill('javascript:alert(1)')
  await submit()
  await page.getByText('Use a link that starts with http:// or https://.').waitFor()
  await page.getByLabel('Target URL').fill('https://bakery.example/menu')
  await submit()
  await heading('Window sticker').waitFor()
  const picture = page.getByRole('img', { name: 'Window sticker' })
  await picture.waitFor()
  // It was loaded and drawn, not only asked for.
  await expect
    .poll(() => picture.evaluate((img) => (img as HTMLImageElement).naturalWidth))
    .toBeGreaterThan(0)
})

it('offers the picture as SVG and PNG', async () => {
  for (const [link, kind] of [
    ['SVG', '<svg'],
    ['PNG', 'PNG'],
  ] as const) {
    const waiting = page.waitForEvent('download')
    await page.getByRole('link', { name: new RegExp(link) }).click()
    const path = await (await waiting).path()
    expect(readFileSync(path).subarray(0, 200).toString('latin1')).toContain(kind)
  }
})

it('shows a scan live, with its city, and goes on through a restart of the server', async () => {
  const slug = await slugOnPage()
  await open('/live')
  await heading('Live').waitFor()
  expect((await scan(slug, '8.8.8.8')).status).toBe(302)
  await page.getByText('Mountain View').first().waitFor()
  await server.stop()
  await page.getByText(/Reconnecting/).waitFor()
  server = await startProgram(settings)
  expect((await scan(slug, '81.2.69.142')).status).toBe(302)
  // Not only the next one: what came in while the page was away too.
  await page.getByText('United Kingdom').first().waitFor({ timeout: 45_000 })
  expect(
    await page.getByRole('list', { name: 'Scans, newest first' }).getByRole('listitem').count(),
  ).toBe(2)
})

it('keeps the session through a reload, without a token in storage', async () => {
  await page.reload()
  await heading('Live').waitFor()
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))
  expect(kept).not.toMatch(/eyJ/)
})

it('downloads the codes as CSV, with the scans', async () => {
  await open('/exports')
  const waiting = page.waitForEvent('download')
  await button('Get CSV: QR codes').click()
  const panel = page.getByRole('dialog')
  await panel.getByText('About 1 row, starts now.').waitFor()
  await panel.getByRole('button', { name: 'Get CSV' }).click()
  const download = await waiting
  expect(download.suggestedFilename()).toMatch(/^qr_codes_export_\d{4}-\d{2}-\d{2}\.csv$/)
  const text = readFileSync(await download.path(), 'utf8')
  expect(text).toContain('Window sticker')
  expect(text).toMatch(/ACTIVE,2,/)
})

it('has one made in the background, shows how it came to be, and fetches it by its own address', async () => {
  await open('/exports')
  await button('Get CSV: QR codes').click()
  const panel = page.getByRole('dialog')
  await panel.getByLabel('Make it in the background').check()
  await panel.getByRole('button', { name: 'Get CSV' }).click()
  const row = page.getByRole('row', { name: /QR codes, CSV/ }).first()
  await row.getByText(/^Ready to /).waitFor()
  await row.getByRole('link', { name: 'QR codes, CSV' }).click()
  await expect.poll(() => new URL(page.url()).searchParams.get('export')).toMatch(/^[\da-f-]{36}$/)
  // As a mail leads here: with the address and nothing else.
  await open(`/exports?export=${new URL(page.url()).searchParams.get('export')}`)
  const details = page.getByRole('dialog')
  await details.getByText('SHA-256', { exact: true }).waitFor()
  for (const [name, file] of [
    ['Download', /^qr_codes_export_.*\.csv$/],
    ['Manifest', /\.json$/],
  ] as const) {
    const fetched = page.waitForEvent('download')
    await details.getByRole('button', { name }).click()
    expect((await fetched).suggestedFilename()).toMatch(file)
  }
})

it('says which plan a locked format comes with', async () => {
  await open('/exports')
  await button(/Excel of QR codes/).click()
  await page.getByText(/Excel comes with .*\. Yours includes CSV\./).waitFor()
})

it('explains the limit before the form, once all five codes are in use', async () => {
  for (const n of [2, 3, 4, 5]) {
    await open('/qr-codes/new')
    await page.getByLabel('Name').fill(`Code ${n}`)
    await page.getByLabel('Target URL').fill('https://bakery.example/')
    await submit()
    await heading(`Code ${n}`).waitFor()
  }
  await open('/qr-codes/new')
  await page.getByText(/All 5 QR codes are in use\. Printed codes keep working\./).waitFor()
})

it('deletes after asking, and takes it back', async () => {
  await open('/qr-codes')
  await page.getByRole('link', { name: 'Code 5' }).click()
  await heading('Code 5').waitFor()
  const slug = await slugOnPage()
  await page.goto(`${page.url().replace(/\/settings$/, '')}/settings`)
  await button(/^Delete/)
    .first()
    .click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(/stops working at once/).waitFor()
  await dialog.getByRole('button', { name: /Delete/ }).click()
  await page.getByText(/Code 5 deleted/).waitFor()
  expect((await scan(slug, '8.8.8.8')).status).toBe(410)
  await button('Undo').click()
  await expect.poll(async () => (await scan(slug, '8.8.8.8')).status).toBe(302)
})

it('signs out, refuses a wrong password in plain words, and lets the right one back to the page', async () => {
  await open('/plan')
  await heading('Plan and usage').waitFor()
  await context.clearCookies()
  await page.reload()
  await page.getByLabel('E-mail').fill('anna@bakery.example')
  await page.getByLabel('Password', { exact: true }).fill('not-her-password')
  await submit()
  await page.getByText('E-mail and password do not match.').waitFor()
  await page.getByLabel('Password', { exact: true }).fill('seven-tulips-on-a-barge')
  await submit()
  await heading('Plan and usage').waitFor()
})
