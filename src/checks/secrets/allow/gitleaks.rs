//! `.gitleaks.toml`: what it accepts, and the rules it brings.

mod allowlist;
mod written;

use anyhow::{Context, Result, ensure};

use self::allowlist::Allowlist;
use self::written::{Written, WrittenRule};
use super::super::custom::{CustomRule, CustomRules, Files};
use super::super::pattern::Pattern;
use super::super::rules;
use super::Sight;
use crate::checks::ReadFile;

pub(super) const FILE: &str = ".gitleaks.toml";

/// What `.gitleaks.toml`, and the files it extends, accept.
#[derive(Default)]
pub(super) struct Gitleaks {
    allowlists: Vec<Allowlist>,
    /// Ids of rules that are not to be run.
    disabled: Vec<String>,
    pub not_understood: Vec<String>,
}

impl Gitleaks {
    /// Reads it, and adds to `rules` those that it brings.
    pub(super) fn read(read: &mut ReadFile, rules: &mut CustomRules) -> Result<Self> {
        let Some(bytes) = read(FILE)? else { return Ok(Self::default()) };
        let mut files = vec![FILE.to_owned()];
        let written = Written::parse(FILE, &bytes)?.with_its_base(read, &mut files)?;
        let mut gitleaks = Self { disabled: written.extend.disabled_rules, ..Self::default() };
        for allowlist in written.allowlist.into_iter().chain(written.allowlists) {
            gitleaks.allowlists.push(Allowlist::new(allowlist, &[]).with_context(|| format!("{FILE}: an allowlist"))?);
        }
        let mut brought = Vec::new();
        for rule in written.rules {
            let shown = format!("{FILE}: the rule `{}`", rule.id);
            brought.extend(gitleaks.take(rule).context(shown)?);
        }
        rules.extend(brought, files).context(FILE)?;
        gitleaks.doubt_unknown(rules);
        Ok(gitleaks)
    }

    /// Takes a rule apart: its allowlists are kept here, speaking of it alone. One that only
    /// says more of a rule of gitleaks' own is no rule by itself.
    fn take(&mut self, rule: WrittenRule) -> Result<Option<CustomRule>> {
        ensure!(!rule.id.trim().is_empty(), "it has no id");
        for allowlist in rule.allowlist.into_iter().chain(rule.allowlists) {
            let allowlist = Allowlist::new(allowlist, std::slice::from_ref(&rule.id)).context("an allowlist")?;
            self.allowlists.push(allowlist);
        }
        if rule.skip_report {
            self.not_understood.push(format!("the rule `{}` only helps others (skipReport); it is not run", rule.id));
            return Ok(None);
        }
        if !rule.required.is_empty() {
            let doubt = format!("the rule `{}` wants others near it (required); it is run without them", rule.id);
            self.not_understood.push(doubt);
        }
        if rule.regex.is_none() && rule.path.is_none() {
            return Ok(None);
        }
        let files = rule.path.as_deref().map(Pattern::new).transpose().context("path")?;
        Ok(Some(CustomRule {
            name: CustomRule::name(&rule.id, &rule.description),
            id: rule.id,
            keywords: rule.keywords,
            pattern: rule.regex.as_deref().map(Pattern::new).transpose().context("regex")?,
            group: Some(rule.secret_group).filter(|&group| group > 0),
            files: files.map(Files::Pattern),
            entropy: rule.entropy,
        }))
    }

    /// Notes the rules that are spoken of and neither stand in the files nor go by that name here.
    fn doubt_unknown(&mut self, rules: &CustomRules) {
        let mut spoken: Vec<&String> =
            self.allowlists.iter().flat_map(|list| &list.rules).chain(&self.disabled).collect();
        spoken.sort_unstable();
        spoken.dedup();
        let unknown = spoken.into_iter().filter(|id| !is_ours(id) && !rules.ids().any(|known| known == *id));
        self.not_understood
            .extend(unknown.map(|id| format!("it speaks of the rule `{id}`, and none here goes by that name")));
    }

    pub(super) fn reason(&self, sight: &Sight) -> Result<Option<String>> {
        let rule = &sight.found.rule;
        if self.disabled.iter().any(|id| names(id, rule)) {
            return Ok(Some(format!("{FILE} disables the rule {rule}")));
        }
        for allowlist in &self.allowlists {
            if allowlist.covers(sight)? {
                return Ok(Some(allowlist.reason()));
            }
        }
        Ok(None)
    }
}

/// What gitleaks has one rule for is found by two here: values of secret names, and passwords.
const GENERIC: &str = "generic-api-key";

/// Whether `id` is what gitleaks calls the rule by which something was found.
fn names(id: &str, rule: &str) -> bool {
    id == rule || id == GENERIC && matches!(rule, "generic-secret" | "generic-password")
}

fn is_ours(id: &str) -> bool {
    id == GENERIC || rules::all().any(|rule| rule.code.id.strip_prefix("secrets/") == Some(id))
}
