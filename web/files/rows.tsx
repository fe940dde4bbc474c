import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { UploadRowFragment } from '../gql/graphql.ts'
import type { Column, NarrowRow } from '../ui/DataTable.tsx'
import { formatBytes } from '../ui/format.ts'
import { RelativeTime } from '../ui/RelativeTime.tsx'
import classes from './Files.module.css'
import { typeWords } from './words.ts'

type Open = (upload: UploadRowFragment) => void

/** A file in a list: what it is, and who shows it. Its name opens what can be done with it. */
export function uploadColumns(onOpen: Open): Column<UploadRowFragment>[] {
  return [
    {
      key: 'name',
      head: 'Name',
      isName: true,
      width: '34%',
      cell: (upload) => <Name upload={upload} onOpen={onOpen} />,
    },
    { key: 'type', head: 'Type', width: 128, spare: true, cell: ({ type }) => typeWords[type] },
    {
      key: 'size',
      head: 'Size',
      align: 'right',
      width: 104,
      cell: ({ sizeBytes }) => formatBytes(sizeBytes),
    },
    { key: 'codes', head: 'Shown by', cell: (upload) => <ShownBy upload={upload} /> },
    {
      key: 'campaign',
      head: 'Campaign',
      spare: true,
      cell: ({ campaign }) => campaign?.name ?? <span className={classes.quiet}>None</span>,
    },
    {
      key: 'added',
      head: 'Added',
      align: 'right',
      width: 124,
      spare: true,
      cell: ({ createdAt }) => (
        <span className={classes.quiet}>
          <RelativeTime at={createdAt} />
        </span>
      ),
    },
  ]
}

export function narrowUpload(onOpen: Open): (upload: UploadRowFragment) => NarrowRow {
  return (upload) => ({
    first: <Name upload={upload} onOpen={onOpen} />,
    second: <ShownBy upload={upload} />,
    figure: formatBytes(upload.sizeBytes),
  })
}

function Name({ upload, onOpen }: { upload: UploadRowFragment; onOpen: Open }) {
  return (
    <button
      type="button"
      className={`oi-cover ${classes.name}`}
      title={upload.name}
      onClick={() => onOpen(upload)}
    >
      <Thumbnail upload={upload} />
      {upload.name}
    </button>
  )
}

const pictures: readonly UploadRowFragment['type'][] = ['PNG', 'JPG', 'WEBP']
/** A list is no place for pictures of many megabytes. */
const mostBytes = 512 * 1024

/** A small picture shows itself. Its address is signed anew with each answer; the first one will do. */
function Thumbnail({ upload: { type, sizeBytes, downloadUrl } }: { upload: UploadRowFragment }) {
  const [address] = useState(downloadUrl)
  const [isBroken, setBroken] = useState(false)
  if (!address || isBroken || sizeBytes > mostBytes || !pictures.includes(type)) return null
  const { pathname, search } = new URL(address)
  return (
    <img
      className={classes.thumbnail}
      src={pathname + search}
      alt=""
      width={24}
      height={24}
      loading="lazy"
      onError={() => setBroken(true)}
    />
  )
}

function ShownBy({ upload: { qrCodes } }: { upload: UploadRowFragment }) {
  const [first] = qrCodes
  if (!first) return <span className={classes.quiet}>No code</span>
  return (
    <span className={classes.clip}>
      <Link to="/qr-codes/$id" params={{ id: first.id }} className={classes.above}>
        {first.name}
      </Link>
      {qrCodes.length > 1 && ` and ${qrCodes.length - 1} more`}
    </span>
  )
}
