import { rmSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { iphone, password } from '../../api/testing.ts'
import { type Started, startProgram } from '../../bin/starting.ts'
import { freePort } from '../../db/embedded.ts'
import { aFolder } from '../../db/testing.ts'
import { openBrowser, visit } from './browser.ts'

// From nothing to the first live scan, in far less than the three minutes that are promised.

const dataDir = aFolder('oi-welcome-')
let server: Started
let browser: Browser
let page: Page

beforeAll(async () => {
  server = await startProgram({
    DATA_DIR: dataDir,
    DEMO: '0',
    PORT: String(await freePort()),
    TRUSTED_PROXIES: '127.0.0.0/8,::1/128',
  })
  browser = await openBrowser()
  page = (await visit(browser)).page
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

it('leads a new account from its link over its code to the first live scan within three minutes', async () => {
  const start = Date.now()
  await page.goto(`${server.url}/sign-up`)
  await page.getByLabel('Company name').fill('Damrak Bakery')
  await page.getByLabel('Your full name').fill('Anna de Vries')
  await page.getByLabel('Your e-mail').fill('anna@bakery.example')
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.locator('button[type=submit]').click()

  await page.getByRole('heading', { level: 1, name: 'Your first scan' }).waitFor()
  await page.getByLabel('Target URL').fill('https://a..b/')
  await page.getByRole('button', { name: 'Make the code' }).click()
  await page.getByText('This link names no website').waitFor()
  await page.getByLabel('Target URL').fill('bakery.example/menu')
  await page.getByRole('button', { name: 'Make the code' }).click()

  const picture = page.getByRole('img', { name: 'bakery.example' })
  await expect
    .poll(() => picture.evaluate((img) => (img as HTMLImageElement).naturalWidth))
    .toBeGreaterThan(0)
  expect((await picture.boundingBox())?.width).toBeGreaterThanOrEqual(240)
  await page.getByText('Waiting for the first scan').waitFor()
  const text = await page
    .getByText(/\/s\/[0-9A-Za-z]{8}/)
    .first()
    .textContent()
  const slug = /\/s\/([0-9A-Za-z]{8})/.exec(text ?? '')?.[1]
  const headers = { 'user-agent': iphone, 'x-forwarded-for': '8.8.8.8' }
  const answer = await fetch(`${server.url}/s/${slug}`, { headers, redirect: 'manual' })
  expect(answer.headers.get('location')).toBe('https://bakery.example/menu')

  await page.getByText(/Your first scan: Mountain View, .*, Phone/).waitFor()
  expect(Date.now() - start).toBeLessThan(180_000)
  // A reload finds the scan in what is stored.
  await page.reload()
  await page.getByText(/Your first scan: Mountain View/).waitFor()
  await page.getByRole('link', { name: 'Go to Overview' }).click()
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
})
