import classes from './QrPreview.module.css'

type QrPreviewProps = {
  src: string
  /** The code's name, which is what the picture stands for; empty where the name stands beside it. */
  alt: string
  size: number
}

/** A code on white with its quiet zone, in the dark too: cameras need both. */
export function QrPreview({ src, alt, size }: QrPreviewProps) {
  return (
    <span className={classes.paper} data-small={size < 64} style={{ width: size, height: size }}>
      <img src={src} alt={alt} width={size} height={size} loading="lazy" decoding="async" />
    </span>
  )
}
