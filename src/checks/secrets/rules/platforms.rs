//! Platforms that run and deploy, and the stores that keep their secrets.

use super::super::rule::{Anchor, Rule, UUID, Verdict, code};
use super::super::shape;

const DEPLOYS: &str = "Whoever holds it changes what is deployed and reads the settings of it, secrets included.";

pub(super) static RULES: &[Rule] = &[
    Rule::token(
        code(
            "secrets/vault-token",
            "A HashiCorp Vault token, of a service or a batch.",
            "Whoever holds it reads every secret that its policies allow.",
            "Revoke it with `vault token revoke`.",
            "https://developer.hashicorp.com/vault/docs/concepts/tokens#token-prefixes",
        ),
        "HashiCorp Vault token",
        &["hvs.", "hvb.", "hvr."],
        r"hv[sbr]\.[A-Za-z0-9_-]{24,400}",
    )
    .judged_by(|found| Verdict::only_if(shape::random(&found.secret[4..])))
    .examples(&["hvs.{alnum:95}", "hvb.{alnum:140}"], &["hvs.{alnum:8}", "hvs.some_long_identifier_in_a_program"]),
    Rule::token(
        code(
            "secrets/terraform-token",
            "An HCP Terraform (Terraform Cloud) API token.",
            DEPLOYS,
            "Delete it at https://app.terraform.io/app/settings/tokens and make another.",
            "https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens",
        ),
        "HCP Terraform token",
        &[".atlasv1."],
        r"[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,70}",
    )
    .anchored(Anchor::Near(14, 80))
    .examples(&["{alnum:14}.atlasv1.{alnum:67}"], &["{alnum:14}.atlasv1.{alnum:10}"]),
    Rule::token(
        code(
            "secrets/doppler-token",
            "A token of Doppler, the secret store.",
            "Whoever holds it reads the secrets that Doppler keeps for its scope.",
            "Revoke it in the Doppler dashboard and make another.",
            "https://docs.doppler.com/docs/service-tokens",
        ),
        "Doppler token",
        &["dp.pt.", "dp.st.", "dp.ct.", "dp.sa.", "dp.scim.", "dp.audit."],
        r"dp\.(?:pt|st|ct|sa|scim|audit)\.(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,44}",
    )
    .examples(&["dp.pt.{alnum:43}", "dp.st.prod.{alnum:43}"], &["dp.pt.{alnum:10}"]),
    Rule::token(
        code(
            "secrets/pulumi-token",
            "A Pulumi access token.",
            DEPLOYS,
            "Delete it at https://app.pulumi.com/account/tokens and make another.",
            "https://www.pulumi.com/docs/pulumi-cloud/access-management/access-tokens/",
        ),
        "Pulumi access token",
        &["pul-"],
        r"pul-[0-9a-f]{40}",
    )
    .examples(&["pul-{hex:40}"], &["pul-{hex:12}"]),
    Rule::token(
        code(
            "secrets/planetscale-token",
            "A PlanetScale credential: service token, OAuth token or database password.",
            "Whoever holds it reads and changes the database.",
            "Delete it in the PlanetScale dashboard and make another.",
            "https://planetscale.com/docs/api/reference/service-tokens",
        ),
        "PlanetScale credential",
        &["pscale_"],
        r"pscale_(?:tkn|oauth|pw)_[A-Za-z0-9_=.-]{32,64}",
    )
    .examples(&["pscale_tkn_{alnum:43}", "pscale_pw_{alnum:32}"], &["pscale_tkn_{alnum:10}"]),
    Rule::token(
        code(
            "secrets/supabase-key",
            "A Supabase secret: a personal access token or a project's secret API key.",
            "Whoever holds it passes by row-level security and reads the whole database.",
            "Delete it at https://supabase.com/dashboard/account/tokens (a project's: Settings > API keys).",
            "https://supabase.com/docs/guides/api/api-keys",
        ),
        "Supabase secret key",
        &["sbp_", "sb_secret_"],
        r"(?:sbp_[0-9a-f]{40}|sb_secret_[A-Za-z0-9_-]{30,50})",
    )
    .examples(&["sbp_{hex:40}", "sb_secret_{alnum:31}"], &["sbp_{hex:12}", "sb_publishable_{alnum:31}"]),
    Rule::token(
        code(
            "secrets/heroku-key",
            "An API key of a Heroku account.",
            DEPLOYS,
            "Revoke it with `heroku authorizations:revoke` or regenerate it in the account settings.",
            "https://devcenter.heroku.com/articles/authentication",
        ),
        "Heroku API key",
        &["HRKU-"],
        r"HRKU-[A-Za-z0-9_-]{36,64}",
    )
    .examples(&["HRKU-AA{alnum:58}"], &["HRKU-{alnum:10}"]),
    Rule::named(
        code(
            "secrets/heroku-legacy-key",
            "An API key of a Heroku account, of the older form without a prefix.",
            DEPLOYS,
            "Revoke it with `heroku authorizations:revoke` or regenerate it in the account settings.",
            "https://devcenter.heroku.com/articles/authentication",
        ),
        "Heroku API key",
        &["heroku"],
        UUID,
    )
    .examples(
        &["HEROKU_API_KEY={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}", "heroku:\n  api_key: {hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}\n"],
        &["HEROKU_APP_ID={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}", "API_KEY={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}", "HEROKU_API_KEY=$KEY"],
    ),
    Rule::token(
        code(
            "secrets/cloudflare-origin-key",
            "A Cloudflare Origin CA key.",
            "Whoever holds it issues certificates for the account's zones that Cloudflare trusts.",
            "Roll it under My profile > API tokens at https://dash.cloudflare.com.",
            "https://developers.cloudflare.com/fundamentals/api/get-started/ca-keys/",
        ),
        "Cloudflare Origin CA key",
        &["v1.0-"],
        r"v1\.0-[0-9a-f]{24}-[0-9a-f]{146}",
    )
    .examples(&["v1.0-{hex:24}-{hex:146}"], &["v1.0-{hex:24}"]),
    Rule::token(
        code(
            "secrets/fly-token",
            "A Fly.io access token.",
            DEPLOYS,
            "Revoke it with `fly tokens revoke` and make another.",
            "https://fly.io/docs/security/tokens/",
        ),
        "Fly.io access token",
        &["fo1_", "fm1r_", "fm1a_", "fm2_"],
        r"(?:fo1_[A-Za-z0-9_-]{43}|fm(?:1[ar]|2)_[A-Za-z0-9+/]{100,400}={0,3})",
    )
    .examples(&["fo1_{alnum:43}", "fm2_{alnum:200}"], &["fo1_{alnum:10}", "fm2_{alnum:20}"]),
    Rule::token(
        code(
            "secrets/netlify-token",
            "A Netlify personal access token.",
            DEPLOYS,
            "Delete it at https://app.netlify.com/user/applications and make another.",
            "https://docs.netlify.com/api/get-started/#authentication",
        ),
        "Netlify access token",
        &["nfp_"],
        r"nfp_[A-Za-z0-9]{36,60}",
    )
    .examples(&["nfp_{alnum:36}"], &["nfp_{alnum:10}"]),
    Rule::token(
        code(
            "secrets/vercel-token",
            "A Vercel token: personal, of an integration, of an app, or an AI Gateway key.",
            DEPLOYS,
            "Delete it at https://vercel.com/account/settings/tokens and make another.",
            "https://vercel.com/docs/rest-api",
        ),
        "Vercel token",
        &["vcp_", "vci_", "vca_", "vcr_", "vck_"],
        r"vc[piark]_[A-Za-z0-9_-]{24,80}",
    )
    .judged_by(|found| Verdict::only_if(shape::random(&found.secret[4..])))
    .examples(&["vcp_{alnum:56}", "vck_{alnum:56}"], &["vcp_{alnum:10}", "vci_device_capabilities_supported"]),
    Rule::token(
        code(
            "secrets/openshift-token",
            "An OAuth access token of an OpenShift cluster.",
            "Whoever holds it acts in the cluster as its user.",
            "Delete it with `oc delete oauthaccesstokens …` or log out with `oc logout`.",
            "https://docs.redhat.com/en/documentation/openshift_container_platform/4.17/html/authentication_and_authorization/managing-oauth-access-tokens",
        ),
        "OpenShift access token",
        &["sha256~"],
        r"sha256~[A-Za-z0-9_-]{43}",
    )
    .examples(&["sha256~{alnum:43}"], &["sha256~{alnum:10}"]),
];
