use owo_colors::{OwoColorize, Stream, Style};

/// Colour where the stream wants it: a terminal, `NO_COLOR` and `CLICOLOR_FORCE` respected.
pub struct Paint(pub Stream);

impl Paint {
    pub fn good(&self, text: &str) -> String {
        self.with(text, Style::new().green())
    }

    pub fn warning(&self, text: &str) -> String {
        self.with(text, Style::new().yellow())
    }

    pub fn error(&self, text: &str) -> String {
        self.with(text, Style::new().red().bold())
    }

    pub fn faint(&self, text: &str) -> String {
        self.with(text, Style::new().dimmed())
    }

    fn with(&self, text: &str, style: Style) -> String {
        text.if_supports_color(self.0, |text| text.style(style)).to_string()
    }
}
