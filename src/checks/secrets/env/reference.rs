//! References to a secret manager: they count as set, and their form can be
//! judged without asking the manager.

use std::sync::LazyLock;

use regex::Regex;

/// What is wrong with a reference, as the predicate of a sentence.
#[derive(Debug, PartialEq, Eq)]
pub enum Fault {
    /// The manager would not find anything by it.
    Malformed(&'static str),
    /// It names something that only manuals have.
    Sample(&'static str),
}

/// `None` when the value refers to no manager.
pub fn judge(value: &str) -> Option<Result<(), Fault>> {
    let form = FORMS.iter().find(|form| form.claims(value))?;
    Some(if form.slip.is_some_and(|(slip, _)| value.contains(slip)) {
        Err(Fault::Malformed(form.slip.map_or("", |(_, says)| says)))
    } else if !form.grammar.is_match(value) {
        Err(Fault::Malformed(form.expected))
    } else if SAMPLES.iter().any(|sample| value.split([':', '/']).any(|part| part == *sample)) {
        Err(Fault::Sample("names an account or key that only documentation uses"))
    } else {
        Ok(())
    })
}

/// How one manager writes its references.
struct Form {
    begins: &'static [&'static str],
    /// Part of what tells it from others that begin alike.
    holds: &'static str,
    grammar: LazyLock<Regex>,
    expected: &'static str,
    /// A mistake that is seen in the wild, and what to say of it.
    slip: Option<(&'static str, &'static str)>,
}

impl Form {
    fn claims(&self, value: &str) -> bool {
        let begins = |prefix: &&str| value.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
        self.begins.iter().any(begins) && value.contains(self.holds)
    }
}

const SAMPLES: [&str; 6] = [
    "111122223333",
    "123456789012",
    "000000000000",
    "1234abcd-12ab-34cd-56ef-1234567890ab",
    "vault-name",
    "your-vault",
];

macro_rules! form {
    ([$($begins:literal),+], $holds:literal, $grammar:literal, $expected:literal $(, slip $slip:literal $says:literal)?) => {
        Form {
            begins: &[$($begins),+],
            holds: $holds,
            grammar: LazyLock::new(|| Regex::new(concat!("^(?:", $grammar, ")$")).expect("a valid grammar")),
            expected: $expected,
            slip: form!(@slip $($slip $says)?),
        }
    };
    (@slip) => { None };
    (@slip $slip:literal $says:literal) => { Some(($slip, $says)) };
}

/// The first that claims a value judges it.
static FORMS: [Form; 13] = [
    form!(
        ["arn:aws"], ":kms:",
        r"arn:aws[A-Za-z0-9_-]*:kms:[a-z]{2}(-[a-z]+)+-[0-9]:[0-9]{12}:(key/(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})|alias/[A-Za-z0-9_/-]{1,250})",
        "is not of the form arn:aws:kms:REGION:ACCOUNT:key/UUID or …:alias/NAME",
        slip ":key/alias/" "has `:key/alias/`, which names nothing; an alias is written `:alias/NAME`"
    ),
    form!(
        ["arn:aws"],
        ":secretsmanager:",
        r"arn:aws[A-Za-z0-9_-]*:secretsmanager:[a-z]{2}(-[a-z]+)+-[0-9]:[0-9]{12}:secret:[A-Za-z0-9_/+=.@-]+(:[^:]*:[^:]*:[^:]*)?",
        "is not of the form arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-SUFFIX"
    ),
    form!(
        ["arn:aws"],
        ":ssm:",
        r"arn:aws[A-Za-z0-9_-]*:ssm:[a-z]{2}(-[a-z]+)+-[0-9]:[0-9]{12}:parameter/[A-Za-z0-9_./-]+",
        "is not of the form arn:aws:ssm:REGION:ACCOUNT:parameter/PATH"
    ),
    form!(
        ["{{resolve:"],
        "",
        r"\{\{resolve:(ssm|ssm-secure|secretsmanager):[^{}]+\}\}",
        "is not of the form {{resolve:ssm|ssm-secure|secretsmanager:NAME}}"
    ),
    form!(
        ["projects/"],
        "/keyRings/",
        r"projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[^/]+(/cryptoKeyVersions/[0-9]+)?",
        "is not of the form projects/P/locations/L/keyRings/R/cryptoKeys/K"
    ),
    form!(
        ["projects/"],
        "/secrets/",
        r"projects/[^/]+(/locations/[^/]+)?/secrets/[A-Za-z0-9_-]{1,255}(/versions/([0-9]+|latest))?",
        "is not of the form projects/P/secrets/S/versions/N"
    ),
    form!(["sm://"], "", r"sm://[^/\s]+(/[^\s]+)?", "is not of the form sm://PROJECT/SECRET"),
    form!(
        ["https://"],
        ".vault.azure.",
        r"https://[A-Za-z0-9-]{3,24}\.vault\.azure\.(net|cn)/(secrets|keys|certificates)/[A-Za-z0-9-]{1,127}(/[0-9a-f]{32})?/?",
        "is not of the form https://VAULT.vault.azure.net/secrets/NAME"
    ),
    form!(
        ["@Microsoft.KeyVault("],
        "",
        r"(?i)@Microsoft\.KeyVault\((SecretUri=https://[^)\s]+|VaultName=[A-Za-z0-9-]{3,24};SecretName=[A-Za-z0-9-]{1,127}(;SecretVersion=[0-9a-f]*)?)\)",
        "is not of the form @Microsoft.KeyVault(SecretUri=…) or @Microsoft.KeyVault(VaultName=…;SecretName=…)"
    ),
    form!(
        ["op://"],
        "",
        r"(?i)op://[a-z0-9 _.-]+(/[a-z0-9 _.-]+){2,3}(\?[a-z]+=[a-z0-9-]+)?",
        "is not of the form op://VAULT/ITEM/[SECTION/]FIELD"
    ),
    form!(["ref+"], "://", r"ref\+[a-z0-9]+://[^\s]+", "is not of the form ref+BACKEND://PATH"),
    form!(
        ["vault:", "pass://", "keeper://"],
        "",
        r"(vault:[A-Za-z0-9_./-]+#\S+|(pass|keeper)://[^/\s]+(/[^/\s]+)+)",
        "is not of the form vault:PATH#KEY, pass://VAULT/ITEM/FIELD or keeper://UID/field/NAME"
    ),
    form!(
        ["encrypted:", "ENC["],
        "",
        r"(encrypted:[A-Za-z0-9+/]{100,}={0,2}|ENC\[AES256_GCM,data:[A-Za-z0-9+/=]*,iv:[A-Za-z0-9+/=]+,tag:[A-Za-z0-9+/=]+,type:[a-z]+\])",
        "is not a complete ciphertext of dotenvx or SOPS"
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    const UUID: &str = "9f86d081-884c-4d65-9a2f-eaa0c55ad015";

    #[test]
    fn well_formed_references_pass() {
        for value in [
            &format!("arn:aws:kms:ap-northeast-2:210987654321:key/{UUID}"),
            "arn:aws-us-gov:kms:us-gov-west-1:210987654321:alias/app/prod",
            "arn:aws:secretsmanager:eu-west-1:210987654321:secret:prod/db-AbCdEf",
            "arn:aws:secretsmanager:eu-west-1:210987654321:secret:prod/db-AbCdEf:password::",
            "arn:aws:ssm:us-east-1:210987654321:parameter/app/prod/key",
            "{{resolve:secretsmanager:prod/db:SecretString:password}}",
            "projects/shop/locations/global/keyRings/r/cryptoKeys/k/cryptoKeyVersions/3",
            "projects/shop/secrets/db-password/versions/latest",
            "https://shop-kv.vault.azure.net/secrets/db-password",
            "@Microsoft.KeyVault(VaultName=shop-kv;SecretName=db)",
            "op://Production/db/password",
            "op://Production/db/section one/password?attribute=value",
            "ref+vault://secret/data/app#/key",
            "vault:secret/data/app#key",
            &format!("encrypted:{}", "Ab3".repeat(44)),
            "ENC[AES256_GCM,data:XBV7lQ==,iv:AAAA,tag:BBBB,type:str]",
        ] {
            assert_eq!(judge(value), Some(Ok(())), "{value}");
        }
    }

    #[test]
    fn malformed_ones_and_samples_are_told() {
        let slip = judge("arn:aws:kms:eu-west-1:210987654321:key/alias/prod");
        assert!(matches!(slip, Some(Err(Fault::Malformed(says))) if says.contains(":alias/NAME")));
        for value in [
            "arn:aws:kms:eu-west-1:21098:key/x",
            "arn:aws:secretsmanager:eu-west-1:210987654321:db",
            "arn:aws:ssm:us-east-1:210987654321:app/key",
            "projects/shop/keyRings/r",
            "https://kv.vault.azure.net/secret/db",
            "op://Production/db",
            "encrypted:abc",
            "ENC[AES256_GCM,data:x]",
        ] {
            assert!(matches!(judge(value), Some(Err(Fault::Malformed(_)))), "{value}");
        }
        for value in [
            "arn:aws:kms:us-east-1:111122223333:alias/app".to_owned(),
            format!("arn:aws:kms:us-east-1:123456789012:key/{UUID}"),
        ] {
            assert!(matches!(judge(&value), Some(Err(Fault::Sample(_)))), "{value}");
        }
    }

    #[test]
    fn every_grammar_compiles() {
        for form in &FORMS {
            assert!(!form.grammar.is_match(""), "{}", form.expected);
        }
    }

    #[test]
    fn plain_values_refer_to_nothing() {
        for value in ["", "k3v9", "https://example.com", "projects/a", "arn:aws:s3:::bucket", "operator"] {
            assert_eq!(judge(value), None, "{value}");
        }
    }
}
