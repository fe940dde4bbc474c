/* eslint-disable */
import * as types from './graphql.ts';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  query ActivityLog(\n    $after: String\n    $memberId: ID\n    $action: String\n    $entityType: String\n    $from: DateTime\n    $to: DateTime\n    $search: String\n  ) {\n    organization {\n      id\n      activities(\n        first: 50\n        after: $after\n        memberId: $memberId\n        action: $action\n        entityType: $entityType\n        from: $from\n        to: $to\n        search: $search\n      ) {\n        nodes { ...ActivityRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n  fragment ActivityRow on Activity {\n    id\n    action\n    entityType\n    entityId\n    metadata\n    memberName\n    createdAt\n  }\n": typeof types.ActivityLogDocument,
    "\n  query ActivityPeople {\n    organization {\n      id\n      members(first: 100) { nodes { id name } }\n    }\n  }\n": typeof types.ActivityPeopleDocument,
    "\n  query AnalyticsFigures(\n    $range: RangeInput\n    $filter: ScanFilter\n    $compare: ComparisonPeriod!\n    $compares: Boolean!\n    $id: ID!\n    $ofOrganization: Boolean!\n    $ofCode: Boolean!\n    $ofCampaign: Boolean!\n  ) {\n    organization @include(if: $ofOrganization) {\n      id\n      analytics(range: $range, filter: $filter) { ...FiguresPart }\n    }\n    qrCode(id: $id) @include(if: $ofCode) {\n      id\n      analytics(range: $range, filter: $filter) { ...FiguresPart }\n    }\n    campaign(id: $id) @include(if: $ofCampaign) {\n      id\n      analytics(range: $range, filter: $filter) { ...FiguresPart }\n    }\n  }\n  fragment FiguresPart on Analytics {\n    from\n    to\n    timezone\n    isShortened\n    lookbackDays\n    lookbackPlan { id name }\n    updatedAt\n    totals {\n      from\n      to\n      scans\n      uniques { value basis }\n      scansPerCode\n      activeNow\n      filtered\n    }\n    comparison(with: $compare) @include(if: $compares) {\n      from\n      to\n      scans\n      uniques { value basis }\n      scansPerCode\n    }\n  }\n": typeof types.AnalyticsFiguresDocument,
    "\n  query AnalyticsSeries(\n    $range: RangeInput\n    $filter: ScanFilter\n    $bucket: TimeBucket\n    $compare: ComparisonPeriod\n    $id: ID!\n    $ofOrganization: Boolean!\n    $ofCode: Boolean!\n    $ofCampaign: Boolean!\n  ) {\n    organization @include(if: $ofOrganization) {\n      id\n      analytics(range: $range, filter: $filter) { ...SeriesPart }\n    }\n    qrCode(id: $id) @include(if: $ofCode) {\n      id\n      analytics(range: $range, filter: $filter) { ...SeriesPart }\n    }\n    campaign(id: $id) @include(if: $ofCampaign) {\n      id\n      analytics(range: $range, filter: $filter) { ...SeriesPart }\n    }\n  }\n  fragment SeriesPart on Analytics {\n    from\n    to\n    series(bucket: $bucket, compare: $compare) { at until scans uniques isPartial before }\n    targetChanges\n  }\n": typeof types.AnalyticsSeriesDocument,
    "\n  query AnalyticsBreakdown(\n    $range: RangeInput\n    $filter: ScanFilter\n    $by: AnalyticsDimension!\n    $first: Int!\n    $compare: ComparisonPeriod\n    $people: Boolean!\n    $id: ID!\n    $ofOrganization: Boolean!\n    $ofCode: Boolean!\n    $ofCampaign: Boolean!\n  ) {\n    organization @include(if: $ofOrganization) {\n      id\n      analytics(range: $range, filter: $filter) { ...BreakdownPart }\n    }\n    qrCode(id: $id) @include(if: $ofCode) {\n      id\n      analytics(range: $range, filter: $filter) { ...BreakdownPart }\n    }\n    campaign(id: $id) @include(if: $ofCampaign) {\n      id\n      analytics(range: $range, filter: $filter) { ...BreakdownPart }\n    }\n  }\n  fragment BreakdownPart on Analytics {\n    breakdown(by: $by, first: $first, compare: $compare) {\n      rows { key label scans uniques @include(if: $people) share before }\n      total\n      distinct\n      other\n    }\n  }\n": typeof types.AnalyticsBreakdownDocument,
    "\n  query AnalyticsWeek(\n    $range: RangeInput\n    $filter: ScanFilter\n    $id: ID!\n    $ofOrganization: Boolean!\n    $ofCode: Boolean!\n    $ofCampaign: Boolean!\n  ) {\n    organization @include(if: $ofOrganization) {\n      id\n      analytics(range: $range, filter: $filter) { ...WeekPart }\n    }\n    qrCode(id: $id) @include(if: $ofCode) {\n      id\n      analytics(range: $range, filter: $filter) { ...WeekPart }\n    }\n    campaign(id: $id) @include(if: $ofCampaign) {\n      id\n      analytics(range: $range, filter: $filter) { ...WeekPart }\n    }\n  }\n  fragment WeekPart on Analytics {\n    weekHours { weekday hour scans }\n    dayParts { part scans }\n  }\n": typeof types.AnalyticsWeekDocument,
    "\n  query AnalyticsHits(\n    $range: RangeInput\n    $filter: ScanFilter\n    $id: ID!\n    $ofOrganization: Boolean!\n    $ofCode: Boolean!\n    $ofCampaign: Boolean!\n  ) {\n    organization @include(if: $ofOrganization) {\n      id\n      analytics(range: $range, filter: $filter) { ...HitsPart }\n    }\n    qrCode(id: $id) @include(if: $ofCode) {\n      id\n      analytics(range: $range, filter: $filter) { ...HitsPart }\n    }\n    campaign(id: $id) @include(if: $ofCampaign) {\n      id\n      analytics(range: $range, filter: $filter) { ...HitsPart }\n    }\n  }\n  fragment HitsPart on Analytics {\n    from\n    to\n    timezone\n    updatedAt\n    hits { classification reason hits }\n  }\n": typeof types.AnalyticsHitsDocument,
    "\n  query Lookback {\n    organization {\n      id\n      plan { id name lookbackDays }\n    }\n    plans { id name rank lookbackDays }\n  }\n": typeof types.LookbackDocument,
    "\n  query Beginning {\n    organization {\n      id\n      stats { qrCodes scans }\n    }\n  }\n": typeof types.BeginningDocument,
    "\n  query CodeName($id: ID!) {\n    qrCode(id: $id) { id name }\n  }\n": typeof types.CodeNameDocument,
    "\n  query CampaignName($id: ID!) {\n    campaign(id: $id) { id name }\n  }\n": typeof types.CampaignNameDocument,
    "\n  query Compare(\n    $range: RangeInput\n    $bucket: TimeBucket\n    $compare: ComparisonPeriod!\n    $a: ScanFilter\n    $b: ScanFilter\n    $c: ScanFilter\n    $d: ScanFilter\n    $e: ScanFilter\n    $hasB: Boolean!\n    $hasC: Boolean!\n    $hasD: Boolean!\n    $hasE: Boolean!\n  ) {\n    organization {\n      id\n      a: analytics(range: $range, filter: $a) { ...ComparePart }\n      b: analytics(range: $range, filter: $b) @include(if: $hasB) { ...ComparePart }\n      c: analytics(range: $range, filter: $c) @include(if: $hasC) { ...ComparePart }\n      d: analytics(range: $range, filter: $d) @include(if: $hasD) { ...ComparePart }\n      e: analytics(range: $range, filter: $e) @include(if: $hasE) { ...ComparePart }\n    }\n  }\n  fragment ComparePart on Analytics {\n    from\n    to\n    timezone\n    totals { scans uniques { value basis } }\n    comparison(with: $compare) { scans }\n    series(bucket: $bucket) { at until scans isPartial }\n  }\n": typeof types.CompareDocument,
    "\n  query CompareNames(\n    $a: ID!\n    $b: ID!\n    $c: ID!\n    $d: ID!\n    $e: ID!\n    $codes: Boolean!\n    $campaigns: Boolean!\n  ) {\n    a: qrCode(id: $a) @include(if: $codes) { id name }\n    b: qrCode(id: $b) @include(if: $codes) { id name }\n    c: qrCode(id: $c) @include(if: $codes) { id name }\n    d: qrCode(id: $d) @include(if: $codes) { id name }\n    e: qrCode(id: $e) @include(if: $codes) { id name }\n    f: campaign(id: $a) @include(if: $campaigns) { id name }\n    g: campaign(id: $b) @include(if: $campaigns) { id name }\n    h: campaign(id: $c) @include(if: $campaigns) { id name }\n    i: campaign(id: $d) @include(if: $campaigns) { id name }\n    j: campaign(id: $e) @include(if: $campaigns) { id name }\n  }\n": typeof types.CompareNamesDocument,
    "\n  query CampaignList($after: String, $search: String, $status: CampaignStatus) {\n    organization {\n      id\n      campaigns(first: 50, after: $after, search: $search, status: $status) {\n        nodes { ...CampaignRow }\n        pageInfo { hasNextPage endCursor }\n        totalCount\n      }\n    }\n  }\n  fragment CampaignRow on Campaign {\n    id\n    name\n    startDate\n    endDate\n    status\n    chosenStatus\n    day\n    days\n    qrCodeCount\n    scanCount\n    trend\n    lastScannedAt\n  }\n": typeof types.CampaignListDocument,
    "\n  query CampaignDetail($id: ID!) {\n    campaign(id: $id) {\n      ...CampaignDetails\n      topCodes(first: 100) { ...QrCodeRow }\n    }\n  }\n  fragment CampaignDetails on Campaign {\n    ...CampaignRow\n    description\n    version\n    createdAt\n    updatedAt\n    createdBy { id name }\n    shares { channel count lastAt }\n  }\n": typeof types.CampaignDetailDocument,
    "\n  query CampaignOptions {\n    organization {\n      id\n      campaigns(first: 100) {\n        nodes { id name }\n      }\n    }\n  }\n": typeof types.CampaignOptionsDocument,
    "\n  mutation CreateCampaign($input: CreateCampaignInput!) {\n    createCampaign(input: $input) { ...CampaignDetails }\n  }\n": typeof types.CreateCampaignDocument,
    "\n  mutation UpdateCampaign($id: ID!, $input: UpdateCampaignInput!) {\n    updateCampaign(id: $id, input: $input) { ...CampaignDetails }\n  }\n": typeof types.UpdateCampaignDocument,
    "\n  mutation DeleteCampaign($id: ID!) { deleteCampaign(id: $id) }\n": typeof types.DeleteCampaignDocument,
    "\n  mutation RestoreCampaign($id: ID!) {\n    restoreCampaign(id: $id) { ...CampaignDetails }\n  }\n": typeof types.RestoreCampaignDocument,
    "\n  mutation AssignQrCodes($campaignId: ID, $qrCodeIds: [ID!]!) {\n    assignQrCodes(campaignId: $campaignId, qrCodeIds: $qrCodeIds) { ...QrCodeRow }\n  }\n": typeof types.AssignQrCodesDocument,
    "\n  mutation ShareCampaign($id: ID!, $input: ShareCampaignInput!) {\n    shareCampaign(id: $id, input: $input) { channel url link sentTo }\n  }\n": typeof types.ShareCampaignDocument,
    "\n  query CodesToAdd($after: String, $search: String) {\n    organization {\n      id\n      qrCodes(first: 50, after: $after, search: $search) {\n        nodes { id name slug campaign { id name } }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n": typeof types.CodesToAddDocument,
    "\n  query CustomExports($after: String) {\n    organization {\n      id\n      customExports(first: 50, after: $after) {\n        nodes { ...CustomExportRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n  fragment CustomExportRow on CustomExport {\n    id\n    name\n    recipe {\n      dataset\n      columns\n      groupBy\n      orderBy { column descending }\n      filter {\n        classifications\n        wanted { ...RecipeValues }\n        not { ...RecipeValues }\n      }\n      range { preset from to }\n      timezone\n    }\n    isShared\n    canEdit\n    problem\n    createdBy { id name }\n    version\n    updatedAt\n  }\n  fragment RecipeValues on RecipeFilterValues {\n    browsers\n    campaignIds\n    cities\n    countryCodes\n    deviceTypes\n    os\n    qrCodeIds\n    referrers\n    regions\n    sources\n  }\n": typeof types.CustomExportsDocument,
    "\n  query ExportColumns($dataset: Dataset!) {\n    organization {\n      id\n      exportColumns(dataset: $dataset) { name label description type isGroupable isInFile }\n    }\n  }\n": typeof types.ExportColumnsDocument,
    "\n  query PreviewExport($recipe: CustomRecipeInput!) {\n    previewExport(recipe: $recipe, first: 12) {\n      columns { name label type }\n      rows\n      rowCount\n    }\n  }\n": typeof types.PreviewExportDocument,
    "\n  mutation CreateCustomExport($input: CreateCustomExportInput!) {\n    createCustomExport(input: $input) { ...CustomExportRow }\n  }\n": typeof types.CreateCustomExportDocument,
    "\n  mutation UpdateCustomExport($id: ID!, $input: UpdateCustomExportInput!) {\n    updateCustomExport(id: $id, input: $input) { ...CustomExportRow }\n  }\n": typeof types.UpdateCustomExportDocument,
    "\n  mutation DeleteCustomExport($id: ID!) { deleteCustomExport(id: $id) }\n": typeof types.DeleteCustomExportDocument,
    "\n  query ExportOptions {\n    organization {\n      id\n      plan { id name }\n      exportOptions { ...ExportChoice }\n    }\n  }\n  fragment ExportChoice on ExportOption {\n    dataset\n    format\n    allowed\n    offered\n    requiredPlan { id name }\n  }\n": typeof types.ExportOptionsDocument,
    "\n  query ExportHistory(\n    $after: String\n    $status: [ExportStatus!]\n    $dataset: [Dataset!]\n    $requestedBy: ID\n  ) {\n    organization {\n      id\n      exports(\n        first: 30\n        after: $after\n        status: $status\n        dataset: $dataset\n        requestedBy: $requestedBy\n      ) {\n        nodes { ...ExportRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n  fragment ExportRow on Export {\n    id\n    dataset\n    format\n    status\n    isBackground\n    progress { rows estimatedRows share }\n    failure\n    fileName\n    rowCount\n    sizeBytes\n    timezone\n    from\n    to\n    createdAt\n    expiresAt\n    requestedBy { id name }\n    customExport { id name }\n    schedule { id name }\n  }\n": typeof types.ExportHistoryDocument,
    "\n  query ExportDetails($id: ID!) {\n    export(id: $id) {\n      ...ExportRow\n      filter { part isExcluded values labels }\n      sha256\n      manifest { asOf classificationVersion durationMs columns }\n    }\n  }\n": typeof types.ExportDetailsDocument,
    "\n  query ExportFile($id: ID!) {\n    export(id: $id) {\n      ...ExportRow\n      downloadUrl\n      manifestUrl\n    }\n  }\n": typeof types.ExportFileDocument,
    "\n  mutation RequestExport($input: RequestExportInput!) {\n    requestExport(input: $input) {\n      ...ExportRow\n      downloadUrl\n    }\n  }\n": typeof types.RequestExportDocument,
    "\n  query EstimateExport($input: RequestExportInput!) {\n    estimateExport(input: $input) { rows isBackground }\n  }\n": typeof types.EstimateExportDocument,
    "\n  mutation CancelExport($id: ID!) {\n    cancelExport(id: $id) { ...ExportRow }\n  }\n": typeof types.CancelExportDocument,
    "\n  mutation RetryExport($id: ID!) {\n    retryExport(id: $id) {\n      ...ExportRow\n      downloadUrl\n    }\n  }\n": typeof types.RetryExportDocument,
    "\n  mutation MailExport($id: ID!) {\n    mailExport(id: $id) { ...ExportRow }\n  }\n": typeof types.MailExportDocument,
    "\n  subscription ExportProgress($id: ID!) {\n    exportProgress(id: $id) { ...ExportRow }\n  }\n": typeof types.ExportProgressDocument,
    "\n  query ExportPeople {\n    organization {\n      id\n      members(first: 100) { nodes { id name } }\n    }\n  }\n": typeof types.ExportPeopleDocument,
    "\n  query UploadList($after: String, $search: String, $type: UploadType) {\n    organization {\n      id\n      usage { resource used max }\n      uploads(first: 50, after: $after, search: $search, type: $type) {\n        nodes { ...UploadRow }\n        pageInfo { hasNextPage endCursor }\n        totalCount\n      }\n    }\n  }\n  fragment UploadRow on Upload {\n    id\n    name\n    type\n    sizeBytes\n    version\n    createdAt\n    campaign { id name }\n    qrCodes { id name targetUrl }\n    downloadUrl\n  }\n": typeof types.UploadListDocument,
    "\n  query CampaignUploads($id: ID!, $after: String) {\n    campaign(id: $id) {\n      id\n      uploads(first: 20, after: $after) {\n        nodes { ...UploadRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n": typeof types.CampaignUploadsDocument,
    "\n  mutation RequestUpload($input: RequestUploadInput!) {\n    requestUpload(input: $input) {\n      id\n      transfer { method url headers { name value } }\n    }\n  }\n": typeof types.RequestUploadDocument,
    "\n  mutation CompleteUpload($id: ID!) {\n    completeUpload(id: $id) { ...UploadRow }\n  }\n": typeof types.CompleteUploadDocument,
    "\n  mutation UpdateUpload($id: ID!, $input: UpdateUploadInput!) {\n    updateUpload(id: $id, input: $input) { ...UploadRow }\n  }\n": typeof types.UpdateUploadDocument,
    "\n  mutation DeleteUpload($id: ID!) { deleteUpload(id: $id) }\n": typeof types.DeleteUploadDocument,
    "\n  mutation RestoreUpload($id: ID!) {\n    restoreUpload(id: $id) { ...UploadRow }\n  }\n": typeof types.RestoreUploadDocument,
    "\n  query UploadDownload($id: ID!) {\n    upload(id: $id) { id name downloadUrl }\n  }\n": typeof types.UploadDownloadDocument,
    "\n  query FindAnything($search: String!) {\n    organization {\n      id\n      qrCodes(first: 6, search: $search) { nodes { id name slug } }\n      campaigns(first: 4, search: $search) { nodes { id name } }\n    }\n  }\n": typeof types.FindAnythingDocument,
    "\n  query LiveNow {\n    organization {\n      id\n      live: analytics(range: { preset: TODAY }) { totals { activeNow } }\n    }\n  }\n": typeof types.LiveNowDocument,
    "\n  query PlanAndUsage {\n    organization {\n      id\n      plan { id name }\n      requestedPlan { id name }\n      usage { resource used max }\n    }\n    plans { ...PlanTerms }\n  }\n  fragment PlanTerms on Plan {\n    id\n    name\n    priceCents\n    rank\n    isDefault\n    lookbackDays\n    limits { resource max }\n    exports { dataset format }\n  }\n": typeof types.PlanAndUsageDocument,
    "\n  mutation RequestPlan($planId: ID) {\n    requestPlan(planId: $planId) { id requestedPlan { id name } }\n  }\n": typeof types.RequestPlanDocument,
    "\n  query QrCodeList($after: String, $search: String, $status: QrCodeStatus, $campaignId: ID) {\n    organization {\n      id\n      usage { resource used max }\n      qrCodes(first: 50, after: $after, search: $search, status: $status, campaignId: $campaignId) {\n        nodes { ...QrCodeRow }\n        pageInfo { hasNextPage endCursor }\n        totalCount\n      }\n    }\n  }\n  fragment QrCodeRow on QrCode {\n    id\n    name\n    slug\n    svgUrl\n    targetUrl\n    status\n    scanCount\n    trend\n    lastScannedAt\n    campaign { id name }\n    upload { id name sizeBytes }\n  }\n": typeof types.QrCodeListDocument,
    "\n  query QrCodeDetail($id: ID!) {\n    qrCode(id: $id) { ...QrCodeDetails }\n  }\n  fragment QrCodeDetails on QrCode {\n    ...QrCodeRow\n    scanUrl\n    pngUrl\n    location\n    expiresAt\n    version\n    createdAt\n    updatedAt\n    createdBy { id name }\n  }\n": typeof types.QrCodeDetailDocument,
    "\n  query QrCodeScans($id: ID!, $after: String, $filter: ScanFilter) {\n    qrCode(id: $id) {\n      id\n      scans(first: 20, after: $after, filter: $filter) {\n        nodes { ...ScanRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n": typeof types.QrCodeScansDocument,
    "\n  query FileChoices {\n    organization {\n      id\n      uploads(first: 100) { nodes { id name sizeBytes } }\n    }\n  }\n": typeof types.FileChoicesDocument,
    "\n  query QrCodeLimits {\n    organization {\n      id\n      usage { resource used max }\n    }\n    plans { id name rank limits { resource max } }\n  }\n": typeof types.QrCodeLimitsDocument,
    "\n  mutation CreateQrCode($input: CreateQrCodeInput!) {\n    createQrCode(input: $input) { ...QrCodeDetails }\n  }\n": typeof types.CreateQrCodeDocument,
    "\n  mutation UpdateQrCode($id: ID!, $input: UpdateQrCodeInput!) {\n    updateQrCode(id: $id, input: $input) { ...QrCodeDetails }\n  }\n": typeof types.UpdateQrCodeDocument,
    "\n  mutation DeleteQrCode($id: ID!) { deleteQrCode(id: $id) }\n": typeof types.DeleteQrCodeDocument,
    "\n  mutation RestoreQrCode($id: ID!) {\n    restoreQrCode(id: $id) { ...QrCodeDetails }\n  }\n": typeof types.RestoreQrCodeDocument,
    "\n  mutation UpdateQrCodes($ids: [ID!]!, $input: UpdateQrCodesInput!) {\n    updateQrCodes(ids: $ids, input: $input) { id status version }\n  }\n": typeof types.UpdateQrCodesDocument,
    "\n  mutation DeleteQrCodes($ids: [ID!]!) { deleteQrCodes(ids: $ids) }\n": typeof types.DeleteQrCodesDocument,
    "\n  mutation RestoreQrCodes($ids: [ID!]!) {\n    restoreQrCodes(ids: $ids) { ...QrCodeRow }\n  }\n": typeof types.RestoreQrCodesDocument,
    "\n  subscription ScanFeed($after: String, $filter: ScanFilter) {\n    scanFeed(after: $after, filter: $filter) {\n      cursor\n      gap\n      scans { ...ScanRow }\n    }\n  }\n  fragment ScanRow on Scan {\n    id\n    scannedAt\n    city\n    region\n    country\n    countryCode\n    deviceType\n    os\n    browser\n    referrer\n    classification\n    reason\n    source\n    qrCode { id name }\n  }\n": typeof types.ScanFeedDocument,
    "\n  query LatestScans($first: Int!, $filter: ScanFilter) {\n    organization {\n      id\n      scans(first: $first, filter: $filter) { nodes { ...ScanRow } }\n    }\n  }\n": typeof types.LatestScansDocument,
    "\n  query ScanTotals($timezone: String!, $hour: RangeInput!, $now: ScanFilter!) {\n    organization {\n      id\n      day: analytics(range: { preset: TODAY }, timezone: $timezone) { totals { scans hits filtered } }\n      hour: analytics(range: $hour) { totals { scans hits } }\n      now: scans(first: 1, filter: $now) { totalCount }\n    }\n  }\n": typeof types.ScanTotalsDocument,
    "\n  query ExportSchedules($after: String) {\n    organization {\n      id\n      exportSchedules(first: 50, after: $after) {\n        nodes { ...ScheduleRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n  fragment ScheduleRow on ExportSchedule {\n    id\n    name\n    dataset\n    format\n    every\n    weekday\n    dayOfMonth\n    hour\n    timezone\n    range\n    recipients { id name email }\n    delivery\n    isPaused\n    pausedReason\n    nextAt\n    lastExport { id status fileName createdAt }\n    createdBy { id name }\n    version\n  }\n": typeof types.ExportSchedulesDocument,
    "\n  query ScheduleChoices {\n    organization {\n      id\n      exportOptions { ...ExportChoice }\n      members(first: 100) { nodes { id name email status } }\n    }\n  }\n": typeof types.ScheduleChoicesDocument,
    "\n  mutation CreateExportSchedule($input: CreateExportScheduleInput!) {\n    createExportSchedule(input: $input) { ...ScheduleRow }\n  }\n": typeof types.CreateExportScheduleDocument,
    "\n  mutation UpdateExportSchedule($id: ID!, $input: UpdateExportScheduleInput!) {\n    updateExportSchedule(id: $id, input: $input) { ...ScheduleRow }\n  }\n": typeof types.UpdateExportScheduleDocument,
    "\n  mutation DeleteExportSchedule($id: ID!) { deleteExportSchedule(id: $id) }\n": typeof types.DeleteExportScheduleDocument,
    "\n  mutation RunExportSchedule($id: ID!) {\n    runExportSchedule(id: $id) {\n      ...ExportRow\n      downloadUrl\n    }\n  }\n": typeof types.RunExportScheduleDocument,
    "\n  query Security {\n    twoStep { isOn since recoveryCodesLeft }\n    sessions {\n      id\n      device\n      city\n      countryCode\n      organizationName\n      createdAt\n      lastSeenAt\n      isCurrent\n    }\n  }\n": typeof types.SecurityDocument,
    "\n  mutation ChangePassword($current: String!, $new: String!, $code: String) {\n    changePassword(current: $current, new: $new, code: $code)\n  }\n": typeof types.ChangePasswordDocument,
    "\n  mutation RevokeSession($id: ID!) {\n    revokeSession(id: $id)\n  }\n": typeof types.RevokeSessionDocument,
    "\n  mutation RevokeOtherSessions {\n    revokeOtherSessions\n  }\n": typeof types.RevokeOtherSessionsDocument,
    "\n  mutation StartTwoStep($password: String!) {\n    startTwoStep(password: $password) { secret uri qrSvg }\n  }\n": typeof types.StartTwoStepDocument,
    "\n  mutation ConfirmTwoStep($code: String!) {\n    confirmTwoStep(code: $code)\n  }\n": typeof types.ConfirmTwoStepDocument,
    "\n  mutation RegenerateRecoveryCodes($password: String!, $code: String!) {\n    regenerateRecoveryCodes(password: $password, code: $code)\n  }\n": typeof types.RegenerateRecoveryCodesDocument,
    "\n  mutation DisableTwoStep($password: String!, $code: String!) {\n    disableTwoStep(password: $password, code: $code)\n  }\n": typeof types.DisableTwoStepDocument,
    "\n  fragment SessionFields on Session {\n    accessToken\n    expiresAt\n    member { id name email role organization { id name timezone } }\n  }\n": typeof types.SessionFieldsFragmentDoc,
    "\n  mutation SignIn($email: String!, $password: String!, $code: String) {\n    signIn(email: $email, password: $password, code: $code) { ...SessionFields }\n  }\n  \n": typeof types.SignInDocument,
    "\n  mutation SignUp($input: SignUpInput!) {\n    signUp(input: $input) { ...SessionFields }\n  }\n  \n": typeof types.SignUpDocument,
    "\n  mutation RefreshSession { refreshSession { ...SessionFields } }\n  \n": typeof types.RefreshSessionDocument,
    "mutation SignOut { signOut }": typeof types.SignOutDocument,
    "\n  mutation SwitchOrganization($id: ID!) {\n    switchOrganization(id: $id) { ...SessionFields }\n  }\n  \n": typeof types.SwitchOrganizationDocument,
    "\n  mutation AcceptInvitation($input: AcceptInvitationInput!) {\n    acceptInvitation(input: $input) { ...SessionFields }\n  }\n  \n": typeof types.AcceptInvitationDocument,
    "\n  query InvitationPreview($token: String!) {\n    invitation(token: $token) {\n      organizationName\n      inviterName\n      email\n      name\n      role\n      state\n      hasAccount\n      isSignedIn\n    }\n  }\n": typeof types.InvitationPreviewDocument,
    "\n  mutation RequestPasswordReset($email: String!) { requestPasswordReset(email: $email) }\n": typeof types.RequestPasswordResetDocument,
    "\n  mutation ResetPassword($token: String!, $password: String!) {\n    resetPassword(token: $token, password: $password)\n  }\n": typeof types.ResetPasswordDocument,
    "\n  query PlansToAskFor { plans { id name priceCents isDefault } }\n": typeof types.PlansToAskForDocument,
    "\n  query OrganizationSettings {\n    organization { ...Settings yourAddress }\n  }\n  fragment Settings on Organization {\n    id\n    name\n    email\n    phone\n    billingAddress\n    country\n    timezone\n    nextTimezone { timezone from }\n    excludedAddresses\n    dataSharing { isOn isConsentRequired decidedAt decidedBy { id name } }\n    version\n    updatedAt\n  }\n": typeof types.OrganizationSettingsDocument,
    "\n  mutation UpdateOrganization($input: UpdateOrganizationInput!) {\n    updateOrganization(input: $input) { ...Settings }\n  }\n": typeof types.UpdateOrganizationDocument,
    "\n  mutation UpdateProfile($input: UpdateProfileInput!) {\n    updateProfile(input: $input) { id name }\n  }\n": typeof types.UpdateProfileDocument,
    "\n  query Memberships {\n    memberships {\n      organizationId\n      organizationName\n      role\n      isCurrent\n      canEnter\n    }\n  }\n": typeof types.MembershipsDocument,
    "\n  query Team {\n    organization {\n      id\n      usage { resource used max }\n      invitations(first: 100) {\n        nodes { ...InvitationRow }\n        pageInfo { hasNextPage }\n      }\n    }\n    plans {\n      id\n      name\n      rank\n      limits { resource max }\n    }\n  }\n  fragment InvitationRow on Invitation {\n    id\n    email\n    name\n    role\n    state\n    sentAt\n    expiresAt\n  }\n": typeof types.TeamDocument,
    "\n  query TeamMembers($after: String) {\n    organization {\n      id\n      members(first: 50, after: $after) {\n        nodes { ...MemberRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n  fragment MemberRow on Member {\n    id\n    name\n    email\n    role\n    status\n    lastSeenAt\n    version\n  }\n": typeof types.TeamMembersDocument,
    "\n  mutation InviteMember($input: InviteMemberInput!) {\n    inviteMember(input: $input) { ...InvitationRow }\n  }\n": typeof types.InviteMemberDocument,
    "\n  mutation ResendInvitation($id: ID!) {\n    resendInvitation(id: $id) { ...InvitationRow }\n  }\n": typeof types.ResendInvitationDocument,
    "\n  mutation RevokeInvitation($id: ID!) {\n    revokeInvitation(id: $id) { ...InvitationRow }\n  }\n": typeof types.RevokeInvitationDocument,
    "\n  mutation UpdateMember($id: ID!, $input: UpdateMemberInput!) {\n    updateMember(id: $id, input: $input) { ...MemberRow }\n  }\n": typeof types.UpdateMemberDocument,
    "\n  mutation RemoveMember($id: ID!) {\n    removeMember(id: $id)\n  }\n": typeof types.RemoveMemberDocument,
    "\n  mutation TransferOwnership($memberId: ID!) {\n    transferOwnership(memberId: $memberId) { ...MemberRow }\n  }\n": typeof types.TransferOwnershipDocument,
    "\n  mutation LeaveOrganization {\n    leaveOrganization\n  }\n": typeof types.LeaveOrganizationDocument,
    "\n  query Webhooks($after: String) {\n    organization {\n      id\n      webhooks(first: 20, after: $after) {\n        nodes { ...WebhookRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n  fragment WebhookRow on Webhook {\n    id\n    url\n    description\n    events\n    isEnabled\n    disabledReason\n    previousSecretUntil\n    version\n    createdAt\n    updatedAt\n    lastDelivery { ...DeliveryRow }\n  }\n  fragment DeliveryRow on WebhookDelivery {\n    id\n    event\n    state\n    attempts\n    responseStatus\n    responseExcerpt\n    error\n    durationMs\n    createdAt\n    at\n    nextAt\n  }\n": typeof types.WebhooksDocument,
    "\n  query WebhookLog($after: String) {\n    organization {\n      id\n      webhooks(first: 10) {\n        nodes {\n          id\n          deliveries(first: 20, after: $after) {\n            nodes { ...DeliveryRow }\n            pageInfo { hasNextPage endCursor }\n          }\n        }\n      }\n    }\n  }\n": typeof types.WebhookLogDocument,
    "\n  mutation CreateWebhook($input: CreateWebhookInput!) {\n    createWebhook(input: $input) {\n      secret\n      webhook { ...WebhookRow }\n    }\n  }\n": typeof types.CreateWebhookDocument,
    "\n  mutation UpdateWebhook($id: ID!, $input: UpdateWebhookInput!) {\n    updateWebhook(id: $id, input: $input) { ...WebhookRow }\n  }\n": typeof types.UpdateWebhookDocument,
    "\n  mutation RotateWebhookSecret($id: ID!) {\n    rotateWebhookSecret(id: $id) {\n      secret\n      webhook { ...WebhookRow }\n    }\n  }\n": typeof types.RotateWebhookSecretDocument,
    "\n  mutation DeleteWebhook($id: ID!) { deleteWebhook(id: $id) }\n": typeof types.DeleteWebhookDocument,
    "\n  mutation TestWebhook($id: ID!) {\n    testWebhook(id: $id) { ...DeliveryRow }\n  }\n": typeof types.TestWebhookDocument,
    "\n  mutation RedeliverWebhook($id: ID!) {\n    redeliverWebhook(id: $id) { ...DeliveryRow }\n  }\n": typeof types.RedeliverWebhookDocument,
    "\n  query Begun {\n    organization {\n      id\n      stats { scans }\n      qrCodes(first: 1, status: ACTIVE) { nodes { id } }\n    }\n  }\n": typeof types.BegunDocument,
};
const documents: Documents = {
    "\n  query ActivityLog(\n    $after: String\n    $memberId: ID\n    $action: String\n    $entityType: String\n    $from: DateTime\n    $to: DateTime\n    $search: String\n  ) {\n    organization {\n      id\n      activities(\n        first: 50\n        after: $after\n        memberId: $memberId\n        action: $action\n        entityType: $entityType\n        from: $from\n        to: $to\n        search: $search\n      ) {\n        nodes { ...ActivityRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n  fragment ActivityRow on Activity {\n    id\n    action\n    entityType\n    entityId\n    metadata\n    memberName\n    createdAt\n  }\n": types.ActivityLogDocument,
    "\n  query ActivityPeople {\n    organization {\n      id\n      members(first: 100) { nodes { id name } }\n    }\n  }\n": types.ActivityPeopleDocument,
    "\n  query AnalyticsFigures(\n    $range: RangeInput\n    $filter: ScanFilter\n    $compare: ComparisonPeriod!\n    $compares: Boolean!\n    $id: ID!\n    $ofOrganization: Boolean!\n    $ofCode: Boolean!\n    $ofCampaign: Boolean!\n  ) {\n    organization @include(if: $ofOrganization) {\n      id\n      analytics(range: $range, filter: $filter) { ...FiguresPart }\n    }\n    qrCode(id: $id) @include(if: $ofCode) {\n      id\n      analytics(range: $range, filter: $filter) { ...FiguresPart }\n    }\n    campaign(id: $id) @include(if: $ofCampaign) {\n      id\n      analytics(range: $range, filter: $filter) { ...FiguresPart }\n    }\n  }\n  fragment FiguresPart on Analytics {\n    from\n    to\n    timezone\n    isShortened\n    lookbackDays\n    lookbackPlan { id name }\n    updatedAt\n    totals {\n      from\n      to\n      scans\n      uniques { value basis }\n      scansPerCode\n      activeNow\n      filtered\n    }\n    comparison(with: $compare) @include(if: $compares) {\n      from\n      to\n      scans\n      uniques { value basis }\n      scansPerCode\n    }\n  }\n": types.AnalyticsFiguresDocument,
    "\n  query AnalyticsSeries(\n    $range: RangeInput\n    $filter: ScanFilter\n    $bucket: TimeBucket\n    $compare: ComparisonPeriod\n    $id: ID!\n    $ofOrganization: Boolean!\n    $ofCode: Boolean!\n    $ofCampaign: Boolean!\n  ) {\n    organization @include(if: $ofOrganization) {\n      id\n      analytics(range: $range, filter: $filter) { ...SeriesPart }\n    }\n    qrCode(id: $id) @include(if: $ofCode) {\n      id\n      analytics(range: $range, filter: $filter) { ...SeriesPart }\n    }\n    campaign(id: $id) @include(if: $ofCampaign) {\n      id\n      analytics(range: $range, filter: $filter) { ...SeriesPart }\n    }\n  }\n  fragment SeriesPart on Analytics {\n    from\n    to\n    series(bucket: $bucket, compare: $compare) { at until scans uniques isPartial before }\n    targetChanges\n  }\n": types.AnalyticsSeriesDocument,
    "\n  query AnalyticsBreakdown(\n    $range: RangeInput\n    $filter: ScanFilter\n    $by: AnalyticsDimension!\n    $first: Int!\n    $compare: ComparisonPeriod\n    $people: Boolean!\n    $id: ID!\n    $ofOrganization: Boolean!\n    $ofCode: Boolean!\n    $ofCampaign: Boolean!\n  ) {\n    organization @include(if: $ofOrganization) {\n      id\n      analytics(range: $range, filter: $filter) { ...BreakdownPart }\n    }\n    qrCode(id: $id) @include(if: $ofCode) {\n      id\n      analytics(range: $range, filter: $filter) { ...BreakdownPart }\n    }\n    campaign(id: $id) @include(if: $ofCampaign) {\n      id\n      analytics(range: $range, filter: $filter) { ...BreakdownPart }\n    }\n  }\n  fragment BreakdownPart on Analytics {\n    breakdown(by: $by, first: $first, compare: $compare) {\n      rows { key label scans uniques @include(if: $people) share before }\n      total\n      distinct\n      other\n    }\n  }\n": types.AnalyticsBreakdownDocument,
    "\n  query AnalyticsWeek(\n    $range: RangeInput\n    $filter: ScanFilter\n    $id: ID!\n    $ofOrganization: Boolean!\n    $ofCode: Boolean!\n    $ofCampaign: Boolean!\n  ) {\n    organization @include(if: $ofOrganization) {\n      id\n      analytics(range: $range, filter: $filter) { ...WeekPart }\n    }\n    qrCode(id: $id) @include(if: $ofCode) {\n      id\n      analytics(range: $range, filter: $filter) { ...WeekPart }\n    }\n    campaign(id: $id) @include(if: $ofCampaign) {\n      id\n      analytics(range: $range, filter: $filter) { ...WeekPart }\n    }\n  }\n  fragment WeekPart on Analytics {\n    weekHours { weekday hour scans }\n    dayParts { part scans }\n  }\n": types.AnalyticsWeekDocument,
    "\n  query AnalyticsHits(\n    $range: RangeInput\n    $filter: ScanFilter\n    $id: ID!\n    $ofOrganization: Boolean!\n    $ofCode: Boolean!\n    $ofCampaign: Boolean!\n  ) {\n    organization @include(if: $ofOrganization) {\n      id\n      analytics(range: $range, filter: $filter) { ...HitsPart }\n    }\n    qrCode(id: $id) @include(if: $ofCode) {\n      id\n      analytics(range: $range, filter: $filter) { ...HitsPart }\n    }\n    campaign(id: $id) @include(if: $ofCampaign) {\n      id\n      analytics(range: $range, filter: $filter) { ...HitsPart }\n    }\n  }\n  fragment HitsPart on Analytics {\n    from\n    to\n    timezone\n    updatedAt\n    hits { classification reason hits }\n  }\n": types.AnalyticsHitsDocument,
    "\n  query Lookback {\n    organization {\n      id\n      plan { id name lookbackDays }\n    }\n    plans { id name rank lookbackDays }\n  }\n": types.LookbackDocument,
    "\n  query Beginning {\n    organization {\n      id\n      stats { qrCodes scans }\n    }\n  }\n": types.BeginningDocument,
    "\n  query CodeName($id: ID!) {\n    qrCode(id: $id) { id name }\n  }\n": types.CodeNameDocument,
    "\n  query CampaignName($id: ID!) {\n    campaign(id: $id) { id name }\n  }\n": types.CampaignNameDocument,
    "\n  query Compare(\n    $range: RangeInput\n    $bucket: TimeBucket\n    $compare: ComparisonPeriod!\n    $a: ScanFilter\n    $b: ScanFilter\n    $c: ScanFilter\n    $d: ScanFilter\n    $e: ScanFilter\n    $hasB: Boolean!\n    $hasC: Boolean!\n    $hasD: Boolean!\n    $hasE: Boolean!\n  ) {\n    organization {\n      id\n      a: analytics(range: $range, filter: $a) { ...ComparePart }\n      b: analytics(range: $range, filter: $b) @include(if: $hasB) { ...ComparePart }\n      c: analytics(range: $range, filter: $c) @include(if: $hasC) { ...ComparePart }\n      d: analytics(range: $range, filter: $d) @include(if: $hasD) { ...ComparePart }\n      e: analytics(range: $range, filter: $e) @include(if: $hasE) { ...ComparePart }\n    }\n  }\n  fragment ComparePart on Analytics {\n    from\n    to\n    timezone\n    totals { scans uniques { value basis } }\n    comparison(with: $compare) { scans }\n    series(bucket: $bucket) { at until scans isPartial }\n  }\n": types.CompareDocument,
    "\n  query CompareNames(\n    $a: ID!\n    $b: ID!\n    $c: ID!\n    $d: ID!\n    $e: ID!\n    $codes: Boolean!\n    $campaigns: Boolean!\n  ) {\n    a: qrCode(id: $a) @include(if: $codes) { id name }\n    b: qrCode(id: $b) @include(if: $codes) { id name }\n    c: qrCode(id: $c) @include(if: $codes) { id name }\n    d: qrCode(id: $d) @include(if: $codes) { id name }\n    e: qrCode(id: $e) @include(if: $codes) { id name }\n    f: campaign(id: $a) @include(if: $campaigns) { id name }\n    g: campaign(id: $b) @include(if: $campaigns) { id name }\n    h: campaign(id: $c) @include(if: $campaigns) { id name }\n    i: campaign(id: $d) @include(if: $campaigns) { id name }\n    j: campaign(id: $e) @include(if: $campaigns) { id name }\n  }\n": types.CompareNamesDocument,
    "\n  query CampaignList($after: String, $search: String, $status: CampaignStatus) {\n    organization {\n      id\n      campaigns(first: 50, after: $after, search: $search, status: $status) {\n        nodes { ...CampaignRow }\n        pageInfo { hasNextPage endCursor }\n        totalCount\n      }\n    }\n  }\n  fragment CampaignRow on Campaign {\n    id\n    name\n    startDate\n    endDate\n    status\n    chosenStatus\n    day\n    days\n    qrCodeCount\n    scanCount\n    trend\n    lastScannedAt\n  }\n": types.CampaignListDocument,
    "\n  query CampaignDetail($id: ID!) {\n    campaign(id: $id) {\n      ...CampaignDetails\n      topCodes(first: 100) { ...QrCodeRow }\n    }\n  }\n  fragment CampaignDetails on Campaign {\n    ...CampaignRow\n    description\n    version\n    createdAt\n    updatedAt\n    createdBy { id name }\n    shares { channel count lastAt }\n  }\n": types.CampaignDetailDocument,
    "\n  query CampaignOptions {\n    organization {\n      id\n      campaigns(first: 100) {\n        nodes { id name }\n      }\n    }\n  }\n": types.CampaignOptionsDocument,
    "\n  mutation CreateCampaign($input: CreateCampaignInput!) {\n    createCampaign(input: $input) { ...CampaignDetails }\n  }\n": types.CreateCampaignDocument,
    "\n  mutation UpdateCampaign($id: ID!, $input: UpdateCampaignInput!) {\n    updateCampaign(id: $id, input: $input) { ...CampaignDetails }\n  }\n": types.UpdateCampaignDocument,
    "\n  mutation DeleteCampaign($id: ID!) { deleteCampaign(id: $id) }\n": types.DeleteCampaignDocument,
    "\n  mutation RestoreCampaign($id: ID!) {\n    restoreCampaign(id: $id) { ...CampaignDetails }\n  }\n": types.RestoreCampaignDocument,
    "\n  mutation AssignQrCodes($campaignId: ID, $qrCodeIds: [ID!]!) {\n    assignQrCodes(campaignId: $campaignId, qrCodeIds: $qrCodeIds) { ...QrCodeRow }\n  }\n": types.AssignQrCodesDocument,
    "\n  mutation ShareCampaign($id: ID!, $input: ShareCampaignInput!) {\n    shareCampaign(id: $id, input: $input) { channel url link sentTo }\n  }\n": types.ShareCampaignDocument,
    "\n  query CodesToAdd($after: String, $search: String) {\n    organization {\n      id\n      qrCodes(first: 50, after: $after, search: $search) {\n        nodes { id name slug campaign { id name } }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n": types.CodesToAddDocument,
    "\n  query CustomExports($after: String) {\n    organization {\n      id\n      customExports(first: 50, after: $after) {\n        nodes { ...CustomExportRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n  fragment CustomExportRow on CustomExport {\n    id\n    name\n    recipe {\n      dataset\n      columns\n      groupBy\n      orderBy { column descending }\n      filter {\n        classifications\n        wanted { ...RecipeValues }\n        not { ...RecipeValues }\n      }\n      range { preset from to }\n      timezone\n    }\n    isShared\n    canEdit\n    problem\n    createdBy { id name }\n    version\n    updatedAt\n  }\n  fragment RecipeValues on RecipeFilterValues {\n    browsers\n    campaignIds\n    cities\n    countryCodes\n    deviceTypes\n    os\n    qrCodeIds\n    referrers\n    regions\n    sources\n  }\n": types.CustomExportsDocument,
    "\n  query ExportColumns($dataset: Dataset!) {\n    organization {\n      id\n      exportColumns(dataset: $dataset) { name label description type isGroupable isInFile }\n    }\n  }\n": types.ExportColumnsDocument,
    "\n  query PreviewExport($recipe: CustomRecipeInput!) {\n    previewExport(recipe: $recipe, first: 12) {\n      columns { name label type }\n      rows\n      rowCount\n    }\n  }\n": types.PreviewExportDocument,
    "\n  mutation CreateCustomExport($input: CreateCustomExportInput!) {\n    createCustomExport(input: $input) { ...CustomExportRow }\n  }\n": types.CreateCustomExportDocument,
    "\n  mutation UpdateCustomExport($id: ID!, $input: UpdateCustomExportInput!) {\n    updateCustomExport(id: $id, input: $input) { ...CustomExportRow }\n  }\n": types.UpdateCustomExportDocument,
    "\n  mutation DeleteCustomExport($id: ID!) { deleteCustomExport(id: $id) }\n": types.DeleteCustomExportDocument,
    "\n  query ExportOptions {\n    organization {\n      id\n      plan { id name }\n      exportOptions { ...ExportChoice }\n    }\n  }\n  fragment ExportChoice on ExportOption {\n    dataset\n    format\n    allowed\n    offered\n    requiredPlan { id name }\n  }\n": types.ExportOptionsDocument,
    "\n  query ExportHistory(\n    $after: String\n    $status: [ExportStatus!]\n    $dataset: [Dataset!]\n    $requestedBy: ID\n  ) {\n    organization {\n      id\n      exports(\n        first: 30\n        after: $after\n        status: $status\n        dataset: $dataset\n        requestedBy: $requestedBy\n      ) {\n        nodes { ...ExportRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n  fragment ExportRow on Export {\n    id\n    dataset\n    format\n    status\n    isBackground\n    progress { rows estimatedRows share }\n    failure\n    fileName\n    rowCount\n    sizeBytes\n    timezone\n    from\n    to\n    createdAt\n    expiresAt\n    requestedBy { id name }\n    customExport { id name }\n    schedule { id name }\n  }\n": types.ExportHistoryDocument,
    "\n  query ExportDetails($id: ID!) {\n    export(id: $id) {\n      ...ExportRow\n      filter { part isExcluded values labels }\n      sha256\n      manifest { asOf classificationVersion durationMs columns }\n    }\n  }\n": types.ExportDetailsDocument,
    "\n  query ExportFile($id: ID!) {\n    export(id: $id) {\n      ...ExportRow\n      downloadUrl\n      manifestUrl\n    }\n  }\n": types.ExportFileDocument,
    "\n  mutation RequestExport($input: RequestExportInput!) {\n    requestExport(input: $input) {\n      ...ExportRow\n      downloadUrl\n    }\n  }\n": types.RequestExportDocument,
    "\n  query EstimateExport($input: RequestExportInput!) {\n    estimateExport(input: $input) { rows isBackground }\n  }\n": types.EstimateExportDocument,
    "\n  mutation CancelExport($id: ID!) {\n    cancelExport(id: $id) { ...ExportRow }\n  }\n": types.CancelExportDocument,
    "\n  mutation RetryExport($id: ID!) {\n    retryExport(id: $id) {\n      ...ExportRow\n      downloadUrl\n    }\n  }\n": types.RetryExportDocument,
    "\n  mutation MailExport($id: ID!) {\n    mailExport(id: $id) { ...ExportRow }\n  }\n": types.MailExportDocument,
    "\n  subscription ExportProgress($id: ID!) {\n    exportProgress(id: $id) { ...ExportRow }\n  }\n": types.ExportProgressDocument,
    "\n  query ExportPeople {\n    organization {\n      id\n      members(first: 100) { nodes { id name } }\n    }\n  }\n": types.ExportPeopleDocument,
    "\n  query UploadList($after: String, $search: String, $type: UploadType) {\n    organization {\n      id\n      usage { resource used max }\n      uploads(first: 50, after: $after, search: $search, type: $type) {\n        nodes { ...UploadRow }\n        pageInfo { hasNextPage endCursor }\n        totalCount\n      }\n    }\n  }\n  fragment UploadRow on Upload {\n    id\n    name\n    type\n    sizeBytes\n    version\n    createdAt\n    campaign { id name }\n    qrCodes { id name targetUrl }\n    downloadUrl\n  }\n": types.UploadListDocument,
    "\n  query CampaignUploads($id: ID!, $after: String) {\n    campaign(id: $id) {\n      id\n      uploads(first: 20, after: $after) {\n        nodes { ...UploadRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n": types.CampaignUploadsDocument,
    "\n  mutation RequestUpload($input: RequestUploadInput!) {\n    requestUpload(input: $input) {\n      id\n      transfer { method url headers { name value } }\n    }\n  }\n": types.RequestUploadDocument,
    "\n  mutation CompleteUpload($id: ID!) {\n    completeUpload(id: $id) { ...UploadRow }\n  }\n": types.CompleteUploadDocument,
    "\n  mutation UpdateUpload($id: ID!, $input: UpdateUploadInput!) {\n    updateUpload(id: $id, input: $input) { ...UploadRow }\n  }\n": types.UpdateUploadDocument,
    "\n  mutation DeleteUpload($id: ID!) { deleteUpload(id: $id) }\n": types.DeleteUploadDocument,
    "\n  mutation RestoreUpload($id: ID!) {\n    restoreUpload(id: $id) { ...UploadRow }\n  }\n": types.RestoreUploadDocument,
    "\n  query UploadDownload($id: ID!) {\n    upload(id: $id) { id name downloadUrl }\n  }\n": types.UploadDownloadDocument,
    "\n  query FindAnything($search: String!) {\n    organization {\n      id\n      qrCodes(first: 6, search: $search) { nodes { id name slug } }\n      campaigns(first: 4, search: $search) { nodes { id name } }\n    }\n  }\n": types.FindAnythingDocument,
    "\n  query LiveNow {\n    organization {\n      id\n      live: analytics(range: { preset: TODAY }) { totals { activeNow } }\n    }\n  }\n": types.LiveNowDocument,
    "\n  query PlanAndUsage {\n    organization {\n      id\n      plan { id name }\n      requestedPlan { id name }\n      usage { resource used max }\n    }\n    plans { ...PlanTerms }\n  }\n  fragment PlanTerms on Plan {\n    id\n    name\n    priceCents\n    rank\n    isDefault\n    lookbackDays\n    limits { resource max }\n    exports { dataset format }\n  }\n": types.PlanAndUsageDocument,
    "\n  mutation RequestPlan($planId: ID) {\n    requestPlan(planId: $planId) { id requestedPlan { id name } }\n  }\n": types.RequestPlanDocument,
    "\n  query QrCodeList($after: String, $search: String, $status: QrCodeStatus, $campaignId: ID) {\n    organization {\n      id\n      usage { resource used max }\n      qrCodes(first: 50, after: $after, search: $search, status: $status, campaignId: $campaignId) {\n        nodes { ...QrCodeRow }\n        pageInfo { hasNextPage endCursor }\n        totalCount\n      }\n    }\n  }\n  fragment QrCodeRow on QrCode {\n    id\n    name\n    slug\n    svgUrl\n    targetUrl\n    status\n    scanCount\n    trend\n    lastScannedAt\n    campaign { id name }\n    upload { id name sizeBytes }\n  }\n": types.QrCodeListDocument,
    "\n  query QrCodeDetail($id: ID!) {\n    qrCode(id: $id) { ...QrCodeDetails }\n  }\n  fragment QrCodeDetails on QrCode {\n    ...QrCodeRow\n    scanUrl\n    pngUrl\n    location\n    expiresAt\n    version\n    createdAt\n    updatedAt\n    createdBy { id name }\n  }\n": types.QrCodeDetailDocument,
    "\n  query QrCodeScans($id: ID!, $after: String, $filter: ScanFilter) {\n    qrCode(id: $id) {\n      id\n      scans(first: 20, after: $after, filter: $filter) {\n        nodes { ...ScanRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n": types.QrCodeScansDocument,
    "\n  query FileChoices {\n    organization {\n      id\n      uploads(first: 100) { nodes { id name sizeBytes } }\n    }\n  }\n": types.FileChoicesDocument,
    "\n  query QrCodeLimits {\n    organization {\n      id\n      usage { resource used max }\n    }\n    plans { id name rank limits { resource max } }\n  }\n": types.QrCodeLimitsDocument,
    "\n  mutation CreateQrCode($input: CreateQrCodeInput!) {\n    createQrCode(input: $input) { ...QrCodeDetails }\n  }\n": types.CreateQrCodeDocument,
    "\n  mutation UpdateQrCode($id: ID!, $input: UpdateQrCodeInput!) {\n    updateQrCode(id: $id, input: $input) { ...QrCodeDetails }\n  }\n": types.UpdateQrCodeDocument,
    "\n  mutation DeleteQrCode($id: ID!) { deleteQrCode(id: $id) }\n": types.DeleteQrCodeDocument,
    "\n  mutation RestoreQrCode($id: ID!) {\n    restoreQrCode(id: $id) { ...QrCodeDetails }\n  }\n": types.RestoreQrCodeDocument,
    "\n  mutation UpdateQrCodes($ids: [ID!]!, $input: UpdateQrCodesInput!) {\n    updateQrCodes(ids: $ids, input: $input) { id status version }\n  }\n": types.UpdateQrCodesDocument,
    "\n  mutation DeleteQrCodes($ids: [ID!]!) { deleteQrCodes(ids: $ids) }\n": types.DeleteQrCodesDocument,
    "\n  mutation RestoreQrCodes($ids: [ID!]!) {\n    restoreQrCodes(ids: $ids) { ...QrCodeRow }\n  }\n": types.RestoreQrCodesDocument,
    "\n  subscription ScanFeed($after: String, $filter: ScanFilter) {\n    scanFeed(after: $after, filter: $filter) {\n      cursor\n      gap\n      scans { ...ScanRow }\n    }\n  }\n  fragment ScanRow on Scan {\n    id\n    scannedAt\n    city\n    region\n    country\n    countryCode\n    deviceType\n    os\n    browser\n    referrer\n    classification\n    reason\n    source\n    qrCode { id name }\n  }\n": types.ScanFeedDocument,
    "\n  query LatestScans($first: Int!, $filter: ScanFilter) {\n    organization {\n      id\n      scans(first: $first, filter: $filter) { nodes { ...ScanRow } }\n    }\n  }\n": types.LatestScansDocument,
    "\n  query ScanTotals($timezone: String!, $hour: RangeInput!, $now: ScanFilter!) {\n    organization {\n      id\n      day: analytics(range: { preset: TODAY }, timezone: $timezone) { totals { scans hits filtered } }\n      hour: analytics(range: $hour) { totals { scans hits } }\n      now: scans(first: 1, filter: $now) { totalCount }\n    }\n  }\n": types.ScanTotalsDocument,
    "\n  query ExportSchedules($after: String) {\n    organization {\n      id\n      exportSchedules(first: 50, after: $after) {\n        nodes { ...ScheduleRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n  fragment ScheduleRow on ExportSchedule {\n    id\n    name\n    dataset\n    format\n    every\n    weekday\n    dayOfMonth\n    hour\n    timezone\n    range\n    recipients { id name email }\n    delivery\n    isPaused\n    pausedReason\n    nextAt\n    lastExport { id status fileName createdAt }\n    createdBy { id name }\n    version\n  }\n": types.ExportSchedulesDocument,
    "\n  query ScheduleChoices {\n    organization {\n      id\n      exportOptions { ...ExportChoice }\n      members(first: 100) { nodes { id name email status } }\n    }\n  }\n": types.ScheduleChoicesDocument,
    "\n  mutation CreateExportSchedule($input: CreateExportScheduleInput!) {\n    createExportSchedule(input: $input) { ...ScheduleRow }\n  }\n": types.CreateExportScheduleDocument,
    "\n  mutation UpdateExportSchedule($id: ID!, $input: UpdateExportScheduleInput!) {\n    updateExportSchedule(id: $id, input: $input) { ...ScheduleRow }\n  }\n": types.UpdateExportScheduleDocument,
    "\n  mutation DeleteExportSchedule($id: ID!) { deleteExportSchedule(id: $id) }\n": types.DeleteExportScheduleDocument,
    "\n  mutation RunExportSchedule($id: ID!) {\n    runExportSchedule(id: $id) {\n      ...ExportRow\n      downloadUrl\n    }\n  }\n": types.RunExportScheduleDocument,
    "\n  query Security {\n    twoStep { isOn since recoveryCodesLeft }\n    sessions {\n      id\n      device\n      city\n      countryCode\n      organizationName\n      createdAt\n      lastSeenAt\n      isCurrent\n    }\n  }\n": types.SecurityDocument,
    "\n  mutation ChangePassword($current: String!, $new: String!, $code: String) {\n    changePassword(current: $current, new: $new, code: $code)\n  }\n": types.ChangePasswordDocument,
    "\n  mutation RevokeSession($id: ID!) {\n    revokeSession(id: $id)\n  }\n": types.RevokeSessionDocument,
    "\n  mutation RevokeOtherSessions {\n    revokeOtherSessions\n  }\n": types.RevokeOtherSessionsDocument,
    "\n  mutation StartTwoStep($password: String!) {\n    startTwoStep(password: $password) { secret uri qrSvg }\n  }\n": types.StartTwoStepDocument,
    "\n  mutation ConfirmTwoStep($code: String!) {\n    confirmTwoStep(code: $code)\n  }\n": types.ConfirmTwoStepDocument,
    "\n  mutation RegenerateRecoveryCodes($password: String!, $code: String!) {\n    regenerateRecoveryCodes(password: $password, code: $code)\n  }\n": types.RegenerateRecoveryCodesDocument,
    "\n  mutation DisableTwoStep($password: String!, $code: String!) {\n    disableTwoStep(password: $password, code: $code)\n  }\n": types.DisableTwoStepDocument,
    "\n  fragment SessionFields on Session {\n    accessToken\n    expiresAt\n    member { id name email role organization { id name timezone } }\n  }\n": types.SessionFieldsFragmentDoc,
    "\n  mutation SignIn($email: String!, $password: String!, $code: String) {\n    signIn(email: $email, password: $password, code: $code) { ...SessionFields }\n  }\n  \n": types.SignInDocument,
    "\n  mutation SignUp($input: SignUpInput!) {\n    signUp(input: $input) { ...SessionFields }\n  }\n  \n": types.SignUpDocument,
    "\n  mutation RefreshSession { refreshSession { ...SessionFields } }\n  \n": types.RefreshSessionDocument,
    "mutation SignOut { signOut }": types.SignOutDocument,
    "\n  mutation SwitchOrganization($id: ID!) {\n    switchOrganization(id: $id) { ...SessionFields }\n  }\n  \n": types.SwitchOrganizationDocument,
    "\n  mutation AcceptInvitation($input: AcceptInvitationInput!) {\n    acceptInvitation(input: $input) { ...SessionFields }\n  }\n  \n": types.AcceptInvitationDocument,
    "\n  query InvitationPreview($token: String!) {\n    invitation(token: $token) {\n      organizationName\n      inviterName\n      email\n      name\n      role\n      state\n      hasAccount\n      isSignedIn\n    }\n  }\n": types.InvitationPreviewDocument,
    "\n  mutation RequestPasswordReset($email: String!) { requestPasswordReset(email: $email) }\n": types.RequestPasswordResetDocument,
    "\n  mutation ResetPassword($token: String!, $password: String!) {\n    resetPassword(token: $token, password: $password)\n  }\n": types.ResetPasswordDocument,
    "\n  query PlansToAskFor { plans { id name priceCents isDefault } }\n": types.PlansToAskForDocument,
    "\n  query OrganizationSettings {\n    organization { ...Settings yourAddress }\n  }\n  fragment Settings on Organization {\n    id\n    name\n    email\n    phone\n    billingAddress\n    country\n    timezone\n    nextTimezone { timezone from }\n    excludedAddresses\n    dataSharing { isOn isConsentRequired decidedAt decidedBy { id name } }\n    version\n    updatedAt\n  }\n": types.OrganizationSettingsDocument,
    "\n  mutation UpdateOrganization($input: UpdateOrganizationInput!) {\n    updateOrganization(input: $input) { ...Settings }\n  }\n": types.UpdateOrganizationDocument,
    "\n  mutation UpdateProfile($input: UpdateProfileInput!) {\n    updateProfile(input: $input) { id name }\n  }\n": types.UpdateProfileDocument,
    "\n  query Memberships {\n    memberships {\n      organizationId\n      organizationName\n      role\n      isCurrent\n      canEnter\n    }\n  }\n": types.MembershipsDocument,
    "\n  query Team {\n    organization {\n      id\n      usage { resource used max }\n      invitations(first: 100) {\n        nodes { ...InvitationRow }\n        pageInfo { hasNextPage }\n      }\n    }\n    plans {\n      id\n      name\n      rank\n      limits { resource max }\n    }\n  }\n  fragment InvitationRow on Invitation {\n    id\n    email\n    name\n    role\n    state\n    sentAt\n    expiresAt\n  }\n": types.TeamDocument,
    "\n  query TeamMembers($after: String) {\n    organization {\n      id\n      members(first: 50, after: $after) {\n        nodes { ...MemberRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n  fragment MemberRow on Member {\n    id\n    name\n    email\n    role\n    status\n    lastSeenAt\n    version\n  }\n": types.TeamMembersDocument,
    "\n  mutation InviteMember($input: InviteMemberInput!) {\n    inviteMember(input: $input) { ...InvitationRow }\n  }\n": types.InviteMemberDocument,
    "\n  mutation ResendInvitation($id: ID!) {\n    resendInvitation(id: $id) { ...InvitationRow }\n  }\n": types.ResendInvitationDocument,
    "\n  mutation RevokeInvitation($id: ID!) {\n    revokeInvitation(id: $id) { ...InvitationRow }\n  }\n": types.RevokeInvitationDocument,
    "\n  mutation UpdateMember($id: ID!, $input: UpdateMemberInput!) {\n    updateMember(id: $id, input: $input) { ...MemberRow }\n  }\n": types.UpdateMemberDocument,
    "\n  mutation RemoveMember($id: ID!) {\n    removeMember(id: $id)\n  }\n": types.RemoveMemberDocument,
    "\n  mutation TransferOwnership($memberId: ID!) {\n    transferOwnership(memberId: $memberId) { ...MemberRow }\n  }\n": types.TransferOwnershipDocument,
    "\n  mutation LeaveOrganization {\n    leaveOrganization\n  }\n": types.LeaveOrganizationDocument,
    "\n  query Webhooks($after: String) {\n    organization {\n      id\n      webhooks(first: 20, after: $after) {\n        nodes { ...WebhookRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n  fragment WebhookRow on Webhook {\n    id\n    url\n    description\n    events\n    isEnabled\n    disabledReason\n    previousSecretUntil\n    version\n    createdAt\n    updatedAt\n    lastDelivery { ...DeliveryRow }\n  }\n  fragment DeliveryRow on WebhookDelivery {\n    id\n    event\n    state\n    attempts\n    responseStatus\n    responseExcerpt\n    error\n    durationMs\n    createdAt\n    at\n    nextAt\n  }\n": types.WebhooksDocument,
    "\n  query WebhookLog($after: String) {\n    organization {\n      id\n      webhooks(first: 10) {\n        nodes {\n          id\n          deliveries(first: 20, after: $after) {\n            nodes { ...DeliveryRow }\n            pageInfo { hasNextPage endCursor }\n          }\n        }\n      }\n    }\n  }\n": types.WebhookLogDocument,
    "\n  mutation CreateWebhook($input: CreateWebhookInput!) {\n    createWebhook(input: $input) {\n      secret\n      webhook { ...WebhookRow }\n    }\n  }\n": types.CreateWebhookDocument,
    "\n  mutation UpdateWebhook($id: ID!, $input: UpdateWebhookInput!) {\n    updateWebhook(id: $id, input: $input) { ...WebhookRow }\n  }\n": types.UpdateWebhookDocument,
    "\n  mutation RotateWebhookSecret($id: ID!) {\n    rotateWebhookSecret(id: $id) {\n      secret\n      webhook { ...WebhookRow }\n    }\n  }\n": types.RotateWebhookSecretDocument,
    "\n  mutation DeleteWebhook($id: ID!) { deleteWebhook(id: $id) }\n": types.DeleteWebhookDocument,
    "\n  mutation TestWebhook($id: ID!) {\n    testWebhook(id: $id) { ...DeliveryRow }\n  }\n": types.TestWebhookDocument,
    "\n  mutation RedeliverWebhook($id: ID!) {\n    redeliverWebhook(id: $id) { ...DeliveryRow }\n  }\n": types.RedeliverWebhookDocument,
    "\n  query Begun {\n    organization {\n      id\n      stats { scans }\n      qrCodes(first: 1, status: ACTIVE) { nodes { id } }\n    }\n  }\n": types.BegunDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ActivityLog(\n    $after: String\n    $memberId: ID\n    $action: String\n    $entityType: String\n    $from: DateTime\n    $to: DateTime\n    $search: String\n  ) {\n    organization {\n      id\n      activities(\n        first: 50\n        after: $after\n        memberId: $memberId\n        action: $action\n        entityType: $entityType\n        from: $from\n        to: $to\n        search: $search\n      ) {\n        nodes { ...ActivityRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n  fragment ActivityRow on Activity {\n    id\n    action\n    entityType\n    entityId\n    metadata\n    memberName\n    createdAt\n  }\n"): (typeof documents)["\n  query ActivityLog(\n    $after: String\n    $memberId: ID\n    $action: String\n    $entityType: String\n    $from: DateTime\n    $to: DateTime\n    $search: String\n  ) {\n    organization {\n      id\n      activities(\n        first: 50\n        after: $after\n        memberId: $memberId\n        action: $action\n        entityType: $entityType\n        from: $from\n        to: $to\n        search: $search\n      ) {\n        nodes { ...ActivityRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n  fragment ActivityRow on Activity {\n    id\n    action\n    entityType\n    entityId\n    metadata\n    memberName\n    createdAt\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ActivityPeople {\n    organization {\n      id\n      members(first: 100) { nodes { id name } }\n    }\n  }\n"): (typeof documents)["\n  query ActivityPeople {\n    organization {\n      id\n      members(first: 100) { nodes { id name } }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AnalyticsFigures(\n    $range: RangeInput\n    $filter: ScanFilter\n    $compare: ComparisonPeriod!\n    $compares: Boolean!\n    $id: ID!\n    $ofOrganization: Boolean!\n    $ofCode: Boolean!\n    $ofCampaign: Boolean!\n  ) {\n    organization @include(if: $ofOrganization) {\n      id\n      analytics(range: $range, filter: $filter) { ...FiguresPart }\n    }\n    qrCode(id: $id) @include(if: $ofCode) {\n      id\n      analytics(range: $range, filter: $filter) { ...FiguresPart }\n    }\n    campaign(id: $id) @include(if: $ofCampaign) {\n      id\n      analytics(range: $range, filter: $filter) { ...FiguresPart }\n    }\n  }\n  fragment FiguresPart on Analytics {\n    from\n    to\n    timezone\n    isShortened\n    lookbackDays\n    lookbackPlan { id name }\n    updatedAt\n    totals {\n      from\n      to\n      scans\n      uniques { value basis }\n      scansPerCode\n      activeNow\n      filtered\n    }\n    comparison(with: $compare) @include(if: $compares) {\n      from\n      to\n      scans\n      uniques { value basis }\n      scansPerCode\n    }\n  }\n"): (typeof documents)["\n  query AnalyticsFigures(\n    $range: RangeInput\n    $filter: ScanFilter\n    $compare: ComparisonPeriod!\n    $compares: Boolean!\n    $id: ID!\n    $ofOrganization: Boolean!\n    $ofCode: Boolean!\n    $ofCampaign: Boolean!\n  ) {\n    organization @include(if: $ofOrganization) {\n      id\n      analytics(range: $range, filter: $filter) { ...FiguresPart }\n    }\n    qrCode(id: $id) @include(if: $ofCode) {\n      id\n      analytics(range: $range, filter: $filter) { ...FiguresPart }\n    }\n    campaign(id: $id) @include(if: $ofCampaign) {\n      id\n      analytics(range: $range, filter: $filter) { ...FiguresPart }\n    }\n  }\n  fragment FiguresPart on Analytics {\n    from\n    to\n    timezone\n    isShortened\n    lookbackDays\n    lookbackPlan { id name }\n    updatedAt\n    totals {\n      from\n      to\n      scans\n      uniques { value basis }\n      scansPerCode\n      activeNow\n      filtered\n    }\n    comparison(with: $compare) @include(if: $compares) {\n      from\n      to\n      scans\n      uniques { value basis }\n      scansPerCode\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AnalyticsSeries(\n    $range: RangeInput\n    $filter: ScanFilter\n    $bucket: TimeBucket\n    $compare: ComparisonPeriod\n    $id: ID!\n    $ofOrganization: Boolean!\n    $ofCode: Boolean!\n    $ofCampaign: Boolean!\n  ) {\n    organization @include(if: $ofOrganization) {\n      id\n      analytics(range: $range, filter: $filter) { ...SeriesPart }\n    }\n    qrCode(id: $id) @include(if: $ofCode) {\n      id\n      analytics(range: $range, filter: $filter) { ...SeriesPart }\n    }\n    campaign(id: $id) @include(if: $ofCampaign) {\n      id\n      analytics(range: $range, filter: $filter) { ...SeriesPart }\n    }\n  }\n  fragment SeriesPart on Analytics {\n    from\n    to\n    series(bucket: $bucket, compare: $compare) { at until scans uniques isPartial before }\n    targetChanges\n  }\n"): (typeof documents)["\n  query AnalyticsSeries(\n    $range: RangeInput\n    $filter: ScanFilter\n    $bucket: TimeBucket\n    $compare: ComparisonPeriod\n    $id: ID!\n    $ofOrganization: Boolean!\n    $ofCode: Boolean!\n    $ofCampaign: Boolean!\n  ) {\n    organization @include(if: $ofOrganization) {\n      id\n      analytics(range: $range, filter: $filter) { ...SeriesPart }\n    }\n    qrCode(id: $id) @include(if: $ofCode) {\n      id\n      analytics(range: $range, filter: $filter) { ...SeriesPart }\n    }\n    campaign(id: $id) @include(if: $ofCampaign) {\n      id\n      analytics(range: $range, filter: $filter) { ...SeriesPart }\n    }\n  }\n  fragment SeriesPart on Analytics {\n    from\n    to\n    series(bucket: $bucket, compare: $compare) { at until scans uniques isPartial before }\n    targetChanges\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AnalyticsBreakdown(\n    $range: RangeInput\n    $filter: ScanFilter\n    $by: AnalyticsDimension!\n    $first: Int!\n    $compare: ComparisonPeriod\n    $people: Boolean!\n    $id: ID!\n    $ofOrganization: Boolean!\n    $ofCode: Boolean!\n    $ofCampaign: Boolean!\n  ) {\n    organization @include(if: $ofOrganization) {\n      id\n      analytics(range: $range, filter: $filter) { ...BreakdownPart }\n    }\n    qrCode(id: $id) @include(if: $ofCode) {\n      id\n      analytics(range: $range, filter: $filter) { ...BreakdownPart }\n    }\n    campaign(id: $id) @include(if: $ofCampaign) {\n      id\n      analytics(range: $range, filter: $filter) { ...BreakdownPart }\n    }\n  }\n  fragment BreakdownPart on Analytics {\n    breakdown(by: $by, first: $first, compare: $compare) {\n      rows { key label scans uniques @include(if: $people) share before }\n      total\n      distinct\n      other\n    }\n  }\n"): (typeof documents)["\n  query AnalyticsBreakdown(\n    $range: RangeInput\n    $filter: ScanFilter\n    $by: AnalyticsDimension!\n    $first: Int!\n    $compare: ComparisonPeriod\n    $people: Boolean!\n    $id: ID!\n    $ofOrganization: Boolean!\n    $ofCode: Boolean!\n    $ofCampaign: Boolean!\n  ) {\n    organization @include(if: $ofOrganization) {\n      id\n      analytics(range: $range, filter: $filter) { ...BreakdownPart }\n    }\n    qrCode(id: $id) @include(if: $ofCode) {\n      id\n      analytics(range: $range, filter: $filter) { ...BreakdownPart }\n    }\n    campaign(id: $id) @include(if: $ofCampaign) {\n      id\n      analytics(range: $range, filter: $filter) { ...BreakdownPart }\n    }\n  }\n  fragment BreakdownPart on Analytics {\n    breakdown(by: $by, first: $first, compare: $compare) {\n      rows { key label scans uniques @include(if: $people) share before }\n      total\n      distinct\n      other\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AnalyticsWeek(\n    $range: RangeInput\n    $filter: ScanFilter\n    $id: ID!\n    $ofOrganization: Boolean!\n    $ofCode: Boolean!\n    $ofCampaign: Boolean!\n  ) {\n    organization @include(if: $ofOrganization) {\n      id\n      analytics(range: $range, filter: $filter) { ...WeekPart }\n    }\n    qrCode(id: $id) @include(if: $ofCode) {\n      id\n      analytics(range: $range, filter: $filter) { ...WeekPart }\n    }\n    campaign(id: $id) @include(if: $ofCampaign) {\n      id\n      analytics(range: $range, filter: $filter) { ...WeekPart }\n    }\n  }\n  fragment WeekPart on Analytics {\n    weekHours { weekday hour scans }\n    dayParts { part scans }\n  }\n"): (typeof documents)["\n  query AnalyticsWeek(\n    $range: RangeInput\n    $filter: ScanFilter\n    $id: ID!\n    $ofOrganization: Boolean!\n    $ofCode: Boolean!\n    $ofCampaign: Boolean!\n  ) {\n    organization @include(if: $ofOrganization) {\n      id\n      analytics(range: $range, filter: $filter) { ...WeekPart }\n    }\n    qrCode(id: $id) @include(if: $ofCode) {\n      id\n      analytics(range: $range, filter: $filter) { ...WeekPart }\n    }\n    campaign(id: $id) @include(if: $ofCampaign) {\n      id\n      analytics(range: $range, filter: $filter) { ...WeekPart }\n    }\n  }\n  fragment WeekPart on Analytics {\n    weekHours { weekday hour scans }\n    dayParts { part scans }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AnalyticsHits(\n    $range: RangeInput\n    $filter: ScanFilter\n    $id: ID!\n    $ofOrganization: Boolean!\n    $ofCode: Boolean!\n    $ofCampaign: Boolean!\n  ) {\n    organization @include(if: $ofOrganization) {\n      id\n      analytics(range: $range, filter: $filter) { ...HitsPart }\n    }\n    qrCode(id: $id) @include(if: $ofCode) {\n      id\n      analytics(range: $range, filter: $filter) { ...HitsPart }\n    }\n    campaign(id: $id) @include(if: $ofCampaign) {\n      id\n      analytics(range: $range, filter: $filter) { ...HitsPart }\n    }\n  }\n  fragment HitsPart on Analytics {\n    from\n    to\n    timezone\n    updatedAt\n    hits { classification reason hits }\n  }\n"): (typeof documents)["\n  query AnalyticsHits(\n    $range: RangeInput\n    $filter: ScanFilter\n    $id: ID!\n    $ofOrganization: Boolean!\n    $ofCode: Boolean!\n    $ofCampaign: Boolean!\n  ) {\n    organization @include(if: $ofOrganization) {\n      id\n      analytics(range: $range, filter: $filter) { ...HitsPart }\n    }\n    qrCode(id: $id) @include(if: $ofCode) {\n      id\n      analytics(range: $range, filter: $filter) { ...HitsPart }\n    }\n    campaign(id: $id) @include(if: $ofCampaign) {\n      id\n      analytics(range: $range, filter: $filter) { ...HitsPart }\n    }\n  }\n  fragment HitsPart on Analytics {\n    from\n    to\n    timezone\n    updatedAt\n    hits { classification reason hits }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Lookback {\n    organization {\n      id\n      plan { id name lookbackDays }\n    }\n    plans { id name rank lookbackDays }\n  }\n"): (typeof documents)["\n  query Lookback {\n    organization {\n      id\n      plan { id name lookbackDays }\n    }\n    plans { id name rank lookbackDays }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Beginning {\n    organization {\n      id\n      stats { qrCodes scans }\n    }\n  }\n"): (typeof documents)["\n  query Beginning {\n    organization {\n      id\n      stats { qrCodes scans }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CodeName($id: ID!) {\n    qrCode(id: $id) { id name }\n  }\n"): (typeof documents)["\n  query CodeName($id: ID!) {\n    qrCode(id: $id) { id name }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CampaignName($id: ID!) {\n    campaign(id: $id) { id name }\n  }\n"): (typeof documents)["\n  query CampaignName($id: ID!) {\n    campaign(id: $id) { id name }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Compare(\n    $range: RangeInput\n    $bucket: TimeBucket\n    $compare: ComparisonPeriod!\n    $a: ScanFilter\n    $b: ScanFilter\n    $c: ScanFilter\n    $d: ScanFilter\n    $e: ScanFilter\n    $hasB: Boolean!\n    $hasC: Boolean!\n    $hasD: Boolean!\n    $hasE: Boolean!\n  ) {\n    organization {\n      id\n      a: analytics(range: $range, filter: $a) { ...ComparePart }\n      b: analytics(range: $range, filter: $b) @include(if: $hasB) { ...ComparePart }\n      c: analytics(range: $range, filter: $c) @include(if: $hasC) { ...ComparePart }\n      d: analytics(range: $range, filter: $d) @include(if: $hasD) { ...ComparePart }\n      e: analytics(range: $range, filter: $e) @include(if: $hasE) { ...ComparePart }\n    }\n  }\n  fragment ComparePart on Analytics {\n    from\n    to\n    timezone\n    totals { scans uniques { value basis } }\n    comparison(with: $compare) { scans }\n    series(bucket: $bucket) { at until scans isPartial }\n  }\n"): (typeof documents)["\n  query Compare(\n    $range: RangeInput\n    $bucket: TimeBucket\n    $compare: ComparisonPeriod!\n    $a: ScanFilter\n    $b: ScanFilter\n    $c: ScanFilter\n    $d: ScanFilter\n    $e: ScanFilter\n    $hasB: Boolean!\n    $hasC: Boolean!\n    $hasD: Boolean!\n    $hasE: Boolean!\n  ) {\n    organization {\n      id\n      a: analytics(range: $range, filter: $a) { ...ComparePart }\n      b: analytics(range: $range, filter: $b) @include(if: $hasB) { ...ComparePart }\n      c: analytics(range: $range, filter: $c) @include(if: $hasC) { ...ComparePart }\n      d: analytics(range: $range, filter: $d) @include(if: $hasD) { ...ComparePart }\n      e: analytics(range: $range, filter: $e) @include(if: $hasE) { ...ComparePart }\n    }\n  }\n  fragment ComparePart on Analytics {\n    from\n    to\n    timezone\n    totals { scans uniques { value basis } }\n    comparison(with: $compare) { scans }\n    series(bucket: $bucket) { at until scans isPartial }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CompareNames(\n    $a: ID!\n    $b: ID!\n    $c: ID!\n    $d: ID!\n    $e: ID!\n    $codes: Boolean!\n    $campaigns: Boolean!\n  ) {\n    a: qrCode(id: $a) @include(if: $codes) { id name }\n    b: qrCode(id: $b) @include(if: $codes) { id name }\n    c: qrCode(id: $c) @include(if: $codes) { id name }\n    d: qrCode(id: $d) @include(if: $codes) { id name }\n    e: qrCode(id: $e) @include(if: $codes) { id name }\n    f: campaign(id: $a) @include(if: $campaigns) { id name }\n    g: campaign(id: $b) @include(if: $campaigns) { id name }\n    h: campaign(id: $c) @include(if: $campaigns) { id name }\n    i: campaign(id: $d) @include(if: $campaigns) { id name }\n    j: campaign(id: $e) @include(if: $campaigns) { id name }\n  }\n"): (typeof documents)["\n  query CompareNames(\n    $a: ID!\n    $b: ID!\n    $c: ID!\n    $d: ID!\n    $e: ID!\n    $codes: Boolean!\n    $campaigns: Boolean!\n  ) {\n    a: qrCode(id: $a) @include(if: $codes) { id name }\n    b: qrCode(id: $b) @include(if: $codes) { id name }\n    c: qrCode(id: $c) @include(if: $codes) { id name }\n    d: qrCode(id: $d) @include(if: $codes) { id name }\n    e: qrCode(id: $e) @include(if: $codes) { id name }\n    f: campaign(id: $a) @include(if: $campaigns) { id name }\n    g: campaign(id: $b) @include(if: $campaigns) { id name }\n    h: campaign(id: $c) @include(if: $campaigns) { id name }\n    i: campaign(id: $d) @include(if: $campaigns) { id name }\n    j: campaign(id: $e) @include(if: $campaigns) { id name }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CampaignList($after: String, $search: String, $status: CampaignStatus) {\n    organization {\n      id\n      campaigns(first: 50, after: $after, search: $search, status: $status) {\n        nodes { ...CampaignRow }\n        pageInfo { hasNextPage endCursor }\n        totalCount\n      }\n    }\n  }\n  fragment CampaignRow on Campaign {\n    id\n    name\n    startDate\n    endDate\n    status\n    chosenStatus\n    day\n    days\n    qrCodeCount\n    scanCount\n    trend\n    lastScannedAt\n  }\n"): (typeof documents)["\n  query CampaignList($after: String, $search: String, $status: CampaignStatus) {\n    organization {\n      id\n      campaigns(first: 50, after: $after, search: $search, status: $status) {\n        nodes { ...CampaignRow }\n        pageInfo { hasNextPage endCursor }\n        totalCount\n      }\n    }\n  }\n  fragment CampaignRow on Campaign {\n    id\n    name\n    startDate\n    endDate\n    status\n    chosenStatus\n    day\n    days\n    qrCodeCount\n    scanCount\n    trend\n    lastScannedAt\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CampaignDetail($id: ID!) {\n    campaign(id: $id) {\n      ...CampaignDetails\n      topCodes(first: 100) { ...QrCodeRow }\n    }\n  }\n  fragment CampaignDetails on Campaign {\n    ...CampaignRow\n    description\n    version\n    createdAt\n    updatedAt\n    createdBy { id name }\n    shares { channel count lastAt }\n  }\n"): (typeof documents)["\n  query CampaignDetail($id: ID!) {\n    campaign(id: $id) {\n      ...CampaignDetails\n      topCodes(first: 100) { ...QrCodeRow }\n    }\n  }\n  fragment CampaignDetails on Campaign {\n    ...CampaignRow\n    description\n    version\n    createdAt\n    updatedAt\n    createdBy { id name }\n    shares { channel count lastAt }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CampaignOptions {\n    organization {\n      id\n      campaigns(first: 100) {\n        nodes { id name }\n      }\n    }\n  }\n"): (typeof documents)["\n  query CampaignOptions {\n    organization {\n      id\n      campaigns(first: 100) {\n        nodes { id name }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateCampaign($input: CreateCampaignInput!) {\n    createCampaign(input: $input) { ...CampaignDetails }\n  }\n"): (typeof documents)["\n  mutation CreateCampaign($input: CreateCampaignInput!) {\n    createCampaign(input: $input) { ...CampaignDetails }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateCampaign($id: ID!, $input: UpdateCampaignInput!) {\n    updateCampaign(id: $id, input: $input) { ...CampaignDetails }\n  }\n"): (typeof documents)["\n  mutation UpdateCampaign($id: ID!, $input: UpdateCampaignInput!) {\n    updateCampaign(id: $id, input: $input) { ...CampaignDetails }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteCampaign($id: ID!) { deleteCampaign(id: $id) }\n"): (typeof documents)["\n  mutation DeleteCampaign($id: ID!) { deleteCampaign(id: $id) }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RestoreCampaign($id: ID!) {\n    restoreCampaign(id: $id) { ...CampaignDetails }\n  }\n"): (typeof documents)["\n  mutation RestoreCampaign($id: ID!) {\n    restoreCampaign(id: $id) { ...CampaignDetails }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AssignQrCodes($campaignId: ID, $qrCodeIds: [ID!]!) {\n    assignQrCodes(campaignId: $campaignId, qrCodeIds: $qrCodeIds) { ...QrCodeRow }\n  }\n"): (typeof documents)["\n  mutation AssignQrCodes($campaignId: ID, $qrCodeIds: [ID!]!) {\n    assignQrCodes(campaignId: $campaignId, qrCodeIds: $qrCodeIds) { ...QrCodeRow }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ShareCampaign($id: ID!, $input: ShareCampaignInput!) {\n    shareCampaign(id: $id, input: $input) { channel url link sentTo }\n  }\n"): (typeof documents)["\n  mutation ShareCampaign($id: ID!, $input: ShareCampaignInput!) {\n    shareCampaign(id: $id, input: $input) { channel url link sentTo }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CodesToAdd($after: String, $search: String) {\n    organization {\n      id\n      qrCodes(first: 50, after: $after, search: $search) {\n        nodes { id name slug campaign { id name } }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n"): (typeof documents)["\n  query CodesToAdd($after: String, $search: String) {\n    organization {\n      id\n      qrCodes(first: 50, after: $after, search: $search) {\n        nodes { id name slug campaign { id name } }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CustomExports($after: String) {\n    organization {\n      id\n      customExports(first: 50, after: $after) {\n        nodes { ...CustomExportRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n  fragment CustomExportRow on CustomExport {\n    id\n    name\n    recipe {\n      dataset\n      columns\n      groupBy\n      orderBy { column descending }\n      filter {\n        classifications\n        wanted { ...RecipeValues }\n        not { ...RecipeValues }\n      }\n      range { preset from to }\n      timezone\n    }\n    isShared\n    canEdit\n    problem\n    createdBy { id name }\n    version\n    updatedAt\n  }\n  fragment RecipeValues on RecipeFilterValues {\n    browsers\n    campaignIds\n    cities\n    countryCodes\n    deviceTypes\n    os\n    qrCodeIds\n    referrers\n    regions\n    sources\n  }\n"): (typeof documents)["\n  query CustomExports($after: String) {\n    organization {\n      id\n      customExports(first: 50, after: $after) {\n        nodes { ...CustomExportRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n  fragment CustomExportRow on CustomExport {\n    id\n    name\n    recipe {\n      dataset\n      columns\n      groupBy\n      orderBy { column descending }\n      filter {\n        classifications\n        wanted { ...RecipeValues }\n        not { ...RecipeValues }\n      }\n      range { preset from to }\n      timezone\n    }\n    isShared\n    canEdit\n    problem\n    createdBy { id name }\n    version\n    updatedAt\n  }\n  fragment RecipeValues on RecipeFilterValues {\n    browsers\n    campaignIds\n    cities\n    countryCodes\n    deviceTypes\n    os\n    qrCodeIds\n    referrers\n    regions\n    sources\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ExportColumns($dataset: Dataset!) {\n    organization {\n      id\n      exportColumns(dataset: $dataset) { name label description type isGroupable isInFile }\n    }\n  }\n"): (typeof documents)["\n  query ExportColumns($dataset: Dataset!) {\n    organization {\n      id\n      exportColumns(dataset: $dataset) { name label description type isGroupable isInFile }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PreviewExport($recipe: CustomRecipeInput!) {\n    previewExport(recipe: $recipe, first: 12) {\n      columns { name label type }\n      rows\n      rowCount\n    }\n  }\n"): (typeof documents)["\n  query PreviewExport($recipe: CustomRecipeInput!) {\n    previewExport(recipe: $recipe, first: 12) {\n      columns { name label type }\n      rows\n      rowCount\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateCustomExport($input: CreateCustomExportInput!) {\n    createCustomExport(input: $input) { ...CustomExportRow }\n  }\n"): (typeof documents)["\n  mutation CreateCustomExport($input: CreateCustomExportInput!) {\n    createCustomExport(input: $input) { ...CustomExportRow }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateCustomExport($id: ID!, $input: UpdateCustomExportInput!) {\n    updateCustomExport(id: $id, input: $input) { ...CustomExportRow }\n  }\n"): (typeof documents)["\n  mutation UpdateCustomExport($id: ID!, $input: UpdateCustomExportInput!) {\n    updateCustomExport(id: $id, input: $input) { ...CustomExportRow }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteCustomExport($id: ID!) { deleteCustomExport(id: $id) }\n"): (typeof documents)["\n  mutation DeleteCustomExport($id: ID!) { deleteCustomExport(id: $id) }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ExportOptions {\n    organization {\n      id\n      plan { id name }\n      exportOptions { ...ExportChoice }\n    }\n  }\n  fragment ExportChoice on ExportOption {\n    dataset\n    format\n    allowed\n    offered\n    requiredPlan { id name }\n  }\n"): (typeof documents)["\n  query ExportOptions {\n    organization {\n      id\n      plan { id name }\n      exportOptions { ...ExportChoice }\n    }\n  }\n  fragment ExportChoice on ExportOption {\n    dataset\n    format\n    allowed\n    offered\n    requiredPlan { id name }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ExportHistory(\n    $after: String\n    $status: [ExportStatus!]\n    $dataset: [Dataset!]\n    $requestedBy: ID\n  ) {\n    organization {\n      id\n      exports(\n        first: 30\n        after: $after\n        status: $status\n        dataset: $dataset\n        requestedBy: $requestedBy\n      ) {\n        nodes { ...ExportRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n  fragment ExportRow on Export {\n    id\n    dataset\n    format\n    status\n    isBackground\n    progress { rows estimatedRows share }\n    failure\n    fileName\n    rowCount\n    sizeBytes\n    timezone\n    from\n    to\n    createdAt\n    expiresAt\n    requestedBy { id name }\n    customExport { id name }\n    schedule { id name }\n  }\n"): (typeof documents)["\n  query ExportHistory(\n    $after: String\n    $status: [ExportStatus!]\n    $dataset: [Dataset!]\n    $requestedBy: ID\n  ) {\n    organization {\n      id\n      exports(\n        first: 30\n        after: $after\n        status: $status\n        dataset: $dataset\n        requestedBy: $requestedBy\n      ) {\n        nodes { ...ExportRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n  fragment ExportRow on Export {\n    id\n    dataset\n    format\n    status\n    isBackground\n    progress { rows estimatedRows share }\n    failure\n    fileName\n    rowCount\n    sizeBytes\n    timezone\n    from\n    to\n    createdAt\n    expiresAt\n    requestedBy { id name }\n    customExport { id name }\n    schedule { id name }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ExportDetails($id: ID!) {\n    export(id: $id) {\n      ...ExportRow\n      filter { part isExcluded values labels }\n      sha256\n      manifest { asOf classificationVersion durationMs columns }\n    }\n  }\n"): (typeof documents)["\n  query ExportDetails($id: ID!) {\n    export(id: $id) {\n      ...ExportRow\n      filter { part isExcluded values labels }\n      sha256\n      manifest { asOf classificationVersion durationMs columns }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ExportFile($id: ID!) {\n    export(id: $id) {\n      ...ExportRow\n      downloadUrl\n      manifestUrl\n    }\n  }\n"): (typeof documents)["\n  query ExportFile($id: ID!) {\n    export(id: $id) {\n      ...ExportRow\n      downloadUrl\n      manifestUrl\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RequestExport($input: RequestExportInput!) {\n    requestExport(input: $input) {\n      ...ExportRow\n      downloadUrl\n    }\n  }\n"): (typeof documents)["\n  mutation RequestExport($input: RequestExportInput!) {\n    requestExport(input: $input) {\n      ...ExportRow\n      downloadUrl\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query EstimateExport($input: RequestExportInput!) {\n    estimateExport(input: $input) { rows isBackground }\n  }\n"): (typeof documents)["\n  query EstimateExport($input: RequestExportInput!) {\n    estimateExport(input: $input) { rows isBackground }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CancelExport($id: ID!) {\n    cancelExport(id: $id) { ...ExportRow }\n  }\n"): (typeof documents)["\n  mutation CancelExport($id: ID!) {\n    cancelExport(id: $id) { ...ExportRow }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RetryExport($id: ID!) {\n    retryExport(id: $id) {\n      ...ExportRow\n      downloadUrl\n    }\n  }\n"): (typeof documents)["\n  mutation RetryExport($id: ID!) {\n    retryExport(id: $id) {\n      ...ExportRow\n      downloadUrl\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation MailExport($id: ID!) {\n    mailExport(id: $id) { ...ExportRow }\n  }\n"): (typeof documents)["\n  mutation MailExport($id: ID!) {\n    mailExport(id: $id) { ...ExportRow }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription ExportProgress($id: ID!) {\n    exportProgress(id: $id) { ...ExportRow }\n  }\n"): (typeof documents)["\n  subscription ExportProgress($id: ID!) {\n    exportProgress(id: $id) { ...ExportRow }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ExportPeople {\n    organization {\n      id\n      members(first: 100) { nodes { id name } }\n    }\n  }\n"): (typeof documents)["\n  query ExportPeople {\n    organization {\n      id\n      members(first: 100) { nodes { id name } }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query UploadList($after: String, $search: String, $type: UploadType) {\n    organization {\n      id\n      usage { resource used max }\n      uploads(first: 50, after: $after, search: $search, type: $type) {\n        nodes { ...UploadRow }\n        pageInfo { hasNextPage endCursor }\n        totalCount\n      }\n    }\n  }\n  fragment UploadRow on Upload {\n    id\n    name\n    type\n    sizeBytes\n    version\n    createdAt\n    campaign { id name }\n    qrCodes { id name targetUrl }\n    downloadUrl\n  }\n"): (typeof documents)["\n  query UploadList($after: String, $search: String, $type: UploadType) {\n    organization {\n      id\n      usage { resource used max }\n      uploads(first: 50, after: $after, search: $search, type: $type) {\n        nodes { ...UploadRow }\n        pageInfo { hasNextPage endCursor }\n        totalCount\n      }\n    }\n  }\n  fragment UploadRow on Upload {\n    id\n    name\n    type\n    sizeBytes\n    version\n    createdAt\n    campaign { id name }\n    qrCodes { id name targetUrl }\n    downloadUrl\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CampaignUploads($id: ID!, $after: String) {\n    campaign(id: $id) {\n      id\n      uploads(first: 20, after: $after) {\n        nodes { ...UploadRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n"): (typeof documents)["\n  query CampaignUploads($id: ID!, $after: String) {\n    campaign(id: $id) {\n      id\n      uploads(first: 20, after: $after) {\n        nodes { ...UploadRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RequestUpload($input: RequestUploadInput!) {\n    requestUpload(input: $input) {\n      id\n      transfer { method url headers { name value } }\n    }\n  }\n"): (typeof documents)["\n  mutation RequestUpload($input: RequestUploadInput!) {\n    requestUpload(input: $input) {\n      id\n      transfer { method url headers { name value } }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CompleteUpload($id: ID!) {\n    completeUpload(id: $id) { ...UploadRow }\n  }\n"): (typeof documents)["\n  mutation CompleteUpload($id: ID!) {\n    completeUpload(id: $id) { ...UploadRow }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateUpload($id: ID!, $input: UpdateUploadInput!) {\n    updateUpload(id: $id, input: $input) { ...UploadRow }\n  }\n"): (typeof documents)["\n  mutation UpdateUpload($id: ID!, $input: UpdateUploadInput!) {\n    updateUpload(id: $id, input: $input) { ...UploadRow }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteUpload($id: ID!) { deleteUpload(id: $id) }\n"): (typeof documents)["\n  mutation DeleteUpload($id: ID!) { deleteUpload(id: $id) }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RestoreUpload($id: ID!) {\n    restoreUpload(id: $id) { ...UploadRow }\n  }\n"): (typeof documents)["\n  mutation RestoreUpload($id: ID!) {\n    restoreUpload(id: $id) { ...UploadRow }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query UploadDownload($id: ID!) {\n    upload(id: $id) { id name downloadUrl }\n  }\n"): (typeof documents)["\n  query UploadDownload($id: ID!) {\n    upload(id: $id) { id name downloadUrl }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query FindAnything($search: String!) {\n    organization {\n      id\n      qrCodes(first: 6, search: $search) { nodes { id name slug } }\n      campaigns(first: 4, search: $search) { nodes { id name } }\n    }\n  }\n"): (typeof documents)["\n  query FindAnything($search: String!) {\n    organization {\n      id\n      qrCodes(first: 6, search: $search) { nodes { id name slug } }\n      campaigns(first: 4, search: $search) { nodes { id name } }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query LiveNow {\n    organization {\n      id\n      live: analytics(range: { preset: TODAY }) { totals { activeNow } }\n    }\n  }\n"): (typeof documents)["\n  query LiveNow {\n    organization {\n      id\n      live: analytics(range: { preset: TODAY }) { totals { activeNow } }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PlanAndUsage {\n    organization {\n      id\n      plan { id name }\n      requestedPlan { id name }\n      usage { resource used max }\n    }\n    plans { ...PlanTerms }\n  }\n  fragment PlanTerms on Plan {\n    id\n    name\n    priceCents\n    rank\n    isDefault\n    lookbackDays\n    limits { resource max }\n    exports { dataset format }\n  }\n"): (typeof documents)["\n  query PlanAndUsage {\n    organization {\n      id\n      plan { id name }\n      requestedPlan { id name }\n      usage { resource used max }\n    }\n    plans { ...PlanTerms }\n  }\n  fragment PlanTerms on Plan {\n    id\n    name\n    priceCents\n    rank\n    isDefault\n    lookbackDays\n    limits { resource max }\n    exports { dataset format }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RequestPlan($planId: ID) {\n    requestPlan(planId: $planId) { id requestedPlan { id name } }\n  }\n"): (typeof documents)["\n  mutation RequestPlan($planId: ID) {\n    requestPlan(planId: $planId) { id requestedPlan { id name } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query QrCodeList($after: String, $search: String, $status: QrCodeStatus, $campaignId: ID) {\n    organization {\n      id\n      usage { resource used max }\n      qrCodes(first: 50, after: $after, search: $search, status: $status, campaignId: $campaignId) {\n        nodes { ...QrCodeRow }\n        pageInfo { hasNextPage endCursor }\n        totalCount\n      }\n    }\n  }\n  fragment QrCodeRow on QrCode {\n    id\n    name\n    slug\n    svgUrl\n    targetUrl\n    status\n    scanCount\n    trend\n    lastScannedAt\n    campaign { id name }\n    upload { id name sizeBytes }\n  }\n"): (typeof documents)["\n  query QrCodeList($after: String, $search: String, $status: QrCodeStatus, $campaignId: ID) {\n    organization {\n      id\n      usage { resource used max }\n      qrCodes(first: 50, after: $after, search: $search, status: $status, campaignId: $campaignId) {\n        nodes { ...QrCodeRow }\n        pageInfo { hasNextPage endCursor }\n        totalCount\n      }\n    }\n  }\n  fragment QrCodeRow on QrCode {\n    id\n    name\n    slug\n    svgUrl\n    targetUrl\n    status\n    scanCount\n    trend\n    lastScannedAt\n    campaign { id name }\n    upload { id name sizeBytes }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query QrCodeDetail($id: ID!) {\n    qrCode(id: $id) { ...QrCodeDetails }\n  }\n  fragment QrCodeDetails on QrCode {\n    ...QrCodeRow\n    scanUrl\n    pngUrl\n    location\n    expiresAt\n    version\n    createdAt\n    updatedAt\n    createdBy { id name }\n  }\n"): (typeof documents)["\n  query QrCodeDetail($id: ID!) {\n    qrCode(id: $id) { ...QrCodeDetails }\n  }\n  fragment QrCodeDetails on QrCode {\n    ...QrCodeRow\n    scanUrl\n    pngUrl\n    location\n    expiresAt\n    version\n    createdAt\n    updatedAt\n    createdBy { id name }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query QrCodeScans($id: ID!, $after: String, $filter: ScanFilter) {\n    qrCode(id: $id) {\n      id\n      scans(first: 20, after: $after, filter: $filter) {\n        nodes { ...ScanRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n"): (typeof documents)["\n  query QrCodeScans($id: ID!, $after: String, $filter: ScanFilter) {\n    qrCode(id: $id) {\n      id\n      scans(first: 20, after: $after, filter: $filter) {\n        nodes { ...ScanRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query FileChoices {\n    organization {\n      id\n      uploads(first: 100) { nodes { id name sizeBytes } }\n    }\n  }\n"): (typeof documents)["\n  query FileChoices {\n    organization {\n      id\n      uploads(first: 100) { nodes { id name sizeBytes } }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query QrCodeLimits {\n    organization {\n      id\n      usage { resource used max }\n    }\n    plans { id name rank limits { resource max } }\n  }\n"): (typeof documents)["\n  query QrCodeLimits {\n    organization {\n      id\n      usage { resource used max }\n    }\n    plans { id name rank limits { resource max } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateQrCode($input: CreateQrCodeInput!) {\n    createQrCode(input: $input) { ...QrCodeDetails }\n  }\n"): (typeof documents)["\n  mutation CreateQrCode($input: CreateQrCodeInput!) {\n    createQrCode(input: $input) { ...QrCodeDetails }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateQrCode($id: ID!, $input: UpdateQrCodeInput!) {\n    updateQrCode(id: $id, input: $input) { ...QrCodeDetails }\n  }\n"): (typeof documents)["\n  mutation UpdateQrCode($id: ID!, $input: UpdateQrCodeInput!) {\n    updateQrCode(id: $id, input: $input) { ...QrCodeDetails }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteQrCode($id: ID!) { deleteQrCode(id: $id) }\n"): (typeof documents)["\n  mutation DeleteQrCode($id: ID!) { deleteQrCode(id: $id) }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RestoreQrCode($id: ID!) {\n    restoreQrCode(id: $id) { ...QrCodeDetails }\n  }\n"): (typeof documents)["\n  mutation RestoreQrCode($id: ID!) {\n    restoreQrCode(id: $id) { ...QrCodeDetails }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateQrCodes($ids: [ID!]!, $input: UpdateQrCodesInput!) {\n    updateQrCodes(ids: $ids, input: $input) { id status version }\n  }\n"): (typeof documents)["\n  mutation UpdateQrCodes($ids: [ID!]!, $input: UpdateQrCodesInput!) {\n    updateQrCodes(ids: $ids, input: $input) { id status version }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteQrCodes($ids: [ID!]!) { deleteQrCodes(ids: $ids) }\n"): (typeof documents)["\n  mutation DeleteQrCodes($ids: [ID!]!) { deleteQrCodes(ids: $ids) }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RestoreQrCodes($ids: [ID!]!) {\n    restoreQrCodes(ids: $ids) { ...QrCodeRow }\n  }\n"): (typeof documents)["\n  mutation RestoreQrCodes($ids: [ID!]!) {\n    restoreQrCodes(ids: $ids) { ...QrCodeRow }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription ScanFeed($after: String, $filter: ScanFilter) {\n    scanFeed(after: $after, filter: $filter) {\n      cursor\n      gap\n      scans { ...ScanRow }\n    }\n  }\n  fragment ScanRow on Scan {\n    id\n    scannedAt\n    city\n    region\n    country\n    countryCode\n    deviceType\n    os\n    browser\n    referrer\n    classification\n    reason\n    source\n    qrCode { id name }\n  }\n"): (typeof documents)["\n  subscription ScanFeed($after: String, $filter: ScanFilter) {\n    scanFeed(after: $after, filter: $filter) {\n      cursor\n      gap\n      scans { ...ScanRow }\n    }\n  }\n  fragment ScanRow on Scan {\n    id\n    scannedAt\n    city\n    region\n    country\n    countryCode\n    deviceType\n    os\n    browser\n    referrer\n    classification\n    reason\n    source\n    qrCode { id name }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query LatestScans($first: Int!, $filter: ScanFilter) {\n    organization {\n      id\n      scans(first: $first, filter: $filter) { nodes { ...ScanRow } }\n    }\n  }\n"): (typeof documents)["\n  query LatestScans($first: Int!, $filter: ScanFilter) {\n    organization {\n      id\n      scans(first: $first, filter: $filter) { nodes { ...ScanRow } }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ScanTotals($timezone: String!, $hour: RangeInput!, $now: ScanFilter!) {\n    organization {\n      id\n      day: analytics(range: { preset: TODAY }, timezone: $timezone) { totals { scans hits filtered } }\n      hour: analytics(range: $hour) { totals { scans hits } }\n      now: scans(first: 1, filter: $now) { totalCount }\n    }\n  }\n"): (typeof documents)["\n  query ScanTotals($timezone: String!, $hour: RangeInput!, $now: ScanFilter!) {\n    organization {\n      id\n      day: analytics(range: { preset: TODAY }, timezone: $timezone) { totals { scans hits filtered } }\n      hour: analytics(range: $hour) { totals { scans hits } }\n      now: scans(first: 1, filter: $now) { totalCount }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ExportSchedules($after: String) {\n    organization {\n      id\n      exportSchedules(first: 50, after: $after) {\n        nodes { ...ScheduleRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n  fragment ScheduleRow on ExportSchedule {\n    id\n    name\n    dataset\n    format\n    every\n    weekday\n    dayOfMonth\n    hour\n    timezone\n    range\n    recipients { id name email }\n    delivery\n    isPaused\n    pausedReason\n    nextAt\n    lastExport { id status fileName createdAt }\n    createdBy { id name }\n    version\n  }\n"): (typeof documents)["\n  query ExportSchedules($after: String) {\n    organization {\n      id\n      exportSchedules(first: 50, after: $after) {\n        nodes { ...ScheduleRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n  fragment ScheduleRow on ExportSchedule {\n    id\n    name\n    dataset\n    format\n    every\n    weekday\n    dayOfMonth\n    hour\n    timezone\n    range\n    recipients { id name email }\n    delivery\n    isPaused\n    pausedReason\n    nextAt\n    lastExport { id status fileName createdAt }\n    createdBy { id name }\n    version\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ScheduleChoices {\n    organization {\n      id\n      exportOptions { ...ExportChoice }\n      members(first: 100) { nodes { id name email status } }\n    }\n  }\n"): (typeof documents)["\n  query ScheduleChoices {\n    organization {\n      id\n      exportOptions { ...ExportChoice }\n      members(first: 100) { nodes { id name email status } }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateExportSchedule($input: CreateExportScheduleInput!) {\n    createExportSchedule(input: $input) { ...ScheduleRow }\n  }\n"): (typeof documents)["\n  mutation CreateExportSchedule($input: CreateExportScheduleInput!) {\n    createExportSchedule(input: $input) { ...ScheduleRow }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateExportSchedule($id: ID!, $input: UpdateExportScheduleInput!) {\n    updateExportSchedule(id: $id, input: $input) { ...ScheduleRow }\n  }\n"): (typeof documents)["\n  mutation UpdateExportSchedule($id: ID!, $input: UpdateExportScheduleInput!) {\n    updateExportSchedule(id: $id, input: $input) { ...ScheduleRow }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteExportSchedule($id: ID!) { deleteExportSchedule(id: $id) }\n"): (typeof documents)["\n  mutation DeleteExportSchedule($id: ID!) { deleteExportSchedule(id: $id) }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RunExportSchedule($id: ID!) {\n    runExportSchedule(id: $id) {\n      ...ExportRow\n      downloadUrl\n    }\n  }\n"): (typeof documents)["\n  mutation RunExportSchedule($id: ID!) {\n    runExportSchedule(id: $id) {\n      ...ExportRow\n      downloadUrl\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Security {\n    twoStep { isOn since recoveryCodesLeft }\n    sessions {\n      id\n      device\n      city\n      countryCode\n      organizationName\n      createdAt\n      lastSeenAt\n      isCurrent\n    }\n  }\n"): (typeof documents)["\n  query Security {\n    twoStep { isOn since recoveryCodesLeft }\n    sessions {\n      id\n      device\n      city\n      countryCode\n      organizationName\n      createdAt\n      lastSeenAt\n      isCurrent\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ChangePassword($current: String!, $new: String!, $code: String) {\n    changePassword(current: $current, new: $new, code: $code)\n  }\n"): (typeof documents)["\n  mutation ChangePassword($current: String!, $new: String!, $code: String) {\n    changePassword(current: $current, new: $new, code: $code)\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RevokeSession($id: ID!) {\n    revokeSession(id: $id)\n  }\n"): (typeof documents)["\n  mutation RevokeSession($id: ID!) {\n    revokeSession(id: $id)\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RevokeOtherSessions {\n    revokeOtherSessions\n  }\n"): (typeof documents)["\n  mutation RevokeOtherSessions {\n    revokeOtherSessions\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation StartTwoStep($password: String!) {\n    startTwoStep(password: $password) { secret uri qrSvg }\n  }\n"): (typeof documents)["\n  mutation StartTwoStep($password: String!) {\n    startTwoStep(password: $password) { secret uri qrSvg }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ConfirmTwoStep($code: String!) {\n    confirmTwoStep(code: $code)\n  }\n"): (typeof documents)["\n  mutation ConfirmTwoStep($code: String!) {\n    confirmTwoStep(code: $code)\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RegenerateRecoveryCodes($password: String!, $code: String!) {\n    regenerateRecoveryCodes(password: $password, code: $code)\n  }\n"): (typeof documents)["\n  mutation RegenerateRecoveryCodes($password: String!, $code: String!) {\n    regenerateRecoveryCodes(password: $password, code: $code)\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DisableTwoStep($password: String!, $code: String!) {\n    disableTwoStep(password: $password, code: $code)\n  }\n"): (typeof documents)["\n  mutation DisableTwoStep($password: String!, $code: String!) {\n    disableTwoStep(password: $password, code: $code)\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment SessionFields on Session {\n    accessToken\n    expiresAt\n    member { id name email role organization { id name timezone } }\n  }\n"): (typeof documents)["\n  fragment SessionFields on Session {\n    accessToken\n    expiresAt\n    member { id name email role organization { id name timezone } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SignIn($email: String!, $password: String!, $code: String) {\n    signIn(email: $email, password: $password, code: $code) { ...SessionFields }\n  }\n  \n"): (typeof documents)["\n  mutation SignIn($email: String!, $password: String!, $code: String) {\n    signIn(email: $email, password: $password, code: $code) { ...SessionFields }\n  }\n  \n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SignUp($input: SignUpInput!) {\n    signUp(input: $input) { ...SessionFields }\n  }\n  \n"): (typeof documents)["\n  mutation SignUp($input: SignUpInput!) {\n    signUp(input: $input) { ...SessionFields }\n  }\n  \n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RefreshSession { refreshSession { ...SessionFields } }\n  \n"): (typeof documents)["\n  mutation RefreshSession { refreshSession { ...SessionFields } }\n  \n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation SignOut { signOut }"): (typeof documents)["mutation SignOut { signOut }"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SwitchOrganization($id: ID!) {\n    switchOrganization(id: $id) { ...SessionFields }\n  }\n  \n"): (typeof documents)["\n  mutation SwitchOrganization($id: ID!) {\n    switchOrganization(id: $id) { ...SessionFields }\n  }\n  \n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AcceptInvitation($input: AcceptInvitationInput!) {\n    acceptInvitation(input: $input) { ...SessionFields }\n  }\n  \n"): (typeof documents)["\n  mutation AcceptInvitation($input: AcceptInvitationInput!) {\n    acceptInvitation(input: $input) { ...SessionFields }\n  }\n  \n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query InvitationPreview($token: String!) {\n    invitation(token: $token) {\n      organizationName\n      inviterName\n      email\n      name\n      role\n      state\n      hasAccount\n      isSignedIn\n    }\n  }\n"): (typeof documents)["\n  query InvitationPreview($token: String!) {\n    invitation(token: $token) {\n      organizationName\n      inviterName\n      email\n      name\n      role\n      state\n      hasAccount\n      isSignedIn\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RequestPasswordReset($email: String!) { requestPasswordReset(email: $email) }\n"): (typeof documents)["\n  mutation RequestPasswordReset($email: String!) { requestPasswordReset(email: $email) }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ResetPassword($token: String!, $password: String!) {\n    resetPassword(token: $token, password: $password)\n  }\n"): (typeof documents)["\n  mutation ResetPassword($token: String!, $password: String!) {\n    resetPassword(token: $token, password: $password)\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PlansToAskFor { plans { id name priceCents isDefault } }\n"): (typeof documents)["\n  query PlansToAskFor { plans { id name priceCents isDefault } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query OrganizationSettings {\n    organization { ...Settings yourAddress }\n  }\n  fragment Settings on Organization {\n    id\n    name\n    email\n    phone\n    billingAddress\n    country\n    timezone\n    nextTimezone { timezone from }\n    excludedAddresses\n    dataSharing { isOn isConsentRequired decidedAt decidedBy { id name } }\n    version\n    updatedAt\n  }\n"): (typeof documents)["\n  query OrganizationSettings {\n    organization { ...Settings yourAddress }\n  }\n  fragment Settings on Organization {\n    id\n    name\n    email\n    phone\n    billingAddress\n    country\n    timezone\n    nextTimezone { timezone from }\n    excludedAddresses\n    dataSharing { isOn isConsentRequired decidedAt decidedBy { id name } }\n    version\n    updatedAt\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateOrganization($input: UpdateOrganizationInput!) {\n    updateOrganization(input: $input) { ...Settings }\n  }\n"): (typeof documents)["\n  mutation UpdateOrganization($input: UpdateOrganizationInput!) {\n    updateOrganization(input: $input) { ...Settings }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateProfile($input: UpdateProfileInput!) {\n    updateProfile(input: $input) { id name }\n  }\n"): (typeof documents)["\n  mutation UpdateProfile($input: UpdateProfileInput!) {\n    updateProfile(input: $input) { id name }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Memberships {\n    memberships {\n      organizationId\n      organizationName\n      role\n      isCurrent\n      canEnter\n    }\n  }\n"): (typeof documents)["\n  query Memberships {\n    memberships {\n      organizationId\n      organizationName\n      role\n      isCurrent\n      canEnter\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Team {\n    organization {\n      id\n      usage { resource used max }\n      invitations(first: 100) {\n        nodes { ...InvitationRow }\n        pageInfo { hasNextPage }\n      }\n    }\n    plans {\n      id\n      name\n      rank\n      limits { resource max }\n    }\n  }\n  fragment InvitationRow on Invitation {\n    id\n    email\n    name\n    role\n    state\n    sentAt\n    expiresAt\n  }\n"): (typeof documents)["\n  query Team {\n    organization {\n      id\n      usage { resource used max }\n      invitations(first: 100) {\n        nodes { ...InvitationRow }\n        pageInfo { hasNextPage }\n      }\n    }\n    plans {\n      id\n      name\n      rank\n      limits { resource max }\n    }\n  }\n  fragment InvitationRow on Invitation {\n    id\n    email\n    name\n    role\n    state\n    sentAt\n    expiresAt\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query TeamMembers($after: String) {\n    organization {\n      id\n      members(first: 50, after: $after) {\n        nodes { ...MemberRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n  fragment MemberRow on Member {\n    id\n    name\n    email\n    role\n    status\n    lastSeenAt\n    version\n  }\n"): (typeof documents)["\n  query TeamMembers($after: String) {\n    organization {\n      id\n      members(first: 50, after: $after) {\n        nodes { ...MemberRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n  fragment MemberRow on Member {\n    id\n    name\n    email\n    role\n    status\n    lastSeenAt\n    version\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation InviteMember($input: InviteMemberInput!) {\n    inviteMember(input: $input) { ...InvitationRow }\n  }\n"): (typeof documents)["\n  mutation InviteMember($input: InviteMemberInput!) {\n    inviteMember(input: $input) { ...InvitationRow }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ResendInvitation($id: ID!) {\n    resendInvitation(id: $id) { ...InvitationRow }\n  }\n"): (typeof documents)["\n  mutation ResendInvitation($id: ID!) {\n    resendInvitation(id: $id) { ...InvitationRow }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RevokeInvitation($id: ID!) {\n    revokeInvitation(id: $id) { ...InvitationRow }\n  }\n"): (typeof documents)["\n  mutation RevokeInvitation($id: ID!) {\n    revokeInvitation(id: $id) { ...InvitationRow }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateMember($id: ID!, $input: UpdateMemberInput!) {\n    updateMember(id: $id, input: $input) { ...MemberRow }\n  }\n"): (typeof documents)["\n  mutation UpdateMember($id: ID!, $input: UpdateMemberInput!) {\n    updateMember(id: $id, input: $input) { ...MemberRow }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RemoveMember($id: ID!) {\n    removeMember(id: $id)\n  }\n"): (typeof documents)["\n  mutation RemoveMember($id: ID!) {\n    removeMember(id: $id)\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TransferOwnership($memberId: ID!) {\n    transferOwnership(memberId: $memberId) { ...MemberRow }\n  }\n"): (typeof documents)["\n  mutation TransferOwnership($memberId: ID!) {\n    transferOwnership(memberId: $memberId) { ...MemberRow }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation LeaveOrganization {\n    leaveOrganization\n  }\n"): (typeof documents)["\n  mutation LeaveOrganization {\n    leaveOrganization\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Webhooks($after: String) {\n    organization {\n      id\n      webhooks(first: 20, after: $after) {\n        nodes { ...WebhookRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n  fragment WebhookRow on Webhook {\n    id\n    url\n    description\n    events\n    isEnabled\n    disabledReason\n    previousSecretUntil\n    version\n    createdAt\n    updatedAt\n    lastDelivery { ...DeliveryRow }\n  }\n  fragment DeliveryRow on WebhookDelivery {\n    id\n    event\n    state\n    attempts\n    responseStatus\n    responseExcerpt\n    error\n    durationMs\n    createdAt\n    at\n    nextAt\n  }\n"): (typeof documents)["\n  query Webhooks($after: String) {\n    organization {\n      id\n      webhooks(first: 20, after: $after) {\n        nodes { ...WebhookRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n  fragment WebhookRow on Webhook {\n    id\n    url\n    description\n    events\n    isEnabled\n    disabledReason\n    previousSecretUntil\n    version\n    createdAt\n    updatedAt\n    lastDelivery { ...DeliveryRow }\n  }\n  fragment DeliveryRow on WebhookDelivery {\n    id\n    event\n    state\n    attempts\n    responseStatus\n    responseExcerpt\n    error\n    durationMs\n    createdAt\n    at\n    nextAt\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query WebhookLog($after: String) {\n    organization {\n      id\n      webhooks(first: 10) {\n        nodes {\n          id\n          deliveries(first: 20, after: $after) {\n            nodes { ...DeliveryRow }\n            pageInfo { hasNextPage endCursor }\n          }\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query WebhookLog($after: String) {\n    organization {\n      id\n      webhooks(first: 10) {\n        nodes {\n          id\n          deliveries(first: 20, after: $after) {\n            nodes { ...DeliveryRow }\n            pageInfo { hasNextPage endCursor }\n          }\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateWebhook($input: CreateWebhookInput!) {\n    createWebhook(input: $input) {\n      secret\n      webhook { ...WebhookRow }\n    }\n  }\n"): (typeof documents)["\n  mutation CreateWebhook($input: CreateWebhookInput!) {\n    createWebhook(input: $input) {\n      secret\n      webhook { ...WebhookRow }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateWebhook($id: ID!, $input: UpdateWebhookInput!) {\n    updateWebhook(id: $id, input: $input) { ...WebhookRow }\n  }\n"): (typeof documents)["\n  mutation UpdateWebhook($id: ID!, $input: UpdateWebhookInput!) {\n    updateWebhook(id: $id, input: $input) { ...WebhookRow }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RotateWebhookSecret($id: ID!) {\n    rotateWebhookSecret(id: $id) {\n      secret\n      webhook { ...WebhookRow }\n    }\n  }\n"): (typeof documents)["\n  mutation RotateWebhookSecret($id: ID!) {\n    rotateWebhookSecret(id: $id) {\n      secret\n      webhook { ...WebhookRow }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteWebhook($id: ID!) { deleteWebhook(id: $id) }\n"): (typeof documents)["\n  mutation DeleteWebhook($id: ID!) { deleteWebhook(id: $id) }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TestWebhook($id: ID!) {\n    testWebhook(id: $id) { ...DeliveryRow }\n  }\n"): (typeof documents)["\n  mutation TestWebhook($id: ID!) {\n    testWebhook(id: $id) { ...DeliveryRow }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RedeliverWebhook($id: ID!) {\n    redeliverWebhook(id: $id) { ...DeliveryRow }\n  }\n"): (typeof documents)["\n  mutation RedeliverWebhook($id: ID!) {\n    redeliverWebhook(id: $id) { ...DeliveryRow }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Begun {\n    organization {\n      id\n      stats { scans }\n      qrCodes(first: 1, status: ACTIVE) { nodes { id } }\n    }\n  }\n"): (typeof documents)["\n  query Begun {\n    organization {\n      id\n      stats { scans }\n      qrCodes(first: 1, status: ACTIVE) { nodes { id } }\n    }\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;