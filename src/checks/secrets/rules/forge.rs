//! Forges: GitHub, GitLab, Bitbucket, Sourcegraph.

use super::super::decode;
use super::super::rule::{Anchor, Candidate, Rule, Verdict, code};

const PUSHES: &str = "Whoever holds it reads and writes, in its owner's name, every repository that its scopes reach.";
const GITHUB: &str = "https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats";
const GITLAB: &str = "https://docs.gitlab.com/security/tokens/#token-prefixes";

pub(super) static RULES: &[Rule] = &[
    Rule::token(
        code(
            "secrets/github-pat",
            "A GitHub token: a classic personal access token, or one of an OAuth app, a GitHub App or a workflow.",
            PUSHES,
            "Revoke it at https://github.com/settings/tokens (an app's: in the app's settings) and make another.",
            GITHUB,
        ),
        "GitHub token",
        &["ghp_", "gho_", "ghu_", "ghs_", "ghr_"],
        r"gh[pousr]_(?:[A-Za-z0-9]{76}|[A-Za-z0-9]{36})",
    )
    .judged_by(github)
    .examples(&["ghp_{alnum:36}", "gho_{alnum:36}", "ghs_{alnum:36}", "ghr_{alnum:76}"], &["ghp_{alnum:35}", "ghp_{alnum:40}", "xghp_{alnum:36}"]),
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
    Rule::token(
        code(
            "secrets/gitlab-token",
            "A GitLab token: personal, project or group access, deploy, runner, trigger, feed, agent, SCIM or mail.",
            PUSHES,
            "Revoke it where it was made (for a personal one: User settings > Access tokens) and make another.",
            GITLAB,
        ),
        "GitLab token",
        &[
            "glpat-", "gldt-", "glrt-", "glrtr-", "glptt-", "glft-", "glimt-", "glagent-", "glsoat-", "glffct-", "gloas-",
            "glwt-",
        ],
        r"gl(?:agent-[A-Za-z0-9_-]{50}|ptt-[0-9a-f]{40}|oas-[0-9a-f]{64}|(?:pat|dt|rt|rtr|ft|imt|soat|ffct|wt)-(?:[A-Za-z0-9_-]{27,300}\.(?:[0-9a-z]{2}\.)?[0-9a-z]{9}|(?:t[0-9]_)?[A-Za-z0-9_-]{20,30}))",
    )
    .examples(
        &[
            "glpat-{alnum:20}",
            "glpat-{alnum:27}.01.{lower:9}",
            "glrt-t1_{alnum:20}",
            "gldt-{alnum:20}",
            "glptt-{hex:40}",
            "glagent-{alnum:50}",
            "gloas-{hex:64}",
        ],
        &["glpat-{alnum:12}", "glpat-XXXXXXXXXXXXXXXXXXXX", "glyph-{alnum:20}"],
    ),
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
            "An API token of an Atlassian account, or an access token of a Bitbucket repository.",
            "Whoever holds it acts as its owner in Jira, Confluence and Bitbucket.",
            "Revoke it at https://id.atlassian.com/manage-profile/security/api-tokens (Bitbucket: in the repository's settings).",
            "https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/",
        ),
        "Atlassian API token",
        &["ATATT3", "ATCTT3", "ATBB"],
        r"(?:AT[AC]TT3[A-Za-z0-9_=-]{100,250}|ATBB[A-Za-z0-9]{32})",
    )
    .examples(&["ATATT3{alnum:186}", "ATCTT3{alnum:186}", "ATBB{alnum:32}"], &["ATATT3{alnum:20}", "ATBB{alnum:20}"]),
    Rule::token(
        code(
            "secrets/sourcegraph-token",
            "A Sourcegraph access token.",
            "Whoever holds it reads, as its owner, all code that the instance has indexed.",
            "Delete it under User settings > Access tokens of the instance and make another.",
            "https://sourcegraph.com/docs/cli/how-tos/creating_an_access_token",
        ),
        "Sourcegraph access token",
        &["sgp_", "slk_"],
        r"(?:sgp_(?:(?:[0-9a-f]{16}|local)_)?[0-9a-f]{40}|slk_[0-9a-f]{64})",
    )
    .anchored(Anchor::Start(128))
    .examples(&["sgp_{hex:40}", "sgp_local_{hex:40}", "sgp_{hex:16}_{hex:40}", "slk_{hex:64}"], &["sgp_{hex:20}"]),
];

/// The last six characters are the CRC-32 of the thirty before. What fails it
/// was made up, or is a stateless form without one: worth a look.
fn github(found: &Candidate) -> Verdict {
    let (_, body) = found.secret.split_at(4);
    Verdict::sure_if(decode::ends_in_crc32(body, &body[..body.len() - 6]))
}

#[cfg(test)]
mod tests {
    use super::super::super::{decode, file_kind::FileKind, sample, scanner::Scanner};
    use crate::finding::Severity;

    #[test]
    fn a_github_token_with_its_checksum_is_sure_and_one_without_is_doubtful() {
        let body = sample::expand("{alnum:30}");
        let token = [b"ghp_", body.as_slice(), &decode::base62(decode::crc32(&body))].concat();
        let severity = |text: &[u8]| Scanner::new().scan(text, FileKind::Test).unwrap()[0].severity;
        assert_eq!(severity(&token), Severity::Error);
        assert_eq!(severity(&sample::expand("ghp_{alnum:36}")), Severity::Warning);
    }
}
