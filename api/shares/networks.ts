export const shareChannels = [
  'FACEBOOK',
  'X',
  'LINKEDIN',
  'WHATSAPP',
  'EMAIL',
  'COPY_LINK',
] as const
export type ShareChannel = (typeof shareChannels)[number]

/** What is said and where it leads. */
export type Post = { text: string; link: string }

const written: Record<
  Exclude<ShareChannel, 'COPY_LINK'>,
  (text: string, link: string) => string
> = {
  FACEBOOK: (_text, link) => `https://www.facebook.com/sharer/sharer.php?u=${link}`,
  X: (text, link) => `https://x.com/intent/post?text=${text}&url=${link}`,
  LINKEDIN: (_text, link) => `https://www.linkedin.com/sharing/share-offsite/?url=${link}`,
  WHATSAPP: (text, link) => `https://wa.me/?text=${text}%20${link}`,
  EMAIL: (text, link) => `mailto:?subject=${text}&body=${text}%0D%0A%0D%0A${link}`,
}

/** The address that opens the network's own form with the post filled in; nothing is posted by opening it. */
export function addressOf(channel: ShareChannel, { text, link }: Post): string {
  if (channel === 'COPY_LINK') return link
  return written[channel](encodeURIComponent(text.toWellFormed()), encodeURIComponent(link))
}
