import DataLoader from 'dataloader'
import { Campaign } from '../campaigns/schema.ts'
import { builder } from '../graphql/builder.ts'
import { type Context, rowsById } from '../graphql/context.ts'
import { invalid } from '../graphql/errors.ts'
import { pageComplexity } from '../graphql/page.ts'
import type { QrCodeRow } from '../qr-codes/queries.ts'
import { loadQrCode, QrCode } from '../qr-codes/schema.ts'
import { listCodesOfCampaigns } from './membership.ts'
import { listTopCodes, listTrends, summarizeCampaigns, summarizeCodes } from './queries.ts'

type Summary = { count: number; last_at: Date | null }

function loadCodeSummary(context: Context, id: string): Promise<Summary | null> {
  const loader = context.loader(
    loadCodeSummary,
    () =>
      new DataLoader<string, Summary | null>(async (ids) =>
        rowsById(ids, await summarizeCodes(context.db, ids)),
      ),
  )
  return loader.load(id)
}

function loadCampaignSummary(context: Context, id: string): Promise<Summary | null> {
  const loader = context.loader(
    loadCampaignSummary,
    () =>
      new DataLoader<string, Summary | null>(async (ids) =>
        rowsById(ids, await summarizeCampaigns(context.db, ids)),
      ),
  )
  return loader.load(id)
}

/** The trends of the page's codes, read together; one loader for each length asked for. */
function loadTrend(context: Context, id: string, days: number): Promise<number[]> {
  const loader = context.loader(
    `trend ${days}`,
    () =>
      new DataLoader<string, number[]>(async (ids) => {
        const rows = await listTrends(context.db, ids, days)
        const counts = new Map(rows.map((row) => [row.qr_code_id, row.counts]))
        return ids.map((id) => counts.get(id) ?? Array.from({ length: days }, () => 0))
      }),
  )
  return loader.load(id)
}

/** A campaign's codes as they belong to it now, deleted ones included. */
function loadCodes(context: Context, id: string): Promise<string[]> {
  const loader = context.loader(
    loadCodes,
    () =>
      new DataLoader<string, string[]>(async (ids) => {
        const rows = await listCodesOfCampaigns(context.db, ids)
        const codes = Map.groupBy(rows, (row) => row.campaign_id)
        return ids.map((id) => (codes.get(id) ?? []).map((row) => row.id))
      }),
  )
  return loader.load(id)
}

/** The first codes of a campaign that are not deleted, the most scanned first; one loader for each number asked for. */
async function loadTopCodes(context: Context, id: string, first: number): Promise<QrCodeRow[]> {
  const loader = context.loader(
    `top ${first}`,
    () =>
      new DataLoader<string, string[]>(async (ids) => {
        const rows = await listTopCodes(context.db, ids, first)
        const top = Map.groupBy(rows, (row) => row.campaign_id)
        return ids.map((id) => (top.get(id) ?? []).map((row) => row.id))
      }),
  )
  const codes = await loader.load(id)
  return Promise.all(codes.map((code) => loadQrCode(context, code)))
}

const mostDays = 90

function checkDays(days: number): void {
  if (days < 1 || days > mostDays) throw invalid('days', `Ask for 1 to ${mostDays} days.`)
}

const trendDays = {
  required: true,
  defaultValue: 14,
  description: `How many local days, 1 to ${mostDays}; the last is today.`,
} as const

builder.objectFields(QrCode, (t) => ({
  scanCount: t.int({
    description: 'Hits classified HUMAN, of all time; a new one is counted within a second.',
    resolve: async (code, _args, context) => (await loadCodeSummary(context, code.id))?.count ?? 0,
  }),
  lastScannedAt: t.field({
    type: 'DateTime',
    nullable: true,
    description: 'The last hit classified HUMAN.',
    resolve: async (code, _args, context) =>
      (await loadCodeSummary(context, code.id))?.last_at ?? null,
  }),
  trend: t.intList({
    description: "Scans of each of the organization's last local days, oldest first.",
    args: { days: t.arg.int(trendDays) },
    complexity: 2,
    resolve: (code, { days }, context) => {
      checkDays(days)
      return loadTrend(context, code.id, days)
    },
  }),
}))

builder.objectFields(Campaign, (t) => ({
  scanCount: t.int({
    description:
      'Hits classified HUMAN, of all time, on the codes that belong to it now; a deleted code keeps its scans in it.',
    resolve: async (campaign, _args, context) =>
      (await loadCampaignSummary(context, campaign.id))?.count ?? 0,
  }),
  lastScannedAt: t.field({
    type: 'DateTime',
    nullable: true,
    description: 'The last hit classified HUMAN on one of them.',
    resolve: async (campaign, _args, context) =>
      (await loadCampaignSummary(context, campaign.id))?.last_at ?? null,
  }),
  topCodes: t.field({
    type: [QrCode],
    description: 'Its codes by scanCount, most first, without the deleted ones.',
    args: {
      first: t.arg.int({ description: 'How many codes, 1 to 100.', defaultValue: 10 }),
    },
    complexity: pageComplexity,
    resolve: (campaign, args, context) => {
      const first = args.first ?? 10
      if (first < 1 || first > 100) throw invalid('first', 'Ask for 1 to 100 rows at a time.')
      return loadTopCodes(context, campaign.id, first)
    },
  }),
  trend: t.intList({
    description:
      "Scans of each of the organization's last local days, oldest first, on the codes that belong to it now.",
    args: { days: t.arg.int(trendDays) },
    complexity: 2,
    resolve: async (campaign, { days }, context) => {
      checkDays(days)
      const codes = await loadCodes(context, campaign.id)
      const trends = await Promise.all(codes.map((code) => loadTrend(context, code, days)))
      return Array.from({ length: days }, (_, day) =>
        trends.reduce((sum, trend) => sum + (trend[day] ?? 0), 0),
      )
    },
  }),
}))
