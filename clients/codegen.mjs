import { readFile, writeFile } from 'node:fs/promises';

// Types and known documents of both clients, from schema.graphql and from the operations in the .graphql files beside
// their pages. An operation is imported as `XDocument` from `gql/graphql`, so that what is not used is not shipped.
const client = (folder) => ({
  [`${folder}/src/gql/`]: {
    preset: 'client',
    documents: [`${folder}/src/**/*.graphql`, 'shared/**/*.graphql'],
    presetConfig: { fragmentMasking: false, persistedDocuments: { mode: 'embedHashInDocument', hashAlgorithm: 'sha256' } },
    config: {
      documentMode: 'string',
      enumsAsTypes: true,
      useTypeImports: true,
      scalars: { DateTime: 'string', Date: 'string', UUID: 'string', ID: 'string' },
    },
  },
});

// A bundler keeps what is made by `new` unless it is told that making it does nothing else.
const pure = async (file) => {
  if (!file.endsWith('graphql.ts')) return;
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replaceAll('= new TypedDocumentString(', '= /*#__PURE__*/ new TypedDocumentString('));
};

export default {
  schema: '../schema.graphql',
  ignoreNoDocuments: true,
  hooks: { afterOneFileWrite: [pure] },
  generates: { ...client('mini'), ...client('console') },
};
