import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'

export const registry = new Registry()
collectDefaultMetrics({ register: registry })

const stored = new Counter({
  name: 'oi_hits_stored_total',
  help: 'Hits committed to the database.',
  registers: [registry],
})
const spooled = new Counter({
  name: 'oi_hits_spooled_total',
  help: 'Hits that went to the spool because the database did not answer.',
  registers: [registry],
})
const rejected = new Counter({
  name: 'oi_hits_rejected_total',
  help: 'Hits the database would not take for what they say; kept in scan_rejects.',
  registers: [registry],
})
const refused = new Counter({
  name: 'oi_hits_refused_total',
  help: 'Hits that neither the database nor the disk took; answered 503.',
  registers: [registry],
})

/** What the intake reports. */
export const countScans = {
  onStored: (count: number) => stored.inc(count),
  onSpooled: (count: number) => spooled.inc(count),
  onRejected: (count: number) => rejected.inc(count),
  onRefused: (count: number) => refused.inc(count),
}

export const requests = new Counter({
  name: 'oi_http_requests_total',
  help: 'Requests answered, by road and status.',
  labelNames: ['road', 'status'],
  registers: [registry],
})

/** A number that is read when the metrics are asked for. */
export function gauge(name: string, help: string, read: () => number): void {
  registry.removeSingleMetric(name)
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read())
    },
  })
}

/** Numbers with a label that are asked of the database when the metrics are; missing while it does not answer. */
export function gauges(
  name: string,
  help: string,
  label: string,
  read: () => Promise<Readonly<Record<string, number>>>,
): void {
  registry.removeSingleMetric(name)
  new Gauge({
    name,
    help,
    labelNames: [label],
    registers: [registry],
    async collect() {
      this.reset()
      const found = await read().catch(() => ({}))
      for (const [value, number] of Object.entries(found)) this.set({ [label]: value }, number)
    },
  })
}
