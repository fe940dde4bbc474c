import type { ScanOutcome } from '../../db/types.ts'

const gone: Record<Exclude<ScanOutcome, 'REDIRECTED'>, { title: string; text: string }> = {
  PAUSED: {
    title: 'This code is paused',
    text: 'Its owner has switched it off for now. Try again later.',
  },
  EXPIRED: {
    title: 'This code has expired',
    text: 'It worked until a date its owner chose, which has passed.',
  },
  DELETED: { title: 'This code is no longer in use', text: 'Its owner has removed it.' },
  TAKEN_DOWN: {
    title: 'This code was taken down',
    text: 'It led to a page that is not safe to open.',
  },
}

/** What a person sees who scans a code that does not redirect. */
export function gonePage(outcome: Exclude<ScanOutcome, 'REDIRECTED'>): {
  title: string
  html: string
} {
  const { title, text } = gone[outcome]
  return { title, html: page(title, text) }
}

export function unknownPage(): string {
  return page(
    'No code has this address',
    'If you typed it, check each letter. If you scanned it, the print may be damaged.',
  )
}

/** For the address of a file whose code leads elsewhere by now. */
export function movedPage(): string {
  return page('This code leads elsewhere now', 'Scan it again to see what it shows today.')
}

function page(title: string, text: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${title}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:28rem;margin:20vh auto 0;padding:0 1.5rem}h1{font-size:1.375rem;margin:0 0 .5rem}</style>
</head><body><main><h1>${title}</h1><p>${text}</p></main></body></html>
`
}
