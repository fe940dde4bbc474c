import classes from './TwinTable.module.css'

type TwinTableProps = {
  caption: string
  head: string[]
  /** The first cell names its row; figures come as they are written. */
  rows: { key: string; cells: string[] }[]
}

/** The numbers behind a picture, for whoever reads numbers rather than pictures. */
export function TwinTable({ caption, head, rows }: TwinTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.frame} aria-label={caption} tabIndex={0}>
      <table className={classes.table}>
        <caption className="oi-unseen">{caption}</caption>
        <thead>
          <tr>
            {head.map((word) => (
              <th key={word} scope="col">
                {word}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells: [name, ...figures] }) => (
            <tr key={key}>
              <th scope="row">{name}</th>
              {figures.map((figure, index) => (
                <td key={head[index + 1]}>{figure}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
