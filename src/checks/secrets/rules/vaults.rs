//! Stores of secrets: what opens one opens all that is in it.

use super::super::rule::{Anchor, Rule, Verdict, code, random};
use super::super::shape;

const OPENS: &str = "Whoever holds it reads every secret that it may reach there.";
const DEPLOYS: &str = "Whoever holds it changes what is deployed and reads the settings of it, secrets included.";

pub(super) static RULES: &[Rule] = &[
    Rule::token(
        code(
            "secrets/vault-token",
            "A HashiCorp Vault token, of a service or a batch.",
            "Whoever holds it reads every secret that its policies allow.",
            "Revoke it with `vault token revoke`.",
            "https://developer.hashicorp.com/vault/docs/concepts/tokens#token-prefixes",
        ),
        "HashiCorp Vault token",
        &["hvs.", "hvb.", "hvr."],
        r"hv[sbr]\.[A-Za-z0-9_-]{24,400}",
    )
    .judged_by(|found| Verdict::only_if(shape::random(&found.secret[4..])))
    .examples(&["hvs.{alnum:95}", "hvb.{alnum:140}"], &["hvs.{alnum:8}", "hvs.some_long_identifier_in_a_program"]),
    Rule::token(
        code(
            "secrets/vault-legacy-token",
            "A HashiCorp Vault token of the form before version 1.10.",
            OPENS,
            "Revoke it with `vault token revoke`.",
            "https://developer.hashicorp.com/vault/docs/concepts/tokens#token-prefixes",
        ),
        "HashiCorp Vault token",
        &["vault"],
        r#"(?i-u:token)["'\]]{0,2}(?:\s{0,3}(?:=>|[:=,])\s{0,3}|\s)["'\x60]?(?P<s>[sbr]\.[A-Za-z0-9]{24,26}|[sbr]\.CAES[A-Za-z0-9_-]{60,140})"#,
    )
    .anchored(Anchor::Near(0, 170))
    .judged_by(|found| Verdict::only_if(shape::classes(found.secret) == 4 && shape::random(&found.secret[2..])))
    .examples(&["VAULT_TOKEN=s.{alnum:24}", "vault login -token s.{alnum:24}"], &["VAULT_TOKEN=s.{alnum:12}", "VAULT_ADDR=s.{alnum:24}"]),
    Rule::token(
        code(
            "secrets/vault-unseal-key",
            "A share of the key that unseals a HashiCorp Vault, or its recovery key.",
            "Whoever gathers enough shares opens the vault and makes root tokens.",
            "Rekey the vault with `vault operator rekey`.",
            "https://developer.hashicorp.com/vault/docs/concepts/seal",
        ),
        "Vault unseal key",
        &["unseal key", "recovery key", "operator unseal", "unseal_key"],
        r#"(?i-u:(?:unseal|recovery)[ _]key[ _]?[0-9]?["']?\s{0,2}[:=]|operator unseal)\s{1,3}["']?(?P<s>[A-Za-z0-9+/]{43}[A-Za-z0-9+/=])"#,
    )
    .anchored(Anchor::Near(0, 70))
    .judged_by(random)
    .examples(&["Unseal Key 1: {base64:44}", "vault operator unseal {base64:44}"], &["Unseal Key 1: <key>", "vault operator unseal $KEY"]),
    Rule::token(
        code(
            "secrets/terraform-token",
            "An HCP Terraform (Terraform Cloud) API token.",
            DEPLOYS,
            "Delete it at https://app.terraform.io/app/settings/tokens and make another.",
            "https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens",
        ),
        "HCP Terraform token",
        &[".atlasv1."],
        r"[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,70}",
    )
    .anchored(Anchor::Near(14, 80))
    .examples(&["{alnum:14}.atlasv1.{alnum:67}"], &["{alnum:14}.atlasv1.{alnum:10}"]),
    Rule::token(
        code(
            "secrets/pulumi-token",
            "A Pulumi access token.",
            DEPLOYS,
            "Delete it at https://app.pulumi.com/account/tokens and make another.",
            "https://www.pulumi.com/docs/pulumi-cloud/access-management/access-tokens/",
        ),
        "Pulumi access token",
        &["pul-"],
        r"pul-[0-9a-f]{40}",
    )
    .examples(&["pul-{hex:40}"], &["pul-{hex:12}"]),
    Rule::token(
        code(
            "secrets/doppler-token",
            "A token of Doppler, the secret store.",
            "Whoever holds it reads the secrets that Doppler keeps for its scope.",
            "Revoke it in the Doppler dashboard and make another.",
            "https://docs.doppler.com/docs/service-tokens",
        ),
        "Doppler token",
        &["dp.pt.", "dp.st.", "dp.ct.", "dp.sa.", "dp.scim.", "dp.audit."],
        r"dp\.(?:pt|st|ct|sa|scim|audit)\.(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,44}",
    )
    .examples(&["dp.pt.{alnum:43}", "dp.st.prod.{alnum:43}"], &["dp.pt.{alnum:10}"]),
    Rule::named(
        code(
            "secrets/infisical-token",
            "A service token of Infisical.",
            OPENS,
            "Delete it in the project under Access control > Service tokens; better, use machine identities.",
            "https://infisical.com/docs/documentation/platform/token",
        ),
        "Infisical service token",
        &["infisical"],
        r"st\.[0-9a-f]{24}\.[0-9a-f]{32}\.[0-9a-f]{32}",
    )
    .examples(&["INFISICAL_TOKEN=st.{hex:24}.{hex:32}.{hex:32}"], &["INFISICAL_TOKEN=st.{hex:24}"]),
    Rule::named(
        code(
            "secrets/infisical-client-secret",
            "The client secret of an Infisical machine identity.",
            OPENS,
            "Delete it under Access control > Identities > Universal Auth and make another.",
            "https://infisical.com/docs/documentation/platform/identities/universal-auth",
        ),
        "Infisical client secret",
        &["infisical"],
        r"[0-9a-f]{64}",
    )
    .examples(&["INFISICAL_CLIENT_SECRET={hex:64}"], &["INFISICAL_PROJECT={hex:64}", "INFISICAL_CLIENT_SECRET={hex:12}"]),
    Rule::token(
        code(
            "secrets/onepassword-token",
            "The token of a 1Password service account.",
            "It opens the vaults of the account by itself, without a password.",
            "Revoke it under Developer > Service accounts and make another.",
            "https://developer.1password.com/docs/service-accounts/",
        ),
        "1Password service account token",
        &["ops_eyJ"],
        r"ops_eyJ[A-Za-z0-9+/_-]{200,1000}={0,3}",
    )
    .anchored(Anchor::Start(1024))
    .examples(&["ops_eyJ{alnum:300}"], &["ops_eyJ{alnum:20}"]),
    Rule::token(
        code(
            "secrets/onepassword-secret-key",
            "The Secret Key of a 1Password account.",
            "With the account's password it opens the vault from anywhere.",
            "Regenerate it on https://my.1password.com under My profile.",
            "https://support.1password.com/secret-key-security/",
        ),
        "1Password Secret Key",
        &["A3-"],
        r"A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}",
    )
    .judged_by(|found| Verdict::only_if(shape::entropy(found.secret) >= 3.5))
    .examples(
        &["A3-{upper:6}-{upper:6}-{upper:5}-{upper:5}-{upper:5}-{upper:5}", "A3-{upper:6}-{upper:11}-{upper:5}-{upper:5}-{upper:5}"],
        &["A3-{upper:6}"],
    ),
    Rule::named(
        code(
            "secrets/bitwarden-token",
            "An access token of Bitwarden Secrets Manager.",
            OPENS,
            "Revoke it under Machine accounts > Access tokens and make another.",
            "https://bitwarden.com/help/access-tokens/",
        ),
        "Bitwarden access token",
        &["bws_", "bitwarden"],
        r"0\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\.[A-Za-z0-9]{30}:[A-Za-z0-9+/]{22}==",
    )
    .examples(
        &["BWS_ACCESS_TOKEN=0.{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}.{alnum:30}:{base64:22}=="],
        &["BWS_ACCESS_TOKEN=0.{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
    ),
    Rule::named(
        code(
            "secrets/bitwarden-client-secret",
            "The client secret of a Bitwarden account's or organisation's API key.",
            "With the password it opens the vault; an organisation's administers its members.",
            "Rotate it under Settings > Security > Keys (an organisation's: Settings > Organization info).",
            "https://bitwarden.com/help/personal-api-key/",
        ),
        "Bitwarden client secret",
        &["bitwarden", "bw_client"],
        r"[A-Za-z0-9]{30}",
    )
    .examples(&["BW_CLIENTSECRET={alnum:30}"], &["BW_CLIENTID={alnum:30}", "CLIENTSECRET={alnum:30}"]),
    Rule::named(
        code(
            "secrets/akeyless-key",
            "An access key of Akeyless.",
            OPENS,
            "Reset it in the Akeyless console under Users & auth methods.",
            "https://docs.akeyless.io/docs/auth-with-api-key",
        ),
        "Akeyless access key",
        &["akeyless"],
        r"[A-Za-z0-9+/]{43}=",
    )
    .examples(&["AKEYLESS_ACCESS_KEY={base64:43}="], &["AKEYLESS_GATEWAY={base64:43}=", "ACCESS={base64:43}="]),
    Rule::named(
        code(
            "secrets/conjur-key",
            "An API key of a CyberArk Conjur host or user.",
            OPENS,
            "Rotate it with `conjur host rotate-api-key` (a user's: `conjur user rotate-api-key`).",
            "https://docs.cyberark.com/conjur-open-source/latest/en/content/developer/conjur_api_rotate_personal_api_key.htm",
        ),
        "CyberArk Conjur API key",
        &["conjur"],
        r"[a-z0-9]{40,60}",
    )
    .examples(&["CONJUR_AUTHN_API_KEY={lower:54}"], &["CONJUR_ACCOUNT={lower:54}", "CONJUR_API_KEY={lower:12}"]),
    Rule::named(
        code(
            "secrets/hcp-client-secret",
            "The client secret of a service principal of the HashiCorp Cloud Platform.",
            "Whoever holds it administers what its project runs there, Vault among it.",
            "Delete it at https://portal.cloud.hashicorp.com under Access control > Service principals.",
            "https://developer.hashicorp.com/hcp/docs/hcp/iam/service-principal/key",
        ),
        "HCP client secret",
        &["hcp_client"],
        r"[A-Za-z0-9_-]{64}",
    )
    .examples(&["HCP_CLIENT_SECRET={alnum:64}"], &["HCP_CLIENT_ID={alnum:64}", "HCP_CLIENT_SECRET={alnum:12}"]),
    Rule::named(
        code(
            "secrets/dotenvx-private-key",
            "The key that decrypts a dotenvx file.",
            "Whoever holds it reads every value of the encrypted .env file beside it, in all its history.",
            "Rotate it with `dotenvx rotate` and every secret in the file at its issuer; keep .env.keys out of git.",
            "https://dotenvx.com/encryption",
        ),
        "dotenvx private key",
        &["dotenv_private_key"],
        r"[0-9a-f]{64}",
    )
    .examples(&["DOTENV_PRIVATE_KEY_PRODUCTION=\"{hex:64}\""], &["DOTENV_PUBLIC_KEY=\"{hex:64}\"", "DOTENV_PRIVATE_KEY=\"{hex:12}\""]),
    Rule::token(
        code(
            "secrets/dotenv-vault-key",
            "A key of a dotenv vault.",
            "Whoever holds it reads every value of the encrypted .env.vault file, in all its history.",
            "Rotate it with `npx dotenv-vault rotatekey` and every secret in the file at its issuer.",
            "https://www.dotenv.org/docs/security/dotenv-key",
        ),
        "dotenv vault key",
        &["dotenv://:key_"],
        r"dotenv://:key_[0-9a-f]{64}@dotenv\.org",
    )
    .examples(&["dotenv://:key_{hex:64}@dotenv.org/vault/.env.vault?environment=production"], &["dotenv://:key_{hex:12}@dotenv.org"]),
    Rule::named(
        code(
            "secrets/rails-master-key",
            "The master key of a Rails application.",
            "Whoever holds it decrypts the application's credentials, in all their history, and signs its cookies.",
            "Make another with `rails credentials:edit`, and rotate every secret in the credentials at its issuer.",
            "https://guides.rubyonrails.org/security.html#custom-credentials",
        ),
        "Rails master key",
        &["rails_master_key"],
        r"[0-9a-f]{32}",
    )
    .examples(&["RAILS_MASTER_KEY={hex:32}"], &["RAILS_MASTER_KEY={hex:12}", "MASTER_KEY={hex:32}"]),
];
