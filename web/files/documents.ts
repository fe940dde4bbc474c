import { graphql } from '../gql/gql.ts'

export const uploadListDocument = graphql(`
  query UploadList($after: String, $search: String, $type: UploadType) {
    organization {
      id
      usage { resource used max }
      uploads(first: 50, after: $after, search: $search, type: $type) {
        nodes { ...UploadRow }
        pageInfo { hasNextPage endCursor }
        totalCount
      }
    }
  }
  fragment UploadRow on Upload {
    id
    name
    type
    sizeBytes
    version
    createdAt
    campaign { id name }
    qrCodes { id name targetUrl }
    downloadUrl
  }
`)

export const campaignUploadsDocument = graphql(`
  query CampaignUploads($id: ID!, $after: String) {
    campaign(id: $id) {
      id
      uploads(first: 20, after: $after) {
        nodes { ...UploadRow }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`)

export const requestUploadDocument = graphql(`
  mutation RequestUpload($input: RequestUploadInput!) {
    requestUpload(input: $input) {
      id
      transfer { method url headers { name value } }
    }
  }
`)

export const completeUploadDocument = graphql(`
  mutation CompleteUpload($id: ID!) {
    completeUpload(id: $id) { ...UploadRow }
  }
`)

export const updateUploadDocument = graphql(`
  mutation UpdateUpload($id: ID!, $input: UpdateUploadInput!) {
    updateUpload(id: $id, input: $input) { ...UploadRow }
  }
`)

export const deleteUploadDocument = graphql(`
  mutation DeleteUpload($id: ID!) { deleteUpload(id: $id) }
`)

export const restoreUploadDocument = graphql(`
  mutation RestoreUpload($id: ID!) {
    restoreUpload(id: $id) { ...UploadRow }
  }
`)

/** Asked for at the moment it is used: the address works for five minutes. */
export const downloadDocument = graphql(`
  query UploadDownload($id: ID!) {
    upload(id: $id) { id name downloadUrl }
  }
`)
