import { useEffect, useState } from 'react'
import { QrPreview } from '../ui/QrPreview.tsx'
import classes from './QrCodes.module.css'

/** How it will look. The real address exists once the code does, so this picture has another. */
export function Preview({ name }: { name: string }) {
  const [picture, setPicture] = useState('')
  useEffect(() => {
    let isGone = false
    void import('qr').then(({ encodeQR }) => {
      const sample = `${location.origin}/s/your-code`
      const svg = encodeQR(sample, 'svg', { border: 4 })
      if (!isGone) setPicture(`data:image/svg+xml,${encodeURIComponent(svg)}`)
    })
    return () => {
      isGone = true
    }
  }, [])

  return (
    <figure className={classes.preview}>
      <QrPreview src={picture || emptyPicture} alt="A sample of the code" size={240} />
      <figcaption>
        <div className={classes.previewName}>{name || 'Your code'}</div>A sample. The real one, with
        its own address, is ready to print as soon as you create it.
      </figcaption>
    </figure>
  )
}

const emptyPicture = 'data:image/svg+xml,%3Csvg xmlns="http://www.w3.org/2000/svg"/%3E'
