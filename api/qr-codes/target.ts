import ipaddr from 'ipaddr.js'

const longest = 2_048

/**
 * Why a printed code may not lead there, as a sentence; null when it may. Asked when a target is saved and again before
 * every redirect, since rules may tighten after a code was printed.
 */
export function targetProblem(target: string, ownHost: string): string | null {
  if (target.length > longest)
    return `Use a link of at most ${longest.toLocaleString('en')} characters.`
  // The URL parser drops tabs and line breaks and reads a backslash as a slash; a person reads something else.
  if (/[\p{Cc}\\]/u.test(target) || target !== target.trim())
    return 'This link has characters that do not belong in one.'
  const url = URL.canParse(target) ? new URL(target) : undefined
  if (!url || !/^https?:\/\//i.test(target))
    return 'Use a link that starts with http:// or https://.'
  if (url.username || url.password) return 'Leave the name and password out of the link.'
  if (!isHost(url.hostname))
    return 'This link names no website; check what stands between // and the next /.'
  // A host with a dot at its end is the same host.
  if (url.host.replace(/\.+(?=:|$)/, '') === ownHost)
    return 'A code cannot lead to another code; use the page it should open.'
  if (isLocal(url.hostname))
    return 'This address only works inside a network; phones outside cannot open it.'
  return null
}

/** An address, or labels with a dot between each two: `a..b` resolves nowhere. */
function isHost(hostname: string): boolean {
  if (hostname.startsWith('[')) return true
  const labels = hostname.replace(/\.$/, '').split('.')
  return hostname.length <= 254 && labels.every((label) => label.length > 0 && label.length <= 63)
}

function isLocal(hostname: string): boolean {
  const name = hostname.replace(/^\[|\]$/g, '').replace(/\.+$/, '')
  if (name === 'localhost' || name.endsWith('.localhost')) return true
  // The URL parser has already turned 0x7f.1 and 2130706433 into 127.0.0.1.
  return ipaddr.isValid(name) && ipaddr.process(name).range() !== 'unicast'
}
