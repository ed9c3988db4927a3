//! A node of the place tree.

use serde::{Deserialize, Serialize};

use crate::failure::{Invalid, Outcome};
use crate::ids::AreaId;
use crate::places::path::Path;

/// The kinds of place, from the widest to the narrowest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum AreaKind {
    /// 市
    City,
    /// 区
    District,
    /// 街道
    Street,
    /// 社区: the tenant.
    Community,
    /// 网格
    Grid,
    /// 楼栋
    Building,
}

/// A place. Everybody who is logged in may see it: people must find their community before they belong to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// Its id.
    pub id: AreaId,
    /// What it is.
    pub kind: AreaKind,
    /// Its name, such as 桂花社区.
    pub name: String,
    /// Its place in the tree.
    pub path: Path,
}

impl Area {
    /// The node above it.
    pub fn parent(&self) -> Option<AreaId> {
        self.path.steps().iter().rev().nth(1).copied().map(AreaId::from_uuid)
    }

    /// A place lies within a wider one. Levels can be left out (a city without districts), except that only grids
    /// hold buildings and only communities hold grids: these belong to a tenant.
    pub fn must_hold(&self, kind: AreaKind) -> Outcome<()> {
        let fits = match kind {
            AreaKind::Building => self.kind == AreaKind::Grid,
            AreaKind::Grid => self.kind == AreaKind::Community,
            _ => self.kind < kind && self.kind < AreaKind::Community,
        };
        if fits {
            Ok(())
        } else {
            Err(Invalid::new("kind", ("不能建在该级区域之下", "cannot lie within an area of that kind")).into())
        }
    }
}
