//! Clouds and what runs on them.

use super::super::rule::{Anchor, Candidate, Rule, Verdict, code};
use super::super::shape;

const ACCOUNT: &str = "Whoever holds it acts in the cloud account with its rights: reads data, starts machines at its \
                       owner's cost, deletes.";

pub(super) static RULES: &[Rule] = &[
    Rule::token(
        code(
            "secrets/aws-secret-access-key",
            "An AWS secret access key.",
            ACCOUNT,
            "Deactivate and delete the access key in IAM (`aws iam update-access-key --status Inactive …`) and make \
             another; better, use a role.",
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html",
        ),
        "AWS secret access key",
        &["secret_access_key", "secretaccesskey", "secret-access-key", "aws_secret", "secret_key", "secretkey", "akia",],
        r#"(?:(?i-u:secret[_-]?(?:access[_-]?)?key|aws[_-]?secret)[A-Za-z_]{0,16}["'\]]{0,2}\s{0,4}(?:=>|:=|[:=,])\s{0,4}["']?|A[KS]IA[A-Z2-7]{16}[^A-Za-z0-9+/][\s\S]{0,120}?[\s"'=:,>])(?P<s>[A-Za-z0-9/+]{40})(?:$|[^A-Za-z0-9/+=])"#,
    )
    .anchored(Anchor::Near(0, 240))
    .judged_by(aws_secret)
    .examples(
        &[
            "aws_secret_access_key = {base64:40}",
            "\"SecretAccessKey\": \"{base64:40}\"",
            "AWS_SECRET_KEY={base64:40}",
        ],
        &["aws_secret_access_key = {hex:40}", "aws_secret_access_key = {base64:48}", "aws_secret_access_key = ${SECRET}"],
    ),
    Rule::token(
        code(
            "secrets/aws-access-key-id",
            "The id of an AWS access key.",
            "By itself it opens nothing, but it names the account and seldom stands alone: the secret half is often \
             close by.",
            "Look for the secret half beside it; if it was here too, deactivate the key in IAM.",
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes",
        ),
        "AWS access key id",
        &["AKIA", "ASIA", "ABIA", "ACCA"],
        r"A(?:KIA|SIA|BIA|CCA)[A-Z2-7]{16}",
    )
    .judged_by(|found| Verdict::sure_if(found.secret.starts_with(b"AKIA")))
    .examples(&["AKIA{base32:16}", "ASIA{base32:16}"], &["AKIA{base32:15}", "AKIA{base32:20}", "AKIAIOSFODNN7EXAMPLE"]),
    Rule::token(
        code(
            "secrets/aws-bedrock-key",
            "An Amazon Bedrock API key.",
            "Whoever holds it runs models at the account's cost.",
            "Delete it in the Bedrock console under API keys and make another; better, use a role.",
            "https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html",
        ),
        "Amazon Bedrock API key",
        &["ABSK", "bedrock-api-key-"],
        r"(?:ABSK[A-Za-z0-9+/]{109,269}={0,2}|bedrock-api-key-[A-Za-z0-9+/=]{40,})",
    )
    .examples(&["ABSK{alnum:110}", "bedrock-api-key-{alnum:80}"], &["ABSK{alnum:20}"]),
    Rule::token(
        code(
            "secrets/gcp-service-account",
            "The key file of a Google Cloud service account.",
            ACCOUNT,
            "Delete the key (`gcloud iam service-accounts keys delete …`); better, use workload identity instead of keys.",
            "https://cloud.google.com/iam/docs/keys-create-delete",
        ),
        "Google Cloud service account key",
        &["private_key_id"],
        r#"private_key_id\\?"\s{0,4}:\s{0,4}\\?"[0-9a-f]{40}\\?"[\s\S]{0,40}?private_key\\?"\s{0,4}:\s{0,4}\\?"(?P<s>-----BEGIN (?:RSA )?PRIVATE KEY-----[A-Za-z0-9+/=\\\s-]{100,})"#,
    )
    .anchored(Anchor::Near(0, 8192))
    .examples(
        &["\"private_key_id\": \"{hex:40}\",\n  \"private_key\": \"-----BEGIN PRIVATE KEY-----\\n{base64:64}\\n{base64:64}\\n"],
        &["\"private_key_id\": \"{hex:40}\",\n  \"private_key\": \"-----BEGIN PRIVATE KEY-----\\n...\\n-----END"],
    ),
    Rule::token(
        code(
            "secrets/google-api-key",
            "An API key of a Google Cloud project.",
            "Whoever holds it calls the APIs it is allowed for at the project's cost, Gemini among them.",
            "Restrict or regenerate it at https://console.cloud.google.com/apis/credentials. A Firebase web key is \
             public by design once it is restricted.",
            "https://cloud.google.com/docs/authentication/api-keys",
        ),
        "Google API key",
        &["AIza"],
        r"AIza[A-Za-z0-9_-]{35}",
    )
    .judged_by(google)
    .examples(&["AIza{alnum:35}"], &["AIza{alnum:20}", "AIza{alnum:50}"]),
    Rule::token(
        code(
            "secrets/google-oauth-secret",
            "The client secret of a Google OAuth client.",
            "Whoever holds it poses as the application towards its users.",
            "Reset it at https://console.cloud.google.com/apis/credentials.",
            "https://developers.google.com/identity/protocols/oauth2",
        ),
        "Google OAuth client secret",
        &["GOCSPX-"],
        r"GOCSPX-[A-Za-z0-9_-]{28}",
    )
    .examples(&["GOCSPX-{alnum:28}"], &["GOCSPX-{alnum:10}"]),
    Rule::token(
        code(
            "secrets/google-oauth-token",
            "A Google OAuth token: refresh (long-lived) or access (an hour).",
            "Whoever holds it acts as the user who gave consent.",
            "Revoke it at https://myaccount.google.com/connections (`gcloud auth revoke` for your own).",
            "https://developers.google.com/identity/protocols/oauth2",
        ),
        "Google OAuth token",
        &["1//0", "ya29."],
        r"(?:1//0[A-Za-z0-9_-]{40,200}|ya29\.[A-Za-z0-9_-]{30,400})",
    )
    .judged_by(|found| Verdict::sure_if(found.secret.starts_with(b"1//")))
    .examples(&["1//0{alnum:90}", "ya29.{alnum:120}"], &["1//0{alnum:10}", "ya29.{alnum:5}"]),
    Rule::token(
        code(
            "secrets/azure-storage-key",
            "The account key of an Azure Storage, Cosmos DB or Batch account.",
            "Whoever holds it has every right over the account's data.",
            "Rotate it (`az storage account keys renew …`); better, use Entra ID.",
            "https://learn.microsoft.com/en-us/azure/storage/common/storage-account-keys-manage",
        ),
        "Azure account key",
        &["accountkey", "account_key", "storage_key", "storagekey", "access_key", "accesskey", "azure", "primarykey"],
        r#"(?:key|KEY|Key)["'\]]{0,2}\s{0,4}[:=]\s{0,4}["']?(?P<s>[A-Za-z0-9+/]{86}==)"#,
    )
    .anchored(Anchor::Near(8, 200))
    .examples(&["AccountKey={base64:86}==", "azure_storage_key: \"{base64:86}==\""], &["AccountKey={base64:40}==", "AccountKey=..."]),
    Rule::token(
        code(
            "secrets/azure-shared-access-key",
            "The shared access key of an Azure Service Bus, Event Hubs, IoT Hub or App Configuration.",
            "Whoever holds it sends and reads there with the rights of the policy.",
            "Regenerate the policy's keys in the Azure portal; better, use Entra ID.",
            "https://learn.microsoft.com/en-us/azure/service-bus-messaging/service-bus-sas",
        ),
        "Azure shared access key",
        &["SharedAccessKey=", ".azconfig.io"],
        r"(?:SharedAccessKey=(?P<s>[A-Za-z0-9+/]{43}=)|\.azconfig\.io;Id=[A-Za-z0-9+/:-]{4,50};Secret=[A-Za-z0-9+/]{40,100}={0,2})",
    )
    .examples(&["SharedAccessKey={base64:43}="], &["SharedAccessKey=...", "SharedAccessKey={base64:10}="]),
    Rule::token(
        code(
            "secrets/azure-identifiable-key",
            "An Azure key of the identifiable form: a DevOps access token, an OpenAI or other AI service key.",
            "Whoever holds it acts as its owner in the service: reads repositories, or runs models at the owner's cost.",
            "Revoke the token under User settings > Personal access tokens, or regenerate the service's keys.",
            "https://learn.microsoft.com/en-us/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate",
        ),
        "Azure key",
        &["JQQJ9"],
        r"[A-Za-z0-9]{52}JQQJ9[A-Za-z0-9]{19}[A-Z0-9]{4}[A-Za-z0-9]{4}",
    )
    .anchored(Anchor::Near(52, 28))
    .examples(&["{alnum:52}JQQJ99{alnum:18}AZDO{alnum:4}"], &["{alnum:20}JQQJ99{alnum:18}AZDO{alnum:4}"]),
    Rule::token(
        code(
            "secrets/azure-client-secret",
            "The client secret of a Microsoft Entra ID application.",
            ACCOUNT,
            "Delete it under Certificates & secrets of the app registration and make another; better, use a federated \
             credential.",
            "https://learn.microsoft.com/en-us/entra/identity-platform/how-to-add-credentials",
        ),
        "Microsoft Entra client secret",
        &["Q~"],
        r#"(?:^|["'\x60\s=:>(,])(?P<s>[A-Za-z0-9_~.]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34})"#,
    )
    .anchored(Anchor::Near(6, 48))
    .examples(&["{alnum:3}8Q~{alnum:34}"], &["{alnum:3}8Q~{alnum:10}"]),
    Rule::token(
        code(
            "secrets/digitalocean-token",
            "A DigitalOcean token: personal access, OAuth or refresh.",
            ACCOUNT,
            "Delete it at https://cloud.digitalocean.com/account/api/tokens and make another.",
            "https://docs.digitalocean.com/reference/api/create-personal-access-token/",
        ),
        "DigitalOcean token",
        &["dop_v1_", "doo_v1_", "dor_v1_"],
        r"do[por]_v1_[0-9a-f]{64}",
    )
    .examples(&["dop_v1_{hex:64}", "dor_v1_{hex:64}"], &["dop_v1_{hex:20}"]),
    Rule::token(
        code(
            "secrets/databricks-token",
            "A Databricks personal access token.",
            "Whoever holds it runs jobs and reads tables as its owner.",
            "Revoke it under Settings > Developer > Access tokens and make another.",
            "https://docs.databricks.com/aws/en/dev-tools/auth/pat",
        ),
        "Databricks access token",
        &["dapi"],
        r"dapi[0-9a-f]{32}(?:-[0-9])?",
    )
    .examples(&["dapi{hex:32}", "dapi{hex:32}-2"], &["dapi{hex:20}", "dapi{hex:40}"]),
    Rule::token(
        code(
            "secrets/alibaba-access-key-id",
            "An Alibaba Cloud access key id.",
            "By itself it opens nothing, but it names the account and seldom stands alone.",
            "Look for the secret half beside it; if it was here too, disable the key in RAM.",
            "https://www.alibabacloud.com/help/en/ram/user-guide/create-an-accesskey-pair",
        ),
        "Alibaba Cloud access key id",
        &["LTAI", "STS."],
        r"(?:LTAI[A-Za-z0-9]{20}|STS\.[A-Za-z0-9]{20,30})",
    )
    .judged_by(|found| if shape::random(&found.secret[4..]) { Verdict::Doubtful } else { Verdict::Harmless })
    .examples(&["LTAI{alnum:20}"], &["LTAI{alnum:8}"]),
    Rule::token(
        code(
            "secrets/yandex-key",
            "A Yandex Cloud API key or IAM token.",
            ACCOUNT,
            "Delete it in the Yandex Cloud console under the service account's keys.",
            "https://yandex.cloud/en/docs/iam/concepts/authorization/api-key",
        ),
        "Yandex Cloud key",
        &["AQVN", "t1."],
        r"(?:AQVN[A-Za-z0-9_-]{35,38}|t1\.[A-Za-z0-9_-]{20,400}={0,2}\.[A-Za-z0-9_-]{86}={0,2})",
    )
    .examples(&["AQVN{alnum:36}", "t1.{alnum:60}.{alnum:86}"], &["AQVN{alnum:10}", "t1.{alnum:60}"]),
];

/// Not a SHA-1 in hexadecimal, and not a path: 40 characters of the whole alphabet.
fn aws_secret(found: &Candidate) -> Verdict {
    let cases = found.secret.iter().any(u8::is_ascii_lowercase) && found.secret.iter().any(u8::is_ascii_uppercase);
    Verdict::only_if(cases && shape::random(found.secret) && shape::entropy(found.secret) >= 4.0)
}

/// Firebase says of its web keys that they may be published; the settings
/// around one tell it from other keys.
fn google(found: &Candidate) -> Verdict {
    let firebase = [&b"authDomain"[..], b"firebaseapp", b"mobilesdk_app_id", b"GOOGLE_APP_ID", b"messagingSenderId"];
    Verdict::sure_if(!firebase.iter().any(|mark| shape::contains(found.around, mark)))
}
