//! What tests and analyses software and switches its features.

use super::super::rule::{Anchor, Rule, Verdict, code, random};
use super::super::shape;

pub(super) static RULES: &[Rule] = &[
    Rule::token(
        code(
            "secrets/sonar-token",
            "A SonarQube or SonarCloud token: of a user, a project, or for global analysis.",
            "Whoever holds it reads the analysed code and its open weaknesses.",
            "Revoke it under My account > Security and make another.",
            "https://docs.sonarsource.com/sonarqube-server/latest/user-guide/managing-tokens/",
        ),
        "Sonar token",
        &["squ_", "sqp_", "sqa_"],
        r"sq[upa]_[0-9a-f]{40}",
    )
    .examples(&["squ_{hex:40}", "sqp_{hex:40}"], &["squ_{hex:10}"]),
    Rule::named(
        code(
            "secrets/sonar-legacy-token",
            "A SonarQube or SonarCloud token of the older form.",
            "Whoever holds it reads the analysed code and its open weaknesses.",
            "Revoke it under My account > Security and make another.",
            "https://docs.sonarsource.com/sonarqube-server/latest/user-guide/managing-tokens/",
        ),
        "Sonar token",
        &["sonar", "sonar.login", "sonar_login", "sonarlogin", "-dsonar.login"],
        r"(?:sq[upa]_)?(?i-u:[0-9a-f]{40})",
    )
    .examples(
        &["SONAR_TOKEN={hex:40}", "-Dsonar.login={hex:40}"],
        &["SONAR_TOKEN={hex:20}", "SONAR_TOKEN=${SONAR_TOKEN}"],
    ),
    Rule::token(
        code(
            "secrets/launchdarkly-sdk-key",
            "A server-side SDK key of a LaunchDarkly environment.",
            "Whoever holds it reads every feature flag with its rules.",
            "Reset it under Settings > Environments of the project.",
            "https://launchdarkly.com/docs/home/account/environment/keys",
        ),
        "LaunchDarkly SDK key",
        &["sdk-"],
        r"sdk-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    )
    .examples(&["sdk-{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"], &["sdk-{hex:8}", "sdk-version"]),
    Rule::token(
        code(
            "secrets/launchdarkly-access-token",
            "An API access token of LaunchDarkly.",
            "Whoever holds it changes feature flags in production.",
            "Delete it at https://app.launchdarkly.com/settings/authorization and make another.",
            "https://launchdarkly.com/docs/home/account/api",
        ),
        "LaunchDarkly access token",
        &["api-"],
        r"api-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    )
    .examples(&["api-{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"], &["api-{hex:8}", "api-reference"]),
    Rule::named(
        code(
            "secrets/launchdarkly-legacy-token",
            "A key or token of LaunchDarkly, of the older form.",
            "Whoever holds it changes feature flags in production.",
            "Delete it at https://app.launchdarkly.com/settings/authorization and make another.",
            "https://launchdarkly.com/docs/home/account/api",
        ),
        "LaunchDarkly token",
        &["launchdarkly", "launch_darkly"],
        r"[0-9A-Za-z=_-]{40}",
    )
    .examples(
        &["LAUNCHDARKLY_ACCESS_TOKEN={alnum:40}"],
        &["LAUNCHDARKLY_ACCESS_TOKEN={alnum:10}", "LAUNCHDARKLY_ACCESS_TOKEN=${LAUNCHDARKLY_ACCESS_TOKEN}"],
    ),
    Rule::token(
        code(
            "secrets/statsig-secret",
            "A server secret or console key of a Statsig project.",
            "Whoever holds it reads every gate with its rules, or changes them.",
            "Delete it under Settings > Keys & environments at https://console.statsig.com and make another.",
            "https://docs.statsig.com/sdk-keys/api-keys",
        ),
        "Statsig secret key",
        &["secret-", "console-"],
        r"(?:secret|console)-[A-Za-z0-9]{40,52}",
    )
    .judged_by(random)
    .examples(&["secret-{alnum:43}", "console-{alnum:43}"], &["secret-{alnum:10}", "secret-manager"]),
    Rule::named(
        code(
            "secrets/snyk-token",
            "An API token of a Snyk user or service account.",
            "Whoever holds it reads the open weaknesses of the owner's projects.",
            "Revoke it at https://app.snyk.io/account and make another.",
            "https://docs.snyk.io/snyk-api/authentication-for-api",
        ),
        "Snyk API token",
        &["snyk"],
        r"(?i-u:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})",
    )
    .examples(
        &["SNYK_TOKEN={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["SNYK_TOKEN={hex:8}", "SNYK_TOKEN=${SNYK_TOKEN}"],
    ),
    Rule::token(
        code(
            "secrets/snyk-access-token",
            "A personal or service account access token of Snyk.",
            "Whoever holds it reads the open weaknesses of the owner's projects.",
            "Revoke it under Account settings and make another.",
            "https://docs.snyk.io/snyk-api/authentication-for-api",
        ),
        "Snyk access token",
        &["snyk_uat.", "snyk_sat."],
        r"snyk_[us]at\.[0-9a-f]{8}\.[A-Za-z0-9_-]{20,400}\.[A-Za-z0-9_-]{20,200}",
    )
    .anchored(Anchor::Start(700))
    .examples(&["snyk_uat.{hex:8}.{alnum:80}.{alnum:86}"], &["snyk_uat.{hex:8}"]),
    Rule::named(
        code(
            "secrets/codacy-token",
            "An API or project token of Codacy.",
            "Whoever holds it reads the analysed code's issues, or reports made-up coverage.",
            "Delete it under API tokens of the account or project and make another.",
            "https://docs.codacy.com/codacy-api/api-tokens/",
        ),
        "Codacy token",
        &["codacy"],
        r"[0-9a-f]{32}|[A-Za-z0-9]{20}",
    )
    .examples(&["CODACY_API_TOKEN={hex:32}"], &["CODACY_API_TOKEN={hex:10}", "CODACY_API_TOKEN=${CODACY_API_TOKEN}"]),
    Rule::named(
        code(
            "secrets/coveralls-token",
            "A repository or personal token of Coveralls.",
            "Whoever holds it reports made-up coverage.",
            "Regenerate it in the repository's settings at https://coveralls.io.",
            "https://docs.coveralls.io/api-introduction",
        ),
        "Coveralls token",
        &["coveralls"],
        r"[A-Za-z0-9]{32}|[A-Za-z0-9-]{37}",
    )
    .examples(
        &["COVERALLS_REPO_TOKEN={alnum:32}"],
        &["COVERALLS_REPO_TOKEN={alnum:10}", "COVERALLS_REPO_TOKEN=${COVERALLS_REPO_TOKEN}"],
    ),
    Rule::named(
        code(
            "secrets/codeclimate-token",
            "A reporter id or token of Code Climate (Qlty).",
            "Whoever holds it reports made-up coverage.",
            "Regenerate it under Repo settings > Test coverage.",
            "https://docs.codeclimate.com/docs/finding-your-test-coverage-token",
        ),
        "Code Climate token",
        &["cc_test_reporter_id", "codeclimate", "code_climate"],
        r"[0-9a-f]{64}",
    )
    .examples(
        &["CODECLIMATE_REPO_TOKEN={hex:64}", "CC_TEST_REPORTER_ID: {hex:64}"],
        &["CODECLIMATE_REPO_TOKEN={hex:20}", "CODECLIMATE_REPO_TOKEN=${CODECLIMATE_REPO_TOKEN}"],
    ),
    Rule::named(
        code(
            "secrets/percy-token",
            "A project token of Percy.",
            "Whoever holds it uploads snapshots at its owner's cost.",
            "Regenerate it in the project's settings at https://percy.io.",
            "https://www.browserstack.com/docs/percy/get-started/percy-basics",
        ),
        "Percy token",
        &["percy"],
        r"(?:web_|app_|auto_|ss_)?[0-9a-f]{64}",
    )
    .examples(&["PERCY_TOKEN={hex:64}"], &["PERCY_TOKEN={hex:20}", "PERCY_TOKEN=${PERCY_TOKEN}"]),
    Rule::named(
        code(
            "secrets/browserstack-key",
            "An access key of a BrowserStack account.",
            "Whoever holds it runs browsers at its owner's cost and watches their sessions.",
            "Reset it at https://www.browserstack.com/accounts/profile.",
            "https://www.browserstack.com/docs/automate/selenium/view-and-manage-credentials",
        ),
        "BrowserStack access key",
        &["browserstack", "browser_stack"],
        r"[A-Za-z0-9]{20}",
    )
    .examples(
        &["BROWSERSTACK_ACCESS_KEY={alnum:20}"],
        &["BROWSERSTACK_ACCESS_KEY={alnum:8}", "BROWSERSTACK_ACCESS_KEY=${BROWSERSTACK_ACCESS_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/saucelabs-key",
            "An access key of a Sauce Labs account.",
            "Whoever holds it runs browsers at its owner's cost and watches their sessions.",
            "Regenerate it at https://app.saucelabs.com/user-settings.",
            "https://docs.saucelabs.com/dev/api/",
        ),
        "Sauce Labs access key",
        &["sauce_", "sauce-", "saucelabs"],
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    )
    .examples(
        &["SAUCE_ACCESS_KEY={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["SAUCE_ACCESS_KEY={hex:8}", "SAUCE_ACCESS_KEY=${SAUCE_ACCESS_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/lambdatest-key",
            "An access key of a LambdaTest account.",
            "Whoever holds it runs browsers at its owner's cost and watches their sessions.",
            "Regenerate it at https://accounts.lambdatest.com/security.",
            "https://www.lambdatest.com/support/docs/hyperexecute-environment-variable-setup/",
        ),
        "LambdaTest access key",
        &["lambdatest", "lt_access"],
        r"(?:LT_)?[A-Za-z0-9]{50}",
    )
    .examples(&["LT_ACCESS_KEY={alnum:50}"], &["LT_ACCESS_KEY={alnum:10}", "LT_ACCESS_KEY=${LT_ACCESS_KEY}"]),
    Rule::named(
        code(
            "secrets/configcat-key",
            "An SDK key of a ConfigCat environment.",
            "Whoever holds it reads every feature flag with its rules. In a web page it is public by design.",
            "Revoke it under SDK key of the environment and make another.",
            "https://configcat.com/docs/sdk-reference/overview/",
        ),
        "ConfigCat SDK key",
        &["configcat"],
        r"(?:configcat-sdk-1/)?[A-Za-z0-9_-]{22}/[A-Za-z0-9_-]{22}",
    )
    .judged_by(|found| if shape::random(found.secret) { Verdict::Doubtful } else { Verdict::Harmless })
    .examples(
        &["CONFIGCAT_SDK_KEY={alnum:22}/{alnum:22}"],
        &["CONFIGCAT_SDK_KEY={alnum:10}", "CONFIGCAT_SDK_KEY=${CONFIGCAT_SDK_KEY}"],
    ),
    Rule::token(
        code(
            "secrets/devcycle-key",
            "An SDK key of a DevCycle environment.",
            "Whoever holds it reads every feature flag with its rules.",
            "Revoke it under Environments & keys and make another.",
            "https://docs.devcycle.com/management-api/",
        ),
        "DevCycle SDK key",
        &["dvc_server_", "dvc_client_", "dvc_mobile_"],
        r"dvc_(?:server|client|mobile)_[A-Za-z0-9_]{24,64}",
    )
    .judged_by(|found| Verdict::sure_if(found.secret.starts_with(b"dvc_server")))
    .examples(&["dvc_server_{lower:24}"], &["dvc_server_{lower:8}"]),
    Rule::named(
        code(
            "secrets/flagsmith-key",
            "A server-side environment key of Flagsmith.",
            "Whoever holds it reads every feature flag with its rules.",
            "Delete it under SDK keys of the environment and make another.",
            "https://docs.flagsmith.com/clients/server-side",
        ),
        "Flagsmith server key",
        &["flagsmith"],
        r"ser\.[A-Za-z0-9]{22}",
    )
    .examples(&["FLAGSMITH_KEY=ser.{alnum:22}"], &["FLAGSMITH_KEY=${FLAGSMITH_KEY}"]),
    Rule::token(
        code(
            "secrets/unleash-token",
            "An API token of Unleash.",
            "Whoever holds it reads every feature flag with its rules, or changes them.",
            "Delete it under Admin > API access and make another.",
            "https://docs.getunleash.io/reference/api-tokens-and-client-keys",
        ),
        "Unleash API token",
        &["unleash"],
        r"(?P<s>(?:\*|\[\]|[A-Za-z0-9_-]{1,60}):[A-Za-z0-9_*-]{1,60}\.[0-9a-f]{56,64})",
    )
    .anchored(Anchor::Near(40, 260))
    .examples(&["UNLEASH_API_TOKEN=*:development.{hex:56}"], &["UNLEASH_API_TOKEN=*:development.{hex:10}"]),
    Rule::token(
        code(
            "secrets/infracost-key",
            "An API key of Infracost.",
            "Whoever holds it prices infrastructure at its owner's cost.",
            "Regenerate it in the organisation's settings at https://dashboard.infracost.io.",
            "https://www.infracost.io/docs/infracost_cloud/self_hosting/",
        ),
        "Infracost API key",
        &["ico-"],
        r"ico-[A-Za-z0-9]{32}",
    )
    // File names of icons are written in lower case.
    .judged_by(|found| Verdict::only_if(shape::classes(found.secret) == 4))
    .examples(&["ico-{alnum:32}"], &["ico-{alnum:10}", "ico-some-icon-name-of-a-stylesheet-x"]),
    Rule::token(
        code(
            "secrets/stackhawk-key",
            "An API key of a StackHawk account.",
            "Whoever holds it reads the open weaknesses of the owner's applications.",
            "Delete it under Settings > API keys at https://app.stackhawk.com and make another.",
            "https://docs.stackhawk.com/stackhawk-platform/api-keys.html",
        ),
        "StackHawk API key",
        &["hawk."],
        r"hawk\.[A-Za-z0-9_-]{20}\.[A-Za-z0-9_-]{20}",
    )
    .judged_by(random)
    .examples(&["hawk.{alnum:20}.{alnum:20}"], &["hawk.{alnum:5}"]),
    Rule::token(
        code(
            "secrets/dependency-track-key",
            "An API key of a Dependency-Track server.",
            "Whoever holds it reads the open weaknesses of the organisation's software.",
            "Delete it under Administration > Access management > Teams and make another.",
            "https://docs.dependencytrack.org/integrations/rest-api/",
        ),
        "Dependency-Track API key",
        &["odt_"],
        r"odt_(?:[A-Za-z0-9]{8}_)?[A-Za-z0-9]{32,40}",
    )
    .judged_by(random)
    .examples(&["odt_{alnum:32}", "odt_{alnum:8}_{alnum:32}"], &["odt_{alnum:10}"]),
    Rule::token(
        code(
            "secrets/aikido-secret",
            "A secret of Aikido Security: of an API client or for CI.",
            "Whoever holds it reads the open weaknesses of the organisation's code.",
            "Delete it under Settings > Integrations at https://app.aikido.dev and make another.",
            "https://apidocs.aikido.dev/reference/authorization",
        ),
        "Aikido secret",
        &["AIK_SECRET_", "AIK_CI_"],
        r"AIK_(?:SECRET_[A-Za-z0-9]{50,80}|CI_[A-Za-z0-9]{20,64})",
    )
    .examples(&["AIK_SECRET_{alnum:64}", "AIK_CI_{alnum:40}"], &["AIK_SECRET_{alnum:10}"]),
    Rule::token(
        code(
            "secrets/endor-labs-key",
            "An API key or secret of Endor Labs.",
            "Whoever holds it reads the open weaknesses of the organisation's code.",
            "Delete it under Access control > API keys at https://app.endorlabs.com and make another.",
            "https://docs.endorlabs.com/administration/api-keys/",
        ),
        "Endor Labs key",
        &["endr+"],
        r"endr\+[A-Za-z0-9_-]{16}",
    )
    .examples(&["endr+{alnum:16}"], &["endr+{alnum:6}"]),
];
