import { rmSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { iphone } from '../../api/testing.ts'
import { aPdf, aPng } from '../../api/uploads/testing.ts'
import { type Started, startProgram } from '../../bin/starting.ts'
import { freePort } from '../../db/embedded.ts'
import { aFolder } from '../../db/testing.ts'
import { openBrowser, visit } from './browser.ts'

// A menu that a code shows: dropped on the page, chosen as a target, scanned, and kept as long as it is shown.

const dataDir = aFolder('oi-files-')
let server: Started
let browser: Browser
let page: Page

beforeAll(async () => {
  const settings = { DATA_DIR: dataDir, DEMO: '0', PORT: String(await freePort()) }
  server = await startProgram({ ...settings, TRUSTED_PROXIES: '127.0.0.0/8' })
  browser = await openBrowser()
  page = (await visit(browser)).page
  await page.goto(`${server.url}/sign-up`)
  await page.getByLabel('Company name').fill('Trattoria')
  await page.getByLabel('Your full name').fill('Ada Blum')
  await page.getByLabel('Your e-mail').fill('ada@trattoria.example')
  await page.getByLabel('Password', { exact: true }).fill('seven-tulips-on-a-barge')
  await page.locator('button[type=submit]').click()
  await page.waitForURL((url) => url.pathname !== '/sign-up')
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

const open = (path: string) => page.goto(`${server.url}${path}`)
const button = (name: string | RegExp) => page.getByRole('button', { name })
const row = (name: string) => page.getByRole('row', { name })

/** Drops files on the page, as a hand does. */
async function drop(files: { name: string; type: string; bytes: Buffer }[]): Promise<void> {
  const plain = files.map(({ bytes, ...rest }) => ({ ...rest, base64: bytes.toString('base64') }))
  const transfer = await page.evaluateHandle((given) => {
    const data = new DataTransfer()
    for (const { name, type, base64 } of given) {
      const bytes = Uint8Array.from(atob(base64), (each) => each.charCodeAt(0))
      data.items.add(new File([bytes], name, { type }))
    }
    return data
  }, plain)
  const zone = page.getByText('Or drop them here').locator('..')
  await zone.dispatchEvent('dragenter', { dataTransfer: transfer })
  await zone.dispatchEvent('drop', { dataTransfer: transfer })
}

it('takes what is dropped, shows how far it is, and says of each file why it is not taken', async () => {
  await open('/files')
  await page.getByText('No files yet').waitFor()
  await drop([
    { name: 'menu.pdf', type: 'application/pdf', bytes: aPdf() },
    { name: 'logo.png', type: 'image/png', bytes: aPng(3_000_000) },
    { name: 'page.svg', type: 'image/svg+xml', bytes: Buffer.from('<svg/>') },
    { name: 'trick.png', type: 'image/png', bytes: aPdf() },
  ])
  await row('menu.pdf').waitFor()
  await row('logo.png').waitFor()
  await page.getByText('Choose a PDF, PNG, JPG, WebP, MP4 or MP3 file.').waitFor()
  await page.getByText('trick.png is a PDF file; its name says PNG.').waitFor()
  await button('Dismiss page.svg').click()
  await button('Dismiss trick.png').click()
  expect(await page.getByLabel('Files on their way').count()).toBe(0)
  await page.getByText(/2.9 MB of 250 GB/).waitFor()
})

it('tells how much has left, can be stopped in the middle, and leaves nothing behind', async () => {
  // A line so slow that somebody thinks better of it.
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route('**/uploads/**', async (route) => {
    await held
    await route.abort().catch(() => {})
  })
  await drop([{ name: 'film.pdf', type: 'application/pdf', bytes: aPdf('x'.repeat(9_000)) }])
  await page.getByRole('progressbar', { name: /^film\.pdf: \d+%$/ }).waitFor()
  await button('Cancel film.pdf').click()
  await expect.poll(() => page.getByLabel('Files on their way').count()).toBe(0)
  release()
  await page.unroute('**/uploads/**')
  await open('/files')
  await row('menu.pdf').waitFor()
  expect(await row('film.pdf').count()).toBe(0)
})

it('becomes what a code shows, and a scan leads to it', async () => {
  await open('/qr-codes/new')
  await page.getByLabel('Name').fill('Table card')
  await button('A file').click()
  await page.locator('button[type=submit]').click()
  await page.getByText('Choose a file, or lead to a link.').waitFor()
  await page.getByLabel('File').selectOption({ label: `menu.pdf, ${aPdf().length} bytes` })
  await page.locator('button[type=submit]').click()
  await page.getByRole('heading', { level: 1, name: 'Table card' }).waitFor()
  const link = page.getByRole('link', { name: 'menu.pdf' })
  const shown = (await link.getAttribute('href')) ?? ''
  const slug = shown.split('/f/')[1] ?? ''
  const scanned = await fetch(`${server.url}/s/${slug}`, {
    redirect: 'manual',
    headers: { 'user-agent': iphone },
  })
  expect(scanned.status).toBe(302)
  const file = await fetch(
    `${server.url}${new URL(scanned.headers.get('location') ?? '').pathname}`,
  )
  expect(Buffer.from(await file.arrayBuffer())).toEqual(aPdf())
})

it('is not deleted while a code shows it; once it leads elsewhere, deleting can be undone', async () => {
  await open('/files')
  await row('menu.pdf').getByRole('link', { name: 'Table card' }).click()
  await page.getByRole('heading', { level: 1, name: 'Table card' }).waitFor()
  await open('/files')
  await button('menu.pdf').click()
  await button('Delete').click()
  await page.getByText('menu.pdf is shown by Table card. Point it elsewhere first.').waitFor()
  await page.getByRole('dialog').getByRole('link', { name: 'Table card' }).click()
  await page.getByRole('heading', { level: 1, name: 'Table card' }).waitFor()
  await page.goto(`${page.url().replace(/\?.*$/, '')}/settings`)
  await button('A link').click()
  await page.getByLabel('Target URL').fill('https://example.com/menu')
  await button('Save').click()
  await page.getByText('https://example.com/menu').first().waitFor()
  await open('/files')
  await button('menu.pdf').click()
  await button('Delete').click()
  await page.getByText('menu.pdf deleted.').waitFor()
  await expect.poll(() => row('menu.pdf').count()).toBe(0)
  await button('Undo').click()
  await row('menu.pdf').waitFor()
})

it('is renamed, keeps its ending, and is fetched as a download', async () => {
  await button('menu.pdf').click()
  await page.getByLabel('Name', { exact: true }).fill('Lunch')
  await button('Save').click()
  await row('Lunch.pdf').waitFor()
  await button('Lunch.pdf').click()
  const download = page.waitForEvent('download')
  await button('Download').click()
  expect((await download).suggestedFilename()).toBe('Lunch.pdf')
})

it('opens in a browser as what it is: a picture in a sandbox is still a picture', async () => {
  await open('/qr-codes/new')
  await page.getByLabel('Name').fill('Logo')
  await button('A file').click()
  const option = page.locator('option', { hasText: 'logo.png' })
  await page.getByLabel('File').selectOption(await option.getAttribute('value'))
  await page.locator('button[type=submit]').click()
  await page.getByRole('heading', { level: 1, name: 'Logo' }).waitFor()
  const link = page.getByRole('link', { name: 'logo.png' })
  const href = (await link.getAttribute('href')) ?? ''
  const complaints: string[] = []
  const visitor = await (await browser.newContext()).newPage()
  visitor.on('console', (message) => complaints.push(message.text()))
  const answer = await visitor.goto(`${server.url}${new URL(href).pathname}`)
  expect(answer?.headers()['content-type']).toBe('image/png')
  expect(complaints.filter((text) => /Content.Security.Policy/i.test(text))).toEqual([])
  expect(await visitor.evaluate(() => document.images.length)).toBe(1)
  await visitor.context().close()
})
