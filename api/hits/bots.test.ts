import { list } from 'isbot'
import { describe, expect, it } from 'vitest'
import { isMailScanner, patched, programOf } from './bots.ts'

// In these lists $A stands for a phone's Android WebView, $B for Android Chrome, $I for an iPhone's
// WebKit without and $S with Safari's name: what comes before the app's own words.
const words: Record<string, string> = {
  $A: 'Mozilla/5.0 (Linux; Android 14; SM-S918B Build/UP1A.231005.007; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/124.0.6367.123 Mobile Safari/537.36',
  $B: 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36',
  $I: 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
  $S: 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
}

function corpus(lines: string): string[] {
  const entries = lines
    .trim()
    .split('\n')
    .map((line) => line.trim())
  return entries.map((line) => line.replace(/^\$[A-Z]/, (word) => words[word] ?? word))
}

const browsers = corpus(`
  $S
  $B
  $A
  $I
  Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Mobile/15E148 Safari/604.1
  Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/130.0.6723.90 Mobile/15E148 Safari/604.1
  Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/127.0 Mobile/15E148 Safari/605.1.15
  Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 EdgiOS/124.0.2478.71 Mobile/15E148 Safari/604.1
  Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36
  Mozilla/5.0 (Linux; Android 14; SM-X700) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Safari/537.36
  Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0
  $B EdgA/124.0.2478.64
  $B OPR/82.0.4342.79018
  Mozilla/5.0 (Linux; Android 13; HarmonyOS; ANA-AN00) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/99.0.4844.88 HuaweiBrowser/13.0.5.303 Mobile Safari/537.36
  Mozilla/5.0 (Linux; U; Android 13; zh-cn; M2012K11AC Build/TKQ1.221114.001) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/112.0.5615.136 Mobile Safari/537.36 XiaoMi/MiuiBrowser/17.8.30
  Mozilla/5.0 (Linux; U; Android 12; en-US; RMX3085 Build/SP1A.210812.016) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/100.0.4896.58 UCBrowser/13.4.2.1307 Mobile Safari/537.36
  Mozilla/5.0 (Linux; Android 6.0; CUBOT DINOSAUR Build/MRA58K; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/44.0.2403.119 Mobile Safari/537.36
  Mozilla/5.0 (Linux; Android 8.0.0; CUBOT_P20) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/70.0.3538.110 Mobile Safari/537.36
  Mozilla/5.0 (Linux; Android 9; AFTMM Build/PS7233) AppleWebKit/537.36 (KHTML, like Gecko) Silk/98.5.2 like Chrome/98.0 Safari/537.36
  Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15
  Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0
  Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36
  Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0
`)

const scanners = corpus(`
  $A QRScanner/2.1
  $I BarcodeScanner/5.0
  $I QRScan/3.2.1
  $A QR-Scanner/1.9
  $A QR & Barcode Scanner/3.0.4
  $A QRCodeScanner/7.1.2
  $I QR Code Reader/4.0
  $A QRReader/1.4.0
  $I Scanbot/9.3
  $A CamScanner/6.45.0.2311060000
  $A ScanLife/6.0
  Mozilla/5.0 (Linux; arm_64; Android 11; Redmi Note 9S) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/104.0.5112.124 Mobile Safari/537.36 QRScan/1.0
  $I Scan.app/2.0
  $A ScanQR
  $A QuickScan/1.0
  $I Scandit/6.18
  $A Barcode Scanner
  $I QRbot/3.1.6
  $A QRbot/4.0
  $A com.teacapps.barcodescanner/2.8.4
  $I Kaspersky QR Scanner/1.5
  $A TrendMicro QR Scanner/1.6
  $S QR Scanner
  $I i-nigma/4.0
  $A NeoReader/5.02
  $A Lens/1.0
  Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 QRScanner/2.1
`)

