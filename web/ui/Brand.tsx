/** The mark: a code's three corners and its data. */
export function Brand() {
  return (
    <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
      <path
        fill="currentColor"
        fillRule="evenodd"
        d="M0 0h8v8H0zM2 2v4h4V2zM10 10h8v8h-8zM10 0h3v3h-3zM15 0h3v3h-3zM10 5h3v3h-3zM15 5h3v3h-3zM0 10h3v3H0zM5 10h3v3H5zM0 15h3v3H0zM5 15h3v3H5z"
      />
    </svg>
  )
}
