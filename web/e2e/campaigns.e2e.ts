import { rmSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Started, startProgram } from '../../bin/starting.ts'
import { aFolder } from '../../db/testing.ts'
import { openBrowser, visit } from './browser.ts'

// A campaign's life, in a real browser against the demo: made, filled, shared, changed by two, deleted and taken back.

const dataDir = aFolder('oi-campaigns-')
let server: Started
let browser: Browser
let page: Page

beforeAll(async () => {
  server = await startProgram({ DATA_DIR: dataDir, DEMO: '1' })
  browser = await openBrowser()
  page = await signedIn('owner@lakeshorefitness.example')
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

async function signedIn(email: string): Promise<Page> {
  const visited = await visit(browser)
  const password = /have the password (\S+)/.exec(server.output())?.[1] ?? ''
  await visited.page.goto(`${server.url}/campaigns`)
  await visited.page.getByLabel('E-mail').fill(email)
  await visited.page.getByLabel('Password', { exact: true }).fill(password)
  await visited.page.locator('button[type=submit]').click()
  await visited.page.getByRole('heading', { level: 1, name: 'Campaigns' }).waitFor()
  return visited.page
}

const heading = (name: string | RegExp, on = page) => on.getByRole('heading', { level: 1, name })
const button = (name: string | RegExp, on = page) => on.getByRole('button', { name })
const submit = (on = page) => on.locator('main button[type=submit]').click()
/** Rows of the table, the heading aside. */
const rows = () => page.locator('main tbody tr')

it('is made, once its days are in order', async () => {
  await page.getByRole('link', { name: 'New campaign' }).click()
  await heading('New campaign').waitFor()
  await page.getByLabel('Name').fill('New year, new club')
  await page.getByLabel('First day').fill('2026-12-27')
  await page.getByLabel('Last day').fill('2026-12-01')
  await submit()
  await page.getByText('The last day cannot come before the first.').waitFor()
  await page.getByLabel('First day').fill('2020-12-01')
  await page.getByLabel('Last day').fill('2099-12-31')
  await submit()
  await heading('New year, new club').waitFor()
  await page.getByText(/^Day \d+ of \d+$/).waitFor()
})

it('takes the codes that are searched and chosen, and lists them by their scans', async () => {
  await button('Add codes').first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('checkbox').nth(1).waitFor()
  await dialog.getByRole('checkbox').first().check()
  await dialog.getByRole('checkbox').nth(1).check()
  await dialog.getByRole('button', { name: 'Add 2 codes' }).click()
  await expect.poll(() => rows().count()).toBe(2)
  await page.getByText('2 codes in New year, new club now.').waitFor()
})

it('takes a code out again, by the keyboard, and back', async () => {
  await heading('New year, new club').click()
  await page.keyboard.press('j')
  await page.keyboard.press(' ')
  await page.getByText('1 selected').waitFor()
  await button('Take out of the campaign').click()
  await expect.poll(() => rows().count()).toBe(1)
  await button('Undo').last().click()
  await expect.poll(() => rows().count()).toBe(2)
})

it('is shared by a link of one of its codes, and the share is counted', async () => {
  await button('Share').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Get the link' }).click()
  const link = await dialog.getByText(/\/s\/[0-9A-Za-z]{8}\?l$/).textContent()
  await dialog.getByRole('button', { name: 'Close', exact: true }).click()
  await page.getByRole('listitem').filter({ hasText: 'Copied link' }).waitFor()
  const answer = await fetch(link ?? '', { redirect: 'manual' })
  // One of the demo's codes shows a file.
  expect(answer.headers.get('location')).toMatch(/^https:\/\/example\.com\/|\/f\//)
  expect(answer.status).toBe(302)
})

it('is sent by mail, to addresses that are ones', async () => {
  await button('Share').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Or we send it by mail to').fill('ann@example.com, ben')
  await dialog.getByRole('button', { name: 'Send' }).click()
  await dialog.getByText('Enter an e-mail address like name@example.com.').waitFor()
  await dialog.getByLabel('Or we send it by mail to').fill('ann@example.com, ben@example.com')
  await dialog.getByRole('button', { name: 'Send' }).click()
  await page.getByText('2 mails are on their way.').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('listitem').filter({ hasText: 'E-mail' }).waitFor()
})

it('opens a network’s own form in a tab that cannot look back', async () => {
  await page.context().route('https://x.com/**', (route) => route.fulfill({ body: 'X' }))
  await button('Share').click()
  const opening = page.context().waitForEvent('page')
  await page.getByRole('dialog').getByRole('button', { name: 'X', exact: true }).click()
  const tab = await opening
  await tab.waitForURL(/x\.com\/intent\/post\?text=New%20year/)
  expect(await tab.evaluate(() => window.opener)).toBeNull()
  await tab.close()
  await page.keyboard.press('Escape')
})

it('loses nothing when two change it: the second sees that, and chooses', async () => {
  const path = new URL(page.url()).pathname
  const other = await signedIn('editor@lakeshorefitness.example')
  await other.goto(`${server.url}${path}/settings`)
  await other.getByLabel('Name').waitFor()
  await page.goto(`${server.url}${path}/settings`)
  await page.getByLabel('Name').fill('New year at the club')
  await submit()
  await heading('New year at the club').waitFor()
  await other.getByLabel('Name').fill('January')
  await other.getByRole('button', { name: 'Save' }).click()
  await other.getByText(/Someone changed this/).waitFor()
  await other.getByRole('button', { name: 'See their version' }).click()
  expect(await other.getByLabel('Name').inputValue()).toBe('New year at the club')
  await other.context().close()
})

it('is deleted, leaves its codes, and comes back with them', async () => {
  const path = new URL(page.url()).pathname
  await page.getByRole('link', { name: 'Edit' }).click()
  await button('Delete this campaign').click()
  await page.getByText('New year at the club deleted.').waitFor()
  await expect.poll(() => page.getByRole('link', { name: 'New year at the club' }).count()).toBe(0)
  await button('Undo').last().click()
  await page.getByRole('link', { name: 'New year at the club' }).waitFor()
  await page.goto(`${server.url}${path}`)
  await expect.poll(() => rows().count()).toBe(2)
})

it('is a filter of the codes, which are moved and deleted many at once', async () => {
  await page.getByRole('link', { name: 'Open as a list' }).click()
  await heading('QR codes').waitFor()
  await expect.poll(() => rows().count()).toBe(2)
  await page.getByLabel('Choose every row shown').check()
  await button('Delete').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByText('2 codes deleted.').waitFor()
  await page.getByText('No code matches').waitFor()
  await button('Undo').last().click()
  await expect.poll(() => rows().count()).toBe(2)
  await page.getByLabel('Choose every row shown').check()
  await button('Move').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Move' }).click()
  await page.getByText('2 codes taken out.').waitFor()
  await page.getByText('No code matches').waitFor()
})

it('has codes that are duplicated with everything but their address', async () => {
  await page.getByRole('link', { name: 'Clear' }).click()
  const rows = page.locator('main tbody tr').filter({ hasText: 'to example.com' })
  const first = rows.getByRole('link').first()
  const name = (await first.textContent()) ?? ''
  await first.click()
  await heading(name).waitFor()
  await page.getByRole('link', { name: 'Duplicate' }).click()
  await heading('New QR code').waitFor()
  expect(await page.getByLabel('Target URL').inputValue()).toContain('https://example.com/')
  await submit()
  await heading(`${name}, copy`).waitFor()
})
