//! How each manager writes its references, in its own documentation's words.

use std::sync::LazyLock;

use regex::Regex;

use crate::hint::nearest;

/// How a mistake is known, and what to say of it, as the predicate of a sentence.
type Slip = (fn(&str) -> bool, &'static str);

/// How one manager writes its references.
pub struct Form {
    begins: &'static [&'static str],
    /// Part of what tells it from others that begin alike, in lower case.
    holds: &'static str,
    pub grammar: LazyLock<Regex>,
    pub expected: &'static str,
    /// Mistakes that are seen in the wild, and what to say of each.
    pub slips: &'static [Slip],
}

impl Form {
    pub fn claims(&self, value: &str) -> bool {
        let begins = |prefix: &&str| value.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
        self.begins.iter().any(begins) && value.to_ascii_lowercase().contains(self.holds)
    }
}

macro_rules! form {
    ([$($begins:literal),+], $holds:literal, $grammar:expr, $expected:literal $(, slips $slips:expr)?) => {
        Form {
            begins: &[$($begins),+],
            holds: $holds,
            grammar: LazyLock::new(|| Regex::new(&format!("^(?:{})$", $grammar)).expect("a valid grammar")),
            expected: $expected,
            slips: form!(@slips $($slips)?),
        }
    };
    (@slips) => { &[] };
    (@slips $slips:expr) => { $slips };
}

