//! What a screen of a hall is for.

use serde::{Deserialize, Serialize};

/// What a screen of a hall is for: it reads what it needs for that, and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ScreenPurpose {
    /// 公示栏: what hangs on the board, and what stands in the moral bank.
    Board,
    /// 待认领的微心愿
    OpenWishes,
    /// 签到码: the codes of today's shifts.
    CheckInCodes,
}

impl ScreenPurpose {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Board, Self::OpenWishes, Self::CheckInCodes];
}
