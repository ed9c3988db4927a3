//! GraphQL documents: parsed once, measured before they run.
//!
//! A document is refused by its measures before anything of it is validated or executed, in time linear in its text.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::parser::parse_query;
use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationType, Selection, SelectionSet};

/// The longest document, in bytes, that is kept for the next request.
const KEEP: usize = 16 * 1024;
/// How many bytes of documents are kept.
const KEPT: u64 = 8 * 1024 * 1024;
/// How deep brackets may nest in the text: the parser calls itself for each.
const NESTING: usize = 64;
/// How many words and signs a document may have.
const TOKENS: usize = 1_000;
/// How deep fields may nest.
const DEPTH: usize = 12;
/// How often one field may stand beside itself under different names.
const ALIASES: usize = 15;
/// How many fields a document may have when all its fragments are written out.
const FIELDS: u64 = 2_000;

/// A document that passed the measures.
pub struct Document {
    /// As the executor takes it.
    pub parsed: ExecutableDocument,
}

/// Documents by their text.
pub struct Documents(moka::sync::Cache<String, Arc<Document>>);

impl Default for Documents {
    fn default() -> Self {
        let weight = |text: &String, _: &Arc<Document>| u32::try_from(text.len()).unwrap_or(u32::MAX);
        Self(moka::sync::Cache::builder().weigher(weight).max_capacity(KEPT).build())
    }
}

impl Documents {
    /// The document of this text, or what is wrong with it.
    pub fn get(&self, text: &str) -> Result<Arc<Document>, String> {
        if let Some(known) = self.0.get(text) {
            return Ok(known);
        }
        measure_text(text)?;
        let parsed = parse_query(text).map_err(|error| error.to_string())?;
        measure(&parsed)?;
        let document = Arc::new(Document { parsed });
        if text.len() <= KEEP {
            self.0.insert(text.to_owned(), document.clone());
        }
        Ok(document)
    }
}

impl Document {
    /// The kind of the operation that would run: `None` if the name fits none, or more than one would fit.
    pub fn operation(&self, name: Option<&str>) -> Option<OperationType> {
        match (&self.parsed.operations, name) {
            (DocumentOperations::Single(operation), None) => Some(operation.node.ty),
            (DocumentOperations::Single(_), Some(_)) => None,
            (DocumentOperations::Multiple(operations), Some(name)) => operations.get(name).map(|o| o.node.ty),
            (DocumentOperations::Multiple(operations), None) => match operations.len() {
                1 => operations.values().next().map(|o| o.node.ty),
                _ => None,
            },
        }
    }
}

