import { type RefObject, useEffect, useRef, useState } from 'react'

export type FieldErrors = Record<string, string>

/**
 * What is wrong with a form: messages by field, and one for the whole. Setting them moves the focus
 * to the first bad field in the form's own order.
 */
export function useFieldErrors(): {
  form: RefObject<HTMLFormElement | null>
  errors: FieldErrors
  alert: string | null
  show: (errors: FieldErrors, alert?: string | null) => void
} {
  const form = useRef<HTMLFormElement>(null)
  const [errors, setErrors] = useState<FieldErrors>({})
  const [alert, setAlert] = useState<string | null>(null)

  useEffect(() => {
    const fields = [...(form.current?.elements ?? [])]
    const first = fields.find((field) => (field.getAttribute('name') ?? '') in errors)
    if (first instanceof HTMLElement) first.focus()
  }, [errors])

  return {
    form,
    errors,
    alert,
    show(next, text = null) {
      setErrors(next)
      setAlert(text)
    },
  }
}

/** A field's text, trimmed. */
export function readField(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value.trim() : ''
}

/**
 * Where a refusal is shown: beside the field it names when this form has that field, else above the
 * button. Input objects name their fields "input.name", lists their members
 * "addresses.3".
 */
export function placeRefusal(
  refusal: { field: string | null; message: string; errorId: string | null },
  fields: string[],
): [FieldErrors, string | null] {
  const name = refusal.field?.split('.').findLast((part) => fields.includes(part))
  const message = refusal.errorId ? `${refusal.message} Error ${refusal.errorId}.` : refusal.message
  if (name) return [{ [name]: message }, null]
  return [{}, message]
}
