import { createIsbotFromList, list } from 'isbot'
import { remember } from './device.ts'

/**
 * The version of everything in this file and of the steps in scan.ts, stamped on each hit. Raise it
 * with any change that can move a hit to another class; re-classification looks for older ones.
 */
export const CLASSIFIER_VERSION = 1

/** What a user agent gives away: the service whose link previews it fetches, and whether it is a bot. */
export type Program = { preview: string | null; bot: boolean }

/**
 * Whether a user agent is a program's.
 *
 * `preview` is the service (`slack`, `whatsapp` …) that looked at a shared link to show what it
 * leads to: the link was shared, nobody followed it yet. `bot` is isbot's answer with its one trap
 * for QR codes taken out, and a few programs it does not know. Who forges a phone's user agent is a
 * phone here; the rate step is for those.
 */
export const programOf: (userAgent: string) => Program = remember(10_000, (userAgent) => ({
  preview: previews.find(([, pattern]) => pattern.test(userAgent))?.[0] ?? null,
  bot: otherPrograms.test(userAgent) || matchesIsbot(userAgent),
}))

/** Whether a referring host is a mail gateway that rewrites links and opens them to look for malware. */
export function isMailScanner(host: string): boolean {
  return mailScanners.some((pattern) => pattern.test(host))
}

// First match wins, and the ones that borrow Facebook's or Twitter's name stand before them. Signal
// calls itself WhatsApp on purpose. Apps that open pages for people (the browsers inside Pinterest,
// LinkedIn, Snapchat) have other user agents and must not match: bots.test.ts holds both kinds.
const previews: readonly (readonly [string, RegExp])[] = [
  ['imessage', /facebookexternalhit\/\S+ facebot twitterbot/i],
  ['line', /line-poker/i],
  ['kakaotalk', /kakaotalk-scrap/i],
  ['facebook', /facebookexternalhit|facebookcatalog|facebot|meta-externalfetcher/i],
  ['telegram', /telegrambot/i],
  ['twitter', /twitterbot/i],
  ['slack', /slackbot|slack-imgproxy/i],
  ['whatsapp', /^whatsapp\//i],
  ['discord', /discordbot/i],
  ['skype', /skypeuripreview/i],
  ['microsoft', /microsoftpreview|bingpreview/i],
  ['linkedin', /linkedinbot/i],
  ['pinterest', /pinterestbot|^pinterest\/0\./i],
  ['mastodon', /(?:^|\()mastodon\/\d/i],
  ['fediverse', /^(?:pleroma|akkoma|misskey|lemmy|friendica|gotosocial)\b|\bmisskey\/\d/i],
  ['bluesky', /bluesky cardyb/i],
  ['snapchat', /snap url preview/i],
  ['reddit', /redditbot/i],
  ['vk', /vkshare/i],
  ['google', /developers\.google\.com\/\+\/web\/snippet|google-pagerenderer/i],
  ['tumblr', /^tumblr\//i],
  ['flipboard', /flipboardproxy/i],
  ['embed', /embedly|iframely/i],
  ['mattermost', /mattermost-bot/i],
  ['other', /\b(?:link|url)[ -]?(?:preview|expander)/i],
]

// isbot takes "scan" and "bot" anywhere for a robot, and spared only the two names that complained
// (CamScanner, omrilotan/isbot#275, and CUBOT phones). On a phone "scan" is the very app a QR code is
// opened with, so there the word counts for nothing. QRbot and Scanbot read QR codes too.
const patches = new Map([
  ['(?<!cam)scan', '^(?!mozilla/5\\.0 \\((?:linux;[^)]*android|iphone|ipad|ipod)).*scan'],
  ['(?<! cu)bots?(?:\\b|_)', '(?<! cu| qr| scan)bots?(?:\\b|_)'],
])

/** The patterns of isbot we replace. One that isbot no longer has would be a patch without effect. */
export const patched: readonly string[] = [...patches.keys()]

const matchesIsbot = createIsbotFromList(list.map((pattern) => patches.get(pattern) ?? pattern))

// Programs isbot 5.2 lets pass.
const otherPrograms = /barracuda|proofpoint|mimecast|ciscosecureemail|^dart\//i

const mailScanners: readonly RegExp[] = [
  /(?:^|\.)safelinks\.protection\.(?:outlook\.com|office365\.us)$/,
  /(?:^|\.)urldefense(?:\.proofpoint)?\.com$/,
  /(?:^|\.)urldefense\.us$/,
  /(?:^|\.)linkprotect\.cudasvc\.com$/,
  /^protect-[a-z]{2,3}\.mimecast\.com$/,
  /(?:^|\.)mimecastprotect\.com$/,
  /(?:^|\.)secure-web\.cisco\.com$/,
  /(?:^|\.)clicktime\.symantec\.com$/,
  /(?:^|\.)clicktime\.cloud\.postoffice\.net$/,
  /(?:^|\.)scanmail\.trustwave\.com$/,
  /(?:^|[.-])ctp\.trendmicro\.com$/,
  /(?:^|\.)protection\.sophos\.com$/,
  /(?:^|\.)protect2?\.fireeye\.com$/,
  /(?:^|\.)antiphishing\.vadesecure\.com$/,
  /(?:^|\.)url\.emailprotection\.link$/,
  /(?:^|\.)atpscan\.global\.hornetsecurity\.com$/,
  /(?:^|\.)linklock\.titanhq\.com$/,
  /(?:^|\.)link\.edgepilot\.com$/,
  /(?:^|\.)urlsand\.esvalabs\.com$/,
  /(?:^|\.)avanan\.click$/,
]
