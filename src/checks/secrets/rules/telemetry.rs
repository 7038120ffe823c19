//! What watches and builds: telemetry, analysis, CI.

use super::super::rule::{Anchor, Rule, Verdict, code};
use super::super::shape;

const WATCHES: &str = "Whoever holds it reads the telemetry (URLs, errors, customer data) or silences the alarms.";

pub(super) static RULES: &[Rule] = &[
    Rule::token(
        code(
            "secrets/new-relic-key",
            "A New Relic key: user, license, ingest or browser.",
            WATCHES,
            "Delete it at https://one.newrelic.com/api-keys and make another.",
            "https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/",
        ),
        "New Relic key",
        &["NRAK-", "NRII-", "NRIQ-", "NRRA-", "NRJS-", "NRAA-"],
        r"(?:NRAK-[A-Z0-9]{27}|NR(?:II|IQ)-[A-Za-z0-9_-]{32}|NRRA-[0-9a-f]{42}|NRAA-[0-9a-f]{27}|NRJS-[0-9a-f]{19})",
    )
    .judged_by(|found| Verdict::sure_if(!found.secret.starts_with(b"NRJS")))
    .examples(&["NRAK-{upper:27}", "NRII-{alnum:32}", "NRJS-{hex:19}"], &["NRAK-{upper:10}"]),
    Rule::token(
        code(
            "secrets/new-relic-license",
            "A New Relic license key: what agents report with.",
            "Whoever holds it sends made-up telemetry into the account, at its owner's cost.",
            "Delete it at https://one.newrelic.com/api-keys and make another.",
            "https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/",
        ),
        "New Relic license key",
        &["NRAL"],
        r"(?:^|[^A-Za-z0-9])(?P<s>(?:[a-z]{2}[0-9]{2}[a-z]{2})?[0-9a-f]{30,36}NRAL)",
    )
    .anchored(Anchor::Near(37, 0))
    .judged_by(|found| Verdict::only_if(found.secret.len() == 40))
    .examples(&["{hex:36}NRAL", "eu01xx{hex:30}NRAL"], &["{hex:12}NRAL", "{hex:32}NRAL"]),
    Rule::token(
        code(
            "secrets/sentry-token",
            "A Sentry auth token, of a user or an organisation.",
            WATCHES,
            "Revoke it at https://sentry.io/settings/auth-tokens/ and make another.",
            "https://docs.sentry.io/account/auth-tokens/",
        ),
        "Sentry auth token",
        &["sntrys_", "sntryu_", "sntrya_"],
        r"(?:sntry[ua]_[0-9a-f]{64}|sntrys_eyJ[A-Za-z0-9+/=_-]{80,400})",
    )
    .examples(&["sntryu_{hex:64}", "sntrys_eyJ{alnum:140}"], &["sntryu_{hex:12}"]),
    Rule::token(
        code(
            "secrets/grafana-token",
            "A Grafana token: cloud access policy, service account or API key.",
            WATCHES,
            "Delete it where it was made (Administration > Service accounts, or Cloud access policies) and make another.",
            "https://grafana.com/docs/grafana/latest/administration/service-accounts/",
        ),
        "Grafana token",
        &["glc_", "glsa_", "eyJrIjoi"],
        r"(?:glsa_[A-Za-z0-9]{32}_[0-9a-fA-F]{8}|glc_[A-Za-z0-9+/]{32,400}={0,3}|eyJrIjoi[A-Za-z0-9+/]{60,400}={0,3})",
    )
    .examples(&["glsa_{alnum:32}_{hex:8}", "glc_{alnum:120}", "eyJrIjoi{alnum:80}"], &["glsa_{alnum:10}"]),
    Rule::token(
        code(
            "secrets/dynatrace-token",
            "A Dynatrace access token.",
            WATCHES,
            "Delete it under Access tokens and make another.",
            "https://docs.dynatrace.com/docs/manage/identity-access-management/access-tokens-and-oauth-clients/access-tokens",
        ),
        "Dynatrace access token",
        &["dt0c01.", "dt0s01.", "dt0s16."],
        r"dt0[a-z][0-9]{2}\.[A-Z2-7]{24}\.[A-Z2-7]{64}",
    )
    .examples(&["dt0c01.{base32:24}.{base32:64}"], &["dt0c01.{base32:24}"]),
    Rule::token(
        code(
            "secrets/posthog-key",
            "A PostHog personal API key.",
            WATCHES,
            "Roll it at https://app.posthog.com/settings/user-api-keys. A project key (phc_) may be published.",
            "https://posthog.com/docs/api#authentication",
        ),
        "PostHog personal API key",
        &["phx_"],
        r"phx_[A-Za-z0-9_-]{40,64}",
    )
    .examples(&["phx_{alnum:47}"], &["phx_{alnum:10}", "phc_{alnum:47}"]),
    Rule::token(
        code(
            "secrets/sonar-token",
            "A SonarQube or SonarCloud token.",
            "Whoever holds it reads the analysed code and its open weaknesses.",
            "Revoke it under My account > Security and make another.",
            "https://docs.sonarsource.com/sonarqube-server/latest/user-guide/managing-tokens/",
        ),
        "Sonar token",
        &["squ_", "sqp_", "sqa_"],
        r"sq[upa]_[0-9a-f]{40}",
    )
    .examples(&["squ_{hex:40}", "sqp_{hex:40}"], &["squ_{hex:10}"]),
    Rule::token(
        code(
            "secrets/sumo-logic-id",
            "A Sumo Logic access id.",
            "By itself it opens nothing, but its key is often close by.",
            "Look for the access key beside it; if it was here too, delete both under Preferences > My access keys.",
            "https://help.sumologic.com/docs/manage/security/access-keys/",
        ),
        "Sumo Logic access id",
        &["sumo"],
        r"(?:^|[^A-Za-z0-9])(?P<s>su[A-Za-z0-9]{12})(?:$|[^A-Za-z0-9])",
    )
    .anchored(Anchor::Near(0, 64))
    .judged_by(|found| if shape::classes(found.secret) == 3 { Verdict::Doubtful } else { Verdict::Harmless })
    .examples(&["sumologic_id = su{alnum:12}"], &["sumologic_id = summarizations", "sumo {alnum:8}"]),
];
