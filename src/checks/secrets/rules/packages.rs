//! Package registries: a stolen token publishes code that others run.

use super::super::decode;
use super::super::rule::{Anchor, Candidate, Rule, UUID, Verdict, code, random};
use super::super::shape;

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
            "secrets/npmrc-token",
            "A registry's token in an .npmrc file.",
            PUBLISHES,
            "Revoke it at the registry that the line names, and write `${NPM_TOKEN}` there instead.",
            "https://docs.npmjs.com/cli/v11/configuring-npm/npmrc#auth-related-configuration",
        ),
        "token in .npmrc",
        &[":_authtoken"],
        r#"//[^\s:'"]+(?::[0-9]+)?[^\s:'"]*:_authToken\s{0,2}=\s{0,2}["']?(?P<s>[A-Za-z0-9_.+/=-]{16,2000})"#,
    )
    .anchored(Anchor::Near(120, 600))
    .judged_by(random)
    .examples(&["//npm.acme.io/repo/:_authToken={alnum:40}"], &["//npm.acme.io/:_authToken=${NPM_TOKEN}", "_authToken={alnum:40}"]),
    Rule::token(
        code(
            "secrets/npmrc-password",
            "A user and password in an .npmrc file, in base64: that hides nothing.",
            PUBLISHES,
            "Change the password at the registry, and use a token from the environment.",
            "https://docs.npmjs.com/cli/v11/configuring-npm/npmrc#auth-related-configuration",
        ),
        "password in .npmrc",
        &[":_auth", ":_password"],
        r#"(?:^|[\s:])_(?:auth|password)\s{0,2}=\s{0,2}["']?(?P<s>[A-Za-z0-9+/]{8,400}={0,2})"#,
    )
    .anchored(Anchor::Near(2, 420))
    .judged_by(encoded_login)
    .examples(&["//npm.acme.io/:_password={base64:24}", "//npm.acme.io/:_auth={base64:48}"], &["//npm.acme.io/:_password=${PASSWORD}", "//npm.acme.io/:_auth=cGFzc3dvcmQ="]),
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
        r"pypi-Ag(?:EIcHlwaS5vcmc|ENdGVzdC5weXBpLm9yZ)[A-Za-z0-9_-]{70,400}",
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
    Rule::named(
        code(
            "secrets/rubygems-legacy-key",
            "An API key of a RubyGems account, of the older form without a prefix.",
            PUBLISHES,
            "Delete it at https://rubygems.org/profile/api_keys and make another.",
            "https://guides.rubygems.org/api-key-scopes/",
        ),
        "RubyGems API key",
        &["rubygems"],
        r"[0-9a-f]{32}",
    )
    .examples(&[":rubygems_api_key: {hex:32}"], &[":rubygems_version: {hex:32}", ":rubygems_api_key: {hex:12}"]),
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
    .judged_by(|found| Verdict::only_if(shape::random(&found.secret[3..])))
    .examples(&["cio{alnum:32}"], &["cio{alnum:20}", "cionsAreWordsOfNoLanguageThatIKnow"]),
    Rule::named(
        code(
            "secrets/cargo-registry-token",
            "A token of a Cargo registry other than crates.io.",
            PUBLISHES,
            "Revoke it at the registry, and let Cargo read it from a credential provider.",
            "https://doc.rust-lang.org/cargo/reference/registry-authentication.html",
        ),
        "Cargo registry token",
        &["cargo_registries", "cargo_registry"],
        r"[A-Za-z0-9_+/=-]{24,200}",
    )
    .examples(&["CARGO_REGISTRIES_ACME_TOKEN={alnum:40}"], &["CARGO_REGISTRIES_ACME_INDEX={alnum:40}", "CARGO_REGISTRY_TOKEN={alnum:12}"]),
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
            "secrets/packagist-token",
            "A token of Private Packagist, of an organisation or a user.",
            "Whoever holds it reads the private packages and, with write access, changes where they come from.",
            "Delete it in Private Packagist under Settings > Authentication tokens and make another.",
            "https://packagist.com/docs/composer-authentication",
        ),
        "Private Packagist token",
        &["packagist_ort_", "packagist_out_", "packagist_uut_", "packagist_urt_"],
        r"packagist_(?:ort|out|uut|urt)_[0-9a-f]{68}",
    )
    .examples(&["packagist_ort_{hex:68}"], &["packagist_ort_{hex:12}"]),
    Rule::named(
        code(
            "secrets/packagist-key",
            "An API token of a Packagist account.",
            "Whoever holds it makes Packagist fetch a package's repository again and, by the main token, edits packages.",
            "Make another at https://packagist.org/profile/.",
            "https://packagist.org/apidoc",
        ),
        "Packagist API token",
        &["packagist"],
        r"[A-Za-z0-9_-]{20}",
    )
    .examples(&["PACKAGIST_API_TOKEN={alnum:20}"], &["PACKAGIST_NAME={alnum:20}", "PACKAGIST_API_TOKEN={alnum:10}"]),
    Rule::token(
        code(
            "secrets/docker-token",
            "A personal access token of Docker Hub.",
            "Whoever holds it pulls private images and, with write scope, replaces public ones.",
            "Delete it at https://app.docker.com/settings/personal-access-tokens and make another.",
            "https://docs.docker.com/security/for-developers/access-tokens/",
        ),
        "Docker Hub access token",
        &["dckr_pat_"],
        r"dckr_pat_[A-Za-z0-9_-]{27}",
    )
    .examples(&["dckr_pat_{alnum:27}"], &["dckr_pat_{alnum:10}"]),
    Rule::token(
        code(
            "secrets/docker-organization-token",
            "An access token of an organisation on Docker Hub.",
            "Whoever holds it pulls the organisation's private images and, with write scope, replaces public ones.",
            "Delete it at https://app.docker.com under Admin console > Access tokens and make another.",
            "https://docs.docker.com/enterprise/security/access-tokens/",
        ),
        "Docker Hub organisation token",
        &["dckr_oat_"],
        r"dckr_oat_[A-Za-z0-9_-]{32}",
    )
    .examples(&["dckr_oat_{alnum:32}"], &["dckr_oat_{alnum:10}"]),
    Rule::named(
        code(
            "secrets/docker-legacy-token",
            "An access token of Docker Hub, of the older form without a prefix.",
            "Whoever holds it pulls private images and, with write scope, replaces public ones.",
            "Delete it at https://app.docker.com/settings/personal-access-tokens and make another.",
            "https://docs.docker.com/security/for-developers/access-tokens/",
        ),
        "Docker Hub access token",
        &["docker_hub", "dockerhub", "docker_token", "docker_password", "docker_pass"],
        UUID,
    )
    .examples(
        &["DOCKERHUB_TOKEN={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["DOCKERHUB_IMAGE={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}", "DOCKERHUB_TOKEN={hex:8}"],
    ),
    Rule::token(
        code(
            "secrets/docker-config-auth",
            "A registry's user and password in a Docker configuration, in base64: that hides nothing.",
            "Whoever reads it pulls private images and mostly replaces them.",
            "Change the password or revoke the token, and let Docker keep it in a credential helper.",
            "https://docs.docker.com/reference/cli/docker/login/#credential-stores",
        ),
        "login in a Docker configuration",
        &["auth\":"],
        r#"auth\\?"\s{0,3}:\s{0,3}\\?"(?P<s>[A-Za-z0-9+/]{12,2000}={0,2})"#,
    )
    .anchored(Anchor::Near(0, 2100))
    .judged_by(encoded_login)
    .examples(&["\"auths\": {\"acme.io\": {\"auth\": \"ZGVwbG95Omt{base64:20}\"}}"], &["{\"auth\": \"dXNlcjpwYXNzd29yZA==\"}", "{\"auth\": \"{base64:8}\"}"]),
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
            "An API key of JFrog Artifactory.",
            PUBLISHES,
            "Revoke it under Edit profile > Authentication settings; use an access token instead.",
            "https://jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens",
        ),
        "Artifactory API key",
        &["AKCp"],
        r"AKCp[A-Za-z0-9]{68,69}",
    )
    .examples(&["AKCp{alnum:69}"], &["AKCp{alnum:20}"]),
    Rule::token(
        code(
            "secrets/artifactory-reference-token",
            "A reference token of the JFrog platform.",
            PUBLISHES,
            "Revoke it under Administration > User management > Access tokens and make another.",
            "https://jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens",
        ),
        "JFrog reference token",
        &["cmVmd"],
        r"cmVmd(?:Gtu[A-Za-z0-9]{56}|[A-Za-z0-9]{59})",
    )
    .judged_by(random)
    .examples(&["cmVmdGtu{alnum:56}"], &["cmVmdGtu{alnum:20}"]),
    Rule::named(
        code(
            "secrets/artifactory-identity-token",
            "An identity token or encrypted password of JFrog Artifactory.",
            PUBLISHES,
            "Revoke it under Edit profile > Identity tokens and make another.",
            "https://jfrog.com/help/r/jfrog-platform-administration-documentation/user-profile",
        ),
        "JFrog identity token",
        &["artifactory", "jfrog", "bintray"],
        r"[A-Za-z0-9]{64}|[A-Za-z0-9]{73}|[A-Za-z0-9]{76}",
    )
    .examples(&["ARTIFACTORY_TOKEN={alnum:64}"], &["ARTIFACTORY_REPO={alnum:64}", "ARTIFACTORY_TOKEN={alnum:12}"]),
    Rule::named(
        code(
            "secrets/cloudsmith-key",
            "An API key of Cloudsmith.",
            PUBLISHES,
            "Refresh it at https://app.cloudsmith.com/user/settings/api.",
            "https://help.cloudsmith.io/docs/api-key",
        ),
        "Cloudsmith API key",
        &["cloudsmith"],
        r"[0-9a-f]{40}|csa_[A-Za-z0-9]{30,40}",
    )
    .examples(&["CLOUDSMITH_API_KEY={hex:40}"], &["CLOUDSMITH_REPO={hex:40}", "CLOUDSMITH_API_KEY={hex:12}"]),
    Rule::named(
        code(
            "secrets/hex-key",
            "An API key of Hex, the registry of Erlang and Elixir.",
            PUBLISHES,
            "Revoke it at https://hex.pm/dashboard/keys and make another.",
            "https://hex.pm/docs/publish",
        ),
        "Hex API key",
        &["hex_api_key", "hex_organization", "hex_auth"],
        r"[0-9a-f]{32}",
    )
    .examples(&["HEX_API_KEY={hex:32}"], &["HEX_API_URL={hex:32}", "API_KEY={hex:32}"]),
    Rule::named(
        code(
            "secrets/sonatype-token",
            "A user token of Sonatype: of Maven Central or a Nexus repository.",
            PUBLISHES,
            "Reset it at https://central.sonatype.com/account (Nexus: under User token) and make another.",
            "https://central.sonatype.org/publish/generate-portal-token/",
        ),
        "Sonatype user token",
        &["sonatype", "ossrh", "maven_central", "mavencentral"],
        r"[A-Za-z0-9+/]{40,64}={0,2}",
    )
    .examples(&["SONATYPE_PASSWORD={base64:44}"], &["SONATYPE_HOST={base64:44}", "SONATYPE_PASSWORD={base64:12}"]),
    Rule::named(
        code(
            "secrets/chocolatey-key",
            "An API key of a Chocolatey account.",
            PUBLISHES,
            "Reset it at https://community.chocolatey.org/account.",
            "https://docs.chocolatey.org/en-us/create/commands/api-key/",
        ),
        "Chocolatey API key",
        &["chocolatey", "choco"],
        UUID,
    )
    .examples(
        &["CHOCOLATEY_API_KEY={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["CHOCOLATEY_PACKAGE={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}", "CHOCOLATEY_API_KEY={hex:8}"],
    ),
    Rule::token(
        code(
            "secrets/conda-token",
            "A token of an Anaconda account, also as it stands in a channel's URL.",
            PUBLISHES,
            "Remove it with `anaconda auth --remove` and make another.",
            "https://www.anaconda.com/docs/tools/anaconda-org/user-guide/tasks/work-with-accounts",
        ),
        "Anaconda token",
        &["anaconda"],
        r#"(?:/t/|(?i-u:token|key)["']{0,2}\s{0,3}[:=]\s{0,3}["']?)(?P<s>[a-z]{2}-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"#,
    )
    .anchored(Anchor::Near(0, 120))
    .examples(
        &["https://conda.anaconda.org/t/ac-{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}/acme", "ANACONDA_TOKEN=ac-{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["https://conda.anaconda.org/t/<TOKEN>/acme"],
    ),
    Rule::named(
        code(
            "secrets/packagecloud-token",
            "An API token of packagecloud.",
            PUBLISHES,
            "Regenerate it at https://packagecloud.io/api_token.",
            "https://packagecloud.io/docs/api",
        ),
        "packagecloud token",
        &["packagecloud"],
        r"[0-9a-f]{48}",
    )
    .examples(&["PACKAGECLOUD_TOKEN={hex:48}"], &["PACKAGECLOUD_REPO={hex:48}", "PACKAGECLOUD_TOKEN={hex:12}"]),
    Rule::named(
        code(
            "secrets/gemfury-token",
            "A token of a Gemfury account.",
            PUBLISHES,
            "Revoke it at https://manage.fury.io/manage/tokens and make another.",
            "https://gemfury.com/help/tokens/",
        ),
        "Gemfury token",
        &["gemfury", "fury_"],
        r"[A-Za-z0-9]{20}|[A-Za-z0-9]{6}-[A-Za-z0-9]{30,40}",
    )
    .examples(&["GEMFURY_TOKEN={alnum:20}"], &["GEMFURY_NAME={alnum:20}", "GEMFURY_TOKEN={alnum:10}"]),
    Rule::named(
        code(
            "secrets/open-vsx-token",
            "An access token of the Open VSX registry.",
            PUBLISHES,
            "Delete it at https://open-vsx.org/user-settings/tokens and make another.",
            "https://github.com/eclipse/openvsx/wiki/Publishing-Extensions",
        ),
        "Open VSX token",
        &["ovsx", "open_vsx", "openvsx"],
        r"(?:ovsxat_)?(?i-u:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})",
    )
    .examples(
        &["OVSX_PAT={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["OVSX_NAME={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}", "OVSX_PAT={hex:8}"],
    ),
    Rule::named(
        code(
            "secrets/cocoapods-token",
            "A session token of CocoaPods' trunk.",
            PUBLISHES,
            "Remove it with `pod trunk me clean-sessions`.",
            "https://guides.cocoapods.org/making/getting-setup-with-trunk.html",
        ),
        "CocoaPods trunk token",
        &["cocoapods_trunk"],
        r"[0-9a-f]{32}",
    )
    .examples(&["COCOAPODS_TRUNK_TOKEN={hex:32}"], &["COCOAPODS_TRUNK_NAME={hex:32}", "COCOAPODS_TRUNK_TOKEN={hex:12}"]),
    Rule::named(
        code(
            "secrets/harbor-secret",
            "The secret of a robot account or user of a Harbor registry.",
            "Whoever holds it pulls private images and, with the right, replaces them.",
            "Refresh it in Harbor under Robot accounts (a user's CLI secret: User profile).",
            "https://goharbor.io/docs/2.13.0/working-with-projects/project-configuration/create-robot-accounts/",
        ),
        "Harbor secret",
        &["harbor"],
        r"[A-Za-z0-9]{32}",
    )
    .examples(&["HARBOR_ROBOT_TOKEN={alnum:32}"], &["HARBOR_PROJECT={alnum:32}", "HARBOR_ROBOT_TOKEN={alnum:12}"]),
    Rule::named(
        code(
            "secrets/quay-token",
            "The password of a Quay robot account, or an OAuth token.",
            "Whoever holds it pulls private images and, with the right, replaces them.",
            "Regenerate it in Quay under Robot accounts of the organisation or user.",
            "https://docs.quay.io/glossary/robot-accounts.html",
        ),
        "Quay token",
        &["quay"],
        r"[A-Z0-9]{64}|[A-Za-z0-9]{40}",
    )
    .examples(&["QUAY_ROBOT_TOKEN={upper:64}"], &["QUAY_REPO={upper:64}", "QUAY_ROBOT_TOKEN={upper:12}"]),
    Rule::token(
        code(
            "secrets/contribsys-login",
            "The login for Sidekiq's paid gems at contribsys.com.",
            "Whoever holds it downloads the gems that its owner pays for.",
            "Ask Contributed Systems for another, and keep it in Bundler's configuration outside the repository.",
            "https://github.com/sidekiq/sidekiq/wiki/Commercial-FAQ",
        ),
        "Sidekiq gem login",
        &["contribsys"],
        r#"(?:^|[^0-9a-f])(?P<s>[0-9a-f]{8}:[0-9a-f]{8})(?:@|["'\s]|$)"#,
    )
    .anchored(Anchor::Near(28, 40))
    .examples(&["https://{hex:8}:{hex:8}@gems.contribsys.com/", "BUNDLE_GEMS__CONTRIBSYS__COM={hex:8}:{hex:8}"], &["https://gems.contribsys.com/", "BUNDLE_GEMS__CONTRIBSYS__COM={hex:8}"]),
];

/// The last six characters are the CRC-32 of the thirty before; vendors' tools
/// differ on whether the prefix is covered, so either will do.
fn npm(found: &Candidate) -> Verdict {
    let end = found.secret.len() - 6;
    let covered = [&found.secret[4..end], &found.secret[..end]];
    Verdict::sure_if(covered.iter().any(|payload| decode::ends_in_crc32(found.secret, payload)))
}

/// A user and password, or a password alone, that are more than an example.
fn encoded_login(found: &Candidate) -> Verdict {
    let Some(login) = decode::base64(found.secret).filter(|login| login.is_ascii()) else {
        return Verdict::only_if(shape::random(found.secret));
    };
    let password = login.iter().position(|&byte| byte == b':').map_or(&login[..], |at| &login[at + 1..]);
    let invented = shape::reference(password) || shape::stand_in(password) || shape::well_worn(password);
    Verdict::only_if(password.len() >= 6 && !invented)
}
