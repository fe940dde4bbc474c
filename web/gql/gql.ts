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
    "\n  query ActivityLog($after: String) {\n    organization {\n      id\n      activities(first: 50, after: $after) {\n        nodes { ...ActivityRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n  fragment ActivityRow on Activity {\n    id\n    action\n    entityType\n    entityId\n    metadata\n    memberName\n    createdAt\n  }\n": typeof types.ActivityLogDocument,
    "\n  query ExportOptions {\n    organization {\n      id\n      plan { id name }\n      exportOptions { dataset format allowed offered requiredPlan { id name } }\n    }\n  }\n": typeof types.ExportOptionsDocument,
    "\n  query ExportHistory($after: String) {\n    organization {\n      id\n      exports(first: 30, after: $after) {\n        nodes { ...ExportRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n  fragment ExportRow on Export {\n    id\n    dataset\n    format\n    status\n    fileName\n    rowCount\n    sizeBytes\n    timezone\n    createdAt\n    expiresAt\n    requestedBy { id name }\n  }\n": typeof types.ExportHistoryDocument,
    "\n  query ExportFile($id: ID!) {\n    export(id: $id) {\n      ...ExportRow\n      downloadUrl\n    }\n  }\n": typeof types.ExportFileDocument,
    "\n  mutation RequestExport($input: RequestExportInput!) {\n    requestExport(input: $input) {\n      ...ExportRow\n      downloadUrl\n    }\n  }\n": typeof types.RequestExportDocument,
    "\n  query PlanAndUsage {\n    organization {\n      id\n      plan { id name }\n      requestedPlan { id name }\n      usage { resource used max }\n    }\n    plans { ...PlanTerms }\n  }\n  fragment PlanTerms on Plan {\n    id\n    name\n    priceCents\n    rank\n    isDefault\n    lookbackDays\n    limits { resource max }\n    exports { dataset format }\n  }\n": typeof types.PlanAndUsageDocument,
    "\n  query QrCodeList($after: String, $search: String, $status: QrCodeStatus) {\n    organization {\n      id\n      usage { resource used max }\n      qrCodes(first: 50, after: $after, search: $search, status: $status) {\n        nodes { ...QrCodeRow }\n        pageInfo { hasNextPage endCursor }\n        totalCount\n      }\n    }\n  }\n  fragment QrCodeRow on QrCode {\n    id\n    name\n    slug\n    svgUrl\n    targetUrl\n    status\n    scanCount\n    lastScannedAt\n  }\n": typeof types.QrCodeListDocument,
    "\n  query QrCodeDetail($id: ID!) {\n    qrCode(id: $id) { ...QrCodeDetails }\n  }\n  fragment QrCodeDetails on QrCode {\n    ...QrCodeRow\n    scanUrl\n    pngUrl\n    location\n    expiresAt\n    version\n    createdAt\n    updatedAt\n    createdBy { id name }\n  }\n": typeof types.QrCodeDetailDocument,
    "\n  query QrCodeScans($id: ID!, $after: String, $filter: ScanFilter) {\n    qrCode(id: $id) {\n      id\n      scans(first: 20, after: $after, filter: $filter) {\n        nodes { ...ScanRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n": typeof types.QrCodeScansDocument,
    "\n  query QrCodeLimits {\n    organization {\n      id\n      usage { resource used max }\n    }\n    plans { id name rank limits { resource max } }\n  }\n": typeof types.QrCodeLimitsDocument,
    "\n  mutation CreateQrCode($input: CreateQrCodeInput!) {\n    createQrCode(input: $input) { ...QrCodeDetails }\n  }\n": typeof types.CreateQrCodeDocument,
    "\n  mutation UpdateQrCode($id: ID!, $input: UpdateQrCodeInput!) {\n    updateQrCode(id: $id, input: $input) { ...QrCodeDetails }\n  }\n": typeof types.UpdateQrCodeDocument,
    "\n  mutation DeleteQrCode($id: ID!) { deleteQrCode(id: $id) }\n": typeof types.DeleteQrCodeDocument,
    "\n  mutation RestoreQrCode($id: ID!) {\n    restoreQrCode(id: $id) { ...QrCodeDetails }\n  }\n": typeof types.RestoreQrCodeDocument,
    "\n  subscription ScanFeed($after: String, $filter: ScanFilter) {\n    scanFeed(after: $after, filter: $filter) {\n      cursor\n      gap\n      scans { ...ScanRow }\n    }\n  }\n  fragment ScanRow on Scan {\n    id\n    scannedAt\n    city\n    region\n    country\n    countryCode\n    deviceType\n    os\n    browser\n    referrer\n    classification\n    reason\n    source\n    qrCode { id name }\n  }\n": typeof types.ScanFeedDocument,
    "\n  query LatestScans($first: Int!, $filter: ScanFilter) {\n    organization {\n      id\n      scans(first: $first, filter: $filter) { nodes { ...ScanRow } }\n    }\n  }\n": typeof types.LatestScansDocument,
    "\n  query ScanTotals($day: ScanFilter, $hour: ScanFilter, $now: ScanFilter) {\n    organization {\n      id\n      day: scans(first: 1, filter: $day) { totalCount }\n      hour: scans(first: 1, filter: $hour) { totalCount }\n      now: scans(first: 1, filter: $now) { totalCount }\n    }\n  }\n": typeof types.ScanTotalsDocument,
    "\n  fragment SessionFields on Session {\n    accessToken\n    expiresAt\n    member { id name email role organization { id name timezone } }\n  }\n": typeof types.SessionFieldsFragmentDoc,
    "\n  mutation SignIn($email: String!, $password: String!) {\n    signIn(email: $email, password: $password) { ...SessionFields }\n  }\n  \n": typeof types.SignInDocument,
    "\n  mutation SignUp($input: SignUpInput!) {\n    signUp(input: $input) { ...SessionFields }\n  }\n  \n": typeof types.SignUpDocument,
    "\n  mutation RefreshSession { refreshSession { ...SessionFields } }\n  \n": typeof types.RefreshSessionDocument,
    "mutation SignOut { signOut }": typeof types.SignOutDocument,
    "\n  query PlansToAskFor { plans { id name priceCents isDefault } }\n": typeof types.PlansToAskForDocument,
};
const documents: Documents = {
    "\n  query ActivityLog($after: String) {\n    organization {\n      id\n      activities(first: 50, after: $after) {\n        nodes { ...ActivityRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n  fragment ActivityRow on Activity {\n    id\n    action\n    entityType\n    entityId\n    metadata\n    memberName\n    createdAt\n  }\n": types.ActivityLogDocument,
    "\n  query ExportOptions {\n    organization {\n      id\n      plan { id name }\n      exportOptions { dataset format allowed offered requiredPlan { id name } }\n    }\n  }\n": types.ExportOptionsDocument,
    "\n  query ExportHistory($after: String) {\n    organization {\n      id\n      exports(first: 30, after: $after) {\n        nodes { ...ExportRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n  fragment ExportRow on Export {\n    id\n    dataset\n    format\n    status\n    fileName\n    rowCount\n    sizeBytes\n    timezone\n    createdAt\n    expiresAt\n    requestedBy { id name }\n  }\n": types.ExportHistoryDocument,
    "\n  query ExportFile($id: ID!) {\n    export(id: $id) {\n      ...ExportRow\n      downloadUrl\n    }\n  }\n": types.ExportFileDocument,
    "\n  mutation RequestExport($input: RequestExportInput!) {\n    requestExport(input: $input) {\n      ...ExportRow\n      downloadUrl\n    }\n  }\n": types.RequestExportDocument,
    "\n  query PlanAndUsage {\n    organization {\n      id\n      plan { id name }\n      requestedPlan { id name }\n      usage { resource used max }\n    }\n    plans { ...PlanTerms }\n  }\n  fragment PlanTerms on Plan {\n    id\n    name\n    priceCents\n    rank\n    isDefault\n    lookbackDays\n    limits { resource max }\n    exports { dataset format }\n  }\n": types.PlanAndUsageDocument,
    "\n  query QrCodeList($after: String, $search: String, $status: QrCodeStatus) {\n    organization {\n      id\n      usage { resource used max }\n      qrCodes(first: 50, after: $after, search: $search, status: $status) {\n        nodes { ...QrCodeRow }\n        pageInfo { hasNextPage endCursor }\n        totalCount\n      }\n    }\n  }\n  fragment QrCodeRow on QrCode {\n    id\n    name\n    slug\n    svgUrl\n    targetUrl\n    status\n    scanCount\n    lastScannedAt\n  }\n": types.QrCodeListDocument,
    "\n  query QrCodeDetail($id: ID!) {\n    qrCode(id: $id) { ...QrCodeDetails }\n  }\n  fragment QrCodeDetails on QrCode {\n    ...QrCodeRow\n    scanUrl\n    pngUrl\n    location\n    expiresAt\n    version\n    createdAt\n    updatedAt\n    createdBy { id name }\n  }\n": types.QrCodeDetailDocument,
    "\n  query QrCodeScans($id: ID!, $after: String, $filter: ScanFilter) {\n    qrCode(id: $id) {\n      id\n      scans(first: 20, after: $after, filter: $filter) {\n        nodes { ...ScanRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n": types.QrCodeScansDocument,
    "\n  query QrCodeLimits {\n    organization {\n      id\n      usage { resource used max }\n    }\n    plans { id name rank limits { resource max } }\n  }\n": types.QrCodeLimitsDocument,
    "\n  mutation CreateQrCode($input: CreateQrCodeInput!) {\n    createQrCode(input: $input) { ...QrCodeDetails }\n  }\n": types.CreateQrCodeDocument,
    "\n  mutation UpdateQrCode($id: ID!, $input: UpdateQrCodeInput!) {\n    updateQrCode(id: $id, input: $input) { ...QrCodeDetails }\n  }\n": types.UpdateQrCodeDocument,
    "\n  mutation DeleteQrCode($id: ID!) { deleteQrCode(id: $id) }\n": types.DeleteQrCodeDocument,
    "\n  mutation RestoreQrCode($id: ID!) {\n    restoreQrCode(id: $id) { ...QrCodeDetails }\n  }\n": types.RestoreQrCodeDocument,
    "\n  subscription ScanFeed($after: String, $filter: ScanFilter) {\n    scanFeed(after: $after, filter: $filter) {\n      cursor\n      gap\n      scans { ...ScanRow }\n    }\n  }\n  fragment ScanRow on Scan {\n    id\n    scannedAt\n    city\n    region\n    country\n    countryCode\n    deviceType\n    os\n    browser\n    referrer\n    classification\n    reason\n    source\n    qrCode { id name }\n  }\n": types.ScanFeedDocument,
    "\n  query LatestScans($first: Int!, $filter: ScanFilter) {\n    organization {\n      id\n      scans(first: $first, filter: $filter) { nodes { ...ScanRow } }\n    }\n  }\n": types.LatestScansDocument,
    "\n  query ScanTotals($day: ScanFilter, $hour: ScanFilter, $now: ScanFilter) {\n    organization {\n      id\n      day: scans(first: 1, filter: $day) { totalCount }\n      hour: scans(first: 1, filter: $hour) { totalCount }\n      now: scans(first: 1, filter: $now) { totalCount }\n    }\n  }\n": types.ScanTotalsDocument,
    "\n  fragment SessionFields on Session {\n    accessToken\n    expiresAt\n    member { id name email role organization { id name timezone } }\n  }\n": types.SessionFieldsFragmentDoc,
    "\n  mutation SignIn($email: String!, $password: String!) {\n    signIn(email: $email, password: $password) { ...SessionFields }\n  }\n  \n": types.SignInDocument,
    "\n  mutation SignUp($input: SignUpInput!) {\n    signUp(input: $input) { ...SessionFields }\n  }\n  \n": types.SignUpDocument,
    "\n  mutation RefreshSession { refreshSession { ...SessionFields } }\n  \n": types.RefreshSessionDocument,
    "mutation SignOut { signOut }": types.SignOutDocument,
    "\n  query PlansToAskFor { plans { id name priceCents isDefault } }\n": types.PlansToAskForDocument,
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
export function graphql(source: "\n  query ActivityLog($after: String) {\n    organization {\n      id\n      activities(first: 50, after: $after) {\n        nodes { ...ActivityRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n  fragment ActivityRow on Activity {\n    id\n    action\n    entityType\n    entityId\n    metadata\n    memberName\n    createdAt\n  }\n"): (typeof documents)["\n  query ActivityLog($after: String) {\n    organization {\n      id\n      activities(first: 50, after: $after) {\n        nodes { ...ActivityRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n  fragment ActivityRow on Activity {\n    id\n    action\n    entityType\n    entityId\n    metadata\n    memberName\n    createdAt\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ExportOptions {\n    organization {\n      id\n      plan { id name }\n      exportOptions { dataset format allowed offered requiredPlan { id name } }\n    }\n  }\n"): (typeof documents)["\n  query ExportOptions {\n    organization {\n      id\n      plan { id name }\n      exportOptions { dataset format allowed offered requiredPlan { id name } }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ExportHistory($after: String) {\n    organization {\n      id\n      exports(first: 30, after: $after) {\n        nodes { ...ExportRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n  fragment ExportRow on Export {\n    id\n    dataset\n    format\n    status\n    fileName\n    rowCount\n    sizeBytes\n    timezone\n    createdAt\n    expiresAt\n    requestedBy { id name }\n  }\n"): (typeof documents)["\n  query ExportHistory($after: String) {\n    organization {\n      id\n      exports(first: 30, after: $after) {\n        nodes { ...ExportRow }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n  fragment ExportRow on Export {\n    id\n    dataset\n    format\n    status\n    fileName\n    rowCount\n    sizeBytes\n    timezone\n    createdAt\n    expiresAt\n    requestedBy { id name }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ExportFile($id: ID!) {\n    export(id: $id) {\n      ...ExportRow\n      downloadUrl\n    }\n  }\n"): (typeof documents)["\n  query ExportFile($id: ID!) {\n    export(id: $id) {\n      ...ExportRow\n      downloadUrl\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RequestExport($input: RequestExportInput!) {\n    requestExport(input: $input) {\n      ...ExportRow\n      downloadUrl\n    }\n  }\n"): (typeof documents)["\n  mutation RequestExport($input: RequestExportInput!) {\n    requestExport(input: $input) {\n      ...ExportRow\n      downloadUrl\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PlanAndUsage {\n    organization {\n      id\n      plan { id name }\n      requestedPlan { id name }\n      usage { resource used max }\n    }\n    plans { ...PlanTerms }\n  }\n  fragment PlanTerms on Plan {\n    id\n    name\n    priceCents\n    rank\n    isDefault\n    lookbackDays\n    limits { resource max }\n    exports { dataset format }\n  }\n"): (typeof documents)["\n  query PlanAndUsage {\n    organization {\n      id\n      plan { id name }\n      requestedPlan { id name }\n      usage { resource used max }\n    }\n    plans { ...PlanTerms }\n  }\n  fragment PlanTerms on Plan {\n    id\n    name\n    priceCents\n    rank\n    isDefault\n    lookbackDays\n    limits { resource max }\n    exports { dataset format }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query QrCodeList($after: String, $search: String, $status: QrCodeStatus) {\n    organization {\n      id\n      usage { resource used max }\n      qrCodes(first: 50, after: $after, search: $search, status: $status) {\n        nodes { ...QrCodeRow }\n        pageInfo { hasNextPage endCursor }\n        totalCount\n      }\n    }\n  }\n  fragment QrCodeRow on QrCode {\n    id\n    name\n    slug\n    svgUrl\n    targetUrl\n    status\n    scanCount\n    lastScannedAt\n  }\n"): (typeof documents)["\n  query QrCodeList($after: String, $search: String, $status: QrCodeStatus) {\n    organization {\n      id\n      usage { resource used max }\n      qrCodes(first: 50, after: $after, search: $search, status: $status) {\n        nodes { ...QrCodeRow }\n        pageInfo { hasNextPage endCursor }\n        totalCount\n      }\n    }\n  }\n  fragment QrCodeRow on QrCode {\n    id\n    name\n    slug\n    svgUrl\n    targetUrl\n    status\n    scanCount\n    lastScannedAt\n  }\n"];
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
export function graphql(source: "\n  subscription ScanFeed($after: String, $filter: ScanFilter) {\n    scanFeed(after: $after, filter: $filter) {\n      cursor\n      gap\n      scans { ...ScanRow }\n    }\n  }\n  fragment ScanRow on Scan {\n    id\n    scannedAt\n    city\n    region\n    country\n    countryCode\n    deviceType\n    os\n    browser\n    referrer\n    classification\n    reason\n    source\n    qrCode { id name }\n  }\n"): (typeof documents)["\n  subscription ScanFeed($after: String, $filter: ScanFilter) {\n    scanFeed(after: $after, filter: $filter) {\n      cursor\n      gap\n      scans { ...ScanRow }\n    }\n  }\n  fragment ScanRow on Scan {\n    id\n    scannedAt\n    city\n    region\n    country\n    countryCode\n    deviceType\n    os\n    browser\n    referrer\n    classification\n    reason\n    source\n    qrCode { id name }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query LatestScans($first: Int!, $filter: ScanFilter) {\n    organization {\n      id\n      scans(first: $first, filter: $filter) { nodes { ...ScanRow } }\n    }\n  }\n"): (typeof documents)["\n  query LatestScans($first: Int!, $filter: ScanFilter) {\n    organization {\n      id\n      scans(first: $first, filter: $filter) { nodes { ...ScanRow } }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ScanTotals($day: ScanFilter, $hour: ScanFilter, $now: ScanFilter) {\n    organization {\n      id\n      day: scans(first: 1, filter: $day) { totalCount }\n      hour: scans(first: 1, filter: $hour) { totalCount }\n      now: scans(first: 1, filter: $now) { totalCount }\n    }\n  }\n"): (typeof documents)["\n  query ScanTotals($day: ScanFilter, $hour: ScanFilter, $now: ScanFilter) {\n    organization {\n      id\n      day: scans(first: 1, filter: $day) { totalCount }\n      hour: scans(first: 1, filter: $hour) { totalCount }\n      now: scans(first: 1, filter: $now) { totalCount }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment SessionFields on Session {\n    accessToken\n    expiresAt\n    member { id name email role organization { id name timezone } }\n  }\n"): (typeof documents)["\n  fragment SessionFields on Session {\n    accessToken\n    expiresAt\n    member { id name email role organization { id name timezone } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SignIn($email: String!, $password: String!) {\n    signIn(email: $email, password: $password) { ...SessionFields }\n  }\n  \n"): (typeof documents)["\n  mutation SignIn($email: String!, $password: String!) {\n    signIn(email: $email, password: $password) { ...SessionFields }\n  }\n  \n"];
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
export function graphql(source: "\n  query PlansToAskFor { plans { id name priceCents isDefault } }\n"): (typeof documents)["\n  query PlansToAskFor { plans { id name priceCents isDefault } }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;