import { table } from './words.ts'

/** A program that opens codes, and what api/hits reads from its user agent (bin/demo.test.ts holds the two together). */
export type Program = {
  weight: number
  device: string
  os: string | null
  browser: string | null
  userAgent: string
}

const iPhone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)'
const android =
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Mobile Safari/537.36'
const webView =
  'Mozilla/5.0 (Linux; Android 15; SM-S921B Build/AP3A.240905.015; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/137.0.7151.61 Mobile Safari/537.36'
const windows =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36'

/** What people hold: weight, device, system, browser, user agent. */
export const phones: readonly Program[] = programs(`
  330 | phone   | iOS     | Safari     | ${iPhone} Version/18.5 Mobile/15E148 Safari/604.1
  90  | phone   | iOS     | Safari     | Mozilla/5.0 (iPhone; CPU iPhone OS 17_6_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Mobile/15E148 Safari/604.1
  60  | phone   | iOS     | Chrome     | ${iPhone} CriOS/137.0.7151.79 Mobile/15E148 Safari/604.1
  12  | phone   | iOS     | Firefox    | ${iPhone} FxiOS/139.0 Mobile/15E148 Safari/605.1.15
  22  | phone   | iOS     | Instagram  | ${iPhone} Mobile/22F76 Instagram 384.0.0.26.92 (iPhone16,1; iOS 18_5; en_US; en; scale=3.00; 1179x2556; 742061934)
  10  | phone   | iOS     | Google app | ${iPhone} GSA/372.0.766891310 Mobile/15E148 Safari/604.1
  270 | phone   | Android | Chrome     | ${android}
  80  | phone   | Android | Samsung Internet for Android | Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36
  14  | phone   | Android | Firefox    | Mozilla/5.0 (Android 15; Mobile; rv:139.0) Gecko/139.0 Firefox/139.0
  10  | phone   | Android | Microsoft Edge | ${android} EdgA/137.0.0.0
  18  | phone   | Android | Instagram  | ${webView} Instagram 384.0.0.41.77 Android (35/15; 480dpi; 1080x2340; samsung; SM-S921B; e1s; exynos2400; en_GB; 742056121)
  12  | phone   | Android | Facebook   | ${webView} [FB_IAB/FB4A;FBAV/516.0.0.57.109;]
  8   | phone   | Android | WeChat     | ${webView} MicroMessenger/8.0.60.2860(0x28003C37) WeChat/arm64 Weixin NetType/WIFI Language/en
  20  | tablet  | iOS     | Safari     | Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Mobile/15E148 Safari/604.1
  8   | tablet  | Android | Chrome     | Mozilla/5.0 (Linux; Android 14; SM-X710) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36
`)

/** What opens a link that was shared: phones, and desks. */
export const readers: readonly Program[] = [
  ...phones,
  ...programs(`
  180 | desktop | Windows | Chrome     | ${windows}
  70  | desktop | Windows | Microsoft Edge | ${windows} Edg/137.0.0.0
  60  | desktop | macOS   | Safari     | Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15
  20  | desktop | Linux   | Firefox    | Mozilla/5.0 (X11; Linux x86_64; rv:139.0) Gecko/20100101 Firefox/139.0
`),
]

export const bots: readonly Program[] = programs(`
  8 | other   | Android | Googlebot | Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.7151.68 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)
  5 | other   | -       | -      | Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)
  4 | other   | -       | -      | python-requests/2.32.3
  4 | other   | -       | -      | curl/8.5.0
  3 | other   | -       | -      | Go-http-client/2.0
`)

/** Programs that look at a shared link to show what it leads to; first the service, as in the reason. */
export const previews: readonly (Program & { service: string })[] = table(`
  whatsapp | 9 | other   | -     | -      | WhatsApp/2.25.16.81 A
  imessage | 6 | other   | macOS | FacebookExternalHit | Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0
  facebook | 5 | other   | -     | FacebookExternalHit | facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)
  slack    | 3 | other   | -     | SlackBot | Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)
  telegram | 2 | other   | -     | -      | TelegramBot (like TwitterBot)
  linkedin | 1 | other   | -     | -      | LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)
`).map(([service = '', ...cells]) => ({ service, ...program(cells) }))

/** Where a shared link was found. */
export const referrers = [
  'l.instagram.com',
  'm.facebook.com',
  'www.google.com',
  'linktr.ee',
  't.co',
  'www.linkedin.com',
]

function programs(text: string): Program[] {
  return table(text).map(program)
}

function program([weight, device = 'other', os = '-', browser = '-', userAgent = '']: string[]) {
  const said = (word: string) => (word === '-' ? null : word)
  return { weight: Number(weight), device, os: said(os), browser: said(browser), userAgent }
}
