//! GraphQL documents: parsed once, measured before they run.

use std::sync::Arc;

use async_graphql::Variables;
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, Selection, SelectionSet,
};
use async_graphql::parser::{Error, parse_query};

use super::measure::{Values, measure, measure_text};

/// The longest document, in bytes, that is kept for the next request.
const KEEP: usize = 16 * 1024;
/// How many bytes the kept documents may take, parsed.
const KEPT: u64 = 16 * 1024 * 1024;
/// How many bytes a token takes when parsed (measured: 266 a field).
const TOKEN: usize = 300;

/// A document that passed the measures.
pub struct Document {
    /// As the executor takes it.
    pub parsed: ExecutableDocument,
    tokens: usize,
    values: Values,
}

/// Documents by their text.
pub struct Documents(moka::sync::Cache<String, Arc<Document>>);

impl Default for Documents {
    fn default() -> Self {
        // A parsed document is up to seventy times its text: what counts is what it takes.
        let weight = |text: &String, document: &Arc<Document>| {
            u32::try_from(text.len() + document.tokens * TOKEN).unwrap_or(u32::MAX)
        };
        Self(moka::sync::Cache::builder().weigher(weight).max_capacity(KEPT).build())
    }
}

impl Documents {
    /// The document of this text, or what is wrong with it.
    pub fn get(&self, text: &str) -> Result<Arc<Document>, String> {
        if let Some(known) = self.0.get(text) {
            return Ok(known);
        }
        let tokens = measure_text(text)?;
        let parsed = parse_query(text).map_err(|error| plainly(&error))?;
        let values = measure(&parsed)?;
        let document = Arc::new(Document { parsed, tokens, values });
        if text.len() <= KEEP {
            self.0.insert(text.to_owned(), document.clone());
        }
        Ok(document)
    }
}

impl Document {
    /// The operation that would run: `None` if the name fits none, or more than one would fit.
    pub fn operation(&self, name: Option<&str>) -> Option<&OperationDefinition> {
        let operation = match (&self.parsed.operations, name) {
            (DocumentOperations::Single(operation), None) => Some(operation),
            (DocumentOperations::Single(_), Some(_)) => None,
            (DocumentOperations::Multiple(operations), Some(name)) => operations.get(name),
            (DocumentOperations::Multiple(operations), None) => match operations.len() {
                1 => operations.values().next(),
                _ => None,
            },
        };
        operation.map(|operation| &operation.node)
    }

    /// The root fields of an operation, those of fragments included, as often as they occur: each of them acts, even if
    /// an earlier one has the same name.
    pub fn acting<'d>(&'d self, operation: &'d OperationDefinition) -> Vec<&'d str> {
        let mut found = Vec::new();
        self.roots(&operation.selection_set.node, &mut found);
        found
    }

    /// The document passed the measures: written out it is short, and no fragment spreads itself.
    fn roots<'d>(&'d self, set: &'d SelectionSet, found: &mut Vec<&'d str>) {
        for item in &set.items {
            match &item.node {
                Selection::Field(field) if field.node.name.node.starts_with("__") => {}
                Selection::Field(field) => found.push(&field.node.name.node),
                Selection::InlineFragment(inline) => self.roots(&inline.node.selection_set.node, found),
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = self.parsed.fragments.get(&spread.node.fragment_name.node) {
                        self.roots(&fragment.node.selection_set.node, found);
                    }
                }
            }
        }
    }

    /// What is wrong with the size of its values, given these variables.
    pub fn fit(&self, variables: &Variables) -> Result<(), String> {
        self.values.fit(variables)
    }
}

/// The variable that the operation must have and was not given. Checked before it runs: the executor would notice only
/// on reaching the field, after the fields before it had taken effect (GraphQL, section 6.1.2).
pub fn missing_variable<'d>(operation: &'d OperationDefinition, variables: &Variables) -> Option<&'d str> {
    let missing = operation.variable_definitions.iter().map(|definition| &definition.node).find(|definition| {
        let given = variables.get(&definition.name.node);
        !definition.var_type.node.nullable
            && given.map_or(definition.default_value.is_none(), |value| *value == async_graphql::Value::Null)
    });
    missing.map(|definition| definition.name.node.as_str())
}

/// The parser quotes the line that it could not read, which can be the whole document: one sentence is enough.
fn plainly(error: &Error) -> String {
    let Error::Syntax { message, start, .. } = error else { return error.to_string() };
    let what = message.lines().last().unwrap_or_default().trim_start_matches([' ', '=']);
    format!("Syntax error in line {}, column {}: {what}.", start.line, start.column)
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::parser::types::OperationType;

    #[test]
    fn what_is_kept_has_a_bound() {
        let documents = Documents::default();
        for n in 0..200 {
            documents
                .get(&format!("{{ a{n} {} }}", (0..900).map(|m| format!("b{m} ")).collect::<String>()))
                .expect("parsed");
        }
        documents.0.run_pending_tasks();
        assert!(documents.0.weighted_size() <= KEPT && documents.0.entry_count() < 100);
    }

    #[test]
    fn the_operation_that_would_run_is_known() {
        let documents = Documents::default();
        let two = documents.get("query A { a } mutation B { b }").expect("parsed");
        assert_eq!(two.operation(Some("B")).map(|o| o.ty), Some(OperationType::Mutation));
        assert!(two.operation(None).is_none());
        assert!(two.operation(Some("C")).is_none());
        assert_eq!(documents.get("{ a }").expect("parsed").operation(None).map(|o| o.ty), Some(OperationType::Query));
    }

    #[test]
    fn every_field_that_acts_is_found_as_often_as_it_is_there() {
        let text = "mutation A { __typename a: x x x y { z } ...F ... on Mutation { y ...F } } mutation B { w } \
            fragment F on Mutation { ...G q @skip(if: true) } fragment G on Mutation { x }";
        let document = Documents::default().get(text).expect("parsed");
        let acting = document.acting(document.operation(Some("A")).expect("one"));
        assert_eq!(acting, ["x", "x", "x", "y", "x", "q", "y", "x", "q"]);
    }

    #[test]
    fn a_variable_that_must_be_there_is_missed() {
        let document = Documents::default().get("query($a: Int!, $b: Int, $c: Int! = 1) { a }").expect("parsed");
        let operation = document.operation(None).expect("one");
        let missing =
            |json: serde_json::Value| missing_variable(operation, &Variables::from_json(json)).map(str::to_owned);
        assert_eq!(missing(serde_json::json!({ "a": 1 })), None);
        assert_eq!(missing(serde_json::json!({})).as_deref(), Some("a"));
        assert_eq!(missing(serde_json::json!({ "a": null })).as_deref(), Some("a"));
        assert_eq!(missing(serde_json::json!({ "a": 1, "c": null })).as_deref(), Some("c"));
    }
}
