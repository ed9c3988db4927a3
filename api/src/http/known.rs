//! Known documents: with a manifest, nothing else is answered.
//!
//! The manifest is that of the persisted documents of [graphql-codegen](https://the-guild.dev/graphql/codegen): a JSON
//! object, from the sha-256 of a document in hexadecimal to its text, with or without `sha256:` before it.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Arc;

use async_graphql::Request;
use ring::digest;

use super::document::{Document, Documents};
use crate::graphql::validator;

/// The documents that are answered, by their hash.
#[derive(Default)]
pub struct Known(HashMap<String, Arc<Document>>);

impl Known {
    /// Reads a manifest. Fails with what is wrong if a hash is not that of its text, or a document would never be
    /// answered: it is not valid, or over a limit.
    ///
    /// Boxed, so that the executor is not compiled a second time in the program that reads the manifest.
    pub fn read(manifest: &str) -> Pin<Box<dyn Future<Output = Result<Self, String>> + Send + '_>> {
        Box::pin(async move {
            let texts: HashMap<String, String> = serde_json::from_str(manifest)
                .map_err(|fault| format!("is not an object of texts in JSON: {fault}"))?;
            let (documents, validator) = (Documents::default(), validator());
            let mut known = HashMap::new();
            for (key, text) in texts {
                let fault = |what: &str| format!("{key}: {what}");
                // The generator can be told to write the name of the algorithm before it.
                let hash = key.strip_prefix("sha256:").unwrap_or(&key);
                if sha256(&text) != hash {
                    return Err(fault("is not the sha-256 of its text in hexadecimal"));
                }
                let document = documents.get(&text).map_err(|what| fault(&what))?;
                for (name, _) in document.parsed.operations.iter() {
                    let mut request = Request::new("");
                    request.set_parsed_query(document.parsed.clone());
                    let request = match name {
                        Some(name) => request.operation_name(name.as_str()),
                        None => request,
                    };
                    // What depends on the values of variables is seen when they come.
                    let errors = validator.execute(request).await.errors;
                    let wrong = errors.iter().find(|error| !error.message.ends_with(" is not defined."));
                    if let Some(error) = wrong {
                        return Err(fault(&error.message));
                    }
                }
                known.insert(hash.to_owned(), document);
            }
            Ok(Self(known))
        })
    }

    /// Those of both.
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// The document with this hash.
    pub fn by_hash(&self, hash: &str) -> Option<Arc<Document>> {
        self.0.get(hash).cloned()
    }

    /// The document with this text.
    pub fn by_text(&self, text: &str) -> Option<Arc<Document>> {
        self.by_hash(&sha256(text))
    }
}

fn sha256(text: &str) -> String {
    let hash = digest::digest(&digest::SHA256, text.as_bytes());
    hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(texts: &[&str]) -> String {
        serde_json::json!(texts.iter().map(|text| (sha256(text), text)).collect::<HashMap<_, _>>()).to_string()
    }

    async fn fault(manifest: &str) -> String {
        Known::read(manifest).await.err().expect("refused")
    }

    #[tokio::test]
    async fn a_manifest_is_right_or_says_where_it_is_wrong() {
        let paged =
            "query Feed($n: Int, $after: String) { wishes(first: $n, after: $after) { edges { node { id } } } }";
        let claim = "mutation Claim($input: ClaimWishInput!) { claimWish(input: $input) { __typename } }";
        let both = format!("{paged} {claim}");
        let board = "subscription { boardChanged { notices { title } } }";
        let known = Known::read(&manifest(&[paged, claim, &both, board])).await.map_err(|fault| panic!("{fault}"));
        let known = known.unwrap_or_else(|_: ()| unreachable!());
        assert!(known.by_text(paged).is_some() && known.by_hash(&sha256(claim)).is_some());
        assert!(known.by_text("{ __typename }").is_none() && known.by_hash("").is_none());

        let key = format!("sha256:{}", sha256(claim));
        let named = serde_json::json!({ key: claim }).to_string();
        assert!(Known::read(&named).await.is_ok_and(|known| known.by_hash(&sha256(claim)).is_some()));

        assert!(fault("[]").await.contains("JSON"));
        assert!(fault("{").await.contains("JSON"));
        let wrong = serde_json::json!({ sha256("{ a }"): "{ __typename }" }).to_string();
        assert!(fault(&wrong).await.contains(&sha256("{ a }")));
        let upper = serde_json::json!({ sha256("{ __typename }").to_uppercase(): "{ __typename }" }).to_string();
        assert!(fault(&upper).await.contains("sha-256"));
        for (text, why) in [
            ("{ nothingLikeThis }", "nothingLikeThis"),
            ("{", "Syntax"),
            ("{ __typename } fragment F on Query { __typename }", "Fragment"),
            ("query($x: Nothing) { node(id: $x) { id } }", "Nothing"),
            ("query A { __typename } query B { nope }", "nope"),
            (&format!("{{ node(id: 1) {{ {} }} }}", "id ".repeat(16)), "beside itself"),
            (
                "{ areas(first: 100) { edges { node { children(first: 100) { edges { node { id name } } } } } } }",
                "complex",
            ),
        ] {
            let said = fault(&manifest(&["{ __typename }", text])).await;
            assert!(said.contains(why) && said.contains(&sha256(text)), "{text}: {said}");
        }
    }
}
