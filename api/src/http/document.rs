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
/// How deep they may nest below `__schema` and `__type`.
const SCHEMA_DEPTH: usize = 20;
/// How often one field may stand beside itself under different names.
const ALIASES: u64 = 15;
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
        // The parser shows the line with the fault: of a long one, the beginning will do.
        let parsed = parse_query(text).map_err(|error| error.to_string().chars().take(500).collect::<String>())?;
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

/// Before parsing: brackets that nest too deep would exhaust the stack of the parser. Texts and comments are passed
/// over exactly as the parser does; a text that does not end is refused, for what follows could be read in two ways.
fn measure_text(text: &str) -> Result<(), String> {
    let (mut rest, mut depth, mut tokens) = (text, 0usize, 0usize);
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '#' => rest.find(['\n', '\r']).unwrap_or(rest.len()),
            '"' => text_length(rest).ok_or("A text in the document does not end.")?,
            _ if word(first) => rest.find(|c| !word(c)).unwrap_or(rest.len()),
            '.' => rest.find(|c| c != '.').unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let ignored = first == '#' || first == ',' || first.is_whitespace();
        tokens += usize::from(!ignored);
        match first {
            '{' | '[' | '(' => depth += 1,
            '}' | ']' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > NESTING {
            return Err(format!("The document nests deeper than {NESTING} brackets."));
        }
        if tokens > TOKENS {
            return Err(format!("The document has more than {TOKENS} tokens."));
        }
        rest = &rest[length..];
    }
    Ok(())
}

fn word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// How long the text is that begins here, in bytes: `"one line"`, or a block between three quotes.
fn text_length(rest: &str) -> Option<usize> {
    const BLOCK: &str = "\"\"\"";
    if let Some(block) = rest.strip_prefix(BLOCK) {
        let mut from = 0;
        loop {
            let end = from + block[from..].find(BLOCK)?;
            if !block[..end].ends_with('\\') {
                return Some(end + 2 * BLOCK.len());
            }
            from = end + BLOCK.len();
        }
    }
    let mut escaped = false;
    for (place, byte) in rest.bytes().enumerate().skip(1) {
        match byte {
            b'\n' | b'\r' => return None,
            b'"' if !escaped => return Some(place + 1),
            _ => escaped = !escaped && byte == b'\\',
        }
    }
    None
}

/// What a selection amounts to when its fragments are written out.
#[derive(Clone, Default)]
struct Measure<'d> {
    depth: usize,
    fields: u64,
    /// How often each field stands beside itself: what fragments spread stands beside the rest.
    beside: HashMap<&'d str, u64>,
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
    known: &mut HashMap<&'d str, Option<Measure<'d>>>,
    level: usize,
) -> Result<Measure<'d>, String> {
    // The brackets of the text are limited, and each fragment is entered once: so are these calls.
    if level > NESTING * 2 {
        return Err(format!("The document is deeper than {DEPTH} levels."));
    }
    let mut total = Measure::default();
    for item in &set.items {
        let part = match &item.node {
            Selection::Field(field) => {
                let inner = selection(&field.node.selection_set.node, document, known, level + 1)?;
                let beside = HashMap::from([(field.node.name.node.as_str(), 1)]);
                // What tools ask of the schema itself is deep, and bounded by the schema.
                let schema = field.node.name.node.starts_with("__") && inner.depth <= SCHEMA_DEPTH;
                let depth = if schema { 1 } else { inner.depth + 1 };
                Measure { depth, fields: inner.fields.saturating_add(1), beside }
            }
            Selection::InlineFragment(inline) => {
                selection(&inline.node.selection_set.node, document, known, level + 1)?
            }
            Selection::FragmentSpread(spread) => {
                let name = spread.node.fragment_name.node.as_str();
                match (known.get(name), document.fragments.get(name)) {
                    (Some(Some(measure)), _) => measure.clone(),
                    (Some(None), _) => return Err(format!("The fragment `{name}` spreads itself.")),
                    (None, None) => Measure::default(),
                    (None, Some(fragment)) => {
                        known.insert(name, None);
                        let measure = selection(&fragment.node.selection_set.node, document, known, level + 1)?;
                        known.insert(name, Some(measure.clone()));
                        measure
                    }
                }
            }
        };
        total.depth = total.depth.max(part.depth);
        total.fields = total.fields.saturating_add(part.fields);
        for (name, count) in part.beside {
            let sum = total.beside.entry(name).or_default();
            *sum = sum.saturating_add(count);
            if *sum > ALIASES {
                return Err(format!("The field `{name}` stands beside itself more than {ALIASES} times."));
            }
        }
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
        assert!(fault(&text).expect("refused").contains("times"));
    }

    #[test]
    fn what_is_too_deep_wide_or_long_is_refused() {
        assert!(fault(&format!("{}a{}", "{a".repeat(100_000), "}".repeat(100_000))).is_some());
        assert!(fault(&format!("{{ a(x: {}1{}) }}", "[".repeat(50_000), "]".repeat(50_000))).is_some());
        for hidden in ["\"\"\" \" \"\"\"", "\"\"\" \\\"\"\" \" \"\"\"", "\"\\\"\"", "\"\"", "\"\"\"\"\"\""] {
            let text = format!("{{ a(x: {hidden}, y: {}{}) }}", "[".repeat(3_000), "]".repeat(3_000));
            assert!(fault(&text).expect("refused").contains("brackets"), "{hidden}");
        }
        for open in ["\"\"\" [[[[", "\" [[[[", "\" \n \""] {
            assert!(fault(&format!("{{ a(x: [{open}")).expect("refused").contains("end"), "{open}");
        }
        let spread =
            "mutation { ... { a: login b: login } ".to_owned() + &"... { c: login d: login } ...F ".repeat(7) + "}";
        let fragment = " fragment F on Mutation { e: login }";
        assert!(fault(&(spread + fragment)).expect("refused").contains("beside itself"));
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
