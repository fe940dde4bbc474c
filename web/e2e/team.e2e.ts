import { rmSync } from 'node:fs'
import { Secret, TOTP } from 'otpauth'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { password } from '../../api/testing.ts'
import { type Started, startProgram } from '../../bin/starting.ts'
import { freePort } from '../../db/embedded.ts'
import { aFolder } from '../../db/testing.ts'
import { openBrowser, visit } from './browser.ts'

// A colleague comes and goes: invited by mail, made somebody else, removed; and the ways back into an account.

const dataDir = aFolder('oi-team-')
const fresh = 'seven-turnips-near-the-harbour'
let server: Started
let browser: Browser
/** Anna owns the bakery, Gwen is asked to join it. */
let anna: Page
let gwen: Page

beforeAll(async () => {
  const port = String(await freePort())
  server = await startProgram({ DATA_DIR: dataDir, DEMO: '0', PORT: port })
  browser = await openBrowser()
  anna = (await visit(browser)).page
  gwen = (await visit(browser)).page
  await open(anna, '/sign-up')
  await anna.getByLabel('Company name').fill('Damrak Bakery')
  await anna.getByLabel('Your full name').fill('Anna de Vries')
  await anna.getByLabel('Your e-mail').fill('anna@bakery.example')
  await anna.getByLabel('Password', { exact: true }).fill(password)
  await submit(anna)
  await anna.getByRole('link', { name: /Anna de Vries/ }).waitFor()
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

const open = (page: Page, path: string) => page.goto(`${server.url}${path}`)
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name })
const submit = (page: Page) => page.locator('button[type=submit]').click()
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })

