import type { UploadType } from '../gql/graphql.ts'

export const typeWords: Record<UploadType, string> = {
  PDF: 'PDF',
  PNG: 'PNG picture',
  JPG: 'JPG picture',
  WEBP: 'WebP picture',
  MP4: 'MP4 film',
  MP3: 'MP3 sound',
}

export const types = Object.keys(typeWords) as UploadType[]

/** For the browser's own choice of files. */
export const accepted = '.pdf,.png,.jpg,.jpeg,.webp,.mp4,.mp3'

export const readOnlySentence = 'Viewers cannot change files. An owner can make you an editor.'
