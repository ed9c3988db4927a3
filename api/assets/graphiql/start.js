// Runs after the three libraries: a page of its own, because the policy of the page allows no script within it.
const url = '/graphql';
const fetcher = async (params, options) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(options && options.headers) },
    body: JSON.stringify(params),
  });
  return response.json();
};
const welcome = `# Log in, then put the token under "Headers": { "Authorization": "Bearer …" }
mutation {
  login(input: { code: "resident.graphiql-1" }) {
    ... on Login { accessToken viewer { shownName abilities } }
    ... on Refusal { code message }
  }
}
`;
ReactDOM.createRoot(document.getElementById('graphiql')).render(
  React.createElement(GraphiQL, { fetcher, defaultQuery: welcome, defaultEditorToolsVisibility: 'headers', shouldPersistHeaders: false }),
);
