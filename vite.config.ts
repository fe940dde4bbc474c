import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const api = 'http://localhost:4000'

export default defineConfig({
  root: 'web',
  base: '/',
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // The budget reads which file loads which.
    manifest: true,
    target: 'es2022',
    // A font as a data: address would need a hole in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    port: 5173,
    proxy: {
      '/graphql': { target: api, ws: true },
      // The server's own paths. /exports alone is a page; with an id below it, it is a file.
      '^/exports/[^/?]+': { target: api },
      '^/[sqf]/': { target: api },
      '^/uploads/': { target: api },
      '^/outbox(/|$)': { target: api },
    },
  },
})
