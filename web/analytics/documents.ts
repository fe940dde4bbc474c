import { graphql } from '../gql/gql.ts'

// One query a section, so that a broken one leaves the rest standing. Each asks the organization or one of its codes; what is
// not asked is left out by its switch.

export const figuresDocument = graphql(`
  query AnalyticsFigures(
    $range: RangeInput
    $filter: ScanFilter
    $compare: ComparisonPeriod!
    $compares: Boolean!
    $id: ID!
    $ofOrganization: Boolean!
    $ofCode: Boolean!
    $ofCampaign: Boolean!
  ) {
    organization @include(if: $ofOrganization) {
      id
      analytics(range: $range, filter: $filter) { ...FiguresPart }
    }
    qrCode(id: $id) @include(if: $ofCode) {
      id
      analytics(range: $range, filter: $filter) { ...FiguresPart }
    }
    campaign(id: $id) @include(if: $ofCampaign) {
      id
      analytics(range: $range, filter: $filter) { ...FiguresPart }
    }
  }
  fragment FiguresPart on Analytics {
    from
    to
    timezone
    isShortened
    lookbackDays
    lookbackPlan { id name }
    updatedAt
    totals {
      from
      to
      scans
      uniques { value basis }
      scansPerCode
      activeNow
      filtered
    }
    comparison(with: $compare) @include(if: $compares) {
      from
      to
      scans
      uniques { value basis }
      scansPerCode
    }
  }
`)

export const seriesDocument = graphql(`
  query AnalyticsSeries(
    $range: RangeInput
    $filter: ScanFilter
    $bucket: TimeBucket
    $compare: ComparisonPeriod
    $id: ID!
    $ofOrganization: Boolean!
    $ofCode: Boolean!
    $ofCampaign: Boolean!
  ) {
    organization @include(if: $ofOrganization) {
      id
      analytics(range: $range, filter: $filter) { ...SeriesPart }
    }
    qrCode(id: $id) @include(if: $ofCode) {
      id
      analytics(range: $range, filter: $filter) { ...SeriesPart }
    }
    campaign(id: $id) @include(if: $ofCampaign) {
      id
      analytics(range: $range, filter: $filter) { ...SeriesPart }
    }
  }
  fragment SeriesPart on Analytics {
    from
    to
    series(bucket: $bucket, compare: $compare) { at until scans uniques isPartial before }
    targetChanges
  }
`)

export const breakdownDocument = graphql(`
  query AnalyticsBreakdown(
    $range: RangeInput
    $filter: ScanFilter
    $by: AnalyticsDimension!
    $first: Int!
    $compare: ComparisonPeriod
    $people: Boolean!
    $id: ID!
    $ofOrganization: Boolean!
    $ofCode: Boolean!
    $ofCampaign: Boolean!
  ) {
    organization @include(if: $ofOrganization) {
      id
      analytics(range: $range, filter: $filter) { ...BreakdownPart }
    }
    qrCode(id: $id) @include(if: $ofCode) {
      id
      analytics(range: $range, filter: $filter) { ...BreakdownPart }
    }
    campaign(id: $id) @include(if: $ofCampaign) {
      id
      analytics(range: $range, filter: $filter) { ...BreakdownPart }
    }
  }
  fragment BreakdownPart on Analytics {
    breakdown(by: $by, first: $first, compare: $compare) {
      rows { key label scans uniques @include(if: $people) share before }
      total
      distinct
      other
    }
  }
`)

export const weekDocument = graphql(`
  query AnalyticsWeek(
    $range: RangeInput
    $filter: ScanFilter
    $id: ID!
    $ofOrganization: Boolean!
    $ofCode: Boolean!
    $ofCampaign: Boolean!
  ) {
    organization @include(if: $ofOrganization) {
      id
      analytics(range: $range, filter: $filter) { ...WeekPart }
    }
    qrCode(id: $id) @include(if: $ofCode) {
      id
      analytics(range: $range, filter: $filter) { ...WeekPart }
    }
    campaign(id: $id) @include(if: $ofCampaign) {
      id
      analytics(range: $range, filter: $filter) { ...WeekPart }
    }
  }
  fragment WeekPart on Analytics {
    weekHours { weekday hour scans }
    dayParts { part scans }
  }
`)