/// The first that claims a value judges it.
pub static FORMS: [Form; 18] = [
    // docs.aws.amazon.com/kms/latest/developerguide/find-cmk-id-arn.html
    form!(
        ["arn:aws"],
        ":kms:",
        format!(
            "arn:aws[a-z-]*:kms:{REGION}:{ACCOUNT}:(key/(mrk-[0-9a-f]{{32}}|{UUID})|alias/[A-Za-z0-9_/-]{{1,250}})"
        ),
        "is not of the form arn:aws:kms:REGION:ACCOUNT:key/UUID or …:alias/NAME",
        slips
            & [
                (
                    |v| v.contains(":key/alias/"),
                    "has `:key/alias/`, which names nothing; an alias is written `:alias/NAME`"
                ),
                (|v| v.contains(":alias/alias/"), "has `alias/` twice; an alias is written `:alias/NAME`"),
                (|v| v.contains(":alias:"), "has `:alias:`; an alias is written `:alias/NAME`"),
                (|v| v.contains(":key:"), "has `:key:`; a key is written `:key/UUID`"),
                (has_foreign_region, FOREIGN_REGION),
                (has_dashed_account, DASHED_ACCOUNT)
            ]
    ),
    form!(
        ["alias/"],
        "",
        "alias/[A-Za-z0-9_/-]{1,250}",
        "is not the alias of a KMS key: letters, digits, `/`, `_` and `-` after `alias/`"
    ),
    // docs.aws.amazon.com/secretsmanager/latest/userguide/reference_iam-permissions.html,
    // docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html
    form!(
        ["arn:aws"],
        ":secretsmanager:",
        format!("arn:aws[a-z-]*:secretsmanager:{REGION}:{ACCOUNT}:secret:[A-Za-z0-9_/+=.@-]+(:[^:]*:[^:]*:[^:]*)?"),
        "is not of the form arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-SUFFIX",
        slips
            & [
                (|v| v.contains(":secret/"), "has `:secret/`; a secret is written `:secret:NAME-SUFFIX`"),
                (
                    |v| (8..10).contains(&v.split(':').count()),
                    "names a JSON key without all its colons; they stay where a part is empty: `:KEY::`"
                ),
                (has_foreign_region, FOREIGN_REGION),
                (has_dashed_account, DASHED_ACCOUNT)
            ]
    ),
    // docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
    form!(
        ["arn:aws"],
        ":ssm:",
        format!("arn:aws[a-z-]*:ssm:{REGION}:{ACCOUNT}:parameter/[A-Za-z0-9_./-]+"),
        "is not of the form arn:aws:ssm:REGION:ACCOUNT:parameter/PATH",
        slips
            & [
                (
                    |v| v.contains(":parameter//"),
                    "has `:parameter//`; the parameter `/PATH` is written `:parameter/PATH`"
                ),
                (|v| v.contains(":parameter:"), "has `:parameter:`; a parameter is written `:parameter/NAME`"),
                (has_foreign_region, FOREIGN_REGION),
                (has_dashed_account, DASHED_ACCOUNT)
            ]
    ),
    // docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
    form!(
        ["{{resolve:"],
        "",
        r"\{\{resolve:(ssm|ssm-secure|secretsmanager):[^{}]+\}\}",
        "is not of the form {{resolve:ssm|ssm-secure|secretsmanager:NAME}}"
    ),
    // cloud.google.com/kms/docs/getting-resource-ids
    form!(
        ["projects/"],
        "/keyring",
        "projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[^/]+(/cryptoKeyVersions/[0-9]+)?",
        "is not of the form projects/P/locations/L/keyRings/R/cryptoKeys/K, capitals as they stand here"
    ),
    // cloud.google.com/secret-manager/docs/reference/rest/v1/projects.secrets.versions
    form!(
        ["projects/"],
        "/secrets/",
        "projects/[^/]+(/locations/[^/]+)?/secrets/[A-Za-z0-9_-]{1,255}(/versions/([0-9]+|latest|[A-Za-z][A-Za-z0-9_-]*))?",
        "is not of the form projects/P/secrets/S/versions/N"
    ),
    form!(["sm://"], "", r"sm://[^/\s]+(/[^\s]+)?", "is not of the form sm://PROJECT/SECRET"),
    // learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates
    form!(
        ["https://", "http://"],
        ".vault.azure.",
        format!("{VAULT_URI}/?"),
        "is not of the form https://VAULT.vault.azure.net/secrets/NAME",
        slips
            & [
                (|v| v.starts_with("http:"), "is written with http://; a vault answers https:// only"),
                (|v| v.contains("/secret/"), "has `/secret/`; a secret is written `/secrets/NAME`"),
                (|v| v.contains("/key/"), "has `/key/`; a key is written `/keys/NAME`")
            ]
    ),
    // learn.microsoft.com/azure/app-service/app-service-key-vault-references
    form!(
        ["@Microsoft.KeyVault("],
        "",
        format!(
            r"(?i)@Microsoft\.KeyVault\((SecretUri={VAULT_URI}/?|VaultName=[A-Z0-9-]{{3,24}};SecretName=[A-Z0-9-]{{1,127}}(;SecretVersion=[0-9a-f]*)?)\)"
        ),
        "is not of the form @Microsoft.KeyVault(SecretUri=https://VAULT.vault.azure.net/secrets/NAME) or \
         @Microsoft.KeyVault(VaultName=…;SecretName=…)"
    ),
    // developer.1password.com/docs/cli/secret-reference-syntax
    form!(
        ["op://"],
        "",
        r"(?i)op://[a-z0-9 _.${}-]+(/[a-z0-9 _.${}-]+){2,3}(\?[a-z]+=[a-z0-9-]+)?",
        "is not of the form op://VAULT/ITEM/[SECTION/]FIELD; other letters than a-z, 0-9, blank, `_`, `.` and `-` need the id"
    ),
    // github.com/helmfile/vals
    form!(
        ["ref+"],
        "",
        r"ref\+[a-z0-9]+://[^\s]+",
        "is not of the form ref+BACKEND://PATH",
        slips
            & [(
                has_misspelled_backend,
                "names a backend that vals does not have, as vault, awssecrets, gcpsecrets or sops"
            )]
    ),
    // protonpass.github.io/pass-cli
    form!(["pass://"], "", r"pass://[^/]+/[^/]+/[^/]+", "is not of the form pass://VAULT/ITEM/FIELD"),
    // docs.keeper.io/secrets-manager/secrets-manager/about/keeper-notation
    form!(
        ["keeper://"],
        "",
        r"keeper://[^/]+/(field|custom_field|file)/[^/\s][^\s]*",
        "is not of the form keeper://UID/field|custom_field|file/NAME"
    ),
    // bank-vaults.dev/docs/mutating-webhook; developer.hashicorp.com/vault/docs/secrets/transit
    form!(
        ["vault:"],
        "/",
        r"vault:[A-Za-z0-9_./-]+#\S+|vault:v[0-9]+:[A-Za-z0-9+/]+=*",
        "is not of the form vault:PATH#KEY"
    ),
    // getsops.io/docs, dotenvx.com/docs
    form!(
        ["encrypted:", "ENC["],
        "",
        r"encrypted:[A-Za-z0-9+/]{100,}={0,2}|ENC\[AES256_GCM,data:[A-Za-z0-9+/=]*,iv:[A-Za-z0-9+/=]+,tag:[A-Za-z0-9+/=]+,type:[a-z]+\]",
        "is not a complete ciphertext of dotenvx or SOPS"
    ),
    // github.com/ulisesbocchio/jasypt-spring-boot
    form!(["ENC("], "", r"ENC\([A-Za-z0-9+/]+=*\)", "is not a complete ciphertext of Jasypt: ENC(BASE64)"),
    // docs.spring.io/spring-cloud-config: encryption and decryption
    form!(
        ["{cipher}"],
        "",
        r"\{cipher\}(\{[a-z]+:[^{}]*\})*[A-Za-z0-9+/=]+",
        "is not a complete ciphertext of Spring Cloud Config: {cipher}HEX"
    ),
];

