import { graphql } from '../gql/gql.ts'

export const scanFeedDocument = graphql(`
  subscription ScanFeed($after: String, $filter: ScanFilter) {
    scanFeed(after: $after, filter: $filter) {
      cursor
      gap
      scans { ...ScanRow }
    }
  }
  fragment ScanRow on Scan {
    id
    scannedAt
    city
    region
    country
    countryCode
    deviceType
    os
    browser
    referrer
    classification
    reason
    source
    qrCode { id name }
  }
`)

export const latestScansDocument = graphql(`
  query LatestScans($first: Int!, $filter: ScanFilter) {
    organization {
      id
      scans(first: $first, filter: $filter) { nodes { ...ScanRow } }
    }
  }
`)

export const scanTotalsDocument = graphql(`
  query ScanTotals($timezone: String!, $hour: RangeInput!, $now: ScanFilter!) {
    organization {
      id
      day: analytics(range: { preset: TODAY }, timezone: $timezone) { totals { scans hits filtered } }
      hour: analytics(range: $hour) { totals { scans hits } }
      now: scans(first: 1, filter: $now) { totalCount }
    }
  }
`)
