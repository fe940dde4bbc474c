import { graphql } from '../gql/gql.ts'

export const customExportsDocument = graphql(`
  query CustomExports($after: String) {
    organization {
      id
      customExports(first: 50, after: $after) {
        nodes { ...CustomExportRow }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
  fragment CustomExportRow on CustomExport {
    id
    name
    recipe {
      dataset
      columns
      groupBy
      orderBy { column descending }
      filter {
        classifications
        wanted { ...RecipeValues }
        not { ...RecipeValues }
      }
      range { preset from to }
      timezone
    }
    isShared
    canEdit
    problem
    createdBy { id name }
    version
    updatedAt
  }
  fragment RecipeValues on RecipeFilterValues {
    browsers
    campaignIds
    cities
    countryCodes
    deviceTypes
    os
    qrCodeIds
    referrers
    regions
    sources
  }
`)

export const exportColumnsDocument = graphql(`
  query ExportColumns($dataset: Dataset!) {
    organization {
      id
      exportColumns(dataset: $dataset) { name label description type isGroupable isInFile }
    }
  }
`)

export const previewDocument = graphql(`
  query PreviewExport($recipe: CustomRecipeInput!) {
    previewExport(recipe: $recipe, first: 12) {
      columns { name label type }
      rows
      rowCount
    }
  }
`)

export const createCustomDocument = graphql(`
  mutation CreateCustomExport($input: CreateCustomExportInput!) {
    createCustomExport(input: $input) { ...CustomExportRow }
  }
`)

export const updateCustomDocument = graphql(`
  mutation UpdateCustomExport($id: ID!, $input: UpdateCustomExportInput!) {
    updateCustomExport(id: $id, input: $input) { ...CustomExportRow }
  }
`)

export const deleteCustomDocument = graphql(`
  mutation DeleteCustomExport($id: ID!) { deleteCustomExport(id: $id) }
`)
