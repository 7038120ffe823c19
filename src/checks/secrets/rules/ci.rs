//! Continuous integration: what builds and deploys holds the secrets of the rest.

use super::super::rule::{Rule, Verdict, code, random};
use super::super::shape;

const BUILDS: &str = "Whoever holds it starts builds, changes them, and reads the secrets that they get.";

pub(super) static RULES: &[Rule] = &[
    Rule::token(
        code(
            "secrets/buildkite-token",
            "A Buildkite API access token.",
            BUILDS,
            "Revoke it at https://buildkite.com/user/api-access-tokens and make another.",
            "https://buildkite.com/docs/apis/managing-api-tokens",
        ),
        "Buildkite API token",
        &["bkua_"],
        r"bkua_[a-z0-9]{40,56}",
    )
    .judged_by(random)
    .examples(&["bkua_{hex:40}"], &["bkua_{hex:10}"]),
    Rule::token(
        code(
            "secrets/buildkite-agent-token",
            "A token of Buildkite's machinery: of a cluster's agents, a job, a portal or a registry.",
            "Whoever holds it gets jobs with their code and secrets, or publishes packages.",
            "Revoke it in Buildkite under Agents > Cluster > Agent tokens (a registry's or portal's: there).",
            "https://buildkite.com/docs/agent/v3/self-hosted/tokens",
        ),
        "Buildkite agent token",
        &["bkct_", "bkaa_", "bkaj_", "bkar_", "bkpt_", "bkps_", "bkpat_"],
        r"bk(?:ct|aa|aj|ar|pt|ps|pat)_[A-Za-z0-9]{40,400}",
    )
    .judged_by(random)
    .examples(&["bkct_{alnum:60}", "bkaj_{alnum:200}"], &["bkct_{alnum:12}"]),
    Rule::token(
        code(
            "secrets/circleci-token",
            "A CircleCI token, personal or of a project.",
            BUILDS,
            "Delete it at https://app.circleci.com/settings/user/tokens (a project's: in its settings) and make another.",
            "https://circleci.com/docs/managing-api-tokens/",
        ),
        "CircleCI token",
        &["CCIPAT_", "CCIPRJ_"],
        r"CCIP(?:AT|RJ)_[A-Za-z0-9]{22}_[0-9a-f]{40}",
    )
    .examples(&["CCIPAT_{alnum:22}_{hex:40}", "CCIPRJ_{alnum:22}_{hex:40}"], &["CCIPAT_{alnum:22}"]),
    Rule::named(
        code(
            "secrets/circleci-legacy-token",
            "A CircleCI token, of the older form without a prefix.",
            BUILDS,
            "Delete it at https://app.circleci.com/settings/user/tokens (a project's: in its settings) and make another.",
            "https://circleci.com/docs/managing-api-tokens/",
        ),
        "CircleCI token",
        &["circleci", "circle_token", "circle-token", "circle_ci"],
        r"[0-9a-f]{40}",
    )
    .examples(&["CIRCLE_TOKEN={hex:40}", "circleci_token: {hex:40}"], &["CIRCLE_SHA1={hex:40}", "TOKEN={hex:40}"]),
    Rule::token(
        code(
            "secrets/octopus-key",
            "An API key of an Octopus Deploy server.",
            BUILDS,
            "Revoke it in Octopus under Profile > My API keys and make another.",
            "https://octopus.com/docs/octopus-rest-api/how-to-create-an-api-key",
        ),
        "Octopus Deploy API key",
        &["API-"],
        r"API-[A-Z0-9]{25,32}",
    )
    // Page ids look alike but for their digits, which are hexadecimal.
    .judged_by(|found| Verdict::only_if(!found.secret[4..].iter().all(u8::is_ascii_hexdigit) && shape::random(found.secret)))
    .examples(&["API-{upper:26}", "API-{upper:32}"], &["API-{upper:12}", "API-REFERENCEANDUSERMANUALFORALL"]),
    Rule::token(
        code(
            "secrets/harness-token",
            "A Harness token, of a user or a service account.",
            BUILDS,
            "Delete it in Harness under My profile > API keys (a service account's: Access control) and make another.",
            "https://developer.harness.io/docs/platform/automation/api/add-and-manage-api-keys/",
        ),
        "Harness token",
        &["pat.", "sat."],
        r"[ps]at\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{20}",
    )
    .judged_by(random)
    .examples(&["pat.{alnum:22}.{hex:24}.{alnum:20}"], &["pat.{alnum:22}", "sat.sunday"]),
    Rule::named(
        code(
            "secrets/travis-token",
            "An API token of Travis CI.",
            BUILDS,
            "Regenerate it at https://app.travis-ci.com/account/preferences.",
            "https://developer.travis-ci.com/authentication",
        ),
        "Travis CI token",
        &["travis"],
        r"[A-Za-z0-9_-]{22}",
    )
    .examples(&["TRAVIS_TOKEN={alnum:22}"], &["TRAVIS_BRANCH={alnum:22}", "TOKEN={alnum:22}"]),
    Rule::named(
        code(
            "secrets/drone-token",
            "A user's token or the RPC secret of a Drone server.",
            BUILDS,
            "Rotate it in Drone's account settings (the RPC secret: in the server's and the runners' settings).",
            "https://docs.drone.io/cli/configure/",
        ),
        "Drone token",
        &["drone"],
        r"[A-Za-z0-9]{32}",
    )
    .examples(&["DRONE_RPC_SECRET={hex:32}", "drone_token: {alnum:32}"], &["DRONE_BRANCH={alnum:32}", "TOKEN={alnum:32}"]),
    Rule::named(
        code(
            "secrets/jenkins-token",
            "An API token of a Jenkins user, or the token that starts a job from afar.",
            "Whoever holds it acts on the server as its owner; mostly that ends in running programs on it.",
            "Revoke it in Jenkins under the user's Security page and make another.",
            "https://www.jenkins.io/doc/book/system-administration/authenticating-scripted-clients/",
        ),
        "Jenkins API token",
        &["jenkins"],
        r"(?:11)?[0-9a-f]{32}|(?i-u:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})",
    )
    .examples(&["JENKINS_API_TOKEN=11{hex:32}", "jenkins_token: {hex:32}"], &["JENKINS_BUILD={hex:32}", "JENKINS_TOKEN={hex:12}"]),
    Rule::token(
        code(
            "secrets/jenkins-first-password",
            "The password that a new Jenkins server gives its first administrator.",
            "Until it is changed, whoever has it administers the server.",
            "Change the administrator's password, and keep the server's log out of the repository.",
            "https://www.jenkins.io/doc/book/installing/linux/#unlocking-jenkins",
        ),
        "Jenkins administrator password",
        &["password to proceed to installation"],
        r"password to proceed to installation:\s{1,8}(?P<s>[0-9a-f]{32})",
    )
    .judged_by(random)
    .examples(&["password to proceed to installation:\n\n{hex:32}\n"], &["password to proceed to installation:\n\n<password>\n"]),
    Rule::token(
        code(
            "secrets/teamcity-token",
            "An access token of a TeamCity server.",
            BUILDS,
            "Delete it in TeamCity under Profile > Access tokens and make another.",
            "https://www.jetbrains.com/help/teamcity/configuring-your-user-profile.html",
        ),
        "TeamCity access token",
        // The base64 of {"typ": "TCV2"}.
        &["eyJ0eXAiOiAiVENWMiJ9."],
        r"eyJ0eXAiOiAiVENWMiJ9\.[A-Za-z0-9_-]{26,44}\.[A-Za-z0-9_-]{40,56}",
    )
    .examples(&["eyJ0eXAiOiAiVENWMiJ9.{alnum:36}.{alnum:48}"], &["eyJ0eXAiOiAiVENWMiJ9.{alnum:12}"]),
    Rule::named(
        code(
            "secrets/codefresh-key",
            "An API key of Codefresh.",
            BUILDS,
            "Delete it at https://g.codefresh.io/user/settings and make another.",
            "https://codefresh.io/docs/docs/integrations/codefresh-api/",
        ),
        "Codefresh API key",
        &["codefresh", "cf_api_key"],
        r"[0-9a-f]{24}\.[0-9a-f]{32}",
    )
    .examples(&["CODEFRESH_API_KEY={hex:24}.{hex:32}"], &["CODEFRESH_PIPELINE={hex:24}.{hex:32}", "CODEFRESH_API_KEY={hex:24}"]),
    Rule::named(
        code(
            "secrets/bitrise-token",
            "An access token of Bitrise.",
            BUILDS,
            "Revoke it at https://app.bitrise.io/me/account/security and make another.",
            "https://docs.bitrise.io/en/bitrise-ci/api/authenticating-with-the-bitrise-api.html",
        ),
        "Bitrise access token",
        &["bitrise"],
        r"[A-Za-z0-9_-]{64}|[A-Za-z0-9_-]{86}",
    )
    .examples(&["BITRISE_TOKEN={alnum:86}"], &["BITRISE_APP={alnum:86}", "BITRISE_TOKEN={alnum:12}"]),
    Rule::named(
        code(
            "secrets/appveyor-token",
            "An API token of AppVeyor.",
            BUILDS,
            "Generate another at https://ci.appveyor.com/api-keys.",
            "https://www.appveyor.com/docs/api/",
        ),
        "AppVeyor API token",
        &["appveyor"],
        r"v2\.[a-z0-9]{20}",
    )
    .judged_by(|found| Verdict::only_if(shape::random(&found.secret[3..])))
    .examples(&["APPVEYOR_API_TOKEN=v2.{lower:20}"], &["APPVEYOR_API_TOKEN=v2.{lower:12}"]),
    Rule::named(
        code(
            "secrets/codemagic-token",
            "An API token of Codemagic.",
            BUILDS,
            "Regenerate it in Codemagic under Teams > Personal account > Integrations.",
            "https://docs.codemagic.io/rest-api/codemagic-rest-api/",
        ),
        "Codemagic token",
        &["codemagic"],
        r"[A-Za-z0-9_-]{43}",
    )
    .examples(&["CODEMAGIC_API_TOKEN={alnum:43}"], &["CODEMAGIC_APP={alnum:43}", "CODEMAGIC_API_TOKEN={alnum:12}"]),
    Rule::named(
        code(
            "secrets/semaphore-token",
            "An API token of Semaphore.",
            BUILDS,
            "Regenerate it at https://me.semaphoreci.com/account.",
            "https://docs.semaphoreci.com/reference/api-v1alpha",
        ),
        "Semaphore token",
        &["semaphoreci", "semaphore_api", "semaphore_token", "semaphore_auth"],
        r"[A-Za-z0-9_-]{20}",
    )
    .examples(&["SEMAPHORE_API_TOKEN={alnum:20}"], &["SEMAPHORE_PROJECT={alnum:20}", "SEMAPHORE_API_TOKEN={alnum:10}"]),
    Rule::named(
        code(
            "secrets/nx-cloud-token",
            "An access token of Nx Cloud.",
            "With write access, whoever holds it puts results of builds into the cache that others take over unseen.",
            "Delete it in the Nx Cloud workspace under Access control and make another.",
            "https://nx.dev/ci/recipes/security/access-tokens",
        ),
        "Nx Cloud access token",
        &["nx_cloud", "nxcloud"],
        r"[A-Za-z0-9+/]{50,100}={0,2}",
    )
    .examples(&["NX_CLOUD_ACCESS_TOKEN={base64:76}"], &["NX_CLOUD_ID={base64:76}", "NX_CLOUD_ACCESS_TOKEN={base64:12}"]),
    Rule::named(
        code(
            "secrets/codecov-token",
            "An upload or access token of Codecov.",
            "Whoever holds it falsifies coverage; with an access token, reads the repositories' reports.",
            "Regenerate it in Codecov under the repository's configuration (an access token: in the user's settings).",
            "https://docs.codecov.com/docs/codecov-tokens",
        ),
        "Codecov token",
        &["codecov"],
        r"[A-Za-z0-9]{32}|(?i-u:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})",
    )
    .examples(&["CODECOV_TOKEN={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"], &["CODECOV_FLAG={alnum:32}", "CODECOV_TOKEN={alnum:12}"]),
    Rule::named(
        code(
            "secrets/rundeck-token",
            "An API token of a Rundeck server.",
            "Whoever holds it runs jobs, and so programs, on the machines that the server manages.",
            "Delete it in Rundeck under Profile > User API tokens and make another.",
            "https://docs.rundeck.com/docs/api/#token-authentication",
        ),
        "Rundeck token",
        &["rundeck"],
        r"[A-Za-z0-9]{32}",
    )
    .examples(&["RUNDECK_TOKEN={alnum:32}"], &["RUNDECK_PROJECT={alnum:32}", "RUNDECK_TOKEN={alnum:12}"]),
    Rule::named(
        code(
            "secrets/ansible-controller-token",
            "An OAuth token of Ansible's automation controller (AWX, Tower).",
            "Whoever holds it runs playbooks, and so programs, on the machines that the controller manages.",
            "Delete it in the controller under Users > Tokens and make another.",
            "https://docs.ansible.com/automation-controller/latest/html/userguide/applications_auth.html",
        ),
        "Ansible controller token",
        &["tower_oauth", "controller_oauth", "awx_token", "awx_oauth"],
        r"[A-Za-z0-9]{30}",
    )
    .examples(&["TOWER_OAUTH_TOKEN={alnum:30}"], &["TOWER_HOST={alnum:30}", "TOWER_OAUTH_TOKEN={alnum:12}"]),
    Rule::named(
        code(
            "secrets/gocd-token",
            "An access token of a GoCD server.",
            BUILDS,
            "Revoke it in GoCD under Access tokens and make another.",
            "https://docs.gocd.org/current/configuration/access_tokens.html",
        ),
        "GoCD access token",
        &["gocd"],
        r"[0-9a-f]{40}",
    )
    .examples(&["GOCD_ACCESS_TOKEN={hex:40}"], &["GOCD_REVISION={hex:40}", "GOCD_ACCESS_TOKEN={hex:12}"]),
    Rule::named(
        code(
            "secrets/spacelift-secret",
            "The secret of a Spacelift API key.",
            "Whoever holds it runs the stacks of the account: changes what is deployed, reads its state.",
            "Delete it in Spacelift under Organization settings > API keys and make another.",
            "https://docs.spacelift.io/integrations/api",
        ),
        "Spacelift API key secret",
        &["spacelift"],
        r"[0-9a-f]{64}",
    )
    .examples(&["SPACELIFT_API_KEY_SECRET={hex:64}"], &["SPACELIFT_API_KEY_ID={hex:64}", "SPACELIFT_API_KEY_SECRET={hex:12}"]),
    Rule::named(
        code(
            "secrets/scalr-token",
            "An access token of Scalr.",
            "Whoever holds it runs the workspaces of the account: changes what is deployed, reads its state.",
            "Delete it in Scalr under the user's API tokens and make another.",
            "https://docs.scalr.io/docs/api-preview",
        ),
        "Scalr access token",
        &["scalr"],
        r"eyJ[A-Za-z0-9_-]{10,200}\.eyJ[A-Za-z0-9_-]{10,400}\.[A-Za-z0-9_-]{40,90}",
    )
    .examples(&["SCALR_TOKEN=eyJ{alnum:33}.eyJ{alnum:60}.{alnum:43}"], &["SCALR_HOST=eyJ{alnum:33}.eyJ{alnum:60}.{alnum:43}", "SCALR_TOKEN=eyJ{alnum:12}"]),
];