/// Before parsing: brackets that nest too deep would exhaust the stack of the parser.
fn measure_text(text: &str) -> Result<(), String> {
    let (mut depth, mut tokens, mut last) = (0usize, 0usize, b' ');
    let (mut in_word, mut in_text, mut escaped, mut comment) = (false, false, false, false);
    for byte in text.bytes() {
        if comment {
            comment = byte != b'\n' && byte != b'\r';
            continue;
        }
        if in_text {
            in_text = escaped || byte != b'"';
            escaped = !escaped && byte == b'\\';
            continue;
        }
        let word = byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii();
        // Three dots are one token; white space and commas are none.
        let sign = !byte.is_ascii_whitespace() && byte != b',' && !(byte == b'.' && last == b'.');
        tokens += usize::from(if word { !in_word } else { sign });
        last = byte;
        in_word = word;
        match byte {
            b'#' => comment = true,
            b'"' => in_text = true,
            b'{' | b'[' | b'(' => depth += 1,
            b'}' | b']' | b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > NESTING {
            return Err(format!("The document nests deeper than {NESTING} brackets."));
        }
    }
    if tokens > TOKENS {
        return Err(format!("The document has more than {TOKENS} tokens."));
    }
    Ok(())
}

/// What a selection amounts to when its fragments are written out.
#[derive(Clone, Copy, Default)]
struct Measure {
    depth: usize,
    fields: u64,
}

/// After parsing: each fragment is measured once, however often it is spread.
fn measure(document: &ExecutableDocument) -> Result<(), String> {
    let mut known = HashMap::new();
    for (_, operation) in document.operations.iter() {
        let measure = selection(&operation.node.selection_set.node, document, &mut known, 0)?;
        if measure.depth > DEPTH {
            return Err(format!("The document is deeper than {DEPTH} levels."));
        }
        if measure.fields > FIELDS {
            return Err(format!("The document has more than {FIELDS} fields, its fragments written out."));
        }
    }
    Ok(())
}

fn selection<'d>(
    set: &'d SelectionSet,
    document: &'d ExecutableDocument,
    known: &mut HashMap<&'d str, Option<Measure>>,
    level: usize,
) -> Result<Measure, String> {
    // The brackets of the text are limited, and each fragment is entered once: so are these calls.
    if level > NESTING * 2 {
        return Err(format!("The document is deeper than {DEPTH} levels."));
    }
    let mut total = Measure::default();
    let mut aliases: HashMap<&str, usize> = HashMap::new();
    for item in &set.items {
        let part = match &item.node {
            Selection::Field(field) => {
                let count = aliases.entry(field.node.name.node.as_str()).or_default();
                *count += 1;
                if *count > ALIASES {
                    return Err(format!(
                        "The field `{}` stands beside itself more than {ALIASES} times.",
                        field.node.name.node
                    ));
                }
                let inner = selection(&field.node.selection_set.node, document, known, level + 1)?;
                Measure { depth: inner.depth + 1, fields: inner.fields.saturating_add(1) }
            }
            Selection::InlineFragment(inline) => {
                selection(&inline.node.selection_set.node, document, known, level + 1)?
            }
            Selection::FragmentSpread(spread) => {
                let name = spread.node.fragment_name.node.as_str();
                match (known.get(name), document.fragments.get(name)) {
                    (Some(Some(measure)), _) => *measure,
                    (Some(None), _) => return Err(format!("The fragment `{name}` spreads itself.")),
                    (None, None) => Measure::default(),
                    (None, Some(fragment)) => {
                        known.insert(name, None);
                        let measure = selection(&fragment.node.selection_set.node, document, known, level + 1)?;
                        known.insert(name, Some(measure));
                        measure
                    }
                }
            }
        };
        total.depth = total.depth.max(part.depth);
        total.fields = total.fields.saturating_add(part.fields);
    }
    Ok(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> Option<String> {
        Documents::default().get(text).err()
    }

    #[test]
    fn fragments_that_double_are_refused_at_once() {
        let mut text = String::from("{ ...F0 }");
        for n in 0..60 {
            text += &format!(" fragment F{n} on Query {{ ...F{0} ...F{0} }}", n + 1);
        }
        text += " fragment F60 on Query { __typename }";
        assert!(fault(&text).expect("refused").contains("fields"));
    }

    #[test]
    fn what_is_too_deep_wide_or_long_is_refused() {
        assert!(fault(&format!("{}a{}", "{a".repeat(100_000), "}".repeat(100_000))).is_some());
        assert!(fault(&format!("{{ a(x: {}1{}) }}", "[".repeat(50_000), "]".repeat(50_000))).is_some());
        assert!(fault(&format!("{}a{}", "{a".repeat(13), "}".repeat(13))).expect("refused").contains("levels"));
        let aliases: String = (0..16).map(|n| format!("a{n}: a ")).collect();
        assert!(fault(&format!("{{ {aliases} }}")).expect("refused").contains("beside itself"));
        assert!(fault(&format!("{{ {} }}", "a ".repeat(3_000))).expect("refused").contains("tokens"));
        assert!(
            fault("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }")
                .expect("refused")
                .contains("itself")
        );
        assert!(fault("{ a(x: \"{{{{ # [[[ \\\" (((\") } # ((((").is_none());
    }

    #[test]
    fn the_operation_that_would_run_is_known() {
        let documents = Documents::default();
        let two = documents.get("query A { a } mutation B { b }").expect("parsed");
        assert_eq!(two.operation(Some("B")), Some(OperationType::Mutation));
        assert_eq!(two.operation(None), None);
        assert_eq!(two.operation(Some("C")), None);
        assert_eq!(documents.get("{ a }").expect("parsed").operation(None), Some(OperationType::Query));
    }
}
