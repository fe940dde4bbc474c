import { rmSync } from 'node:fs'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { iphone, password } from '../../api/testing.ts'
import { type Started, startProgram } from '../../bin/starting.ts'
import { freePort } from '../../db/embedded.ts'
import { aFolder } from '../../db/testing.ts'
import { openBrowser, visit } from './browser.ts'

// What an owner decides about the company, and the ways through the dashboard that every page shares.

const dataDir = aFolder('oi-settings-')
let server: Started
let browser: Browser
let context: BrowserContext
let page: Page

beforeAll(async () => {
  const port = String(await freePort())
  const settings = {
    DATA_DIR: dataDir,
    DEMO: '0',
    PORT: port,
    TRUSTED_PROXIES: '127.0.0.0/8,::1/128',
  }
  server = await startProgram(settings)
  browser = await openBrowser()
  const visited = await visit(browser)
  context = visited.context
  page = visited.page
  await page.goto(`${server.url}/sign-up`)
  await page.getByLabel('Company name').fill('Damrak Bakery')
  await page.getByLabel('Your full name').fill('Anna de Vries')
  await page.getByLabel('Your e-mail').fill('anna@bakery.example')
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.locator('button[type=submit]').click()
  await page.getByRole('link', { name: /Anna de Vries/ }).waitFor()
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

const open = (path: string, where = page) => where.goto(`${server.url}${path}`)
const heading = (name: string, where = page) => where.getByRole('heading', { level: 1, name })
const section = (name: string, where = page) => where.getByRole('region', { name })
const save = (name: string, where = page) =>
  section(name, where).getByRole('button', { name: 'Save' }).click()

it('changes the name of the person and of the company, wherever they are shown', async () => {
  await open('/settings/profile')
  await section('You').getByLabel('Name').fill('Anna Jansen')
  await save('You')
  await page.getByRole('link', { name: /Anna Jansen/ }).waitFor()
  await page.getByRole('link', { name: 'Organization' }).click()
  await heading('Organization settings').waitFor()
  await section('Company').getByLabel('Name').fill('\u200B ')
  await save('Company')
  await section('Company').getByText('Give your company a name.').waitFor()
  await section('Company').getByLabel('Name').fill('Damrak Bakery and Sons')
  await save('Company')
  await page.getByRole('complementary').getByText('Damrak Bakery and Sons').waitFor()
  await page.reload()
  await page.getByRole('complementary').getByText('Damrak Bakery and Sons').waitFor()
})

it('says from when another time zone holds', async () => {
  await section('Time zone').getByLabel('Time zone').selectOption('Asia/Tokyo')
  await save('Time zone')
  await page.getByText(/Europe\/Amsterdam holds until .*, then Asia\/Tokyo\./).waitFor()
})

it('shows a second editor what the first one saved, and keeps what they typed', async () => {
  const other = await context.newPage()
  await open('/settings/organization', other)
  await section('Company', other).getByLabel('Phone').fill('555-0102')
  await open('/settings/organization')
  await section('Company').getByLabel('Phone').fill('555-0101')
  await save('Company')
  await section('Company').getByText('Saved').waitFor()
  await save('Company', other)
  await other.getByText(/Someone changed this/).waitFor()
  expect(await section('Company', other).getByLabel('Phone').inputValue()).toBe('555-0102')
  await other.getByRole('button', { name: 'See their version' }).click()
  await expect
    .poll(() => section('Company', other).getByLabel('Phone').inputValue())
    .toBe('555-0101')
  await other.close()
})

it('says no to data sharing until somebody says yes, and who that was', async () => {
  await open('/settings/privacy')
  const consent = page.getByLabel('Let our scans count in these numbers')
  expect(await consent.isChecked()).toBe(false)
  await consent.check()
  await page.getByText(/Switched on .* by Anna Jansen\./).waitFor()
  expect(await consent.isChecked()).toBe(true)
})

it('leaves out the scans of an address from then on', async () => {
  await open('/settings/privacy')
  await page.getByLabel('Addresses whose scans do not count').fill('8.8.8.8, the office')
  await save('Excluded addresses')
  await page.getByText(/the is no address/).waitFor()
  await page.getByLabel('Addresses whose scans do not count').fill('8.8.8.8')
  await save('Excluded addresses')
  await section('Excluded addresses').getByText('Saved').waitFor()
})

it('opens a page from the palette, and a code by its name', async () => {
  await open('/qr-codes/new')
  await page.getByLabel('Name').fill('Window sticker')
  await page.getByLabel('Target URL').fill('https://bakery.example/menu')
  await page.locator('button[type=submit]').click()
  await heading('Window sticker').waitFor()
  const text = await page
    .getByText(/\/s\/[0-9A-Za-z]{8}/)
    .first()
    .textContent()
  const slug = /\/s\/([0-9A-Za-z]{8})/.exec(text ?? '')?.[1]
  // The address left out above: a phone there is no scan.
  const headers = { 'user-agent': iphone, 'x-forwarded-for': '8.8.8.8' }
  await fetch(`${server.url}/s/${slug}`, { headers, redirect: 'manual' })
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('live')
  await page.keyboard.press('Enter')
  await heading('Live').waitFor()
  await page.getByText('Waiting for the first scan').waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('window')
  await page.getByRole('option', { name: /Window sticker/ }).waitFor()
  await page.keyboard.press('Enter')
  await heading('Window sticker').waitFor()
})

it('goes by keys, lists those that work here, and stops when they are switched off', async () => {
  await open('/plan')
  await heading('Plan and usage').waitFor()
  await page.keyboard.press('g')
  await page.keyboard.press('q')
  await heading('QR codes').waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('c?')
  expect(await page.getByRole('searchbox').inputValue()).toBe('c?')
  await page.keyboard.press('Escape')
  await page.locator('body').click({ position: { x: 2, y: 2 } })
  await page.keyboard.press('?')
  await page.getByRole('dialog').getByText('New QR code').waitFor()
  await page.keyboard.press('Escape')
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
  await page.keyboard.press('c')
  await heading('New QR code').waitFor()
  await open('/settings/profile')
  await page.getByLabel('Single keys do something').uncheck()
  await page.locator('h1').click()
  await page.keyboard.press('c')
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').waitFor()
  await page.keyboard.press('Escape')
  await heading('Profile settings').waitFor()
})

it('finds in the activity who changed what, by an address that can be sent on', async () => {
  await open('/activity?what=organization')
  const lines = page.getByRole('listitem')
  await lines.getByText('changed the settings of').first().waitFor()
  expect(await lines.getByText('signed in').count()).toBe(0)
  await page.getByLabel('What').selectOption('DATA_SHARING_ALLOWED')
  await lines.getByText('switched data sharing on for the').waitFor()
  await expect.poll(() => new URL(page.url()).searchParams.get('what')).toBe('DATA_SHARING_ALLOWED')
  await page.getByLabel('Up to and with that day').fill('2020-01-01')
  await page.getByText('No line matches').waitFor()
  await page.getByRole('link', { name: 'Clear' }).click()
  await page.getByRole('link', { name: 'QR code Window sticker' }).waitFor()
})

it('asks for a plan, shows that, and takes it back', async () => {
  await open('/plan')
  await page
    .getByRole('button', { name: /^Ask for/ })
    .first()
    .click()
  await page.getByText('You asked for this').waitFor()
  await page.reload()
  await page.getByText(/^You are on .*\. You asked for .*\.$/).waitFor()
  await page.getByRole('button', { name: 'Take back' }).click()
  await expect.poll(() => page.getByText('You asked for this').count()).toBe(0)
})

it('tells a system of theirs what happens: a secret shown once, a test, and what came of it', async () => {
  await open('/settings/webhooks')
  await page.getByRole('button', { name: 'Add a webhook' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Address').fill('https://localhost/hook')
  await dialog.getByRole('button', { name: 'Add it' }).click()
  await expect.poll(() => dialog.locator('[class*=error]').count()).toBeGreaterThan(0)
  await dialog.getByLabel('Address').fill('https://hooks.example.invalid/exports')
  await dialog.getByRole('button', { name: 'Add it' }).click()
  await dialog.getByText(/^whsec_/).waitFor()
  await dialog.getByRole('button', { name: 'I have kept it' }).click()
  await page.getByRole('button', { name: 'hooks.example.invalid/exports' }).click()
  await expect.poll(() => page.getByText(/whsec_/).count()).toBe(0)
  await page.getByRole('button', { name: 'Send a test' }).click()
  await page.getByText('webhook.test', { exact: true }).first().waitFor()
  await page.getByText(/^1 attempt: /).waitFor({ timeout: 30_000 })
  await page.getByRole('button', { name: 'Switch off' }).click()
  await page.getByText('Switched off: nothing is sent to it.').waitFor()
})

it('asks before a reload that would lose what was typed', async () => {
  await open('/settings/profile')
  await section('You').getByLabel('Name').pressSequentially('!')
  const asked = page.waitForEvent('dialog')
  const reload = page.reload().catch(() => null)
  const question = await asked
  expect(question.type()).toBe('beforeunload')
  await question.accept()
  await reload
  await section('You').getByLabel('Name').waitFor()
})
