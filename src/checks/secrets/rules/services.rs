//! Mail, telephony, design, planning: services with a token form of their own.

use super::super::rule::{Anchor, Candidate, Rule, Verdict, code};
use super::super::shape;

const ACTS: &str = "Whoever holds it uses the service in its owner's name and reads what is kept there.";
const SENDS: &str = "Whoever holds it sends messages from the owner's own domain or number: phishing with a good name.";

pub(super) static RULES: &[Rule] = &[
    Rule::token(
        code(
            "secrets/sendgrid-key",
            "An API key of a SendGrid account.",
            SENDS,
            "Delete it at https://app.sendgrid.com/settings/api_keys and make another.",
            "https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys",
        ),
        "SendGrid API key",
        &["SG."],
        r"SG\.[A-Za-z0-9_-]{20,24}\.[A-Za-z0-9_-]{39,50}",
    )
    .examples(&["SG.{alnum:22}.{alnum:43}"], &["SG.{alnum:22}", "SG.Models.Something"]),
    Rule::token(
        code(
            "secrets/twilio-key",
            "A Twilio API key, or an account's identifier with its auth token beside it.",
            SENDS,
            "Revoke it at https://console.twilio.com under API keys & tokens, and make another.",
            "https://www.twilio.com/docs/iam/api-keys",
        ),
        "Twilio key",
        &["twilio", "SK0", "SK1", "SK2", "SK3", "SK4", "SK5", "SK6", "SK7", "SK8", "SK9", "SKa", "SKb", "SKc", "SKd", "SKe", "SKf"],
        r"SK[0-9a-f]{32}",
    )
    .judged_by(|found| Verdict::only_if(shape::random(&found.secret[2..])))
    .examples(&["SK{hex:32}"], &["SK{hex:20}", "SK{hex:40}"]),
    Rule::token(
        code(
            "secrets/algolia-key",
            "An API key of an Algolia application.",
            "A search-only key may be published and this one may be such a key; any other writes or deletes the index.",
            "Look at https://dashboard.algolia.com/account/api-keys which one it is. Revoke it unless it only searches.",
            "https://www.algolia.com/doc/guides/security/api-keys/",
        ),
        "Algolia API key",
        &["algolia", "docsearch"],
        r#"(?i-u:key)["'\\]{0,2}\s{0,4}(?:=>|[:=,])\s{0,4}["']?(?P<s>[0-9a-f]{32})"#,
    )
    .anchored(Anchor::Near(300, 300))
    .judged_by(|found| Verdict::sure_if(shape::contains(&found.around.to_ascii_lowercase(), b"admin")))
    .examples(
        &["ALGOLIA_API_KEY: \"{hex:32}\"", "algolia: { apiKey: '{hex:32}', indexName: 'x' }"],
        &["ALGOLIA_API_KEY: \"{hex:20}\"", "ALGOLIA_APP_ID={hex:32}"],
    ),
    Rule::token(
        code(
            "secrets/mailgun-key",
            "A Mailgun key: private API or webhook signing.",
            SENDS,
            "Replace it at https://app.mailgun.com/settings/api_security.",
            "https://documentation.mailgun.com/docs/mailgun/api-reference/authentication/",
        ),
        "Mailgun key",
        &["mailgun", "key-"],
        r"(?:^|[^A-Za-z0-9-])(?P<s>key-[0-9a-f]{32}|[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8})(?:$|[^0-9a-f-])",
    )
    .anchored(Anchor::Near(60, 160))
    .examples(&["key-{hex:32}", "MAILGUN_API_KEY={hex:32}-{hex:8}-{hex:8}"], &["key-{hex:12}", "monkey-{hex:32}"]),
    Rule::token(
        code(
            "secrets/mailchimp-key",
            "An API key of a Mailchimp account.",
            SENDS,
            "Revoke it under Account > Extras > API keys and make another.",
            "https://mailchimp.com/developer/marketing/guides/quick-start/#generate-your-api-key",
        ),
        "Mailchimp API key",
        &["-us1", "-us2", "-us3", "-us4", "-us5", "-us6", "-us7", "-us8", "-us9"],
        r"(?:^|[^0-9a-zA-Z])(?P<s>[0-9a-f]{32}-us[0-9]{1,2})",
    )
    .anchored(Anchor::Near(33, 4))
    .examples(&["{hex:32}-us6", "{hex:32}-us21"], &["{hex:16}-us6", "en-us1"]),
    Rule::token(
        code(
            "secrets/brevo-key",
            "A Brevo (Sendinblue) API or SMTP key.",
            SENDS,
            "Delete it at https://app.brevo.com/settings/keys/api and make another.",
            "https://developers.brevo.com/docs/getting-started",
        ),
        "Brevo key",
        &["xkeysib-", "xsmtpsib-"],
        r"x(?:key|smtp)sib-[0-9a-f]{64}-[A-Za-z0-9]{16}",
    )
    .examples(&["xkeysib-{hex:64}-{alnum:16}"], &["xkeysib-{hex:10}"]),
    Rule::token(
        code(
            "secrets/resend-key",
            "A Resend or Postmark-like mail API key of the form re_….",
            SENDS,
            "Delete it at https://resend.com/api-keys and make another.",
            "https://resend.com/docs/dashboard/api-keys/introduction",
        ),
        "Resend API key",
        &["re_"],
        r"re_[A-Za-z0-9]{8}_[A-Za-z0-9]{24}",
    )
    .judged_by(|found| Verdict::only_if(shape::random(&found.secret[3..])))
    .examples(&["re_{alnum:8}_{alnum:24}"], &["re_{alnum:8}", "re_compiled"]),
    Rule::token(
        code(
            "secrets/linear-key",
            "A Linear API key or OAuth token.",
            ACTS,
            "Revoke it at https://linear.app/settings/account/security and make another.",
            "https://linear.app/developers/graphql#personal-api-keys",
        ),
        "Linear API key",
        &["lin_api_", "lin_oauth_"],
        r"lin_(?:api_[A-Za-z0-9]{40}|oauth_[0-9a-f]{64})",
    )
    .examples(&["lin_api_{alnum:40}"], &["lin_api_{alnum:10}"]),
    Rule::token(
        code(
            "secrets/notion-token",
            "A Notion integration token.",
            ACTS,
            "Refresh it at https://www.notion.so/my-integrations.",
            "https://developers.notion.com/docs/authorization",
        ),
        "Notion integration token",
        &["ntn_", "secret_"],
        r"(?:ntn_[0-9]{11}[A-Za-z0-9]{35}|secret_[A-Za-z0-9]{43})",
    )
    .judged_by(|found| Verdict::only_if(shape::random(found.secret)))
    .examples(&["ntn_{digit:11}{alnum:35}", "secret_{alnum:43}"], &["ntn_{digit:11}", "secret_name"]),
    Rule::token(
        code(
            "secrets/airtable-token",
            "An Airtable personal access token.",
            ACTS,
            "Delete it at https://airtable.com/create/tokens and make another.",
            "https://support.airtable.com/docs/creating-personal-access-tokens",
        ),
        "Airtable access token",
        &["pat"],
        r"pat[A-Za-z0-9]{14}\.[0-9a-f]{64}",
    )
    .examples(&["pat{alnum:14}.{hex:64}"], &["pat{alnum:14}", "pathOfSomething.name"]),
    Rule::token(
        code(
            "secrets/figma-token",
            "A Figma personal access token.",
            ACTS,
            "Revoke it under Settings > Security of the Figma account and make another.",
            "https://developers.figma.com/docs/rest-api/authentication/",
        ),
        "Figma access token",
        &["figd_"],
        r"figd_[A-Za-z0-9_-]{38,43}",
    )
    .examples(&["figd_{alnum:40}"], &["figd_{alnum:10}"]),
    Rule::token(
        code(
            "secrets/postman-key",
            "An API key of a Postman account.",
            ACTS,
            "Delete it at https://go.postman.co/settings/me/api-keys and make another.",
            "https://learning.postman.com/docs/developer/postman-api/authentication/",
        ),
        "Postman API key",
        &["PMAK-"],
        r"PMAK-[0-9a-f]{24}-[0-9a-f]{34}",
    )
    .examples(&["PMAK-{hex:24}-{hex:34}"], &["PMAK-{hex:12}"]),
    Rule::token(
        code(
            "secrets/mapbox-token",
            "A Mapbox secret token.",
            ACTS,
            "Delete it at https://console.mapbox.com/account/access-tokens/ and make another. Public ones (pk.) may be published.",
            "https://docs.mapbox.com/help/dive-deeper/access-tokens/",
        ),
        "Mapbox secret token",
        &["sk.eyJ"],
        r"sk\.eyJ[A-Za-z0-9_-]{40,200}\.[A-Za-z0-9_-]{20,24}",
    )
    .examples(&["sk.eyJ{alnum:80}.{alnum:22}"], &["pk.eyJ{alnum:80}.{alnum:22}", "sk.eyJ{alnum:10}"]),
    Rule::token(
        code(
            "secrets/contentful-token",
            "A Contentful personal access token.",
            ACTS,
            "Revoke it under Settings > CMA tokens and make another.",
            "https://www.contentful.com/developers/docs/references/authentication/",
        ),
        "Contentful access token",
        &["CFPAT-"],
        r"CFPAT-[A-Za-z0-9_-]{43}",
    )
    .examples(&["CFPAT-{alnum:43}"], &["CFPAT-{alnum:10}"]),
    Rule::token(
        code(
            "secrets/hubspot-token",
            "The access token of a HubSpot private app.",
            ACTS,
            "Rotate it under Settings > Integrations > Private apps.",
            "https://developers.hubspot.com/docs/guides/apps/private-apps/overview",
        ),
        "HubSpot access token",
        &["pat-na1-", "pat-na2-", "pat-eu1-", "pat-ap1-"],
        r"pat-(?:na|eu|ap)[0-9]-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    )
    .examples(&["pat-na1-{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"], &["pat-na1-{hex:8}"]),
    Rule::token(
        code(
            "secrets/tailscale-key",
            "A Tailscale key: auth, API, OAuth client, SCIM or webhook.",
            "Whoever holds it joins the private network, or administers it.",
            "Revoke it at https://login.tailscale.com/admin/settings/keys and make another.",
            "https://tailscale.com/kb/1277/key-prefixes",
        ),
        "Tailscale key",
        &["tskey-"],
        r"tskey-(?:auth|api|client|scim|webhook)-[A-Za-z0-9]{8,20}-[A-Za-z0-9]{20,40}",
    )
    .examples(&["tskey-auth-{alnum:14}-{alnum:32}"], &["tskey-auth-{alnum:4}"]),
    Rule::token(
        code(
            "secrets/facebook-token",
            "A Facebook access token.",
            ACTS,
            "Invalidate it with DELETE /me/permissions, or reset the app secret at https://developers.facebook.com/apps.",
            "https://developers.facebook.com/docs/facebook-login/guides/access-tokens/",
        ),
        "Facebook access token",
        &["EAAC", "EAAB", "EAAD", "EAAG", "EAAM", "EAAJ", "EAAL"],
        r"EAA[A-Z][A-Za-z0-9]{80,300}",
    )
    .judged_by(|found| Verdict::only_if(shape::random(found.secret)))
    .examples(&["EAAC{alnum:160}"], &["EAAC{alnum:20}"]),
    Rule::token(
        code(
            "secrets/developer-tool-token",
            "A token of a developer service: Prefect, ReadMe, Typeform, Frame.io or Scalingo.",
            ACTS,
            "Revoke it in the service's user settings and make another.",
            "https://docs.prefect.io/v3/manage/cloud/manage-users/api-keys",
        ),
        "developer service token",
        &["pnu_", "rdme_", "tfp_", "fio-u-", "tk-us-"],
        r"(?:pnu_[A-Za-z0-9]{36}|rdme_[a-z0-9]{70}|tfp_[A-Za-z0-9_.=-]{59}|fio-u-[A-Za-z0-9_=-]{64}|tk-us-[A-Za-z0-9_-]{48})",
    )
    .judged_by(random)
    .examples(&["pnu_{alnum:36}", "rdme_{lower:70}", "tfp_{alnum:59}", "fio-u-{alnum:64}", "tk-us-{alnum:48}"], &["pnu_{alnum:10}"]),
    Rule::token(
        code(
            "secrets/adobe-client-secret",
            "The client secret of an Adobe OAuth application.",
            ACTS,
            "Rotate it at https://developer.adobe.com/console.",
            "https://developer.adobe.com/developer-console/docs/guides/authentication/ServerToServerAuthentication/",
        ),
        "Adobe client secret",
        &["p8e-", "p8"],
        r"p8e-[A-Za-z0-9_-]{32}",
    )
    .examples(&["p8e-{alnum:32}"], &["p8e-{alnum:10}"]),
];

fn random(found: &Candidate) -> Verdict {
    Verdict::only_if(shape::random(found.secret))
}
