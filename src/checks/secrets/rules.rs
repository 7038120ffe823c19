//! The rules, by family. Each is written from its vendor's description of the
//! form, named as the rule's source. Order is rank: the more specific first.

mod ai;
mod aws;
mod azure;
mod chat;
mod ci;
mod cloud;
mod data;
mod databases;
mod exchanges;
mod forge;
mod google;
mod handed;
mod identity;
mod keys;
mod korea;
mod logins;
mod mail;
mod packages;
mod payment;
mod platforms;
mod quality;
mod services;
mod shops;
mod social;
mod telemetry;
mod things;
mod vaults;
mod wallets;
mod web;

use super::rule::Rule;

/// Every rule, the more specific first.
pub(super) fn all() -> impl Iterator<Item = &'static Rule> {
    [
        google::RULES,
        azure::RULES,
        cloud::RULES,
        korea::RULES,
        keys::RULES,
        wallets::RULES,
        forge::RULES,
        vaults::RULES,
        ai::RULES,
        chat::RULES,
        mail::RULES,
        // Some have keys of Stripe's form.
        identity::RULES,
        payment::RULES,
        shops::RULES,
        packages::RULES,
        ci::RULES,
        databases::RULES,
        platforms::RULES,
        services::RULES,
        telemetry::RULES,
        quality::RULES,
        social::RULES,
        exchanges::RULES,
        data::RULES,
        things::RULES,
        // Its secret key is told by a name that others use too.
        aws::RULES,
        logins::RULES,
        handed::RULES,
        web::RULES,
    ]
    .into_iter()
    .flatten()
}

#[cfg(test)]
mod tests {
    use super::super::file_kind::FileKind;
    use super::super::sample;
    use super::super::scanner::Scanner;
    use super::*;

    fn codes(scanner: &Scanner, text: &[u8]) -> Vec<&'static str> {
        scanner.scan(text, FileKind::Opaque).unwrap().iter().map(|hit| hit.code.id).collect()
    }

    #[test]
    fn every_rule_finds_its_examples_and_leaves_the_others_alone() {
        let scanner = Scanner::new();
        let mut wrong = Vec::new();
        for rule in all() {
            let id = rule.code.id;
            assert!(!rule.matches.is_empty() && !rule.spares.is_empty(), "{id} has no examples");
            assert!(rule.code.source.starts_with("https://"), "{id} names no source");
            for template in rule.matches {
                let example = sample::expand(template);
                let embedded = [b"x = f(\"".as_slice(), &example, b"\") # y\n"].concat();
                let found = codes(&scanner, &example);
                if found != [id] || !codes(&scanner, &embedded).contains(&id) {
                    wrong.push(format!("{id}: {template} gives {found:?}"));
                }
            }
            for template in rule.spares {
                if codes(&scanner, &sample::expand(template)).contains(&id) {
                    wrong.push(format!("{id} does not spare {template}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn no_code_is_that_of_two_rules() {
        let mut seen = std::collections::HashSet::new();
        let twice: Vec<_> = all().map(|rule| rule.code.id).filter(|id| !seen.insert(*id)).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }

    #[test]
    fn no_example_stands_in_these_sources_as_it_is() {
        let scanner = Scanner::new();
        for rule in all() {
            for template in rule.matches {
                assert!(template.contains('{'), "{}: {template} is no template", rule.code.id);
                assert!(codes(&scanner, template.as_bytes()).is_empty(), "{}: {template}", rule.code.id);
            }
        }
    }
}
