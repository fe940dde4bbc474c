// Preloaded by the scripts of package.json, in plain JavaScript so that an old Node can read it. npm puts the pinned Node
// first on the path of its scripts; where it has none for the platform, the machine's own must do.
if (Number(process.versions.node.split('.')[0]) < 24) {
  console.error(
    `Node ${process.versions.node} is too old: install Node 24 or newer, then run npm ci again.`,
  )
  process.exit(1)
}
