//! Logins of others: identity providers, captchas, the data behind them.

use super::super::rule::{Anchor, Rule, Verdict, code, random};
use super::payment::live;

const POSES: &str =
    "Whoever holds it poses as the application: it logs in as its users and reads what it knows of them.";
const ADMINISTERS: &str =
    "Whoever holds it administers the directory: makes users, changes what they may do, and logs in as them.";

pub(super) static RULES: &[Rule] = &[
    Rule::named(
        code(
            "secrets/clerk-key",
            "The secret key of a Clerk application.",
            "Whoever holds it reads and changes the application's users and logs in as any of them.",
            "Rotate it under API keys at https://dashboard.clerk.com.",
            "https://clerk.com/docs/deployments/clerk-environment-variables",
        ),
        "Clerk secret key",
        &["clerk"],
        r"sk_(?:live|test)_[A-Za-z0-9]{30,64}",
    )
    .judged_by(live)
    .examples(
        &["CLERK_SECRET_KEY=sk_live_{alnum:42}"],
        &["CLERK_SECRET_KEY=sk_live_{alnum:10}", "CLERK_SECRET_KEY=${CLERK_SECRET_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/workos-key",
            "The API key of a WorkOS environment.",
            "Whoever holds it reads and changes the users and directories of every customer.",
            "Roll it under API keys at https://dashboard.workos.com.",
            "https://workos.com/docs/reference/api-keys",
        ),
        "WorkOS API key",
        &["workos"],
        r"sk_(?:live|test)_a2V5Xz[A-Za-z0-9]{40,120}",
    )
    .judged_by(live)
    .examples(
        &["WORKOS_API_KEY=sk_live_a2V5Xz{alnum:70}"],
        &["WORKOS_API_KEY=sk_live_{alnum:10}", "WORKOS_API_KEY=${WORKOS_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/okta-token",
            "An API token of an Okta organisation.",
            ADMINISTERS,
            "Revoke it under Security > API > Tokens of the Admin Console and make another.",
            "https://developer.okta.com/docs/guides/create-an-api-token/main/",
        ),
        "Okta API token",
        &["okta"],
        r"00[A-Za-z0-9_=-]{40}",
    )
    .examples(&["OKTA_API_TOKEN=00{alnum:40}"], &["OKTA_API_TOKEN=00{alnum:10}", "OKTA_API_TOKEN=${OKTA_API_TOKEN}"]),
    Rule::token(
        code(
            "secrets/okta-header",
            "An API token of an Okta organisation in an Authorization header.",
            ADMINISTERS,
            "Revoke it under Security > API > Tokens of the Admin Console and make another.",
            "https://developer.okta.com/docs/reference/core-okta-api/#authentication",
        ),
        "Okta API token",
        &["ssws "],
        r"(?i-u:ssws) (?P<s>00[A-Za-z0-9_-]{40})",
    )
    .anchored(Anchor::Near(0, 44))
    .judged_by(random)
    .examples(&["X: SSWS 00{alnum:40}"], &["X: SSWS ${OKTA_API_TOKEN}"]),
    Rule::named(
        code(
            "secrets/auth0-client-secret",
            "The client secret of an Auth0 application.",
            POSES,
            "Rotate it under the application's Settings at https://manage.auth0.com.",
            "https://auth0.com/docs/get-started/applications/rotate-client-secret",
        ),
        "Auth0 client secret",
        &["auth0"],
        r"[A-Za-z0-9_-]{64}|[A-Za-z0-9_-]{43}",
    )
    .examples(
        &["AUTH0_CLIENT_SECRET={alnum:64}"],
        &["AUTH0_CLIENT_SECRET={alnum:10}", "AUTH0_CLIENT_SECRET=${AUTH0_CLIENT_SECRET}"],
    ),
    Rule::token(
        code(
            "secrets/stytch-secret",
            "The secret of a Stytch project.",
            POSES,
            "Rotate it under API keys at https://stytch.com/dashboard.",
            "https://stytch.com/docs/api/authentication",
        ),
        "Stytch secret",
        &["secret-live-", "secret-test-"],
        r"secret-(?:live|test)-[A-Za-z0-9_=-]{40,50}",
    )
    .judged_by(|found| Verdict::sure_if(found.secret.starts_with(b"secret-live")))
    .examples(&["secret-live-{alnum:43}="], &["secret-live-{alnum:10}"]),
    Rule::named(
        code(
            "secrets/fusionauth-key",
            "An API key of FusionAuth.",
            ADMINISTERS,
            "Delete it under Settings > API keys and make another.",
            "https://fusionauth.io/docs/apis/authentication",
        ),
        "FusionAuth API key",
        &["fusionauth", "fusion_auth"],
        r"[A-Za-z0-9_-]{43,64}",
    )
    .examples(
        &["FUSIONAUTH_API_KEY={alnum:44}"],
        &["FUSIONAUTH_API_KEY={alnum:10}", "FUSIONAUTH_API_KEY=${FUSIONAUTH_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/keycloak-client-secret",
            "The client secret of a Keycloak client.",
            POSES,
            "Regenerate it under Clients > Credentials of the realm.",
            "https://www.keycloak.org/docs/latest/server_admin/index.html#_client-credentials",
        ),
        "Keycloak client secret",
        &["keycloak"],
        r"[A-Za-z0-9]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    )
    .examples(
        &["KEYCLOAK_CLIENT_SECRET={alnum:32}"],
        &["KEYCLOAK_CLIENT_SECRET={alnum:10}", "KEYCLOAK_CLIENT_SECRET=${KEYCLOAK_CLIENT_SECRET}"],
    ),
    Rule::named(
        code(
            "secrets/onelogin-secret",
            "The client secret of an API credential of OneLogin.",
            ADMINISTERS,
            "Delete it under Developers > API credentials and make another.",
            "https://developers.onelogin.com/api-docs/2/getting-started/working-with-api-credentials",
        ),
        "OneLogin client secret",
        &["onelogin"],
        r"[0-9a-f]{64}",
    )
    .examples(
        &["ONELOGIN_CLIENT_SECRET={hex:64}"],
        &["ONELOGIN_CLIENT_SECRET={hex:10}", "ONELOGIN_CLIENT_SECRET=${ONELOGIN_CLIENT_SECRET}"],
    ),
    Rule::named(
        code(
            "secrets/jumpcloud-key",
            "An API key of a JumpCloud administrator.",
            ADMINISTERS,
            "Revoke it under My API key of the Admin Portal and make another.",
            "https://jumpcloud.com/support/api-key",
        ),
        "JumpCloud API key",
        &["jumpcloud"],
        r"(?:jca_)?[A-Za-z0-9]{36,40}",
    )
    .examples(
        &["JUMPCLOUD_API_KEY={hex:40}"],
        &["JUMPCLOUD_API_KEY={hex:10}", "JUMPCLOUD_API_KEY=${JUMPCLOUD_API_KEY}"],
    ),
    Rule::token(
        code(
            "secrets/authress-key",
            "An access key of an Authress service client.",
            POSES,
            "Delete it under Service clients and make another.",
            "https://authress.io/knowledge-base/docs/authorization/service-clients",
        ),
        "Authress access key",
        &["sc_", "ext_", "scauth_", "authress_"],
        r"(?:sc|ext|scauth|authress)_[A-Za-z0-9]{5,30}\.[A-Za-z0-9]{4,6}\.acc[_-][A-Za-z0-9-]{10,32}\.[A-Za-z0-9+/_=-]{30,120}",
    )
    .examples(&["sc_{alnum:23}.{lower:4}.acc-{lower:13}.{base64:80}"], &["sc_{alnum:23}.{lower:4}"]),
    Rule::named(
        code(
            "secrets/descope-key",
            "A management key of Descope.",
            ADMINISTERS,
            "Deactivate it under Company > Management keys and make another.",
            "https://docs.descope.com/management/manage-keys",
        ),
        "Descope management key",
        &["descope"],
        r"K[0-9A-Za-z]{26}(?::[A-Za-z0-9]{40,60}|[A-Za-z0-9]{30,60})",
    )
    .examples(
        &["DESCOPE_MANAGEMENT_KEY=K{alnum:80}"],
        &["DESCOPE_MANAGEMENT_KEY=K{alnum:8}", "DESCOPE_MANAGEMENT_KEY=${DESCOPE_MANAGEMENT_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/magic-secret",
            "A secret key of Magic.",
            POSES,
            "Roll it under the app at https://dashboard.magic.link.",
            "https://magic.link/docs/authentication/server-side/authentication/overview",
        ),
        "Magic secret key",
        &["magic_"],
        r"sk_(?:live|test)_[0-9A-F]{16}",
    )
    .examples(
        &["MAGIC_SECRET_KEY=sk_live_{upperhex:16}"],
        &["MAGIC_SECRET_KEY=sk_live_{upperhex:6}", "MAGIC_SECRET_KEY=${MAGIC_SECRET_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/hcaptcha-secret",
            "A secret of hCaptcha.",
            "Whoever holds it passes the captcha at will.",
            "Rotate it in the account's settings at https://dashboard.hcaptcha.com.",
            "https://docs.hcaptcha.com/",
        ),
        "hCaptcha secret",
        &["hcaptcha"],
        r"(?:0x|ES_)[A-Za-z0-9]{32,44}",
    )
    .examples(
        &["HCAPTCHA_SECRET=ES_{alnum:32}"],
        &["HCAPTCHA_SECRET=ES_{alnum:8}", "HCAPTCHA_SECRET=${HCAPTCHA_SECRET}"],
    ),
    Rule::token(
        code(
            "secrets/turnstile-secret",
            "The secret key of a Cloudflare Turnstile widget.",
            "Whoever holds it passes the widget at will.",
            "Rotate it under the widget's settings at https://dash.cloudflare.com.",
            "https://developers.cloudflare.com/turnstile/get-started/",
        ),
        "Turnstile secret key",
        &["0x4AAAA"],
        r"0x4AAAAAA[A-Za-z0-9_-]{28}",
    )
    .examples(&["0x4AAAAAA{alnum:28}"], &["0x4AAAAAA{alnum:15}"]),
    Rule::named(
        code(
            "secrets/maxmind-key",
            "A license key of a MaxMind account.",
            "Whoever holds it downloads what the account has paid for.",
            "Delete it under Manage license keys at https://www.maxmind.com and make another.",
            "https://support.maxmind.com/hc/en-us/articles/4407111582235",
        ),
        "MaxMind license key",
        &["maxmind", "geoip", "geolite"],
        r"[A-Za-z0-9]{16}|[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk",
    )
    .examples(
        &["MAXMIND_LICENSE_KEY={alnum:16}"],
        &["MAXMIND_LICENSE_KEY={alnum:6}", "MAXMIND_LICENSE_KEY=${MAXMIND_LICENSE_KEY}"],
    ),
];
