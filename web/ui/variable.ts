/** A style that sets one variable, which React's types do not know of. */
export function variable(name: `--${string}`, value: string): Record<string, string> {
  return { [name]: value }
}
