//! Package registries: a stolen token publishes code that others run.

use super::super::decode;
use super::super::rule::{Candidate, Rule, Verdict, code};

const PUBLISHES: &str = "Whoever holds it publishes packages in its owner's name, and everybody who installs them runs \
                         what is in them.";

pub(super) static RULES: &[Rule] = &[
    Rule::token(
        code(
            "secrets/npm-token",
            "An access token of an npm account.",
            PUBLISHES,
            "Revoke it with `npm token revoke` and make another.",
            "https://docs.npmjs.com/about-access-tokens",
        ),
        "npm access token",
        &["npm_"],
        r"npm_[A-Za-z0-9]{36}",
    )
    .judged_by(npm)
    .examples(&["npm_{alnum:36}"], &["npm_{alnum:20}", "npm_config_registry_url_for_everything_here"]),
    Rule::token(
        code(
            "secrets/pypi-token",
            "A PyPI or TestPyPI upload token.",
            PUBLISHES,
            "Remove it at https://pypi.org/manage/account/token/ and make another; better, use a trusted publisher.",
            "https://pypi.org/help/#apitoken",
        ),
        "PyPI upload token",
        // What follows the prefix is a macaroon; its head names the site.
        &["pypi-AgEIcHlwaS5vcmc", "pypi-AgENdGVzdC5weXBpLm9yZ"],
        r"pypi-Ag(?:EIcHlwaS5vcmc|ENdGVzdC5weXBpLm9yZ)[A-Za-z0-9_-]{50,400}",
    )
    .examples(
        &["pypi-AgEIcHlwaS5vcmc{alnum:120}", "pypi-AgENdGVzdC5weXBpLm9yZ{alnum:120}"],
        &["pypi-AgEIcHlwaS5vcmc{alnum:10}"],
    ),
    Rule::token(
        code(
            "secrets/rubygems-key",
            "An API key of a RubyGems account.",
            PUBLISHES,
            "Delete it at https://rubygems.org/profile/api_keys and make another.",
            "https://guides.rubygems.org/api-key-scopes/",
        ),
        "RubyGems API key",
        &["rubygems_"],
        r"rubygems_[0-9a-f]{48}",
    )
    .examples(&["rubygems_{hex:48}"], &["rubygems_{hex:10}", "rubygems_version"]),
    Rule::token(
        code(
            "secrets/crates-io-token",
            "An API token of a crates.io account.",
            PUBLISHES,
            "Revoke it at https://crates.io/settings/tokens and make another; better, use trusted publishing.",
            "https://doc.rust-lang.org/cargo/reference/publishing.html",
        ),
        "crates.io API token",
        &["cio"],
        r"cio[A-Za-z0-9]{32}",
    )
    .judged_by(|found| Verdict::only_if(super::super::shape::random(&found.secret[3..])))
    .examples(&["cio{alnum:32}"], &["cio{alnum:20}", "cionsAreWordsOfNoLanguageThatIKnow"]),
    Rule::token(
        code(
            "secrets/nuget-key",
            "An API key of a NuGet account.",
            PUBLISHES,
            "Delete it at https://www.nuget.org/account/apikeys and make another.",
            "https://learn.microsoft.com/en-us/nuget/nuget-org/scoped-api-keys",
        ),
        "NuGet API key",
        &["oy2"],
        r"oy2[a-z0-9]{43}",
    )
    .examples(&["oy2{lower:43}"], &["oy2{lower:10}"]),
    Rule::token(
        code(
            "secrets/docker-token",
            "A Docker Hub access token, of a user or an organisation.",
            "Whoever holds it pulls private images and, with write scope, replaces public ones.",
            "Delete it at https://app.docker.com/settings/personal-access-tokens and make another.",
            "https://docs.docker.com/security/for-developers/access-tokens/",
        ),
        "Docker Hub access token",
        &["dckr_pat_", "dckr_oat_"],
        r"dckr_(?:pat_[A-Za-z0-9_-]{27}|oat_[A-Za-z0-9_-]{32})",
    )
    .examples(&["dckr_pat_{alnum:27}", "dckr_oat_{alnum:32}"], &["dckr_pat_{alnum:10}"]),
    Rule::token(
        code(
            "secrets/docker-swarm-key",
            "A Docker Swarm join token or unlock key.",
            "Whoever holds it joins the swarm as a node, or unlocks its managers.",
            "Rotate it with `docker swarm join-token --rotate worker` (or `manager`, or `unlock-key --rotate`).",
            "https://docs.docker.com/engine/swarm/manage-nodes/",
        ),
        "Docker Swarm key",
        &["SWMTKN-1-", "SWMKEY-1-"],
        r"SWM(?:TKN-1-[0-9a-z]{50}-[0-9a-z]{25}|KEY-1-[A-Za-z0-9+/]{43})",
    )
    .examples(&["SWMTKN-1-{lower:50}-{lower:25}", "SWMKEY-1-{alnum:43}"], &["SWMTKN-1-{lower:10}"]),
    Rule::token(
        code(
            "secrets/clojars-token",
            "A Clojars deploy token.",
            PUBLISHES,
            "Disable it at https://clojars.org/tokens and make another.",
            "https://github.com/clojars/clojars-web/wiki/Deploy-Tokens",
        ),
        "Clojars deploy token",
        &["CLOJARS_"],
        r"CLOJARS_[a-z0-9]{60}",
    )
    .examples(&["CLOJARS_{lower:60}"], &["CLOJARS_{lower:10}", "CLOJARS_USERNAME"]),
    Rule::token(
        code(
            "secrets/artifactory-token",
            "A JFrog Artifactory API key or reference token.",
            PUBLISHES,
            "Revoke it under User profile (API key) or Administration > Access tokens.",
            "https://jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens",
        ),
        "Artifactory token",
        &["AKCp", "cmVmdGtu"],
        r"(?:AKCp[A-Za-z0-9]{68,69}|cmVmdGtu[A-Za-z0-9]{56})",
    )
    .examples(&["AKCp{alnum:69}", "cmVmdGtu{alnum:56}"], &["AKCp{alnum:20}", "cmVmdGtu{alnum:20}"]),
];

/// The last six characters are the CRC-32 of the thirty before; vendors' tools
/// differ on whether the prefix is covered, so either will do.
fn npm(found: &Candidate) -> Verdict {
    let end = found.secret.len() - 6;
    let covered = [&found.secret[4..end], &found.secret[..end]];
    Verdict::sure_if(covered.iter().any(|payload| decode::ends_in_crc32(found.secret, payload)))
}
