/** A line at the bottom for what was done out of sight, with the way back where there is one. */
export type Toast = { id: number; text: string; onUndo?: () => void }

let toasts: Toast[] = []
let lastId = 0
const listeners = new Set<() => void>()

export function showToast(toast: Omit<Toast, 'id'>): void {
  lastId += 1
  set([...toasts, { ...toast, id: lastId }])
}

export function dropToast(id: number): void {
  set(toasts.filter((toast) => toast.id !== id))
}

export function readToasts(): Toast[] {
  return toasts
}

export function subscribeToToasts(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function set(next: Toast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}