const apps = corpus(`
  $I Instagram 330.0.3.29.91 (iPhone15,2; iOS 17_4; en_US; en; scale=3.00; 1179x2556; 594123113)
  $A Instagram 333.0.0.42.91 Android (31/12; 280dpi; 720x1462; motorola; moto g(50) 5G; saipan; mt6833; pt_BR; 604247853)
  $A Instagram 308.0.0.36.109 Android (33/13; 320dpi; 720x1460; Xiaomi/Redmi; 23028RN4DI; cloud; mt6765; en_IN; 534961943)
  $I [FBAN/FBIOS;FBAV/465.0.0.41.103;FBBV/602060281;FBDV/iPhone14,5;FBMD/iPhone;FBSN/iOS;FBSV/17.4.1;FBSS/3;FBID/phone;FBLC/en_US;FBOP/5;FBRV/604115432;IABMV/1]
  $A [FB_IAB/FB4A;FBAV/464.0.0.54.89;IABMV/1;]
  $I [FBAN/MessengerLiteForiOS;FBAV/457.0.0.31.102;FBBV/597325013;FBDV/iPhone12,1;FBMD/iPhone;FBSN/iOS;FBSV/17.4.1;FBSS/2;FBCR/;FBID/phone;FBLC/en_GB;FBOP/0]
  $A [FB_IAB/Orca-Android;FBAV/454.0.0.57.109;]
  [FBAN/FB4A;FBAV/567.1.0.52.74;FBBV/1003893689;FBDM/{density=3.0,width=1080,height=2340};FBLC/nl_NL;FBRV/1012267334;FBCR/NL KPN;FBMF/samsung;FBBD/samsung;FBPN/com.facebook.katana;FBDV/SM-S921B;FBSV/16;FBOP/1;FBCA/arm64-v8a:;]
  $I Barcelona 330.0.3.29.91 (iPhone15,2; iOS 17_4; en_US; en; scale=3.00; 1179x2556; 594123113)
  $A musical_ly_2023405030 JsSdk/1.0 NetType/WIFI Channel/googleplay AppName/musical_ly app_version/34.5.3 ByteLocale/en ByteFullLocale/en Region/GB Spark/1.5.3.3-bugfix AppVersion/34.5.3 BytedanceWebview/d8a21c6
  $I musical_ly_34.5.0 JsSdk/2.0 NetType/WIFI Channel/App Store ByteLocale/en Region/US RevealType/Dialog isDarkMode/1 WKWebView/1 BytedanceWebview/d8a21c6 FalconTag/
  $A trill_2021806060 JsSdk/1.0 NetType/WIFI Channel/googleplay AppName/musical_ly app_version/18.6.6 ByteLocale/fr ByteFullLocale/fr Region/FR
  $I MicroMessenger/8.0.49(0x1800312f) NetType/WIFI Language/zh_CN
  $A XWEB/1160083 MMWEBSDK/20240404 MMWEBID/5435 MicroMessenger/8.0.49.2600(0x2800313D) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64
  $A Snapchat/12.87.0.44 (RMX2001; Android 11#1647528410731#30; gzip; )
  $I Snapchat/12.86.0.38 (like Safari/8617.2.4.10.8, panda)
  $I [LinkedInApp]/9.29.7829
  $A [LinkedInApp]
  $I [Pinterest/iOS]
  $A [Pinterest/Android]
  $S Line/14.8.0
  $A Line/14.6.0/IAB
  $I KAKAOTALK 10.7.5
  $S NAVER(inapp; search; 2000; 12.3.6; 14PRO)
  $I Twitter for iPhone/10.42
  $A TwitterAndroid
  Mozilla/5.0 (iPhone; CPU iPhone OS 17_4_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) GSA/316.0.627213472 Mobile/15E148 Safari/604.1
  $A GSA/15.18.33.28.arm64
  $I GoogleWv/1.0 (WKWebView) GeminiiOS/1.2026.2270600
  $A Reddit/Version 2024.17.0/Build 1600000/Android 14
  $A Telegram-Android/10.12.0 (Samsung SM-S918B; Android 14; SDK 34; HIGH)
  $A Viber/22.5.0.0
  $A AlipayClient/10.5.88.8000 Language/en
  $A baiduboxapp/13.59.0.10 (Baidu; P1 14)
  $A BingSapphire/28.2.410404301
  $S DuckDuckGo/7
  $A SpotifyWebView
  $A Teams/1.0
  Viber/22.5.0.0 CFNetwork/1494.0.7 Darwin/23.4.0
  ExampleApp/1 iPhone5,2 iOS/10_1 CFNetwork/808.3 Darwin/16.3.0
`)

