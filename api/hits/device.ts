import Bowser from 'bowser'
import { LRUCache } from 'lru-cache'

/** The kinds of device a scan is counted under. */
export type DeviceType = 'phone' | 'tablet' | 'desktop' | 'tv' | 'other'

/** What a user agent says it runs on: names only, no versions; null where it does not say. */
export type Device = { deviceType: DeviceType; os: string | null; browser: string | null }

/**
 * Reads the device from a user agent. The answers come from closed lists, never from the text
 * itself, so a forged user agent cannot put words on a dashboard or invent endless browsers.
 *
 * @param userAgent the cleaned user agent, or null when the request had none
 */
export function deviceOf(userAgent: string | null): Device {
  return userAgent === null || userAgent === '' ? unknown : parsed(userAgent)
}

/**
 * A function that remembers the answers it was last asked for, at most `limit` of them: user agents repeat a great
 * deal and are slow to parse, and an attacker can send a new one with every request.
 */
export function remember<T extends object>(
  limit: number,
  ask: (text: string) => T,
): (text: string) => T {
  const answers = new LRUCache<string, T>({ max: limit, memoMethod: (text) => ask(text) })
  return (text) => answers.memo(text)
}

const unknown: Device = { deviceType: 'other', os: null, browser: null }

const parsed = remember(10_000, parse)

const types = new Map<string | undefined, DeviceType>([
  ['mobile', 'phone'],
  ['tablet', 'tablet'],
  ['desktop', 'desktop'],
  ['tv', 'tv'],
])

const browsers = new Set(Object.values(Bowser.BROWSER_MAP))
const systems = new Set(Object.values(Bowser.OS_MAP))

// The browser inside an app, which bowser reports as the Safari or Chrome it is built upon. The
// order matters: Messenger and Instagram also carry Facebook's FBAN, Threads calls itself Barcelona.
const apps: readonly (readonly [string, RegExp])[] = [
  ['Instagram', /\bInstagram /],
  ['Threads', /\bBarcelona /],
  ['Messenger', /\bFBAN\/Messenger|\bFB_IAB\/Orca|\bMessenger(?:Lite)?ForiOS/],
  ['Facebook', /\bFBA[NV]\/|\bFB_IAB\//],
  ['TikTok', /\bmusical_ly|\btrill_|\bBytedanceWebview|\bTikTok\b/],
  ['WeChat', /\bMicroMessenger\//],
  ['Snapchat', /Snapchat\/?\d/],
  ['LinkedIn', /\bLinkedInApp\b/],
  ['Pinterest', /\[Pinterest\/|\bPinterest for /],
  ['LINE', /\bLine\/\d/],
  ['KakaoTalk', /\bKAKAOTALK\b/],
  ['NAVER', /\bNAVER\(inapp/],
  ['X', /\bTwitter for |\bTwitterAndroid\b/],
  ['Reddit', /\bReddit\/|\bRedditApp\b/],
  ['Telegram', /\bTelegram-(?:Android|iOS)\//],
  ['Alipay', /\bAlipayClient\//],
  ['Google app', /\bGSA\//],
]

// What bowser calls nothing, or a tablet because it says Android without Mobile.
const corrections: readonly (readonly [DeviceType, RegExp])[] = [
  ['desktop', /\bCrOS\b/],
  ['tv', /\bAFT[A-Z0-9]+ Build\/|\bAndroid TV\b|\bBRAVIA\b|\bGoogleTV\b|\bSMART-TV\b|\bCrKey\b/],
]

function parse(userAgent: string): Device {
  const { platform, os, browser } = Bowser.parse(userAgent)
  const corrected = corrections.find(([, pattern]) => pattern.test(userAgent))?.[0]
  const app = apps.find(([, pattern]) => pattern.test(userAgent))?.[0]
  return {
    deviceType: corrected ?? types.get(platform.type) ?? 'other',
    os: known(systems, os.name),
    browser: app ?? known(browsers, browser.name),
  }
}

function known(names: ReadonlySet<string>, name: string | undefined): string | null {
  return name !== undefined && names.has(name) ? name : null
}
