import { describe, expect, it, vi } from 'vitest'
import { deviceOf, remember } from './device.ts'

const iPhone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)'
const android =
  'Mozilla/5.0 (Linux; Android 14; SM-S918B Build/UP1A.231005.007; wv) AppleWebKit/537.36'
const webView = `${android} (KHTML, like Gecko) Version/4.0 Chrome/124.0.6367.123 Mobile Safari/537.36`

describe('devices', () => {
  it.each([
    ['phone', 'iOS', 'Safari', `${iPhone} Version/17.5 Mobile/15E148 Safari/604.1`],
    ['phone', 'iOS', 'Chrome', `${iPhone} CriOS/130.0.6723.90 Mobile/15E148 Safari/604.1`],
    [
      'phone',
      'Android',
      'Chrome',
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36',
    ],
    [
      'phone',
      'Android',
      'Samsung Internet for Android',
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36',
    ],
    [
      'tablet',
      'iOS',
      'Safari',
      'Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Mobile/15E148 Safari/604.1',
    ],
    [
      'tablet',
      'Android',
      'Chrome',
      'Mozilla/5.0 (Linux; Android 14; SM-X700) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/121.0.0.0 Safari/537.36',
    ],
    [
      'desktop',
      'Windows',
      'Microsoft Edge',
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0',
    ],
    [
      'desktop',
      'macOS',
      'Safari',
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15',
    ],
    [
      'desktop',
      'Linux',
      'Firefox',
      'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0',
    ],
    [
      'desktop',
      'Chrome OS',
      'Chrome',
      'Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36',
    ],
    [
      'tv',
      'Android',
      'Amazon Silk',
      'Mozilla/5.0 (Linux; Android 9; AFTMM Build/PS7233) AppleWebKit/537.36 (KHTML, like Gecko) Silk/98.5.2 like Chrome/98.0 Safari/537.36',
    ],
  ])('%s, %s, %s', (deviceType, os, browser, userAgent) => {
    expect(deviceOf(userAgent)).toEqual({ deviceType, os, browser })
  })

  it.each([
    ['Instagram', `${iPhone} Mobile/21E219 Instagram 330.0.3.29.91 (iPhone15,2; iOS 17_4; en_US)`],
    ['Threads', `${iPhone} Mobile/21E219 Barcelona 330.0.3.29.91 (iPhone15,2; iOS 17_4; en_US)`],
    ['Facebook', `${iPhone} Mobile/15E148 [FBAN/FBIOS;FBAV/465.0.0.41.103;FBDV/iPhone14,5]`],
    ['Facebook', `${webView} [FB_IAB/FB4A;FBAV/464.0.0.54.89;IABMV/1;]`],
    ['Messenger', `${webView} [FB_IAB/Orca-Android;FBAV/454.0.0.57.109;]`],
    ['Messenger', `${iPhone} Mobile/15E148 [FBAN/MessengerLiteForiOS;FBAV/457.0.0.31.102]`],
    ['TikTok', `${webView} musical_ly_2023405030 JsSdk/1.0 BytedanceWebview/d8a21c6`],
    ['WeChat', `${webView} MicroMessenger/8.0.49.2600(0x2800313D) WeChat/arm64 Weixin`],
    ['Snapchat', `${iPhone} Mobile/15E148 Snapchat/12.86.0.38 (like Safari/8617.2.4.10.8, panda)`],
    ['LinkedIn', `${iPhone} Mobile/15E148 [LinkedInApp]/9.29.7829`],
    ['Pinterest', `${webView} [Pinterest/Android]`],
    ['LINE', `${iPhone} Version/17.5 Mobile/15E148 Safari/604.1 Line/14.8.0`],
    ['X', `${iPhone} Mobile/15E148 Twitter for iPhone/10.42`],
    ['Google app', `${iPhone} GSA/316.0.627213472 Mobile/15E148 Safari/604.1`],
  ])('the browser inside %s is named after the app, on a phone', (browser, userAgent) => {
    expect(deviceOf(userAgent)).toMatchObject({ browser, deviceType: 'phone' })
  })

  it('nothing of an unknown or forged user agent reaches the columns', () => {
    const nothing = { deviceType: 'other', os: null, browser: null }
    expect(deviceOf(null)).toEqual(nothing)
    expect(deviceOf('')).toEqual(nothing)
    expect(deviceOf('curl/8.5.0')).toEqual(nothing)
    expect(deviceOf('<script>alert(1)</script>/1.0')).toEqual(nothing)
    expect(deviceOf('BuyNow/1 CFNetwork/808.3 Darwin/16.3.0').browser).toBeNull()
  })
})

describe('remembered answers', () => {
  it('are asked for once and given up oldest first', () => {
    const ask = vi.fn((text: string) => ({ text }))
    const answer = remember(2, ask)
    for (const text of ['a', 'b', 'a', 'c', 'b', 'a']) expect(answer(text)).toEqual({ text })
    expect(ask.mock.calls.flat()).toEqual(['a', 'b', 'c', 'b', 'a'])
  })
})
