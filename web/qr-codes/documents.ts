import { graphql } from '../gql/gql.ts'

export const qrCodeListDocument = graphql(`
  query QrCodeList($after: String, $search: String, $status: QrCodeStatus, $campaignId: ID) {
    organization {
      id
      usage { resource used max }
      qrCodes(first: 50, after: $after, search: $search, status: $status, campaignId: $campaignId) {
        nodes { ...QrCodeRow }
        pageInfo { hasNextPage endCursor }
        totalCount
      }
    }
  }
  fragment QrCodeRow on QrCode {
    id
    name
    slug
    svgUrl
    targetUrl
    status
    scanCount
    trend
    lastScannedAt
    campaign { id name }
    upload { id name sizeBytes }
  }
`)

export const qrCodeDocument = graphql(`
  query QrCodeDetail($id: ID!) {
    qrCode(id: $id) { ...QrCodeDetails }
  }
  fragment QrCodeDetails on QrCode {
    ...QrCodeRow
    scanUrl
    pngUrl
    location
    expiresAt
    version
    createdAt
    updatedAt
    createdBy { id name }
  }
`)

export const qrCodeScansDocument = graphql(`
  query QrCodeScans($id: ID!, $after: String, $filter: ScanFilter) {
    qrCode(id: $id) {
      id
      scans(first: 20, after: $after, filter: $filter) {
        nodes { ...ScanRow }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`)

export const fileChoicesDocument = graphql(`
  query FileChoices {
    organization {
      id
      uploads(first: 100) { nodes { id name sizeBytes } }
    }
  }
`)

export const limitsDocument = graphql(`
  query QrCodeLimits {
    organization {
      id
      usage { resource used max }
    }
    plans { id name rank limits { resource max } }
  }
`)

export const createQrCodeDocument = graphql(`
  mutation CreateQrCode($input: CreateQrCodeInput!) {
    createQrCode(input: $input) { ...QrCodeDetails }
  }
`)

export const updateQrCodeDocument = graphql(`
  mutation UpdateQrCode($id: ID!, $input: UpdateQrCodeInput!) {
    updateQrCode(id: $id, input: $input) { ...QrCodeDetails }
  }
`)

export const deleteQrCodeDocument = graphql(`
  mutation DeleteQrCode($id: ID!) { deleteQrCode(id: $id) }
`)

export const restoreQrCodeDocument = graphql(`
  mutation RestoreQrCode($id: ID!) {
    restoreQrCode(id: $id) { ...QrCodeDetails }
  }
`)

export const updateQrCodesDocument = graphql(`
  mutation UpdateQrCodes($ids: [ID!]!, $input: UpdateQrCodesInput!) {
    updateQrCodes(ids: $ids, input: $input) { id status version }
  }
`)

export const deleteQrCodesDocument = graphql(`
  mutation DeleteQrCodes($ids: [ID!]!) { deleteQrCodes(ids: $ids) }
`)

export const restoreQrCodesDocument = graphql(`
  mutation RestoreQrCodes($ids: [ID!]!) {
    restoreQrCodes(ids: $ids) { ...QrCodeRow }
  }
`)
