//! The place of a node in one of the trees.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The way from the root of a tree to a node, both included.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Path(Vec<Uuid>);

impl Path {
    /// The path of `node` below `parent`, or of a root.
    pub fn below(parent: Option<&Path>, node: Uuid) -> Self {
        let mut steps = parent.map(|p| p.0.clone()).unwrap_or_default();
        steps.push(node);
        Self(steps)
    }

    /// Reads what [`Path::to_text`] wrote.
    pub fn from_text(text: &str) -> Option<Self> {
        let steps: Result<Vec<_>, _> = text.split_terminator('/').map(Uuid::parse_str).collect();
        steps.ok().filter(|s| !s.is_empty()).map(Self)
    }

    /// Hexadecimal steps, each closed by a slash, so that a descendant's text begins with its ancestor's.
    pub fn to_text(&self) -> String {
        self.0.iter().map(|step| format!("{}/", step.simple())).collect()
    }

    /// The nodes from the root down.
    pub fn steps(&self) -> &[Uuid] {
        &self.0
    }

    /// Whether `other` is this node or below it.
    pub fn covers(&self, other: &Path) -> bool {
        other.0.starts_with(&self.0)
    }
}
