//! Mail, text messages and calls: what writes to people from afar.

use super::super::rule::{Anchor, Rule, Verdict, code, random};
use super::super::shape;

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
            "A Twilio API key.",
            SENDS,
            "Revoke it at https://console.twilio.com under API keys & tokens, and make another.",
            "https://www.twilio.com/docs/iam/api-keys",
        ),
        "Twilio API key",
        &["SK0", "SK1", "SK2", "SK3", "SK4", "SK5", "SK6", "SK7", "SK8", "SK9", "SKa", "SKb", "SKc", "SKd", "SKe", "SKf"],
        r"SK[0-9a-f]{32}",
    )
    .judged_by(|found| Verdict::only_if(shape::random(&found.secret[2..])))
    .examples(&["SK{hex:32}"], &["SK{hex:20}", "SK{hex:40}"]),
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
            "An API key of a Brevo (Sendinblue) account.",
            SENDS,
            "Delete it at https://app.brevo.com/settings/keys/api and make another.",
            "https://developers.brevo.com/docs/getting-started",
        ),
        "Brevo API key",
        &["xkeysib-"],
        r"xkeysib-[0-9a-f]{64}-[A-Za-z0-9]{16}",
    )
    .examples(&["xkeysib-{hex:64}-{alnum:16}"], &["xkeysib-{hex:10}"]),
    Rule::token(
        code(
            "secrets/resend-key",
            "An API key of a Resend account.",
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
    Rule::named(
        code(
            "secrets/twilio-auth-token",
            "The auth token of a Twilio account.",
            SENDS,
            "Make a secondary token at https://console.twilio.com, promote it, and so end this one.",
            "https://www.twilio.com/docs/iam/api#authentication",
        ),
        "Twilio auth token",
        &["twilio"],
        r"[0-9a-f]{32}",
    )
    .examples(
        &["TWILIO_AUTH_TOKEN={hex:32}"],
        &["TWILIO_AUTH_TOKEN={hex:10}", "TWILIO_AUTH_TOKEN=${TWILIO_AUTH_TOKEN}"],
    ),
    Rule::token(
        code(
            "secrets/brevo-smtp-key",
            "An SMTP key of a Brevo (Sendinblue) account.",
            SENDS,
            "Delete it at https://app.brevo.com/settings/keys/smtp and make another.",
            "https://help.brevo.com/hc/en-us/articles/7959631848850",
        ),
        "Brevo SMTP key",
        &["xsmtpsib-"],
        r"xsmtpsib-[0-9a-f]{64}-[A-Za-z0-9]{16}",
    )
    .examples(&["xsmtpsib-{hex:64}-{alnum:16}"], &["xsmtpsib-{hex:10}"]),
    Rule::named(
        code(
            "secrets/postmark-token",
            "A server or account token of Postmark.",
            SENDS,
            "Delete it under API tokens of the server at https://account.postmarkapp.com and make another.",
            "https://postmarkapp.com/developer/api/overview",
        ),
        "Postmark token",
        &["postmark"],
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    )
    .examples(
        &[
            "POSTMARK_API_TOKEN={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}",
            "X-Postmark-Server-Token: {hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}",
        ],
        &["POSTMARK_API_TOKEN={hex:8}", "POSTMARK_API_TOKEN=${POSTMARK_API_TOKEN}"],
    ),
    Rule::named(
        code(
            "secrets/sparkpost-key",
            "An API key of a SparkPost account.",
            SENDS,
            "Delete it at https://app.sparkpost.com/account/api-keys and make another.",
            "https://developers.sparkpost.com/api/",
        ),
        "SparkPost API key",
        &["sparkpost"],
        r"[0-9a-f]{40}",
    )
    .examples(
        &["SPARKPOST_API_KEY={hex:40}"],
        &["SPARKPOST_API_KEY={hex:10}", "SPARKPOST_API_KEY=${SPARKPOST_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/mailjet-key",
            "The API key or secret key of a Mailjet account.",
            SENDS,
            "Regenerate it at https://app.mailjet.com/account/apikeys.",
            "https://dev.mailjet.com/email/guides/",
        ),
        "Mailjet key",
        &["mailjet", "mj_apikey_private"],
        r"[0-9a-f]{32}",
    )
    .examples(
        &["MAILJET_SECRET_KEY={hex:32}", "MJ_APIKEY_PRIVATE={hex:32}"],
        &["MAILJET_SECRET_KEY={hex:10}", "MAILJET_SECRET_KEY=${MAILJET_SECRET_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/mandrill-key",
            "An API key of Mailchimp Transactional (Mandrill).",
            SENDS,
            "Disable it at https://mandrillapp.com/settings and make another.",
            "https://mailchimp.com/developer/transactional/guides/quick-start/",
        ),
        "Mandrill API key",
        &["mandrill"],
        r"md-[A-Za-z0-9_-]{22}|[A-Za-z0-9_-]{22}",
    )
    .examples(
        &["MANDRILL_API_KEY=md-{alnum:22}"],
        &["MANDRILL_API_KEY=md-{alnum:8}", "MANDRILL_API_KEY=${MANDRILL_API_KEY}"],
    ),
    Rule::token(
        code(
            "secrets/klaviyo-key",
            "A private API key of a Klaviyo account.",
            SENDS,
            "Delete it at https://www.klaviyo.com/settings/account/api-keys and make another.",
            "https://developers.klaviyo.com/en/docs/authenticate_",
        ),
        "Klaviyo private API key",
        &["pk_"],
        r"pk_[0-9a-f]{34}",
    )
    .judged_by(random)
    .examples(&["pk_{hex:34}"], &["pk_{hex:20}", "pk_live_{alnum:24}"]),
    Rule::token(
        code(
            "secrets/mailersend-token",
            "An API token of a MailerSend account.",
            SENDS,
            "Delete it at https://app.mailersend.com/api-tokens and make another.",
            "https://developers.mailersend.com/general.html#authentication",
        ),
        "MailerSend API token",
        &["mlsn."],
        r"mlsn\.[0-9a-z]{64}",
    )
    .examples(&["mlsn.{hex:64}"], &["mlsn.{hex:10}"]),
    Rule::named(
        code(
            "secrets/mailtrap-token",
            "An API token of a Mailtrap account.",
            SENDS,
            "Reset it under Settings > API tokens at https://mailtrap.io and make another.",
            "https://api-docs.mailtrap.io/docs/mailtrap-api-docs/",
        ),
        "Mailtrap API token",
        &["mailtrap"],
        r"[0-9a-f]{32}",
    )
    .examples(
        &["MAILTRAP_API_TOKEN={hex:32}"],
        &["MAILTRAP_API_TOKEN={hex:10}", "MAILTRAP_API_TOKEN=${MAILTRAP_API_TOKEN}"],
    ),
    Rule::token(
        code(
            "secrets/smtp2go-key",
            "An API key of an SMTP2GO account.",
            SENDS,
            "Delete it under Sending > API keys at https://app.smtp2go.com and make another.",
            "https://developers.smtp2go.com/docs/introduction-guide",
        ),
        "SMTP2GO API key",
        &["api-"],
        r"api-[0-9A-F]{32}",
    )
    .judged_by(random)
    .examples(&["api-{upperhex:32}"], &["api-{upperhex:10}", "api-REFERENCE", "api-{hex:32}"]),
    Rule::named(
        code(
            "secrets/elastic-email-key",
            "An API key of an Elastic Email account.",
            SENDS,
            "Delete it at https://app.elasticemail.com/marketing/settings/new/manage-api and make another.",
            "https://elasticemail.com/developers/api-documentation/rest-api",
        ),
        "Elastic Email API key",
        &["elasticemail", "elastic_email", "elastic-email"],
        r"[0-9A-F]{96}",
    )
    .examples(
        &["ELASTICEMAIL_API_KEY={upperhex:96}"],
        &["ELASTICEMAIL_API_KEY={upperhex:10}", "ELASTICEMAIL_API_KEY=${ELASTICEMAIL_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/customerio-key",
            "A tracking or app API key of Customer.io.",
            SENDS,
            "Delete it at https://fly.customer.io/settings/api_credentials and make another.",
            "https://customer.io/docs/accounts-and-workspaces/managing-credentials/",
        ),
        "Customer.io API key",
        &["customerio", "customer_io", "customer.io", "customer-io"],
        r"[0-9a-f]{20}|[0-9a-f]{32}",
    )
    .examples(
        &["CUSTOMERIO_API_KEY={hex:32}"],
        &["CUSTOMERIO_API_KEY={hex:8}", "CUSTOMERIO_API_KEY=${CUSTOMERIO_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/loops-key",
            "An API key of a Loops account.",
            SENDS,
            "Delete it at https://app.loops.so/settings?page=api and make another.",
            "https://loops.so/docs/api-reference/intro",
        ),
        "Loops API key",
        &["loops_"],
        r"[0-9a-f]{32}",
    )
    .examples(&["LOOPS_API_KEY={hex:32}"], &["LOOPS_API_KEY={hex:10}", "LOOPS_API_KEY=${LOOPS_API_KEY}"]),
    Rule::named(
        code(
            "secrets/convertkit-secret",
            "The API key or secret of a Kit (ConvertKit) account.",
            SENDS,
            "Regenerate it under Settings > Developer at https://app.kit.com.",
            "https://developers.kit.com/api-reference/authentication",
        ),
        "Kit API secret",
        &["convertkit"],
        r"kit_[0-9a-f]{32}|[A-Za-z0-9_-]{43}|[A-Za-z0-9_-]{22}",
    )
    .examples(
        &["CONVERTKIT_API_SECRET={alnum:43}"],
        &["CONVERTKIT_API_SECRET={alnum:10}", "CONVERTKIT_API_SECRET=${CONVERTKIT_API_SECRET}"],
    ),
    Rule::token(
        code(
            "secrets/courier-key",
            "An API key of a Courier workspace.",
            SENDS,
            "Delete it at https://app.courier.com/settings/api-keys and make another.",
            "https://www.courier.com/docs/reference/authentication",
        ),
        "Courier API key",
        &["pk_prod_", "pk_test_", "dk_prod_"],
        r"[pd]k_(?:prod|test)_[A-Z0-9]{28}",
    )
    .judged_by(|found| Verdict::sure_if(!shape::contains(found.secret, b"_test_")))
    .examples(&["pk_prod_{upper:28}"], &["pk_prod_{upper:10}", "pk_test_{alnum:24}"]),
    Rule::named(
        code(
            "secrets/iterable-key",
            "A server-side API key of an Iterable project.",
            SENDS,
            "Delete it under Integrations > API keys at https://app.iterable.com and make another.",
            "https://support.iterable.com/hc/en-us/articles/360043464871",
        ),
        "Iterable API key",
        &["iterable_", "iterable-"],
        r"[0-9a-f]{32}",
    )
    .examples(&["ITERABLE_API_KEY={hex:32}"], &["ITERABLE_API_KEY={hex:10}", "ITERABLE_API_KEY=${ITERABLE_API_KEY}"]),
    Rule::named(
        code(
            "secrets/braze-key",
            "A REST API key of a Braze workspace.",
            SENDS,
            "Delete it under Settings > APIs and identifiers and make another.",
            "https://www.braze.com/docs/api/basics/",
        ),
        "Braze API key",
        &["braze"],
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    )
    .examples(
        &["BRAZE_API_KEY={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["BRAZE_API_KEY={hex:8}", "BRAZE_API_KEY=${BRAZE_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/activecampaign-key",
            "An API key of an ActiveCampaign account.",
            SENDS,
            "Reset it under Settings > Developer of the account.",
            "https://developers.activecampaign.com/reference/authentication",
        ),
        "ActiveCampaign API key",
        &["activecampaign", "active_campaign"],
        r"[0-9a-f]{72}",
    )
    .examples(
        &["ACTIVECAMPAIGN_API_KEY={hex:72}"],
        &["ACTIVECAMPAIGN_API_KEY={hex:10}", "ACTIVECAMPAIGN_API_KEY=${ACTIVECAMPAIGN_API_KEY}"],
    ),
    Rule::token(
        code(
            "secrets/nylas-key",
            "An API key of a Nylas application.",
            "Whoever holds it reads the mail and calendars of everybody who has connected the application.",
            "Delete it under API keys at https://dashboard-v3.nylas.com and make another.",
            "https://developer.nylas.com/docs/v3/auth/",
        ),
        "Nylas API key",
        &["nyk_v0_"],
        r"nyk_v0_[A-Za-z0-9]{64}",
    )
    .examples(&["nyk_v0_{alnum:64}"], &["nyk_v0_{alnum:10}"]),
    Rule::named(
        code(
            "secrets/vonage-secret",
            "The API secret of a Vonage (Nexmo) account.",
            SENDS,
            "Add another under Settings at https://dashboard.nexmo.com and revoke this one.",
            "https://developer.vonage.com/en/account/secret-management",
        ),
        "Vonage API secret",
        &["vonage", "nexmo"],
        r"[A-Za-z0-9]{16}",
    )
    .examples(
        &["VONAGE_API_SECRET={alnum:16}"],
        &["VONAGE_API_SECRET={alnum:6}", "VONAGE_API_SECRET=${VONAGE_API_SECRET}"],
    ),
    Rule::named(
        code(
            "secrets/messagebird-key",
            "An access key of a MessageBird (Bird) account.",
            SENDS,
            "Delete it at https://dashboard.messagebird.com/en/developers/access and make another.",
            "https://developers.messagebird.com/api/#authentication",
        ),
        "MessageBird access key",
        &["messagebird", "message_bird", "message-bird"],
        r"(?i-u:[a-z0-9]{25}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})",
    )
    .examples(
        &["MESSAGEBIRD_API_KEY={alnum:25}"],
        &["MESSAGEBIRD_API_KEY={alnum:10}", "MESSAGEBIRD_API_KEY=${MESSAGEBIRD_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/sinch-token",
            "An API token or application secret of Sinch.",
            SENDS,
            "Delete it at https://dashboard.sinch.com and make another.",
            "https://developers.sinch.com/docs/sms/api-reference/authentication/",
        ),
        "Sinch API token",
        &["sinch"],
        r"[0-9a-f]{32}|[A-Za-z0-9+/]{22}==",
    )
    .examples(&["SINCH_API_TOKEN={hex:32}"], &["SINCH_API_TOKEN={hex:10}", "SINCH_API_TOKEN=${SINCH_API_TOKEN}"]),
    Rule::named(
        code(
            "secrets/plivo-token",
            "The auth token of a Plivo account.",
            SENDS,
            "Reset it at https://console.plivo.com.",
            "https://www.plivo.com/docs/account/api/overview",
        ),
        "Plivo auth token",
        &["plivo"],
        r"[A-Za-z0-9_-]{40}",
    )
    .examples(
        &["PLIVO_AUTH_TOKEN={alnum:40}"],
        &["PLIVO_AUTH_TOKEN={alnum:10}", "PLIVO_AUTH_TOKEN=${PLIVO_AUTH_TOKEN}"],
    ),
    Rule::token(
        code(
            "secrets/telnyx-key",
            "An API key of a Telnyx account.",
            SENDS,
            "Delete it at https://portal.telnyx.com/#/api-keys and make another.",
            "https://developers.telnyx.com/docs/development/authentication",
        ),
        "Telnyx API key",
        &["KEY0"],
        r"KEY0[0-9A-F]{31}_[A-Za-z0-9]{22}",
    )
    .examples(&["KEY0{upperhex:31}_{alnum:22}"], &["KEY0{upperhex:10}"]),
    Rule::named(
        code(
            "secrets/solapi-secret",
            "The API secret of a SOLAPI (CoolSMS) account.",
            SENDS,
            "Delete the API key at https://console.solapi.com/credentials and make another.",
            "https://developers.solapi.com/references/authentication/",
        ),
        "SOLAPI API secret",
        &["solapi", "coolsms"],
        r"[A-Z0-9]{32}",
    )
    .examples(
        &["SOLAPI_API_SECRET={upper:32}"],
        &["SOLAPI_API_SECRET={upper:10}", "SOLAPI_API_SECRET=${SOLAPI_API_SECRET}"],
    ),
    Rule::named(
        code(
            "secrets/aligo-key",
            "The API key of an Aligo SMS account.",
            SENDS,
            "Have it issued anew at https://smartsms.aligo.in.",
            "https://smartsms.aligo.in/admin/api/info.html",
        ),
        "Aligo API key",
        &["aligo"],
        r"[0-9a-z]{32}",
    )
    .examples(&["ALIGO_API_KEY={lower:32}"], &["ALIGO_API_KEY={lower:10}", "ALIGO_API_KEY=${ALIGO_API_KEY}"]),
    Rule::token(
        code(
            "secrets/gc-notify-key",
            "An API key of GC Notify, the Canadian government's messages.",
            SENDS,
            "Revoke it under API integration at https://notification.canada.ca and make another.",
            "https://documentation.notification.canada.ca/en/start.html",
        ),
        "GC Notify API key",
        &["gcntfy-"],
        r"(?i-u:gcntfy-[a-z0-9_-]{1,80}-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})",
    )
    .anchored(Anchor::Near(0, 200))
    .examples(
        &["gcntfy-deploy-{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}-{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["gcntfy-deploy-{hex:8}"],
    ),
    Rule::token(
        code(
            "secrets/notify-key",
            "An API key of GOV.UK Notify.",
            SENDS,
            "Revoke it under API integration at https://www.notifications.service.gov.uk and make another.",
            "https://docs.notifications.service.gov.uk/rest-api.html",
        ),
        "GOV.UK Notify API key",
        &["notify_api_key", "notifyapikey", "notify-api-key"],
        r"[a-z0-9_]{2,40}-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    )
    .anchored(Anchor::Near(0, 160))
    .examples(
        &[
            "NOTIFY_API_KEY=deploy_key-{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}-{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}",
        ],
        &["NOTIFY_API_KEY=deploy_key-{hex:8}"],
    ),
];
