import fc from 'fast-check'

/** What begins, ends or stands inside a cell that some program takes for more than text. */
const shards = [
  ...['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', "'", '"', '""', ',', ';', '|'],
  ...['=1+1', '=HYPERLINK("http://evil.example","x")', "=cmd|' /C calc'!A0", '@SUM(A1:A9)', '-2+3'],
  ...[
    '=DDE("cmd";"/C calc";"x")',
    '=IMPORTXML("http://evil.example","//a")',
    '+1',
    '-',
    '1e5',
    '007',
  ],
  ...[
    '<',
    '&',
    '>',
    '&amp;',
    ']]>',
    '<!--',
    '_x0041_',
    '_x005F_',
    '_x0000_',
    '__x0041_',
    '\\',
    '\\n',
  ],
  ...[
    '\\.',
    '\\N',
    'NULL',
    '{}',
    '[1]',
    '%00',
    'e\u0301',
    'é',
    '\u1e69',
    's\u0323\u0307',
    'ﬁ',
    'Å',
    'Å',
  ],
  ...[
    '\u0001',
    '\u0008',
    '\u000b',
    '\u000c',
    '\u001b',
    '\u001f',
    '\u007f',
    '\u0085',
    '\u2028',
    '\u2029',
  ],
  ...[
    '\ufeff',
    '\u200b',
    '\u200d',
    '\u200e',
    '\u200f',
    '\u202a',
    '\u202e',
    '\u202c',
    '\u2066',
    '\u2069',
  ],
  ...[
    '\ufffe',
    '\uffff',
    '\ufffd',
    '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}',
    '🇳🇱',
    '❤\ufe0f',
    '🏽',
    '1️⃣',
  ],
  ...[
    'שלום',
    'مرحبا',
    '(עולם)',
    'بالعالم ١٢',
    '東京',
    '北京',
    '안녕',
    'สวัสดี',
    'नमस्ते',
    'বাংলা',
    'தமிழ்',
    'Ω',
    'Ж',
  ],
  ...['𝔘', '𐍈', '\u{10ffff}', 'ſ', 'İ', 'ǆ', ' ', '\u00a0', 'x'.repeat(300)],
]

/**
 * 2,000 texts that cells may hold, the same ones every time: each shard at the beginning, in the middle and at the end, and what
 * chance makes of them. Without NUL and lone surrogates, which no text in the database can have.
 */
export function cellTexts(): string[] {
  const placed = shards.flatMap((shard) => [
    shard,
    `${shard}x`,
    `x${shard}`,
    `x${shard}y`,
    `${shard}${shard}`,
  ])
  const any = fc.oneof(
    fc
      .array(fc.constantFrom(...shards), { minLength: 1, maxLength: 6 })
      .map((parts) => parts.join('')),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({ unit: 'grapheme', maxLength: 20 }),
  )
  const texts = [...placed, ...fc.sample(any, { numRuns: 2_000, seed: 4 })]
    .map((text) => text.replaceAll('\0', '').toWellFormed())
    .filter((text) => text !== '')
  return [
    ...new Set(['x'.repeat(40_000), '漢'.repeat(11_000), '🎉'.repeat(20_000), ...texts]),
  ].slice(0, 2_000)
}