/** The link in the newest mail of the trial's outbox, as a path. */
async function mailedLink(page: Page, subject: RegExp): Promise<string> {
  await open(page, '/outbox')
  await page.getByRole('link', { name: subject }).first().click()
  const text = (await page.locator('pre').textContent()) ?? ''
  const found = /https?:\/\/[^/\s]+(\/(?:invite|reset)#[\w-]+)/.exec(text)
  return found?.[1] ?? ''
}

it('invites somebody, who is listed as asked', async () => {
  await open(anna, '/team')
  await anna.getByText('1 of 3 seats').waitFor()
  await button(anna, 'Invite').click()
  await submit(anna)
  await anna.getByText('Enter an e-mail address.').waitFor()
  await anna.getByLabel('E-mail').fill('gwen@guest.example')
  await anna.getByLabel('Name').fill('Gwen')
  await submit(anna)
  await anna.getByText('1 of 3 seats, 1 more is held by an invitation').waitFor()
  const invited = anna.getByRole('region', { name: 'Invited' })
  await invited.getByText('gwen@guest.example').first().waitFor()
  await invited.getByText('expires in 7 days').waitFor()
})

it('lets her in by the mailed link, with a name and a password of her own', async () => {
  const link = await mailedLink(gwen, /Damrak Bakery/)
  await open(gwen, link)
  await heading(gwen, 'Join Damrak Bakery').waitFor()
  await gwen.getByText('Anna de Vries invites gwen@guest.example as an editor.').waitFor()
  await gwen.getByLabel('Your full name').fill('Gwen Guest')
  await gwen.getByLabel('Password', { exact: true }).fill('short')
  await submit(gwen)
  await gwen.getByText('Use 12 characters or more').waitFor()
  await gwen.getByLabel('Password', { exact: true }).fill(password)
  await submit(gwen)
  await gwen.getByRole('link', { name: /Gwen Guest/ }).waitFor()
  expect(new URL(gwen.url()).pathname).toBe('/')
  // Used: whoever opens it again is told so.
  const { page, context } = await visit(browser)
  await open(page, link)
  await page.getByText('This invitation was accepted already.').waitFor()
  await context.close()
})

it('shows her the team without its buttons, and makes her an admin with them', async () => {
  await open(gwen, '/team')
  await gwen.getByText('Owners and admins invite people').waitFor()
  expect(await button(gwen, 'Invite').count()).toBe(0)
  await open(anna, '/team')
  await anna.getByLabel('Role of Gwen Guest').selectOption('Admin')
  await anna.getByText('Gwen Guest is Admin now.').waitFor()
  await gwen.reload()
  await button(gwen, 'Invite').waitFor()
})

it('closes her page when she is removed, while it is open', async () => {
  await open(gwen, '/live')
  await heading(gwen, 'Live').waitFor()
  await button(anna, 'More for Gwen Guest').click()
  await anna.getByRole('menuitem', { name: 'Remove' }).click()
  await anna.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await anna.getByText('Gwen Guest is no longer in the team.').waitFor()
  await heading(gwen, 'Sign in').waitFor({ timeout: 15_000 })
  await anna.getByText('1 of 3 seats').waitFor()
}, 30_000)

it('signs in by two steps once that is on, with a code or a recovery code', async () => {
  await open(anna, '/settings/security')
  await button(anna, 'Turn on').click()
  await anna.getByLabel('Your password', { exact: true }).fill(password)
  await button(anna, 'Continue').click()
  const dialog = anna.getByRole('dialog')
  const secret = /[A-Z2-7]{32}/.exec((await dialog.getByText(/^[A-Z2-7]{32}$/).textContent()) ?? '')
  const totp = new TOTP({ secret: Secret.fromBase32(secret?.[0] ?? '') })
  await anna.getByLabel('Code').fill(totp.generate())
  await dialog.getByRole('button', { name: 'Turn on' }).click()
  const recovery = (await dialog.getByRole('listitem').first().textContent()) ?? ''
  await button(anna, 'I have kept them').click()
  await anna.getByText('10 recovery codes are left.').waitFor()
  await button(anna, 'Sign out').last().click()
  await heading(anna, 'Sign in').waitFor()
  await anna.getByLabel('E-mail').fill('anna@bakery.example')
  await anna.getByLabel('Password', { exact: true }).fill(password)
  await submit(anna)
  await anna.getByLabel('Code').fill('000000')
  await submit(anna)
  await anna.getByText('This code is not right').waitFor()
  await anna.getByLabel('Code').fill(recovery)
  await submit(anna)
  await anna.getByRole('link', { name: /Anna de Vries/ }).waitFor()
}, 30_000)

it('goes back and forth between two organizations, each with its own', async () => {
  const { page, context } = await visit(browser)
  await open(page, '/sign-up')
  await page.getByLabel('Company name').fill('Gwen Freelance')
  await page.getByLabel('Your full name').fill('Gwen Twice')
  await page.getByLabel('Your e-mail').fill('gwen@twice.example')
  await page.getByLabel('Password', { exact: true }).fill(password)
  await submit(page)
  await page.getByRole('link', { name: /Gwen Twice/ }).waitFor()
  await open(anna, '/team')
  await button(anna, 'Invite').click()
  await anna.getByLabel('E-mail').fill('gwen@twice.example')
  await anna.getByLabel('Viewer').check()
  await submit(anna)
  await anna
    .getByRole('region', { name: 'Invited' })
    .getByText('gwen@twice.example')
    .first()
    .waitFor()
  await open(page, await mailedLink(page, /Damrak Bakery/))
  // Signed in as the person it is for: one click.
  await button(page, 'Accept and sign in').click()
  await page
    .getByRole('button', { name: /Damrak Bakery/ })
    .first()
    .click()
  await page.getByRole('menuitem', { name: /Gwen Freelance.*Owner/ }).click()
  await page.getByRole('button', { name: /Organization Gwen Freelance/ }).waitFor()
  await open(page, '/team')
  await page.getByText('1 of 3 seats').waitFor()
  await page.reload()
  await page.getByRole('button', { name: /Organization Gwen Freelance/ }).waitFor()
  await context.close()
}, 30_000)

it('hands the organization over, and is an admin from then on', async () => {
  await open(anna, '/team')
  await button(anna, 'More for Gwen Twice').click()
  await anna.getByRole('menuitem', { name: 'Hand over ownership' }).click()
  await anna.getByRole('dialog').getByRole('button', { name: 'Hand over' }).click()
  // An admin may not touch owners: the menu of the new one is gone.
  await expect.poll(() => button(anna, 'More for Gwen Twice').count()).toBe(0)
})

it('sets a forgotten password by the mailed link, which signs everybody out', async () => {
  const { page, context } = await visit(browser)
  await open(page, '/sign-in')
  await page.getByRole('link', { name: 'Forgot password?' }).click()
  await heading(page, 'Forgot your password?').waitFor()
  await page.getByLabel('E-mail').fill('gwen@guest.example')
  await submit(page)
  await heading(page, 'Look into your mail').waitFor()
  await open(page, await mailedLink(page, /new password/))
  await heading(page, 'Set a new password').waitFor()
  await page.getByLabel('New password', { exact: true }).fill(fresh)
  await submit(page)
  await heading(page, 'Your new password is set').waitFor()
  await context.close()
})
