//! Google Cloud and Google's other doors for programs.

use super::super::rule::{Anchor, Candidate, Rule, Verdict, code, random};
use super::super::shape;
use super::cloud::ACCOUNT;

const CREDENTIALS: &str = "Reset it at https://console.cloud.google.com/apis/credentials.";

pub(super) static RULES: &[Rule] = &[
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
    Rule::named(
        code(
            "secrets/google-oauth-legacy-secret",
            "The client secret of a Google OAuth client, of the older form without a prefix.",
            "Whoever holds it poses as the application towards its users.",
            CREDENTIALS,
            "https://developers.google.com/identity/protocols/oauth2",
        ),
        "Google OAuth client secret",
        &["apps.googleusercontent.com", "google_client_secret", "google_oauth"],
        r"[A-Za-z0-9_-]{24}",
    )
    .examples(
        &["GOOGLE_CLIENT_SECRET={alnum:24}", "id: 1-x.apps.googleusercontent.com\nclient_secret: {alnum:24}\n"],
        &["CLIENT_SECRET={alnum:24}", "GOOGLE_CLIENT_SECRET={alnum:12}"],
    ),
    Rule::token(
        code(
            "secrets/google-refresh-token",
            "A Google OAuth refresh token: it lives until it is revoked.",
            "Whoever holds it with the client's secret acts as the user who gave consent.",
            "Revoke it at https://myaccount.google.com/connections (`gcloud auth revoke` for your own).",
            "https://developers.google.com/identity/protocols/oauth2#expiration",
        ),
        "Google OAuth refresh token",
        &["1//0"],
        r"1//0[A-Za-z0-9_-]{40,200}",
    )
    .judged_by(random)
    .examples(&["1//0{alnum:90}"], &["1//0{alnum:10}"]),
    Rule::token(
        code(
            "secrets/google-oauth-token",
            "A Google OAuth access token; it lives for an hour.",
            "While it lives, whoever holds it acts as the user who gave consent.",
            "Revoke it at https://myaccount.google.com/connections, and look at how it came in.",
            "https://developers.google.com/identity/protocols/oauth2",
        ),
        "Google OAuth access token",
        &["ya29."],
        r"ya29\.[A-Za-z0-9_-]{30,400}",
    )
    .judged_by(|_| Verdict::Doubtful)
    .examples(&["ya29.{alnum:120}"], &["ya29.{alnum:5}"]),
    Rule::token(
        code(
            "secrets/google-authorization-key",
            "A Google API key bound to a service account, as Gemini and Vertex AI take them.",
            "Whoever holds it calls the APIs it is bound to at the project's cost.",
            CREDENTIALS,
            "https://cloud.google.com/docs/authentication/api-keys",
        ),
        "Google authorization key",
        &["AQ.Ab8"],
        r"AQ\.Ab8[A-Za-z0-9_-]{40,60}",
    )
    .judged_by(random)
    .examples(&["AQ.Ab8{alnum:47}"], &["AQ.Ab8{alnum:12}"]),
    Rule::token(
        code(
            "secrets/google-hmac-key-id",
            "The id of an HMAC key of Google Cloud Storage.",
            "By itself it opens nothing, but the secret half is often close by.",
            "Look for the secret half beside it; if it was here too, deactivate the key under Cloud Storage > Settings \
             > Interoperability.",
            "https://cloud.google.com/storage/docs/authentication/hmackeys",
        ),
        "Google Cloud Storage HMAC key id",
        &["GOOG1E"],
        r"GOOG1E[A-Z0-9]{55}",
    )
    .judged_by(|found| if shape::random(&found.secret[4..]) { Verdict::Doubtful } else { Verdict::Harmless })
    .examples(&["GOOG1E{upper:55}"], &["GOOG1E{upper:12}"]),
    Rule::named(
        code(
            "secrets/google-hmac-secret",
            "The secret of an HMAC key of Google Cloud Storage.",
            ACCOUNT,
            "Deactivate the key under Cloud Storage > Settings > Interoperability and make another.",
            "https://cloud.google.com/storage/docs/authentication/hmackeys",
        ),
        "Google Cloud Storage HMAC secret",
        &["GOOG1E", "gs_secret", "gcs_secret", "gcs_hmac"],
        r"[A-Za-z0-9+/]{40}",
    )
    .examples(&["GCS_HMAC_SECRET={base64:40}"], &["GCS_HMAC_SECRET={base64:20}", "GCS_SECRET_NAME={base64:40}"]),
    Rule::named(
        code(
            "secrets/recaptcha-secret",
            "The secret key of a reCAPTCHA site; the site key beside it is public.",
            "Whoever holds it checks answers in the site's name, and so makes bots pass for people.",
            "Make new keys at https://www.google.com/recaptcha/admin.",
            "https://developers.google.com/recaptcha/docs/verify",
        ),
        "reCAPTCHA secret key",
        &["recaptcha"],
        r"6L[A-Za-z0-9_-]{38}",
    )
    .judged_by(|found| Verdict::only_if(names_secret_half(found.matched) && shape::random(found.secret)))
    .examples(&["RECAPTCHA_SECRET=6L{alnum:38}"], &["RECAPTCHA_SITE_KEY=6L{alnum:38}", "RECAPTCHA_SECRET=6L{alnum:10}"]),
];

/// Firebase says of its web keys that they may be published; the settings
/// around one tell it from other keys.
fn google(found: &Candidate) -> Verdict {
    let firebase = [&b"authDomain"[..], b"firebaseapp", b"mobilesdk_app_id", b"GOOGLE_APP_ID", b"messagingSenderId"];
    Verdict::sure_if(!firebase.iter().any(|mark| shape::contains(found.around, mark)))
}

/// Both halves look alike; only the name tells which one stands there.
fn names_secret_half(matched: &[u8]) -> bool {
    let lower = matched.to_ascii_lowercase();
    shape::contains(&lower, b"secret") || shape::contains(&lower, b"private")
}
