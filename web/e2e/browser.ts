import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import chromium, { inflate } from '@sparticuz/chromium'
import {
  type Browser,
  type BrowserContext,
  type Page,
  chromium as playwright,
} from 'playwright-core'

/** A real Chromium, unpacked from its npm package once a version and user, and started headless. */
export async function openBrowser(): Promise<Browser> {
  const { executablePath, libraries } = await unpack()
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--disable-background-networking',
    '--font-render-hinting=none',
  ]
  try {
    return await playwright.launch({ executablePath, args })
  } catch {
    // A bare machine lacks what a browser needs of the system (nss and the like); the package brings that too.
    return await playwright.launch({
      executablePath,
      args,
      env: { ...process.env, LD_LIBRARY_PATH: libraries },
    })
  }
}

/**
 * The package unpacks into the temporary folder and takes whatever it finds there, so it is given one of its own, which gets
 * its name when it is complete: two test files may come here at once.
 */
async function unpack(): Promise<{ executablePath: string; libraries: string }> {
  const require = createRequire(import.meta.url)
  const bin = join(require.resolve('@sparticuz/chromium'), '../../bin')
  const { version } = require(join(bin, '../package.json')) as { version: string }
  const folder = join(tmpdir(), `oi-chromium-${version}-${userInfo().uid}`)
  if (!existsSync(folder)) await unpackInto(folder, bin)
  return { executablePath: join(folder, 'chromium'), libraries: join(folder, 'al2023/lib') }
}

async function unpackInto(folder: string, bin: string): Promise<void> {
  const draft = mkdtempSync(`${folder}-`)
  const before = process.env.TMPDIR
  process.env.TMPDIR = draft
  try {
    await inflate(join(bin, 'al2023.tar.br'))
    await chromium.executablePath(bin)
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  }
  try {
    renameSync(draft, folder)
  } catch {
    rmSync(draft, { recursive: true, force: true })
  }
}

export const widths = { wide: 1440, middle: 1024, phone: 375 } as const

/** A visitor with a clean profile. */
export async function visit(
  browser: Browser,
  options: { width?: number; scheme?: 'light' | 'dark' } = {},
): Promise<{ page: Page; context: BrowserContext }> {
  const width = options.width ?? widths.wide
  const context = await browser.newContext({
    viewport: { width, height: width < 500 ? 812 : 900 },
    colorScheme: options.scheme ?? 'light',
    reducedMotion: 'reduce',
    timezoneId: 'Europe/Amsterdam',
    acceptDownloads: true,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  return { page, context }
}
