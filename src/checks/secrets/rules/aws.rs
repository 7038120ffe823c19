//! Amazon: AWS and what else Amazon lets programs into.

use super::super::rule::{Anchor, Candidate, Rule, Verdict, code, random};
use super::super::shape;
use super::cloud::ACCOUNT;

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
            "secrets/aws-session-token",
            "The session token of temporary AWS credentials.",
            "With the two keys beside it it acts in the AWS account until it expires, after 36 hours at most.",
            "Revoke the role's sessions (IAM > Roles > Revoke sessions) if it has not expired, and look at how it came in.",
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_use-resources.html",
        ),
        "AWS session token",
        &["IQoJb3JpZ2lu", "FwoGZXIvYXdz", "FQoGZXIvYXdz", "FQoDYXdz"],
        r"(?:IQoJb3JpZ2lu|F[wQ]oGZXIvYXdz|FQoDYXdz)[A-Za-z0-9+/%]{100,2000}={0,2}",
    )
    .anchored(Anchor::Start(4096))
    .judged_by(random)
    .examples(&["IQoJb3JpZ2lu{base64:400}", "FwoGZXIvYXdz{base64:300}=="], &["IQoJb3JpZ2lu{base64:20}"]),
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
            "secrets/amazon-mws-token",
            "An authorisation token of Amazon's Marketplace Web Service.",
            "Whoever holds it acts for the seller: reads orders and buyers, changes prices.",
            "Revoke the developer's access in Seller Central under Settings > User permissions.",
            "https://developer-docs.amazon.com/sp-api/docs/migrating-from-amazon-mws",
        ),
        "Amazon MWS token",
        &["amzn.mws."],
        r"amzn\.mws\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    )
    .examples(&["amzn.mws.{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"], &["amzn.mws.{hex:8}"]),
    Rule::token(
        code(
            "secrets/amazon-oauth-secret",
            "The client secret of a Login with Amazon or Selling Partner application.",
            "Whoever holds it poses as the application towards its users or sellers.",
            "Rotate it in the security profile at https://developer.amazon.com or in Seller Central's developer console.",
            "https://developer.amazon.com/docs/login-with-amazon/security-profile.html",
        ),
        "Amazon OAuth client secret",
        &["amzn1.oa2-cs."],
        r"amzn1\.oa2-cs\.v1\.[0-9a-f]{64}",
    )
    .examples(&["amzn1.oa2-cs.v1.{hex:64}"], &["amzn1.oa2-cs.v1.{hex:12}"]),
    Rule::token(
        code(
            "secrets/amazon-refresh-token",
            "A Login with Amazon refresh token, as selling partners and Alexa skills hold them.",
            "Whoever holds it with the client's secret acts for the seller or user who gave consent, without end.",
            "Let its owner revoke the application (Seller Central > Manage your apps), and authorise again.",
            "https://developer-docs.amazon.com/sp-api/docs/authorizing-selling-partner-api-applications",
        ),
        "Amazon refresh token",
        &["Atzr|"],
        r"Atzr\|[A-Za-z0-9_+/=-]{100,1000}",
    )
    .anchored(Anchor::Start(1024))
    .judged_by(random)
    .examples(&["Atzr|{alnum:300}"], &["Atzr|{alnum:12}"]),
    Rule::token(
        code(
            "secrets/aws-appsync-key",
            "An API key of an AWS AppSync GraphQL API.",
            "Whoever holds it queries and changes what the API's schema lets key holders reach.",
            "Delete it (`aws appsync delete-api-key …`) and make another; for users, authorise with Cognito or IAM.",
            "https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#api-key-authorization",
        ),
        "AWS AppSync API key",
        &["da2-"],
        r"da2-[a-z0-9]{26}",
    )
    .judged_by(random)
    .examples(&["da2-{lower:26}"], &["da2-{lower:12}", "da2-abcdefghijklmnopqrstuvwxyz"]),
    Rule::named(
        code(
            "secrets/aws-api-gateway-key",
            "An API key of an Amazon API Gateway usage plan.",
            "Whoever holds it calls the API within the plan's quota.",
            "Delete it (`aws apigateway delete-api-key …`) and make another.",
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html",
        ),
        "Amazon API Gateway key",
        &["execute-api.", "apigateway", "api_gateway"],
        r"[A-Za-z0-9]{40}",
    )
    .examples(&["API_GATEWAY_KEY={alnum:40}"], &["API_GATEWAY_ID={alnum:40}", "API_KEY={alnum:40}"]),
    Rule::named(
        code(
            "secrets/aws-cognito-secret",
            "The client secret of an Amazon Cognito app client.",
            "Whoever holds it poses as the application towards the user pool.",
            "Make a new app client, move the application to it, and delete the old one.",
            "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-client-apps.html",
        ),
        "Amazon Cognito client secret",
        &["cognito"],
        r"[a-z0-9]{48,64}",
    )
    .examples(&["COGNITO_CLIENT_SECRET={lower:51}"], &["COGNITO_CLIENT_ID={lower:26}", "COGNITO_POOL={lower:51}"]),
    Rule::named(
        code(
            "secrets/aws-ses-smtp-password",
            "The SMTP password of an Amazon SES user.",
            "Whoever holds it sends mail from the owner's domains: phishing with a good name.",
            "Delete the IAM user's access key that it was made from and make new SMTP credentials.",
            "https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html",
        ),
        "Amazon SES SMTP password",
        &["email-smtp", "ses_smtp", "ses-smtp", "ses_pass"],
        r"B[A-Za-z0-9+/]{43}",
    )
    .examples(
        &["SES_SMTP_PASSWORD=B{base64:43}", "host: email-smtp.eu-west-1.amazonaws.com\n  pass: B{base64:43}\n"],
        &["SES_SMTP_PASSWORD=B{base64:20}", "SMTP_HOST=B{base64:43}"],
    ),
];

/// Not a SHA-1 in hexadecimal, and not a path: 40 characters of the whole alphabet.
fn aws_secret(found: &Candidate) -> Verdict {
    let cases = found.secret.iter().any(u8::is_ascii_lowercase) && found.secret.iter().any(u8::is_ascii_uppercase);
    Verdict::only_if(cases && shape::random(found.secret) && shape::entropy(found.secret) >= 4.0)
}