const REGION: &str = "[a-z]{2}(-[a-z]+)+-[0-9]";
const ACCOUNT: &str = "[0-9]{12}";
const UUID: &str = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const VAULT_URI: &str = r"https://[A-Za-z][A-Za-z0-9-]{1,22}[A-Za-z0-9]\.vault\.azure\.(net|cn)/(secrets|keys|certificates)/[A-Za-z0-9-]{1,127}(/[0-9a-f]{32})?";

const FOREIGN_REGION: &str =
    "names a region of another partition; China's are in `arn:aws-cn:`, GovCloud's in `arn:aws-us-gov:`";
const DASHED_ACCOUNT: &str = "writes the account with dashes; it is twelve digits";

fn has_foreign_region(arn: &str) -> bool {
    let mut parts = arn.split(':').skip(1);
    let (Some(partition), Some(region)) = (parts.next(), parts.nth(1)) else { return false };
    let of_region = match region {
        region if region.starts_with("cn-") => "aws-cn",
        region if region.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    };
    ["aws", "aws-cn", "aws-us-gov"].contains(&partition) && partition != of_region && !region.is_empty()
}

fn has_dashed_account(arn: &str) -> bool {
    let account = arn.split(':').nth(4).unwrap_or_default();
    account.contains('-') && account.bytes().filter(u8::is_ascii_digit).count() == 12
}

/// Newer backends than these may be right; one that differs by a letter is not.
fn has_misspelled_backend(reference: &str) -> bool {
    const KNOWN: [&str; 19] = [
        "vault",
        "openbao",
        "awssecrets",
        "awsssm",
        "awskms",
        "s3",
        "gcpsecrets",
        "gkms",
        "gcs",
        "googlesheets",
        "azurekeyvault",
        "sops",
        "op",
        "doppler",
        "tfstate",
        "keychain",
        "file",
        "echo",
        "infisical",
    ];
    let backend = reference.split_once('+').and_then(|(_, rest)| rest.split("://").next()).unwrap_or_default();
    let is_longer = |known: &str| backend.starts_with(known) || known.starts_with(backend);
    nearest(backend, KNOWN).is_some_and(|known| !is_longer(known))
}
