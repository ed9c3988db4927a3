//! The message templates that the mini-program has.

use serde::Deserialize;

use super::WeChatClient;
use super::call::Call;
use super::message::MessageTemplate;
use super::name::Name;
use super::problem::Problem;

/// A template.
#[derive(Debug, Clone, Deserialize)]
pub struct Template {
    /// Its id.
    #[serde(rename = "priTmplId")]
    pub id: String,
    /// What people see above it.
    pub title: String,
    /// Its text: `地点:{{thing1.DATA}}` …
    pub content: String,
}

#[derive(Deserialize)]
struct Templates {
    #[serde(default)]
    data: Vec<Template>,
}

impl Template {
    /// Whether its text has this field.
    pub fn has(&self, field: &str) -> bool {
        self.content.contains(&format!("{{{{{field}.DATA}}}}"))
    }
}

impl WeChatClient {
    /// The templates that the settings name.
    pub fn message_templates(&self) -> &[MessageTemplate] {
        &self.platform.settings.templates
    }

    /// All templates of the mini-program.
    pub async fn templates(&self) -> Result<Vec<Template>, Problem> {
        let answer: Templates = self.ask(Call::Get { name: Name::Templates, query: &[] }).await?;
        Ok(answer.data)
    }
}
