import { TextInput } from '@mantine/core'
import { CampaignSelect } from '../campaigns/CampaignSelect.tsx'
import type { QrCodeDetailsFragment } from '../gql/graphql.ts'
import { type FieldErrors, readField } from '../ui/fields.ts'
import { fromLocalInput, toLocalInput } from '../ui/format.ts'
import { useZone } from '../ui/zone.ts'
import { TargetField } from './TargetField.tsx'

export type CodeInput = {
  name: string
  /** Either this or a file. */
  targetUrl: string | null
  uploadId: string | null
  location: string | null
  campaignId: string | null
  expiresAt: string | null
}

export const codeFieldNames = [
  'name',
  'targetUrl',
  'uploadId',
  'location',
  'campaignId',
  'expiresAt',
]

type CodeFieldsProps = {
  errors: FieldErrors
  initial?: QrCodeDetailsFragment | undefined
  onName?: (name: string) => void
}

/** What a person decides about a code, when making it and later. */
export function CodeFields({ errors, initial, onName }: CodeFieldsProps) {
  const zone = useZone()
  return (
    <>
      <TextInput
        name="name"
        label="Name"
        description="What it is printed on, for example."
        placeholder="Window sticker"
        maxLength={200}
        defaultValue={initial?.name}
        onChange={(event) => onName?.(event.currentTarget.value)}
        error={errors.name}
      />
      <TargetField errors={errors} initial={initial} />
      <TextInput
        name="location"
        label="Location"
        description="Optional. Where people find it."
        defaultValue={initial?.location ?? ''}
        error={errors.location}
      />
      <CampaignSelect own={initial?.campaign} error={errors.campaignId} />
      <TextInput
        name="expiresAt"
        type="datetime-local"
        label="Expires"
        description={`Optional, ${zone} time. Afterwards a scan says that the code has ended.`}
        defaultValue={initial?.expiresAt ? toLocalInput(initial.expiresAt, zone) : ''}
        error={errors.expiresAt}
      />
    </>
  )
}

export function readCode(form: FormData, zone: string): CodeInput {
  const expires = readField(form, 'expiresAt')
  return {
    name: readField(form, 'name'),
    ...readTarget(form),
    location: readField(form, 'location') || null,
    campaignId: readField(form, 'campaignId') || null,
    expiresAt: expires ? fromLocalInput(expires, zone) : null,
  }
}

export function findProblems(input: CodeInput): FieldErrors {
  const problems: FieldErrors = {}
  if (!input.name) problems.name = 'Give it a name.'
  if (input.uploadId === '') problems.uploadId = 'Choose a file, or lead to a link.'
  if (input.targetUrl !== null && !isWebAddress(input.targetUrl)) {
    problems.targetUrl = 'Use a link that starts with http:// or https://.'
  }
  return problems
}

/** Of the two fields the one that is shown. */
function readTarget(form: FormData): Pick<CodeInput, 'targetUrl' | 'uploadId'> {
  return form.has('uploadId')
    ? { targetUrl: null, uploadId: readField(form, 'uploadId') }
    : { targetUrl: completeUrl(readField(form, 'targetUrl')), uploadId: null }
}

/** "menu.example/autumn" is what people type; anything with a scheme stays as it is. */
function completeUrl(typed: string): string {
  return /^[\w-]+(\.[\w-]+)+(\/\S*)?$/.test(typed) ? `https://${typed}` : typed
}

function isWebAddress(url: string): boolean {
  return /^https?:\/\//i.test(url) && URL.canParse(url)
}
