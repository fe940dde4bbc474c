import { graphql } from '../gql/gql.ts'

export const webhooksDocument = graphql(`
  query Webhooks($after: String) {
    organization {
      id
      webhooks(first: 20, after: $after) {
        nodes { ...WebhookRow }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
  fragment WebhookRow on Webhook {
    id
    url
    description
    events
    isEnabled
    disabledReason
    previousSecretUntil
    version
    createdAt
    updatedAt
    lastDelivery { ...DeliveryRow }
  }
  fragment DeliveryRow on WebhookDelivery {
    id
    event
    state
    attempts
    responseStatus
    responseExcerpt
    error
    durationMs
    createdAt
    at
    nextAt
  }
`)

export const deliveriesDocument = graphql(`
  query WebhookLog($after: String) {
    organization {
      id
      webhooks(first: 10) {
        nodes {
          id
          deliveries(first: 20, after: $after) {
            nodes { ...DeliveryRow }
            pageInfo { hasNextPage endCursor }
          }
        }
      }
    }
  }
`)

export const createWebhookDocument = graphql(`
  mutation CreateWebhook($input: CreateWebhookInput!) {
    createWebhook(input: $input) {
      secret
      webhook { ...WebhookRow }
    }
  }
`)

export const updateWebhookDocument = graphql(`
  mutation UpdateWebhook($id: ID!, $input: UpdateWebhookInput!) {
    updateWebhook(id: $id, input: $input) { ...WebhookRow }
  }
`)

export const rotateSecretDocument = graphql(`
  mutation RotateWebhookSecret($id: ID!) {
    rotateWebhookSecret(id: $id) {
      secret
      webhook { ...WebhookRow }
    }
  }
`)

export const deleteWebhookDocument = graphql(`
  mutation DeleteWebhook($id: ID!) { deleteWebhook(id: $id) }
`)

export const testWebhookDocument = graphql(`
  mutation TestWebhook($id: ID!) {
    testWebhook(id: $id) { ...DeliveryRow }
  }
`)

export const redeliverDocument = graphql(`
  mutation RedeliverWebhook($id: ID!) {
    redeliverWebhook(id: $id) { ...DeliveryRow }
  }
`)
