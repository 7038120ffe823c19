//! References to a secret manager: they count as set, and their form can be
//! judged without asking the manager.

mod across;
mod forms;

pub use across::examine as examine_together;

use self::forms::FORMS;
use super::listed;

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
    Some(if let Some((_, says)) = form.slips.iter().find(|(made, _)| made(value)) {
        Err(Fault::Malformed(says))
    } else if parts(value).any(is_sample) {
        Err(Fault::Sample("names an account, key or vault that only documentation has"))
    } else if form.grammar.is_match(value) {
        Ok(())
    } else {
        Err(Fault::Malformed(form.expected))
    })
}

/// Names, numbers and ids, without what stands between them.
fn parts(value: &str) -> impl Iterator<Item = &str> {
    value.split([':', '/', '#', '?', '=', ';', '(', ')', '.']).filter(|part| !part.is_empty())
}

fn is_sample(part: &str) -> bool {
    const SAMPLES: &str = "111122223333 123456789012 000000000000 1234abcd-12ab-34cd-56ef-1234567890ab vault-name my-project \
        project-id example-project <region> <account> region account account-id account_id aws_account_id";
    let part = part.to_ascii_lowercase();
    let crosses = part.len() >= 3 && part.bytes().all(|b| b == b'x');
    let blank = part.starts_with('<') && part.ends_with('>') || part.starts_with("your-") || part.starts_with("your_");
    crosses || blank || listed(SAMPLES, &part)
}

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
            "alias/app/prod",
            "arn:aws-cn:kms:cn-north-1:210987654321:alias/app",
            "sm://shop/db-password#3",
            "https://shop-kv.vault.azure.net/secrets/db/0123456789abcdef0123456789abcdef",
            "vault:v1:8SDd3WHDOjf7mq69CyCqYjBX/iQQAVZRkFM13ok481zo",
            "ref+awssecrets://prod/db#/password",
            "keeper://k3v9qXw2/field/password",
            "pass://Work/db/password",
            "ENC(G6N718UuyPE5bHyWKyuLQSm02auQPUtm)",
            "{cipher}9f86d081884c7d65",
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
            "arn:aws:kms:eu-west-1:2109-8765-4321:alias/app",
            "arn:aws:kms:cn-north-1:210987654321:alias/app",
            "arn:aws:kms:eu-west-1:210987654321:alias:app",
            "arn:aws:secretsmanager:eu-west-1:210987654321:secret/db",
            "arn:aws:secretsmanager:eu-west-1:210987654321:secret:prod/db-AbCdEf:password",
            "arn:aws:ssm:us-east-1:210987654321:parameter//app/key",
            "arn:aws:ssm:us-east-1:210987654321:parameter:app",
            "projects/shop/locations/global/keyrings/r/cryptokeys/k",
            "projects/shop/secrets/db/version/3",
            "http://shop-kv.vault.azure.net/secrets/db",
            "@Microsoft.KeyVault(SecretUri=https://shop-kv.vault.azure.net/secret/db)",
            "op://Production/db/section/field/more",
            "ref+awsecrets://prod/db#/password",
            "keeper://k3v9qXw2/fields/password",
            "vault:secret/data/app",
            "alias/app prod",
            "ENC[AES256_GCM,data:x]",
        ] {
            assert!(matches!(judge(value), Some(Err(Fault::Malformed(_)))), "{value}");
        }
        for value in [
            "arn:aws:kms:us-east-1:111122223333:alias/app".to_owned(),
            format!("arn:aws:kms:us-east-1:123456789012:key/{UUID}"),
            "arn:aws:secretsmanager:<region>:<account>:secret:db".to_owned(),
            "projects/my-project/secrets/db/versions/1".to_owned(),
            "https://your-vault.vault.azure.net/secrets/db".to_owned(),
            "op://xxx/xxx/password".to_owned(),
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
        for value in [
            "",
            "k3v9",
            "https://example.com",
            "projects/a",
            "arn:aws:s3:::bucket",
            "operator",
            "vault:8200",
            "http://vault:8200",
        ] {
            assert_eq!(judge(value), None, "{value}");
        }
    }
}
