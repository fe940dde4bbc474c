import { expect, test } from 'vitest'
import { describeActivity } from './words.ts'

const line = { id: '1', entityId: '2', memberName: 'Ada', createdAt: '2026-11-21T12:00:00Z' }

test.each([
  ['QR_CODE_ASSIGNED', 'qr_code', { campaign: 'Autumn' }, 'QR code Sticker, into Autumn'],
  [
    'QR_CODE_UPDATED',
    'qr_code',
    { changed: ['name', 'targetUrl', 'uploadId'], file: 'menu.pdf' },
    'QR code Sticker, name and target, now shows menu.pdf',
  ],
  [
    'CAMPAIGN_SHARED',
    'campaign',
    { channel: 'WHATSAPP', qrCodeId: 'x' },
    'campaign Sticker, WhatsApp',
  ],
  [
    'MEMBER_ROLE_CHANGED',
    'member',
    { from: 'VIEWER', to: 'EDITOR' },
    'member Sticker, from viewer to editor',
  ],
  ['PRINTED', 'poster', { copies: 12, changed: ['colour'] }, 'poster Sticker'],
])('a line of %s says to what it was done', (action, entityType, more, what) => {
  const metadata = { name: 'Sticker', ...more }
  expect(describeActivity({ ...line, action, entityType, metadata }).what).toBe(what)
})

test('a line without a thing of its own says only what was done', () => {
  const row = { ...line, action: 'SIGNED_IN', entityType: 'session', metadata: null }
  expect(describeActivity(row)).toEqual({ who: 'Ada', did: 'signed in', what: '' })
})
