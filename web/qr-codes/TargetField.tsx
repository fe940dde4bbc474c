import { TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useQuery } from 'urql'
import type { QrCodeDetailsFragment } from '../gql/graphql.ts'
import { Choice } from '../ui/Choice.tsx'
import type { FieldErrors } from '../ui/fields.ts'
import { formatBytes } from '../ui/format.ts'
import { Select } from '../ui/Select.tsx'
import { fileChoicesDocument } from './documents.ts'
import classes from './QrCodes.module.css'

const kinds = [
  { value: 'link', label: 'A link' },
  { value: 'file', label: 'A file' },
] as const

type TargetFieldProps = {
  errors: FieldErrors
  initial?: QrCodeDetailsFragment | undefined
}

/** Where a code leads: a page somewhere, or a file of the organization. */
export function TargetField({ errors, initial }: TargetFieldProps) {
  const [kind, setKind] = useState<'link' | 'file'>(initial?.upload ? 'file' : 'link')
  return (
    <div className={classes.target}>
      <Choice label="What it leads to" options={[...kinds]} value={kind} onChange={setKind} />
      {kind === 'link' ? (
        <TextInput
          name="targetUrl"
          type="url"
          inputMode="url"
          label="Target URL"
          description="Where the code leads today. You can change it after printing."
          placeholder="https://"
          defaultValue={initial?.upload ? '' : initial?.targetUrl}
          error={errors.targetUrl}
        />
      ) : (
        <FileSelect own={initial?.upload ?? null} error={errors.uploadId} />
      )}
    </div>
  )
}

type Option = { id: string; name: string; sizeBytes: number }

function FileSelect({ own, error }: { own: Option | null; error: string | undefined }) {
  const [{ data, fetching }] = useQuery({ query: fileChoicesDocument })
  const all = data?.organization?.uploads.nodes ?? []
  const options = own && !all.some(({ id }) => id === own.id) ? [own, ...all] : all
  return (
    <Select
      // Drawn anew when the list is there, so that its default is one of its options.
      key={options.length}
      name="uploadId"
      label="File"
      description={
        data && options.length === 0 ? (
          <>
            There is no file yet. <Link to="/files">Add one</Link>, then choose it here.
          </>
        ) : (
          'What a scan shows. You can change it after printing.'
        )
      }
      defaultValue={own?.id ?? ''}
      data={[
        { value: '', label: fetching && !data ? 'Loading' : 'Choose a file' },
        ...options.map(({ id, name, sizeBytes }) => ({
          ...{ value: id, label: `${name}, ${formatBytes(sizeBytes)}` },
        })),
      ]}
      error={error}
    />
  )
}
