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
  query ScanTotals($day: ScanFilter, $hour: ScanFilter, $now: ScanFilter, $filtered: ScanFilter) {
    organization {
      id
      day: scans(first: 1, filter: $day) { totalCount }
      hour: scans(first: 1, filter: $hour) { totalCount }
      now: scans(first: 1, filter: $now) { totalCount }
      filtered: scans(first: 1, filter: $filtered) { totalCount }
    }
  }
`)
