//! Where code is kept: GitHub, GitLab, Atlassian, Gitea and others.

use super::super::decode;
use super::super::rule::{Candidate, Rule, Verdict, code, random};
use super::super::shape;

const PUSHES: &str = "Whoever holds it reads and writes, in its owner's name, every repository that its scopes reach.";
const GITHUB: &str = "https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats";
const GITLAB: &str = "https://docs.gitlab.com/security/tokens/#token-prefixes";

pub(super) static RULES: &[Rule] = &[
    Rule::token(
        code(
            "secrets/github-pat",
            "A GitHub classic personal access token.",
            PUSHES,
            "Revoke it at https://github.com/settings/tokens and make another; better, a fine-grained one.",
            GITHUB,
        ),
        "GitHub personal access token",
        &["ghp_"],
        r"ghp_[A-Za-z0-9]{36}",
    )
    .judged_by(github)
    .examples(&["ghp_{alnum:36}"], &["ghp_{alnum:35}", "ghp_{alnum:40}", "xghp_{alnum:36}"]),
    Rule::token(
        code(
            "secrets/github-oauth-token",
            "The access token that a user has given to a GitHub OAuth app; the gh tool holds one.",
            PUSHES,
            "Revoke the app at https://github.com/settings/applications, or log out with `gh auth logout`.",
            GITHUB,
        ),
        "GitHub OAuth token",
        &["gho_"],
        r"gho_[A-Za-z0-9]{36}",
    )
    .judged_by(github)
    .examples(&["gho_{alnum:36}"], &["gho_{alnum:35}", "gho_{alnum:40}"]),
    Rule::token(
        code(
            "secrets/github-app-token",
            "A token of a GitHub App: of a user, of an installation, or of a workflow.",
            "While it lives, some hours, whoever holds it reads and writes the repositories that the app may.",
            "Let it expire or revoke it (DELETE /installation/token), and look at how it came in.",
            GITHUB,
        ),
        "GitHub App token",
        &["ghu_", "ghs_"],
        r"gh[us]_[A-Za-z0-9]{36}",
    )
    .judged_by(github)
    .examples(&["ghu_{alnum:36}", "ghs_{alnum:36}"], &["ghs_{alnum:35}", "ghu_{alnum:40}"]),
    Rule::token(
        code(
            "secrets/github-refresh-token",
            "The refresh token of a user of a GitHub App.",
            "With the app's secret it makes new tokens for six months.",
            "Revoke the app's authorisation at https://github.com/settings/apps/authorizations.",
            GITHUB,
        ),
        "GitHub refresh token",
        &["ghr_"],
        r"ghr_(?:[A-Za-z0-9]{76}|[A-Za-z0-9]{36})",
    )
    .judged_by(github)
    .examples(&["ghr_{alnum:76}", "ghr_{alnum:36}"], &["ghr_{alnum:35}"]),
    Rule::token(
        code(
            "secrets/github-fine-grained-token",
            "A GitHub fine-grained personal access token.",
            PUSHES,
            "Revoke it at https://github.com/settings/personal-access-tokens and make another.",
            GITHUB,
        ),
        "GitHub fine-grained personal access token",
        &["github_pat_"],
        r"github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}",
    )
    .examples(&["github_pat_{alnum:22}_{alnum:59}"], &["github_pat_{alnum:22}", "github_pat_your_token"]),
    Rule::named(
        code(
            "secrets/github-client-secret",
            "The client secret of a GitHub OAuth app or GitHub App.",
            "Whoever holds it poses as the app towards its users.",
            "Generate another at https://github.com/settings/developers and delete this one.",
            "https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps",
        ),
        "GitHub client secret",
        &["github_client", "github_secret", "github_oauth", "github_app", "github-client", "githubclient"],
        r"[0-9a-f]{40}",
    )
    .judged_by(|found| Verdict::only_if(shape::contains(&found.matched.to_ascii_lowercase(), b"secret") && shape::random(found.secret)))
    .examples(&["GITHUB_CLIENT_SECRET={hex:40}"], &["GITHUB_SHA={hex:40}", "GITHUB_CLIENT_SECRET={hex:12}"]),
    Rule::token(
        code(
            "secrets/gitlab-token",
            "A GitLab access token: of a person, a project or a group.",
            PUSHES,
            "Revoke it where it was made (a personal one: User settings > Access tokens) and make another.",
            GITLAB,
        ),
        "GitLab access token",
        &["glpat-"],
        r"glpat-(?:[A-Za-z0-9_-]{27,300}\.(?:[0-9a-z]{2}\.)?[0-9a-z]{9}|[A-Za-z0-9_-]{20})",
    )
    .judged_by(gitlab)
    .examples(&["glpat-{alnum:20}", "glpat-{alnum:27}.01.{lower:9}", "glpat-{alnum:27}.{lower:9}"], &["glpat-{alnum:12}", "glpat-XXXXXXXXXXXXXXXXXXXX"]),
    Rule::token(
        code(
            "secrets/gitlab-deploy-token",
            "A GitLab deploy token.",
            "Whoever holds it reads the repository and its registries and, with write scope, replaces packages and images.",
            "Revoke it under Settings > Repository > Deploy tokens and make another.",
            GITLAB,
        ),
        "GitLab deploy token",
        &["gldt-"],
        r"gldt-[A-Za-z0-9_-]{20}",
    )
    .examples(&["gldt-{alnum:20}"], &["gldt-{alnum:12}"]),
    Rule::token(
        code(
            "secrets/gitlab-runner-token",
            "The authentication token of a GitLab runner.",
            "Whoever holds it poses as the runner: gets its jobs with their code and secrets.",
            "Reset it (`gitlab-runner reset-token`, or delete the runner under Settings > CI/CD > Runners).",
            GITLAB,
        ),
        "GitLab runner token",
        &["glrt-", "glrtr-"],
        r"glrtr?-(?:t[0-9]_)?(?:[A-Za-z0-9_-]{27,300}\.(?:[0-9a-z]{2}\.)?[0-9a-z]{9}|[A-Za-z0-9_-]{20})",
    )
    .judged_by(gitlab)
    .examples(&["glrt-{alnum:20}", "glrt-t1_{alnum:20}", "glrt-t1_{alnum:27}.01.{lower:9}", "glrtr-{alnum:20}"], &["glrt-{alnum:12}"]),
    Rule::token(
        code(
            "secrets/gitlab-trigger-token",
            "A GitLab pipeline trigger token.",
            "Whoever holds it starts pipelines with variables of their choice, in its owner's name.",
            "Revoke it under Settings > CI/CD > Pipeline trigger tokens and make another.",
            GITLAB,
        ),
        "GitLab trigger token",
        &["glptt-"],
        r"glptt-[0-9a-f]{40}",
    )
    .examples(&["glptt-{hex:40}"], &["glptt-{hex:12}"]),
    Rule::token(
        code(
            "secrets/gitlab-feed-token",
            "A GitLab feed token.",
            "Whoever holds it reads its owner's feeds and calendars, of private projects too.",
            "Reset it under User settings > Access tokens > Feed token.",
            GITLAB,
        ),
        "GitLab feed token",
        &["glft-"],
        r"glft-[A-Za-z0-9_-]{20}",
    )
    .examples(&["glft-{alnum:20}"], &["glft-{alnum:12}"]),
    Rule::token(
        code(
            "secrets/gitlab-mail-token",
            "A GitLab incoming mail token.",
            "Whoever holds it opens issues and merge requests by mail in its owner's name.",
            "Reset it under User settings > Access tokens > Incoming email token.",
            GITLAB,
        ),
        "GitLab incoming mail token",
        &["glimt-"],
        r"glimt-[A-Za-z0-9_-]{25}",
    )
    .examples(&["glimt-{alnum:25}"], &["glimt-{alnum:12}"]),
    Rule::token(
        code(
            "secrets/gitlab-agent-token",
            "The token of a GitLab agent for Kubernetes.",
            "Whoever holds it poses as the agent of the cluster and reads what GitLab sends it.",
            "Revoke it under Operate > Kubernetes clusters, and make another.",
            GITLAB,
        ),
        "GitLab agent token",
        &["glagent-"],
        r"glagent-[A-Za-z0-9_-]{50}",
    )
    .examples(&["glagent-{alnum:50}"], &["glagent-{alnum:12}"]),
    Rule::token(
        code(
            "secrets/gitlab-scim-token",
            "A GitLab SCIM token.",
            "Whoever holds it adds and removes members of the group.",
            "Reset it under Settings > SAML SSO of the group.",
            GITLAB,
        ),
        "GitLab SCIM token",
        &["glsoat-"],
        r"glsoat-[A-Za-z0-9_-]{20}",
    )
    .examples(&["glsoat-{alnum:20}"], &["glsoat-{alnum:12}"]),
    Rule::token(
        code(
            "secrets/gitlab-feature-flag-token",
            "A GitLab feature flags client token.",
            "Whoever holds it reads the project's feature flags and whom they are for.",
            "Reset it under Deploy > Feature flags > Configure.",
            GITLAB,
        ),
        "GitLab feature flags token",
        &["glffct-"],
        r"glffct-[A-Za-z0-9_-]{20}",
    )
    .examples(&["glffct-{alnum:20}"], &["glffct-{alnum:12}"]),
    Rule::token(
        code(
            "secrets/gitlab-oauth-secret",
            "The secret of an OAuth application registered in GitLab.",
            "Whoever holds it poses as the application towards its users.",
            "Renew it under Applications of the user, group or instance.",
            GITLAB,
        ),
        "GitLab OAuth application secret",
        &["gloas-"],
        r"gloas-[A-Za-z0-9_-]{64}",
    )
    .examples(&["gloas-{hex:64}"], &["gloas-{hex:12}"]),
    Rule::token(
        code(
            "secrets/gitlab-workspace-token",
            "A GitLab workspace token.",
            "Whoever holds it acts as the owner of the workspace while it runs.",
            "Terminate the workspace.",
            GITLAB,
        ),
        "GitLab workspace token",
        &["glwt-"],
        r"glwt-(?:[A-Za-z0-9_-]{27,300}\.(?:[0-9a-z]{2}\.)?[0-9a-z]{9}|[A-Za-z0-9_-]{20})",
    )
    .judged_by(gitlab)
    .examples(&["glwt-{alnum:20}"], &["glwt-{alnum:8}"]),
    Rule::token(
        code(
            "secrets/gitlab-job-token",
            "A GitLab CI/CD job token.",
            "It acts as the user who started the job for as long as the job runs, and shows that logs are committed.",
            "It expires with its job; take it out and look at how it came in.",
            "https://docs.gitlab.com/ci/jobs/ci_job_token/",
        ),
        "GitLab CI/CD job token",
        &["glcbt-"],
        r"glcbt-(?:[0-9a-fA-F]{1,5}_[A-Za-z0-9_-]{20}|[A-Za-z0-9_-]{20,64})",
    )
    .examples(&["glcbt-1a_{alnum:20}"], &["glcbt-{alnum:8}"]),
    Rule::token(
        code(
            "secrets/gitlab-runner-registration-token",
            "A GitLab runner registration token.",
            "Whoever holds it registers a runner of their own, which then gets jobs with their code and secrets.",
            "Reset it under Settings > CI/CD > Runners, or move to runner authentication tokens.",
            "https://docs.gitlab.com/security/tokens/#runner-registration-tokens-legacy",
        ),
        "GitLab runner registration token",
        &["GR1348941"],
        r"GR1348941[A-Za-z0-9_-]{20}",
    )
    .examples(&["GR1348941{alnum:20}"], &["GR1348941{alnum:8}"]),
    Rule::token(
        code(
            "secrets/gitlab-session-cookie",
            "A session cookie of a GitLab instance.",
            "Whoever sends it is logged in as its owner until the session ends.",
            "Sign out of that session (User settings > Active sessions); take recorded requests out of the repository.",
            "https://docs.gitlab.com/user/profile/#cookies-used-for-sign-in",
        ),
        "GitLab session cookie",
        &["_gitlab_session="],
        r"_gitlab_session=(?P<s>[0-9a-f]{32})",
    )
    .examples(&["_gitlab_session={hex:32}"], &["_gitlab_session=abc", "_gitlab_session={hex:31}z"]),
    Rule::token(
        code(
            "secrets/atlassian-token",
            "An API token of an Atlassian account.",
            "Whoever holds it acts as its owner in Jira, Confluence and Bitbucket.",
            "Revoke it at https://id.atlassian.com/manage-profile/security/api-tokens and make another.",
            "https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/",
        ),
        "Atlassian API token",
        &["ATATT3"],
        r"ATATT3[A-Za-z0-9_=-]{100,250}",
    )
    .judged_by(atlassian)
    .examples(&["ATATT3{alnum:177}={upper:8}"], &["ATATT3{alnum:20}"]),
    Rule::token(
        code(
            "secrets/bitbucket-access-token",
            "An access token of a Bitbucket repository, project or workspace.",
            PUSHES,
            "Revoke it under Settings > Access tokens of the repository, project or workspace, and make another.",
            "https://support.atlassian.com/bitbucket-cloud/docs/access-tokens/",
        ),
        "Bitbucket access token",
        &["ATCTT3"],
        r"ATCTT3[A-Za-z0-9_=-]{100,250}",
    )
    .judged_by(atlassian)
    .examples(&["ATCTT3{alnum:177}={upper:8}"], &["ATCTT3{alnum:20}"]),
    Rule::token(
        code(
            "secrets/bitbucket-app-password",
            "An app password of a Bitbucket account.",
            PUSHES,
            "Revoke it at https://bitbucket.org/account/settings/app-passwords/; use an API token instead.",
            "https://support.atlassian.com/bitbucket-cloud/docs/app-passwords/",
        ),
        "Bitbucket app password",
        &["ATBB"],
        r"ATBB[A-Za-z0-9]{32}",
    )
    .judged_by(random)
    .examples(&["ATBB{alnum:32}"], &["ATBB{alnum:20}"]),
    Rule::named(
        code(
            "secrets/bitbucket-oauth-secret",
            "The secret of a Bitbucket OAuth consumer.",
            "Whoever holds it poses as the application, and acts in the workspace with its scopes.",
            "Delete the consumer under Workspace settings > OAuth consumers and add another.",
            "https://support.atlassian.com/bitbucket-cloud/docs/use-oauth-on-bitbucket-cloud/",
        ),
        "Bitbucket OAuth secret",
        &["bitbucket"],
        r"[A-Za-z0-9]{32}|[A-Za-z0-9_=-]{64}",
    )
    .examples(&["BITBUCKET_CLIENT_SECRET={alnum:32}"], &["BITBUCKET_CLIENT_ID={alnum:18}", "BITBUCKET_REPO={alnum:32}"]),
    Rule::named(
        code(
            "secrets/atlassian-legacy-token",
            "An API token of an Atlassian account, of the older form of 24 characters.",
            "Whoever holds it acts as its owner in Jira and Confluence.",
            "Revoke it at https://id.atlassian.com/manage-profile/security/api-tokens and make another.",
            "https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/",
        ),
        "Atlassian API token",
        &["jira", "atlassian", "confluence"],
        r"[A-Za-z0-9]{24}",
    )
    .examples(&["JIRA_API_TOKEN={alnum:24}"], &["JIRA_PROJECT={alnum:24}", "API_TOKEN={alnum:24}"]),
    Rule::named(
        code(
            "secrets/atlassian-server-token",
            "A personal access token of Jira, Confluence or Bitbucket on a server of one's own.",
            "Whoever holds it acts there as its owner.",
            "Revoke it in the product under Profile > Personal access tokens and make another.",
            "https://confluence.atlassian.com/enterprise/using-personal-access-tokens-1026032365.html",
        ),
        "Atlassian personal access token",
        &["jira", "confluence", "atlassian"],
        r"[MNO][A-Za-z0-9+/]{43}",
    )
    .examples(&["JIRA_TOKEN=N{base64:43}"], &["JIRA_PROJECT=N{base64:43}", "JIRA_TOKEN=N{base64:12}"]),
    Rule::token(
        code(
            "secrets/bitbucket-server-token",
            "An HTTP access token of a Bitbucket Data Center.",
            PUSHES,
            "Revoke it under Manage account > HTTP access tokens and make another.",
            "https://confluence.atlassian.com/bitbucketserver/http-access-tokens-939515499.html",
        ),
        "Bitbucket Data Center token",
        &["BBDC-"],
        r"BBDC-[A-Za-z0-9+/]{44}",
    )
    .examples(&["BBDC-{base64:44}"], &["BBDC-{base64:12}"]),
    Rule::token(
        code(
            "secrets/sourcegraph-token",
            "A Sourcegraph access token.",
            "Whoever holds it reads, as its owner, all code that the instance has indexed.",
            "Delete it under User settings > Access tokens of the instance and make another.",
            "https://sourcegraph.com/docs/cli/how-tos/creating_an_access_token",
        ),
        "Sourcegraph access token",
        &["sgp_"],
        r"sgp_(?:(?:[0-9a-fA-F]{16}|local)_)?[0-9a-fA-F]{40}",
    )
    .examples(&["sgp_{hex:40}", "sgp_local_{hex:40}", "sgp_{hex:16}_{hex:40}"], &["sgp_{hex:20}"]),
    Rule::token(
        code(
            "secrets/sourcegraph-license-token",
            "A token that Sourcegraph derives from a license key.",
            "Whoever holds it uses the services of the licensed instance at its owner's cost.",
            "Ask Sourcegraph for another license key.",
            "https://sourcegraph.com/docs/cody/core-concepts/cody-gateway",
        ),
        "Sourcegraph license token",
        &["slk_"],
        r"slk_[0-9a-f]{64}",
    )
    .examples(&["slk_{hex:64}"], &["slk_{hex:12}"]),
    Rule::named(
        code(
            "secrets/sourcegraph-legacy-token",
            "A Sourcegraph access token, of the older form without a prefix.",
            "Whoever holds it reads, as its owner, all code that the instance has indexed.",
            "Delete it under User settings > Access tokens of the instance and make another.",
            "https://sourcegraph.com/docs/cli/how-tos/creating_an_access_token",
        ),
        "Sourcegraph access token",
        &["sourcegraph", "src_access"],
        r"[0-9a-fA-F]{40}",
    )
    .examples(&["SRC_ACCESS_TOKEN={hex:40}"], &["SOURCEGRAPH_REVISION={hex:40}", "SRC_ACCESS_TOKEN={hex:12}"]),
    Rule::named(
        code(
            "secrets/gitea-token",
            "An access token of a Gitea server.",
            PUSHES,
            "Delete it in the server under Settings > Applications and make another.",
            "https://docs.gitea.com/development/api-usage",
        ),
        "Gitea access token",
        &["gitea"],
        r"[0-9a-f]{40}",
    )
    .examples(&["GITEA_TOKEN={hex:40}"], &["GITEA_COMMIT={hex:40}", "GITEA_TOKEN={hex:12}"]),
    Rule::named(
        code(
            "secrets/forgejo-token",
            "An access token of a Forgejo server.",
            PUSHES,
            "Delete it in the server under Settings > Applications and make another.",
            "https://forgejo.org/docs/latest/user/api-usage/",
        ),
        "Forgejo access token",
        &["forgejo", "codeberg"],
        r"[0-9a-f]{40}",
    )
    .examples(&["FORGEJO_TOKEN={hex:40}"], &["FORGEJO_COMMIT={hex:40}", "FORGEJO_TOKEN={hex:12}"]),
    Rule::named(
        code(
            "secrets/gogs-token",
            "An access token of a Gogs server.",
            PUSHES,
            "Delete it in the server under Settings > Applications and make another.",
            "https://gogs.io/advancing/api",
        ),
        "Gogs access token",
        &["gogs"],
        r"[0-9a-f]{40}",
    )
    .examples(&["GOGS_TOKEN={hex:40}"], &["GOGS_COMMIT={hex:40}", "GOGS_TOKEN={hex:12}"]),
    Rule::named(
        code(
            "secrets/gitee-token",
            "A personal access token of Gitee.",
            PUSHES,
            "Delete it at https://gitee.com/personal_access_tokens and make another.",
            "https://gitee.com/help/articles/4191",
        ),
        "Gitee access token",
        &["gitee"],
        r"[0-9a-f]{32}",
    )
    .examples(&["GITEE_TOKEN={hex:32}"], &["GITEE_REPO={hex:32}", "GITEE_TOKEN={hex:12}"]),
    Rule::named(
        code(
            "secrets/phabricator-token",
            "An API token of Phabricator or Phorge.",
            "Whoever holds it acts there as its owner.",
            "Terminate it under Settings > Conduit API tokens and make another.",
            "https://we.phorge.it/book/phorge/article/conduit/",
        ),
        "Phabricator API token",
        &["phabricator", "conduit", "phorge", "arcrc"],
        r"(?:api|cli)-[a-z0-9]{28}",
    )
    .examples(&["PHABRICATOR_TOKEN=api-{lower:28}"], &["PHABRICATOR_HOST=api-{lower:28}", "PHABRICATOR_TOKEN=api-{lower:12}"]),
];

