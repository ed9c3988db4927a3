//! An attachment (附件) of a notice: a document that staff hand out with it. It is sent as a download, never shown.

use chrono::{DateTime, Utc};

use crate::failure::{Invalid, Outcome};
use crate::ids::{AttachmentId, MemberId, NoticeId};
use crate::text::Line;

/// How many a notice has at most.
pub const ATTACHMENTS_AT_MOST: usize = 9;

/// What a document is, by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttachmentKind {
    /// PDF, without anything that acts by itself.
    Pdf,
    /// A workbook of Office Open XML, without macros.
    Xlsx,
}

impl AttachmentKind {
    /// The end of its name.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Pdf => ".pdf",
            Self::Xlsx => ".xlsx",
        }
    }
}

/// The name under which a document is saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileName(Line<100>);

impl FileName {
    /// Takes the last part of a path that a client gives, and puts the ending there that the content has.
    pub fn parse(field: &'static str, text: &str, kind: AttachmentKind) -> Outcome<Self> {
        let last = text.rsplit(['/', '\\']).next().unwrap_or_default().trim_matches(['.', ' ']);
        let (ending, lower) = (kind.ending(), last.to_lowercase());
        let stem = if lower.ends_with(ending) { &last[..last.len() - ending.len()] } else { last };
        // What file systems do not take.
        let stem: String = stem.chars().map(|c| if "<>:\"|?*".contains(c) { '_' } else { c }).collect();
        if stem.trim().is_empty() {
            return Err(Invalid::new(field, ("请填写文件名", "must be the name of the file")).into());
        }
        Line::parse(field, &format!("{}{ending}", stem.trim())).map(Self)
    }

    /// Takes a name back from the database.
    pub fn stored(text: String) -> Self {
        Self(Line::stored(text))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

/// An attachment that is to be kept. No notice has it yet.
#[derive(Debug)]
pub struct NewAttachment {
    /// Its id.
    pub id: AttachmentId,
    /// The uploader.
    pub uploader: MemberId,
    /// What it is.
    pub kind: AttachmentKind,
    /// Its name.
    pub name: FileName,
    /// Its size.
    pub bytes: i64,
    /// When.
    pub uploaded: DateTime<Utc>,
}

/// An attachment. Seen by those who read the text of its notice; before it has one, by its uploader.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// Its id.
    pub id: AttachmentId,
    /// The uploader.
    pub uploader: MemberId,
    /// What it is.
    pub kind: AttachmentKind,
    /// Its name.
    pub name: FileName,
    /// Its size.
    pub bytes: i64,
    /// The notice that it belongs to.
    pub notice: Option<NoticeId>,
}

/// The attachments that a notice is to have, in their order: each once, and not too many.
pub fn must_be_few(attachments: &[AttachmentId]) -> Outcome<()> {
    let most = ATTACHMENTS_AT_MOST;
    if attachments.len() > most {
        let fault = (format!("不能超过{most}个"), format!("is more than {most} attachments"));
        return Err(Invalid::new("attachmentIds", fault).into());
    }
    if attachments.iter().enumerate().any(|(place, it)| attachments[..place].contains(it)) {
        return Err(Invalid::new("attachmentIds", ("不能重复", "names an attachment twice")).into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_last_part_with_the_ending_of_its_content() {
        for (given, kind, name) in [
            ("停水通知.pdf", AttachmentKind::Pdf, Some("停水通知.pdf")),
            ("C:\\表\\名单.XLSX", AttachmentKind::Xlsx, Some("名单.xlsx")),
            ("../../etc/passwd", AttachmentKind::Pdf, Some("passwd.pdf")),
            ("a.html", AttachmentKind::Pdf, Some("a.html.pdf")),
            ("a\"b:c.pdf", AttachmentKind::Pdf, Some("a_b_c.pdf")),
            (".pdf", AttachmentKind::Pdf, Some("pdf.pdf")),
            ("..", AttachmentKind::Pdf, None),
            ("", AttachmentKind::Xlsx, None),
            ("a\r\nb.pdf", AttachmentKind::Pdf, None),
        ] {
            let parsed = FileName::parse("name", given, kind).ok();
            assert_eq!(parsed.as_ref().map(FileName::as_str), name, "{given:?}");
        }
    }
}
