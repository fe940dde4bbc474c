import { graphql } from '../gql/gql.ts'

export const campaignListDocument = graphql(`
  query CampaignList($after: String, $search: String, $status: CampaignStatus) {
    organization {
      id
      campaigns(first: 50, after: $after, search: $search, status: $status) {
        nodes { ...CampaignRow }
        pageInfo { hasNextPage endCursor }
        totalCount
      }
    }
  }
  fragment CampaignRow on Campaign {
    id
    name
    startDate
    endDate
    status
    chosenStatus
    day
    days
    qrCodeCount
    scanCount
    trend
    lastScannedAt
  }
`)

export const campaignDocument = graphql(`
  query CampaignDetail($id: ID!) {
    campaign(id: $id) {
      ...CampaignDetails
      topCodes(first: 100) { ...QrCodeRow }
    }
  }
  fragment CampaignDetails on Campaign {
    ...CampaignRow
    description
    version
    createdAt
    updatedAt
    createdBy { id name }
    shares { channel count lastAt }
  }
`)

/** For a list to choose from. */
export const campaignOptionsDocument = graphql(`
  query CampaignOptions {
    organization {
      id
      campaigns(first: 100) {
        nodes { id name }
      }
    }
  }
`)

export const createCampaignDocument = graphql(`
  mutation CreateCampaign($input: CreateCampaignInput!) {
    createCampaign(input: $input) { ...CampaignDetails }
  }
`)

export const updateCampaignDocument = graphql(`
  mutation UpdateCampaign($id: ID!, $input: UpdateCampaignInput!) {
    updateCampaign(id: $id, input: $input) { ...CampaignDetails }
  }
`)

export const deleteCampaignDocument = graphql(`
  mutation DeleteCampaign($id: ID!) { deleteCampaign(id: $id) }
`)

export const restoreCampaignDocument = graphql(`
  mutation RestoreCampaign($id: ID!) {
    restoreCampaign(id: $id) { ...CampaignDetails }
  }
`)

export const assignQrCodesDocument = graphql(`
  mutation AssignQrCodes($campaignId: ID, $qrCodeIds: [ID!]!) {
    assignQrCodes(campaignId: $campaignId, qrCodeIds: $qrCodeIds) { ...QrCodeRow }
  }
`)

export const shareCampaignDocument = graphql(`
  mutation ShareCampaign($id: ID!, $input: ShareCampaignInput!) {
    shareCampaign(id: $id, input: $input) { channel url link sentTo }
  }
`)

/** Codes to add: all there are, with the campaign each is in now. */
export const codesToAddDocument = graphql(`
  query CodesToAdd($after: String, $search: String) {
    organization {
      id
      qrCodes(first: 50, after: $after, search: $search) {
        nodes { id name slug campaign { id name } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`)