/// The last six characters are the CRC-32 of the thirty before. What fails it
/// was made up, or is a stateless form without one: worth a look.
fn github(found: &Candidate) -> Verdict {
    let (_, body) = found.secret.split_at(4);
    Verdict::sure_if(decode::ends_in_crc32(body, &body[..body.len() - 6]))
}

/// A routable token ends in the CRC-32 of all before it, seven digits in base
/// 36; the older forms carry none.
fn gitlab(found: &Candidate) -> Verdict {
    let routable = found.secret.contains(&b'.');
    Verdict::sure_if(!routable || decode::ends_in_crc32_base36(found.secret))
}

/// After the last `=` stands the CRC-32 of all before, eight hexadecimal digits.
fn atlassian(found: &Candidate) -> Verdict {
    let (payload, checksum) = found.secret.split_at(found.secret.len() - 8);
    Verdict::sure_if(checksum == format!("{:08X}", decode::crc32(payload)).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::super::super::{decode, file_kind::FileKind, sample, scanner::Scanner};
    use crate::finding::Severity;

    fn severity(text: &[u8]) -> Severity {
        Scanner::new().scan(text, FileKind::Test).unwrap()[0].severity
    }

    #[test]
    fn a_github_token_with_its_checksum_is_sure_and_one_without_is_doubtful() {
        let body = sample::expand("{alnum:30}");
        let token = [b"ghp_", body.as_slice(), &decode::base62(decode::crc32(&body))].concat();
        assert_eq!(severity(&token), Severity::Error);
        assert_eq!(severity(&sample::expand("ghp_{alnum:36}")), Severity::Warning);
    }

    #[test]
    fn a_routable_gitlab_token_with_its_checksum_is_sure_and_one_without_is_doubtful() {
        let payload = sample::expand("glpat-{alnum:27}.01.0r");
        let checksum = decode::base36(decode::crc32(&payload));
        assert_eq!(severity(&[payload.as_slice(), &checksum].concat()), Severity::Error);
        assert_eq!(severity(&sample::expand("glpat-{alnum:27}.01.{lower:9}")), Severity::Warning);
        assert_eq!(severity(&sample::expand("glpat-{alnum:20}")), Severity::Error);
    }

    #[test]
    fn an_atlassian_token_with_its_checksum_is_sure_and_one_without_is_doubtful() {
        let payload = sample::expand("ATATT3{alnum:177}=");
        let checksum = format!("{:08X}", decode::crc32(&payload));
        assert_eq!(severity(&[payload.as_slice(), checksum.as_bytes()].concat()), Severity::Error);
        assert_eq!(severity(&sample::expand("ATATT3{alnum:177}={upper:8}")), Severity::Warning);
    }
}
