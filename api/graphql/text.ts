import { z } from 'zod'

// What people write. Characters that nobody sees make two names look the same, turn the words after them around, or pass for
// a name alone; they are taken out. Joiners stay where they join something: emoji and several scripts are written with them.

/** Controls, direction marks and overrides, soft hyphens, zero-width spaces, tags and the like. */
const unseen = /[[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115F\u1160\u2800\u3164\uFFA0]--[\u200C\u200D]]/gv
/** A joiner between two characters that are seen, or a mark of an emoji. */
const strayJoiner = /(?<![\p{L}\p{M}\p{S}])[\u200C\u200D]+|[\u200C\u200D]+(?![\p{L}\p{M}\p{S}])/gu
/** At least one of these makes a text something to read. */
const seen = /[\p{L}\p{N}\p{P}\p{S}]/u

/** One line as it is read: without invisible characters, with single spaces, composed, and nothing at its ends. */
export function tidy(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\t\n\r\v\f\u2028\u2029]+/g, ' ')
    .replace(unseen, '')
    .replace(strayJoiner, '')
    .replace(/\p{Zs}+/gu, ' ')
    .trim()
}

/** The same for text of several lines. */
function tidyLines(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map(tidy)
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

/** A NUL is nobody's typing, and no database text. */
const isStorable = (text: string) => !text.includes('\0')
const cannotBeStored = 'A text has a character that cannot be stored.'
const tooLong = (most: number) => `Use at most ${most.toLocaleString('en')} characters.`

/** A name of something: one line that a person can see. `empty` is what to say when nothing is left. */
export function nameShape(empty: string, most = 200) {
  return z
    .string(empty)
    .refine(isStorable, cannotBeStored)
    .transform(tidy)
    .refine((text) => seen.test(text), empty)
    .refine((text) => text.length <= most, tooLong(most))
}

/** One line that may be missing; what is empty is null, and what is absent stays undefined. */
export function lineShape(most: number) {
  return z
    .string()
    .refine(isStorable, cannotBeStored)
    .transform(tidy)
    .refine((text) => text.length <= most, tooLong(most))
    .nullish()
    .transform((text) => (text === undefined ? undefined : text || null))
}

/** Several lines that may be missing; what is empty is null, and what is absent stays undefined. */
export function linesShape(most: number) {
  return z
    .string()
    .refine(isStorable, cannotBeStored)
    .transform(tidyLines)
    .refine((text) => text.length <= most, tooLong(most))
    .nullish()
    .transform((text) => (text === undefined ? undefined : text || null))
}

/** An e-mail address, in the form it is stored and compared in. */
export const emailShape = z
  .string('Enter an e-mail address like name@example.com.')
  .trim()
  .toLowerCase()
  .max(320, 'Use at most 320 characters.')
  .pipe(z.email('Enter an e-mail address like name@example.com.'))