const previews: Record<string, string[]> = {
  imessage: corpus(`
    Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0`),
  facebook: corpus(`
    facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)
    facebookexternalhit/1.1
    meta-externalfetcher/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)`),
  twitter: ['Twitterbot/1.0'],
  slack: corpus(`
    Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)
    Slackbot 1.0 (+https://api.slack.com/robots)
    Slack-ImgProxy (+https://api.slack.com/robots)`),
  whatsapp: ['WhatsApp/2.23.20.0 A', 'WhatsApp/2.18.61 i', 'WhatsApp/2'],
  telegram: ['TelegramBot (like TwitterBot)'],
  discord: ['Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)'],
  skype: ['Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5'],
  microsoft: corpus(`
    Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/534+ (KHTML, like Gecko) BingPreview/1.0b
    Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; MicrosoftPreview/2.0; +https://aka.ms/MicrosoftPreview) Chrome/100.0.4896.127 Safari/537.36`),
  linkedin: corpus(`
    LinkedInBot/1.0 (compatible; Mozilla/5.0; Jakarta Commons-HttpClient/3.1 +http://www.linkedin.com)`),
  pinterest: [
    'Pinterest/0.2 (+https://www.pinterest.com/bot.html)',
    '$B (compatible; Pinterestbot/1.0)',
  ],
  mastodon: corpus(`
    http.rb/5.1.1 (Mastodon/4.2.1; +https://mastodon.social/)
    Mastodon/4.3.0 (http.rb/5.2.0; +https://mastodon.social/)`),
  fediverse: [
    'Akkoma 3.10.4; https://fedi.example <admin@fedi.example>',
    'Misskey/2024.5.0 (https://misskey.io)',
  ],
  bluesky: ['Mozilla/5.0 (compatible; Bluesky Cardyb/1.1; +mailto:support@bsky.app)'],
  line: ['facebookexternalhit/1.1;line-poker/1.0'],
  kakaotalk: [
    'facebookexternalhit/1.1; kakaotalk-scrap/1.0; +https://devtalk.kakao.com/t/scrap/33984',
  ],
  snapchat: [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Snap URL Preview Service; bot; snapchat',
  ],
  reddit: ['Mozilla/5.0 (compatible; redditbot/1.0; +http://www.reddit.com/feedback)'],
  vk: ['Mozilla/5.0 (compatible; vkShare; +http://vk.com/dev/Share)'],
  google: corpus(`
    Mozilla/5.0 (Windows NT 6.1; rv:6.0) Gecko/20110814 Firefox/6.0 Google (+https://developers.google.com/+/web/snippet/)`),
  tumblr: ['Tumblr/14.0.835.186'],
  flipboard: ['Mozilla/5.0 (compatible; FlipboardProxy/1.2; +http://flipboard.com/browserproxy)'],
  embed: [
    'Mozilla/5.0 (compatible; Embedly/0.2; +http://support.embed.ly/)',
    'Iframely/1.3.1 (+https://iframely.com/docs/about)',
  ],
  mattermost: ['Mattermost-Bot/1.1'],
  other: ['Quora Link Preview/1.0 (http://www.quora.com)', 'Nextcloud-Server URL Preview'],
}

