/** Where and how the server wants the bytes. */
export type Transfer = {
  method: string
  url: string
  headers: readonly { name: string; value: string }[]
}

export class Cancelled extends Error {}

/** Sends a file and tells how far it is, 0 to 1. By XMLHttpRequest, because fetch does not say what has left. */
export function sendBytes(
  file: File,
  transfer: Transfer,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open(transfer.method, addressOf(transfer))
    for (const { name, value } of transfer.headers) request.setRequestHeader(name, value)
    request.upload.onprogress = (event) =>
      onProgress(event.lengthComputable ? event.loaded / event.total : 0)
    request.onload = () =>
      request.status < 300 ? resolve() : reject(new Error(messageOf(request.responseText)))
    request.onerror = () => reject(new Error('The connection broke off.'))
    request.onabort = () => reject(new Cancelled())
    signal.addEventListener('abort', () => request.abort())
    if (signal.aborted) reject(new Cancelled())
    else request.send(file)
  })
}

/** POST is our own server, which the dashboard may have been opened under another name than the address says. */
function addressOf({ method, url }: Transfer): string {
  if (method !== 'POST') return url
  const { pathname, search } = new URL(url)
  return pathname + search
}

/** Our own server answers with a sentence; a store with XML that is no one's to read. */
function messageOf(body: string): string {
  try {
    const { errors } = JSON.parse(body) as { errors?: { message?: string }[] }
    return errors?.[0]?.message ?? 'It was not taken.'
  } catch {
    return 'It was not taken.'
  }
}