export const hitsDocument = graphql(`
  query AnalyticsHits(
    $range: RangeInput
    $filter: ScanFilter
    $id: ID!
    $ofOrganization: Boolean!
    $ofCode: Boolean!
    $ofCampaign: Boolean!
  ) {
    organization @include(if: $ofOrganization) {
      id
      analytics(range: $range, filter: $filter) { ...HitsPart }
    }
    qrCode(id: $id) @include(if: $ofCode) {
      id
      analytics(range: $range, filter: $filter) { ...HitsPart }
    }
    campaign(id: $id) @include(if: $ofCampaign) {
      id
      analytics(range: $range, filter: $filter) { ...HitsPart }
    }
  }
  fragment HitsPart on Analytics {
    from
    to
    timezone
    updatedAt
    hits { classification reason hits }
  }
`)

/** How far back this plan and the others reach. */
export const lookbackDocument = graphql(`
  query Lookback {
    organization {
      id
      plan { id name lookbackDays }
    }
    plans { id name rank lookbackDays }
  }
`)

/** Whether there is anything to show at all. */
export const beginningDocument = graphql(`
  query Beginning {
    organization {
      id
      stats { qrCodes scans }
    }
  }
`)

export const codeNameDocument = graphql(`
  query CodeName($id: ID!) {
    qrCode(id: $id) { id name }
  }
`)

export const campaignNameDocument = graphql(`
  query CampaignName($id: ID!) {
    campaign(id: $id) { id name }
  }
`)

/** Up to five things over one range; their filters say which. */
export const compareDocument = graphql(`
  query Compare(
    $range: RangeInput
    $bucket: TimeBucket
    $compare: ComparisonPeriod!
    $a: ScanFilter
    $b: ScanFilter
    $c: ScanFilter
    $d: ScanFilter
    $e: ScanFilter
    $hasB: Boolean!
    $hasC: Boolean!
    $hasD: Boolean!
    $hasE: Boolean!
  ) {
    organization {
      id
      a: analytics(range: $range, filter: $a) { ...ComparePart }
      b: analytics(range: $range, filter: $b) @include(if: $hasB) { ...ComparePart }
      c: analytics(range: $range, filter: $c) @include(if: $hasC) { ...ComparePart }
      d: analytics(range: $range, filter: $d) @include(if: $hasD) { ...ComparePart }
      e: analytics(range: $range, filter: $e) @include(if: $hasE) { ...ComparePart }
    }
  }
  fragment ComparePart on Analytics {
    from
    to
    timezone
    totals { scans uniques { value basis } }
    comparison(with: $compare) { scans }
    series(bucket: $bucket) { at until scans isPartial }
  }
`)

export const compareNamesDocument = graphql(`
  query CompareNames(
    $a: ID!
    $b: ID!
    $c: ID!
    $d: ID!
    $e: ID!
    $codes: Boolean!
    $campaigns: Boolean!
  ) {
    a: qrCode(id: $a) @include(if: $codes) { id name }
    b: qrCode(id: $b) @include(if: $codes) { id name }
    c: qrCode(id: $c) @include(if: $codes) { id name }
    d: qrCode(id: $d) @include(if: $codes) { id name }
    e: qrCode(id: $e) @include(if: $codes) { id name }
    f: campaign(id: $a) @include(if: $campaigns) { id name }
    g: campaign(id: $b) @include(if: $campaigns) { id name }
    h: campaign(id: $c) @include(if: $campaigns) { id name }
    i: campaign(id: $d) @include(if: $campaigns) { id name }
    j: campaign(id: $e) @include(if: $campaigns) { id name }
  }
`)