const bots = corpus(`
  Googlebot/2.1 (+http://www.google.com/bot.html)
  Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)
  Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.6422.175 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)
  Mozilla/5.0 (iPhone; CPU iPhone OS 6_0 like Mac OS X) AppleWebKit/536.26 (KHTML, like Gecko) Version/6.0 Mobile/10A5376e Safari/8536.25 (compatible; SMTBot/1.0; +http://www.similartech.com/smtbot)
  Googlebot-Image/1.0
  AdsBot-Google (+http://www.google.com/adsbot.html)
  Mediapartners-Google
  Mozilla/5.0 (compatible; Google-InspectionTool/1.0;)
  Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)
  Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)
  Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)
  DuckDuckBot/1.1; (+http://duckduckgo.com/duckduckbot.html)
  Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.1.1 Safari/605.1.15 (Applebot/0.1; +http://www.apple.com/go/applebot)
  Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)
  Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)
  Mozilla/5.0 (compatible; MJ12bot/v1.4.8; http://mj12bot.com/)
  Mozilla/5.0 (compatible; DotBot/1.2; +https://opensiteexplorer.org/dotbot; help@moz.com)
  Mozilla/5.0 (compatible; PetalBot;+https://webmaster.petalsearch.com/site/petalbot)
  Mozilla/5.0 (Linux; Android 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Mobile Safari/537.36 (compatible; Bytespider; spider-feedback@bytedance.com)
  Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)
  Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; ChatGPT-User/1.0; +https://openai.com/bot
  Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; ClaudeBot/1.0; +claudebot@anthropic.com)
  Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; PerplexityBot/1.0; +https://perplexity.ai/perplexitybot)
  CCBot/2.0 (https://commoncrawl.org/faq/)
  Mozilla/5.0 (compatible; archive.org_bot +http://archive.org/details/archive.org_bot)
  Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/125.0.0.0 Safari/537.36
  Mozilla/5.0 (Unknown; Linux x86_64) AppleWebKit/538.1 (KHTML, like Gecko) PhantomJS/2.1.1 Safari/538.1
  Mozilla/5.0 (Linux; Android 11; moto g power (2022)) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.0.0 Mobile Safari/537.36 Chrome-Lighthouse
  Mozilla/5.0 (compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)
  Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)
  Mozilla/5.0 (compatible; StatusCake)
  DatadogSynthetics
  Mozilla/5.0 (compatible; CensysInspect/1.1; +https://about.censys.io/)
  Mozilla/5.0 zgrab/0.x
  Expanse, a Palo Alto Networks company, searches across the global IPv4 space
  masscan/1.3 (https://github.com/robertdavidgraham/masscan)
  Mozilla/5.0 (compatible; Nmap Scripting Engine; https://nmap.org/book/nse.html)
  Mozilla/5.0 (Windows NT 10.0) urlscan.io
  curl/8.5.0
  Wget/1.21.4
  python-requests/2.32.3
  Python-urllib/3.11
  Python/3.11 aiohttp/3.9.5
  python-httpx/0.27.0
  Scrapy/2.11.2 (+https://scrapy.org)
  Go-http-client/2.0
  okhttp/4.12.0
  axios/1.7.2
  node-fetch/1.0 (+https://github.com/bitinn/node-fetch)
  node
  undici
  got (https://github.com/sindresorhus/got)
  Java/17.0.11
  Apache-HttpClient/4.5.14 (Java/17.0.11)
  Ruby
  GuzzleHttp/7
  PHP/8.2
  libwww-perl/6.77
  PostmanRuntime/7.39.0
  insomnia/9.2.0
  Dart/3.4 (dart:io)
  Mozilla/5.0
  Mozilla/5.0 (compatible)
  Mozilla/5.0 (compatible; Barracuda Link Protect)
  Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Proofpoint URL Defense
  W3C_Validator/1.3 http://validator.w3.org/services
  Feedly/1.0 (+http://www.feedly.com/fetcher.html; like FeedFetcher-Google)
  Mozilla/5.0 (compatible; Yahoo! Slurp; http://help.yahoo.com/help/us/ysearch/slurp)
  Mozilla/5.0 (compatible; SeznamBot/4.0; +http://napoveda.seznam.cz/seznambot-intro/)
  BarcodeScanner/1.0 (batch)
`)

const people = [...browsers, ...scanners, ...apps]

describe('programs', () => {
  it('the corpus is large enough to mean something', () => {
    expect(scanners.length + apps.length).toBeGreaterThanOrEqual(60)
    expect(people.length).toBeGreaterThanOrEqual(80)
    expect(bots.length + Object.values(previews).flat().length).toBeGreaterThanOrEqual(95)
    expect(new Set([...people, ...bots]).size).toBe(people.length + bots.length)
  })

  it('no phone browser, QR scanner or in-app browser is taken for a program', () => {
    const mistaken = people.filter((agent) => programOf(agent).bot || programOf(agent).preview)
    expect(mistaken).toEqual([])
  })

  it.each(Object.entries(previews))('the link previews of %s are known by name', (name, agents) => {
    for (const agent of agents) expect([agent, programOf(agent).preview]).toEqual([agent, name])
  })

  it('every crawler, monitor, library and security scanner is a bot', () => {
    const missed = bots.filter((agent) => !programOf(agent).bot)
    expect(missed).toEqual([])
  })

  it('isbot still has the patterns that are patched', () => {
    expect(list).toEqual(expect.arrayContaining([...patched]))
  })

  it('no crawler passes for a link preview', () => {
    expect(bots.filter((agent) => programOf(agent).preview !== null)).toEqual([])
  })
})

describe('mail gateways', () => {
  it.each([
    'eur02.safelinks.protection.outlook.com',
    'safelinks.protection.outlook.com',
    'usg01.safelinks.protection.office365.us',
    'urldefense.proofpoint.com',
    'urldefense.com',
    'linkprotect.cudasvc.com',
    'protect-us.mimecast.com',
    'url.us.m.mimecastprotect.com',
    'secure-web.cisco.com',
    'clicktime.symantec.com',
    'imsva91-ctp.trendmicro.com',
    'us-west-2.protection.sophos.com',
    'protect2.fireeye.com',
  ])('%s opens links to look for malware', (host) => {
    expect(isMailScanner(host)).toBe(true)
  })

  it.each([
    'outlook.live.com',
    'mail.google.com',
    'www.mimecast.com',
    'noturldefense.com',
    'cisco.com',
  ])('%s brings people', (host) => {
    expect(isMailScanner(host)).toBe(false)
  })
})
