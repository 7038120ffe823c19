//! What watches, and builds.

use super::super::rule::{Anchor, Rule, Verdict, code, hint, random};
use super::super::shape;

const WATCHES: &str = "Whoever holds it reads the telemetry (URLs, errors, customer data) or silences the alarms.";

pub(super) static RULES: &[Rule] = &[
    Rule::token(
        code(
            "secrets/new-relic-key",
            "A New Relic user key.",
            WATCHES,
            "Delete it at https://one.newrelic.com/api-keys and make another.",
            "https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/",
        ),
        "New Relic user key",
        &["NRAK-"],
        r"NRAK-(?:[A-Z0-9]{27}|[a-z0-9]{27})",
    )
    .examples(&["NRAK-{upper:27}"], &["NRAK-{upper:10}"]),
    Rule::token(
        code(
            "secrets/new-relic-ingest-key",
            "A New Relic insert key.",
            "Whoever holds it sends made-up telemetry into the account, at its owner's cost.",
            "Delete it at https://one.newrelic.com/api-keys and make another.",
            "https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/",
        ),
        "New Relic insert key",
        &["NRII-"],
        r"NRII-[A-Za-z0-9_-]{32}",
    )
    .examples(&["NRII-{alnum:32}"], &["NRII-{alnum:10}"]),
    Rule::token(
        code(
            "secrets/new-relic-query-key",
            "A New Relic query key.",
            WATCHES,
            "Delete it at https://one.newrelic.com/api-keys and make another.",
            "https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/",
        ),
        "New Relic query key",
        &["NRIQ-"],
        r"NRIQ-[A-Za-z0-9_-]{32}",
    )
    .examples(&["NRIQ-{alnum:32}"], &["NRIQ-{alnum:10}"]),
    Rule::token(
        code(
            "secrets/new-relic-admin-key",
            "A New Relic admin key, of the older form.",
            "Whoever holds it administers the account.",
            "Delete it in the account's settings; user keys have taken its place.",
            "https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/",
        ),
        "New Relic admin key",
        &["NRAA-"],
        r"NRAA-[0-9a-f]{27}",
    )
    .examples(&["NRAA-{hex:27}"], &["NRAA-{hex:10}"]),
    Rule::token(
        code(
            "secrets/new-relic-rest-key",
            "A New Relic REST API key, of the older form.",
            WATCHES,
            "Delete it in the account's settings; user keys have taken its place.",
            "https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/",
        ),
        "New Relic REST API key",
        &["NRRA-"],
        r"NRRA-[0-9a-f]{42}",
    )
    .examples(&["NRRA-{hex:42}"], &["NRRA-{hex:10}"]),
    Rule::token(
        code(
            "secrets/new-relic-browser-key",
            "A New Relic browser key.",
            "It stands in every page that is watched; who takes it sends made-up telemetry.",
            "Delete it at https://one.newrelic.com/api-keys and make another.",
            "https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/",
        ),
        "New Relic browser key",
        &["NRJS-"],
        r"NRJS-[0-9a-f]{19}",
    )
    .judged_by(|_| Verdict::Doubtful)
    .examples(&["NRJS-{hex:19}"], &["NRJS-{hex:10}"]),
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
            "A Sentry auth token of a user.",
            WATCHES,
            "Revoke it at https://sentry.io/settings/account/api/auth-tokens/ and make another.",
            "https://docs.sentry.io/account/auth-tokens/",
        ),
        "Sentry user auth token",
        &["sntryu_", "sntrya_"],
        r"sntry[ua]_[0-9a-f]{64}",
    )
    .examples(&["sntryu_{hex:64}"], &["sntryu_{hex:12}"]),
    Rule::token(
        code(
            "secrets/sentry-org-token",
            "A Sentry auth token of an organisation.",
            "Whoever holds it uploads source maps and makes releases in the organisation's name.",
            "Revoke it under Settings > Auth tokens of the organisation and make another.",
            "https://docs.sentry.io/account/auth-tokens/",
        ),
        "Sentry organisation auth token",
        &["sntrys_"],
        r"sntrys_eyJ[A-Za-z0-9+/=]{80,400}_[A-Za-z0-9+/]{43}",
    )
    .examples(&["sntrys_eyJ{alnum:140}_{base64:43}"], &["sntrys_eyJ{alnum:140}_{base64:10}", "sntrys_{hex:12}"]),
    Rule::named(
        code(
            "secrets/sentry-legacy-token",
            "A Sentry auth token of the older form.",
            WATCHES,
            "Revoke it at https://sentry.io/settings/account/api/auth-tokens/ and make another.",
            "https://docs.sentry.io/account/auth-tokens/",
        ),
        "Sentry auth token",
        &["sentry"],
        r"[0-9a-f]{64}",
    )
    .examples(
        &["SENTRY_AUTH_TOKEN={hex:64}"],
        &["SENTRY_AUTH_TOKEN={hex:32}", "SENTRY_AUTH_TOKEN=${SENTRY_AUTH_TOKEN}"],
    ),
    Rule::token(
        code(
            "secrets/grafana-token",
            "A token of a Grafana service account.",
            WATCHES,
            "Delete it under Administration > Service accounts and make another.",
            "https://grafana.com/docs/grafana/latest/administration/service-accounts/",
        ),
        "Grafana service account token",
        &["glsa_"],
        r"glsa_[A-Za-z0-9]{32}_[0-9a-fA-F]{8}",
    )
    .examples(&["glsa_{alnum:32}_{hex:8}"], &["glsa_{alnum:10}"]),
    Rule::token(
        code(
            "secrets/grafana-cloud-token",
            "A Grafana Cloud access policy token.",
            WATCHES,
            "Delete it under Access policies at https://grafana.com and make another.",
            "https://grafana.com/docs/grafana-cloud/account-management/authentication-and-permissions/access-policies/",
        ),
        "Grafana Cloud token",
        &["glc_"],
        r"glc_[A-Za-z0-9+/]{32,400}={0,3}",
    )
    .judged_by(random)
    .examples(&["glc_{alnum:120}"], &["glc_{alnum:10}"]),
    Rule::token(
        code(
            "secrets/grafana-api-key",
            "A Grafana API key, of the older form.",
            WATCHES,
            "Delete it under Administration > API keys; use a service account instead.",
            "https://grafana.com/docs/grafana/latest/administration/api-keys/",
        ),
        "Grafana API key",
        &["eyJrIjoi"],
        r"eyJrIjoi[A-Za-z0-9+/]{60,400}={0,3}",
    )
    .examples(&["eyJrIjoi{alnum:80}"], &["eyJrIjoi{alnum:10}"]),
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
        r"dt0[a-z][0-9]{2}\.(?i-u:[A-Z0-9]{24}\.[A-Z0-9]{64})",
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
        r"phx_[A-Za-z0-9_-]{41,49}",
    )
    .examples(&["phx_{alnum:47}"], &["phx_{alnum:10}", "phc_{alnum:47}"]),
    Rule::named(
        code(
            "secrets/sumo-logic-id",
            "A Sumo Logic access id.",
            "By itself it opens nothing, but its key is often close by.",
            "Look for the access key beside it; if it was here too, delete both under Preferences > My access keys.",
            "https://help.sumologic.com/docs/manage/security/access-keys/",
        ),
        "Sumo Logic access id",
        &["sumo", "sumo_access_id", "sumo_id", "sumologic_access_id", "sumologic_accessid", "sumologic_id", "sumo-access-id", "sumologic-access-id", "sumoaccessid", "sumologicaccessid", "sumologic.accessid"],
        r"su[A-Za-z0-9]{12}",
    )
    .judged_by(|found| if shape::classes(found.secret) == 3 { Verdict::Doubtful } else { Verdict::Harmless })
    .examples(
        &["SUMOLOGIC_ACCESS_ID=su{alnum:12}", "sumoToken = su{alnum:12}"],
        &["sumologic_access_id = summarizations", "sumObj = su{alnum:12}"],
    ),
    Rule::named(
        code(
            "secrets/datadog-api-key",
            "An API key of a Datadog organisation.",
            "Whoever holds it sends made-up telemetry into the organisation, at its owner's cost.",
            "Revoke it at https://app.datadoghq.com/organization-settings/api-keys and make another.",
            "https://docs.datadoghq.com/account_management/api-app-keys/",
        ),
        "Datadog API key",
        &["datadog", "dd_api", "dd-api", "ddapi"],
        r"[0-9a-z]{32}",
    )
    .examples(
        &["DATADOG_API_KEY={hex:32}", "\"DD-API-KEY\": \"{hex:32}\""],
        &["DATADOG_API_KEY={hex:10}", "DATADOG_API_KEY=${DATADOG_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/datadog-app-key",
            "An application key of a Datadog user or service account.",
            WATCHES,
            "Revoke it at https://app.datadoghq.com/organization-settings/application-keys and make another.",
            "https://docs.datadoghq.com/account_management/api-app-keys/",
        ),
        "Datadog application key",
        &["datadog", "dd_app", "dd-app", "ddapp"],
        r"[0-9A-Za-z]{40}|ddapp_[A-Za-z0-9]{34}",
    )
    .examples(
        &["DATADOG_APP_KEY={hex:40}", "\"DD-APPLICATION-KEY\": \"{hex:40}\""],
        &["DATADOG_APP_KEY={hex:10}", "DATADOG_APP_KEY=${DATADOG_APP_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/honeycomb-key",
            "An API key of a Honeycomb environment or team.",
            WATCHES,
            "Disable it under Environment settings > API keys and make another.",
            "https://docs.honeycomb.io/configure/environments/manage-api-keys/",
        ),
        "Honeycomb API key",
        &["honeycomb"],
        r"[0-9a-f]{32}|[A-Za-z0-9]{21,22}",
    )
    .examples(
        &["HONEYCOMB_API_KEY={hex:32}", "HONEYCOMB_API_KEY={alnum:22}"],
        &["HONEYCOMB_API_KEY={hex:10}", "HONEYCOMB_API_KEY=${HONEYCOMB_API_KEY}"],
    ),
    Rule::token(
        code(
            "secrets/honeycomb-ingest-key",
            "An ingest or management key of Honeycomb.",
            "Whoever holds it sends made-up telemetry into the environment, or manages the team.",
            "Disable it under Environment settings > API keys and make another.",
            "https://docs.honeycomb.io/configure/environments/manage-api-keys/",
        ),
        "Honeycomb ingest key",
        &["hcaik_", "hcbik_", "hccik_", "hcxik_", "hcamk_"],
        r"hc(?:[abcx]ik|amk)_[0-9a-z]{58}",
    )
    .examples(&["hcaik_{lower:58}"], &["hcaik_{lower:10}"]),
    Rule::named(
        code(
            "secrets/splunk-hec-token",
            "A token of a Splunk HTTP Event Collector.",
            "Whoever holds it sends made-up events into the index.",
            "Delete it under Settings > Data inputs > HTTP Event Collector and make another.",
            "https://docs.splunk.com/Documentation/Splunk/latest/Data/UsetheHTTPEventCollector",
        ),
        "Splunk HEC token",
        &["splunk", "hec_token"],
        r"(?i-u:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})",
    )
    .examples(
        &["SPLUNK_HEC_TOKEN={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["SPLUNK_HEC_TOKEN={hex:8}", "SPLUNK_HEC_TOKEN=${SPLUNK_HEC_TOKEN}"],
    ),
    Rule::token(
        code(
            "secrets/splunk-header",
            "A token of a Splunk HTTP Event Collector in an Authorization header.",
            "Whoever holds it sends made-up events into the index.",
            "Delete it under Settings > Data inputs > HTTP Event Collector and make another.",
            "https://docs.splunk.com/Documentation/Splunk/latest/Data/FormateventsforHTTPEventCollector",
        ),
        "Splunk HEC token",
        &["splunk "],
        r"Splunk (?P<s>(?i-u:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}))",
    )
    .anchored(Anchor::Near(0, 40))
    .examples(&["Authorization: Splunk {hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"], &["Authorization: Splunk <token>"]),
    Rule::named(
        code(
            "secrets/sumo-logic-key",
            "The access key that belongs to a Sumo Logic access id.",
            WATCHES,
            "Delete it under Preferences > My access keys and make another.",
            "https://help.sumologic.com/docs/manage/security/access-keys/",
        ),
        "Sumo Logic access key",
        &["sumo_", "sumo-", "sumologic", "sumotoken", "sumokey", "sumoaccess"],
        r"[A-Za-z0-9]{64}",
    )
    .examples(
        &["SUMOLOGIC_ACCESS_KEY={alnum:64}"],
        &["SUMOLOGIC_ACCESS_KEY={alnum:20}", "SUMOLOGIC_ACCESS_KEY=${SUMOLOGIC_ACCESS_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/logzio-token",
            "A shipping or API token of a Logz.io account.",
            WATCHES,
            "Replace it under Settings > Manage tokens.",
            "https://docs.logz.io/docs/user-guide/admin/authentication-tokens/",
        ),
        "Logz.io token",
        &["logzio", "logz_io", "logz-io", "logz.io"],
        r"[A-Za-z]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    )
    .examples(&["LOGZIO_TOKEN={alpha:32}"], &["LOGZIO_TOKEN={alpha:10}", "LOGZIO_TOKEN=${LOGZIO_TOKEN}"]),
    Rule::named(
        code(
            "secrets/loggly-token",
            "A customer token of a Loggly account.",
            "Whoever holds it sends made-up logs into the account.",
            "Retire it under Source setup > Customer tokens and make another.",
            "https://documentation.solarwinds.com/en/success_center/loggly/content/admin/customer-token-authentication-token.htm",
        ),
        "Loggly token",
        &["loggly"],
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    )
    .examples(
        &["LOGGLY_TOKEN={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["LOGGLY_TOKEN={hex:8}", "LOGGLY_TOKEN=${LOGGLY_TOKEN}"],
    ),
    Rule::named(
        code(
            "secrets/pagerduty-key",
            "An API key of a PagerDuty account or user.",
            "Whoever holds it silences alarms, wakes people, and reads who is on call.",
            "Delete it under Integrations > API access keys and make another.",
            "https://support.pagerduty.com/main/docs/api-access-keys",
        ),
        "PagerDuty API key",
        &["pagerduty", "pager_duty", "pd_api"],
        r"[A-Za-z0-9+_-]{20}|[0-9a-f]{32}",
    )
    .examples(
        &["PAGERDUTY_API_KEY=u+{alnum:18}"],
        &["PAGERDUTY_API_KEY={alnum:8}", "PAGERDUTY_API_KEY=${PAGERDUTY_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/opsgenie-key",
            "An API key of an Opsgenie account or integration.",
            "Whoever holds it silences alarms, wakes people, and reads who is on call.",
            "Delete it under Settings > API key management and make another.",
            "https://support.atlassian.com/opsgenie/docs/api-key-management/",
        ),
        "Opsgenie API key",
        &["opsgenie"],
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    )
    .examples(
        &["OPSGENIE_API_KEY={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["OPSGENIE_API_KEY={hex:8}", "OPSGENIE_API_KEY=${OPSGENIE_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/rollbar-token",
            "An access token of a Rollbar project or account.",
            WATCHES,
            "Disable it under Settings > Project access tokens and make another.",
            "https://docs.rollbar.com/docs/access-tokens",
        ),
        "Rollbar access token",
        &["rollbar"],
        r"[0-9a-f]{32}",
    )
    .examples(
        &["ROLLBAR_ACCESS_TOKEN={hex:32}"],
        &["ROLLBAR_ACCESS_TOKEN={hex:10}", "ROLLBAR_ACCESS_TOKEN=${ROLLBAR_ACCESS_TOKEN}"],
    ),
    Rule::named(
        code(
            "secrets/bugsnag-key",
            "An API key or auth token of BugSnag.",
            WATCHES,
            "Regenerate it in the project's or the account's settings at https://app.bugsnag.com.",
            "https://docs.bugsnag.com/api/data-access/",
        ),
        "BugSnag key",
        &["bugsnag"],
        r"[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    )
    .examples(&["BUGSNAG_API_KEY={hex:32}"], &["BUGSNAG_API_KEY={hex:10}", "BUGSNAG_API_KEY=${BUGSNAG_API_KEY}"]),
    Rule::named(
        code(
            "secrets/amplitude-key",
            "The API key or secret key of an Amplitude project.",
            WATCHES,
            "Rotate it in the project's settings at https://app.amplitude.com.",
            "https://amplitude.com/docs/apis/authentication",
        ),
        "Amplitude key",
        &["amplitude_", "amplitude-", "amplitudeapi", "amplitudekey", "amplitudesecret"],
        r"[0-9a-f]{32}",
    )
    .examples(
        &["AMPLITUDE_SECRET_KEY={hex:32}"],
        &["AMPLITUDE_SECRET_KEY={hex:10}", "AMPLITUDE_SECRET_KEY=${AMPLITUDE_SECRET_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/mixpanel-secret",
            "The API secret of a Mixpanel project.",
            WATCHES,
            "Reset it in the project's settings at https://mixpanel.com.",
            "https://developer.mixpanel.com/reference/project-secret",
        ),
        "Mixpanel API secret",
        &["mixpanel"],
        r"[0-9a-f]{32}",
    )
    .examples(
        &["MIXPANEL_API_SECRET={hex:32}"],
        &["MIXPANEL_API_SECRET={hex:10}", "MIXPANEL_API_SECRET=${MIXPANEL_API_SECRET}"],
    ),
    Rule::token(
        code(
            "secrets/segment-token",
            "A Public API token of a Segment workspace.",
            "Whoever holds it changes where the workspace's data goes.",
            "Delete it under Settings > Access management > Tokens and make another.",
            "https://docs.segmentapis.com/tag/Getting-Started",
        ),
        "Segment Public API token",
        &["sgp_"],
        r"sgp_[A-Za-z0-9]{64}",
    )
    .examples(&["sgp_{alnum:64}"], &["sgp_{alnum:20}"]),
    Rule::named(
        code(
            "secrets/segment-write-key",
            "The write key of a Segment source.",
            "Whoever holds it sends made-up events into the workspace. In a web page it is public by design.",
            "Rotate it under Settings > API keys of the source.",
            "https://segment.com/docs/connections/find-writekey/",
        ),
        "Segment write key",
        &["segment_write", "segment-write", "segmentwrite", "segment_key", "segment_api"],
        r"[A-Za-z0-9]{32}",
    )
    .judged_by(hint)
    .examples(
        &["SEGMENT_WRITE_KEY={alnum:32}"],
        &["SEGMENT_WRITE_KEY={alnum:10}", "SEGMENT_WRITE_KEY=${SEGMENT_WRITE_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/elastic-apm-token",
            "The secret token or API key of an Elastic APM server.",
            "Whoever holds it sends made-up traces.",
            "Change the secret token of the server, or delete the API key.",
            "https://www.elastic.co/guide/en/observability/current/apm-secret-token.html",
        ),
        "Elastic APM token",
        &["elastic_apm", "elastic-apm", "apm_secret", "apm.secret"],
        r"[A-Za-z0-9]{16,22}|[A-Za-z0-9_-]{50,70}={0,2}",
    )
    .examples(
        &["ELASTIC_APM_SECRET_TOKEN={alnum:18}"],
        &["ELASTIC_APM_SECRET_TOKEN={alnum:6}", "ELASTIC_APM_SECRET_TOKEN=${ELASTIC_APM_SECRET_TOKEN}"],
    ),
    Rule::named(
        code(
            "secrets/betterstack-token",
            "A source or API token of Better Stack (Logtail).",
            WATCHES,
            "Delete it under Sources or API tokens at https://betterstack.com and make another.",
            "https://betterstack.com/docs/logs/api/getting-started/",
        ),
        "Better Stack token",
        &["betterstack", "better_stack", "logtail", "betteruptime", "better_uptime"],
        r"[A-Za-z0-9]{24}",
    )
    .examples(
        &["LOGTAIL_SOURCE_TOKEN={alnum:24}"],
        &["LOGTAIL_SOURCE_TOKEN={alnum:8}", "LOGTAIL_SOURCE_TOKEN=${LOGTAIL_SOURCE_TOKEN}"],
    ),
    Rule::token(
        code(
            "secrets/axiom-token",
            "An API or personal token of Axiom.",
            WATCHES,
            "Delete it under Settings > API tokens at https://app.axiom.co and make another.",
            "https://axiom.co/docs/reference/tokens",
        ),
        "Axiom token",
        &["xaat-", "xapt-"],
        r"xa[ap]t-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    )
    .examples(
        &["xaat-{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}", "xapt-{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["xaat-{hex:8}"],
    ),
    Rule::token(
        code(
            "secrets/checkly-key",
            "An API key of a Checkly user or service.",
            WATCHES,
            "Delete it at https://app.checklyhq.com/settings/user/api-keys and make another.",
            "https://www.checklyhq.com/docs/accounts-and-users/creating-api-key/",
        ),
        "Checkly API key",
        &["cu_", "sv_"],
        r"(?:cu|sv)_[0-9a-f]{32}",
    )
    .examples(&["cu_{hex:32}"], &["cu_{hex:10}"]),
    Rule::token(
        code(
            "secrets/uptimerobot-key",
            "An API key of an UptimeRobot account or monitor.",
            "Whoever holds it silences the alarms.",
            "Regenerate it at https://dashboard.uptimerobot.com/integrations.",
            "https://uptimerobot.com/api/",
        ),
        "UptimeRobot API key",
        &["uptimerobot", "uptime_robot"],
        r"[um][0-9]{6,10}-[0-9a-f]{24,32}",
    )
    .anchored(Anchor::Near(0, 120))
    .examples(&["UPTIMEROBOT_API_KEY=u{digit:7}-{hex:24}"], &["UPTIMEROBOT_API_KEY=u{digit:3}"]),
    Rule::named(
        code(
            "secrets/airbrake-key",
            "A project or user key of Airbrake.",
            WATCHES,
            "Regenerate it in the settings at https://airbrake.io.",
            "https://docs.airbrake.io/docs/devops-tools/api/",
        ),
        "Airbrake key",
        &["airbrake"],
        r"[0-9a-f]{32}|[0-9a-f]{40}",
    )
    .examples(&["AIRBRAKE_API_KEY={hex:32}"], &["AIRBRAKE_API_KEY={hex:10}", "AIRBRAKE_API_KEY=${AIRBRAKE_API_KEY}"]),
    Rule::named(
        code(
            "secrets/appsignal-key",
            "A push API key of AppSignal.",
            WATCHES,
            "Rotate it under Push & deploy of the organisation.",
            "https://docs.appsignal.com/appsignal/terminology.html#push-api-key",
        ),
        "AppSignal push API key",
        &["appsignal"],
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    )
    .examples(
        &["APPSIGNAL_PUSH_API_KEY={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["APPSIGNAL_PUSH_API_KEY={hex:8}", "APPSIGNAL_PUSH_API_KEY=${APPSIGNAL_PUSH_API_KEY}"],
    ),
    Rule::token(
        code(
            "secrets/coralogix-key",
            "An API key of a Coralogix account.",
            WATCHES,
            "Deactivate it under Data flow > API keys and make another.",
            "https://coralogix.com/docs/user-guides/account-management/api-keys/api-keys/",
        ),
        "Coralogix API key",
        &["cxth_", "cxtp_", "cxtu_", "cxup_"],
        r"cx(?:t[hpu]|up)_[A-Za-z0-9]{30}",
    )
    .examples(&["cxth_{alnum:30}"], &["cxth_{alnum:10}"]),
    Rule::token(
        code(
            "secrets/rootly-key",
            "An API key of a Rootly account.",
            "Whoever holds it reads and changes incidents, and wakes people.",
            "Delete it under Manage API keys and make another.",
            "https://docs.rootly.com/api-reference/overview",
        ),
        "Rootly API key",
        &["rootly_"],
        r"rootly_[0-9a-f]{64}",
    )
    .examples(&["rootly_{hex:64}"], &["rootly_{hex:10}"]),
    Rule::token(
        code(
            "secrets/firehydrant-token",
            "A bot token of FireHydrant.",
            "Whoever holds it reads and changes incidents, and wakes people.",
            "Delete it under Settings > Bot users and make another.",
            "https://docs.firehydrant.com/docs/api-keys-bot-users",
        ),
        "FireHydrant bot token",
        &["fhb-"],
        r"fhb-[0-9a-f]{32}",
    )
    .examples(&["fhb-{hex:32}"], &["fhb-{hex:10}"]),
    Rule::token(
        code(
            "secrets/fullstory-key",
            "An API key of a FullStory account.",
            "Whoever holds it reads the recorded sessions of visitors.",
            "Delete it under Settings > API keys and make another.",
            "https://developer.fullstory.com/server/authentication/",
        ),
        "FullStory API key",
        &["fullstory"],
        r"(?:na1|eu1)\.[A-Za-z0-9+/]{30,110}={0,2}",
    )
    .anchored(Anchor::Near(0, 200))
    .judged_by(random)
    .examples(&["FULLSTORY_API_KEY=na1.{alnum:100}"], &["FULLSTORY_API_KEY=na1.{alnum:8}"]),
    Rule::token(
        code(
            "secrets/pixie-key",
            "An API or deploy key of Pixie.",
            WATCHES,
            "Delete it with `px api-key delete` or `px deploy-key delete` and make another.",
            "https://docs.px.dev/reference/admin/api-keys/",
        ),
        "Pixie key",
        &["px-api-", "px-dep-"],
        r"px-(?:api|dep)-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    )
    .examples(
        &["px-api-{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}", "px-dep-{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["px-api-{hex:8}"],
    ),
    Rule::named(
        code(
            "secrets/new-relic-legacy-license",
            "A New Relic license key of the older form.",
            "Whoever holds it sends made-up telemetry into the account, at its owner's cost.",
            "Delete it at https://one.newrelic.com/api-keys and make another.",
            "https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/",
        ),
        "New Relic license key",
        &["newrelic", "new_relic", "new-relic", "new relic"],
        r"[0-9a-f]{40}",
    )
    .examples(
        &["NEW_RELIC_LICENSE_KEY={hex:40}"],
        &["NEW_RELIC_LICENSE_KEY={hex:8}", "NEW_RELIC_LICENSE_KEY=${NEW_RELIC_LICENSE_KEY}"],
    ),
];
