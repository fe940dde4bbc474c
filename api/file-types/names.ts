import type { UploadType } from '../../db/types.ts'

/** The types there are: what their names end in, and what they are called when they are sent. The first of each is ours. */
const uploadTypes: Readonly<Record<UploadType, { endings: string[]; mimes: string[] }>> = {
  PDF: { endings: ['pdf'], mimes: ['application/pdf', 'application/x-pdf'] },
  PNG: { endings: ['png'], mimes: ['image/png', 'image/apng', 'image/x-png'] },
  JPG: { endings: ['jpg', 'jpeg'], mimes: ['image/jpeg', 'image/jpg', 'image/pjpeg'] },
  WEBP: { endings: ['webp'], mimes: ['image/webp'] },
  MP4: { endings: ['mp4'], mimes: ['video/mp4', 'video/x-m4v'] },
  MP3: { endings: ['mp3'], mimes: ['audio/mpeg', 'audio/mp3'] },
}

const kinds = Object.keys(uploadTypes) as UploadType[]
const offered = 'Choose a PDF, PNG, JPG, WebP, MP4 or MP3 file.'

/** What would be run if a computer believed the middle of a name: invoice.exe.pdf, photo.html.png. */
const active =
  /\.(x?html?|svgz?|xml|m?js|php\d?|phtml|aspx?|jspx?|exe|com|bat|cmd|msi|scr|pif|ps1|sh|vbs|hta|jar|apk|dmg|app|lnk|swf)\./i

/** Characters that change how a name reads without being seen, such as the one that turns exe.fdp around. */
const unseen = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u

/** How the content type of a file is written in a header. */
export function mimeOf(type: UploadType): string {
  return uploadTypes[type].mimes[0] as string
}

/** The type whose content type that is. */
export function typeOfMime(mime: string): UploadType | undefined {
  const wanted = mime.toLowerCase().split(';')[0]?.trim() ?? ''
  return kinds.find((type) => uploadTypes[type].mimes.includes(wanted))
}

function typeOfName(name: string): UploadType | undefined {
  const ending = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
  return kinds.find((type) => uploadTypes[type].endings.includes(ending))
}

/** The name as it is kept: the last part of a path, without spaces around it. */
export function cleanName(given: string): string {
  return (given.split(/[/\\]/).at(-1) ?? '').trim().normalize('NFC')
}

/** What a clean name says the file is, or why it cannot be called that, as a sentence. */
export function readName(name: string): { type: UploadType } | { problem: string } {
  if (name === '') return { problem: 'Give it a name.' }
  if (name.length > 200) return { problem: 'Use at most 200 characters.' }
  if (unseen.test(name)) return { problem: 'This name has characters that cannot be seen.' }
  const type = typeOfName(name)
  if (!type) return { problem: offered }
  if (active.test(name))
    return { problem: 'This name has two endings; use one that says what it is.' }
  return { type }
}

/** A new name for a file of that type: the ending is added when it is missing. */
export function renamed(given: string, type: UploadType): { name: string } | { problem: string } {
  const clean = cleanName(given)
  const name =
    clean && typeOfName(clean) !== type ? `${clean}.${uploadTypes[type].endings[0]}` : clean
  const read = readName(name)
  return 'problem' in read ? read : { name }
}
