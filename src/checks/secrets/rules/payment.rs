//! Payments and shops.

use super::super::rule::{Candidate, Rule, Verdict, code};
use super::super::shape;

const MONEY: &str = "Whoever holds it sees customers and moves money in the merchant's name.";

pub(super) static RULES: &[Rule] = &[
    Rule::token(
        code(
            "secrets/stripe-key",
            "A Stripe key: secret or restricted.",
            MONEY,
            "Roll it at https://dashboard.stripe.com/apikeys. A test key moves no money and is a warning only.",
            "https://docs.stripe.com/keys",
        ),
        "Stripe key",
        &["sk_live_", "rk_live_", "sk_prod_", "rk_prod_", "sk_test_", "rk_test_"],
        r"[rs]k_(?:live|prod|test)_[A-Za-z0-9]{16,247}",
    )
    .judged_by(live)
    .examples(
        &["sk_live_{alnum:24}", "rk_live_{alnum:99}", "sk_test_{alnum:24}"],
        &["sk_live_{alnum:6}", "pk_live_{alnum:24}"],
    ),
    Rule::token(
        code(
            "secrets/stripe-webhook-secret",
            "The signing secret of a Stripe webhook.",
            "Whoever holds it forges events: a payment that was never made.",
            "Roll it under Developers > Webhooks at https://dashboard.stripe.com.",
            "https://docs.stripe.com/webhooks#verify-official-libraries",
        ),
        "Stripe webhook signing secret",
        &["whsec_"],
        r"whsec_(?:[A-Za-z0-9]{32,64}|[A-Za-z0-9+/]{32,64}={0,2})",
    )
    .judged_by(|found| Verdict::only_if(shape::random(&found.secret[6..])))
    .examples(&["whsec_{alnum:32}"], &["whsec_{alnum:8}"]),
    Rule::token(
        code(
            "secrets/square-token",
            "A Square access token or OAuth secret.",
            MONEY,
            "Replace it in the Developer Console at https://developer.squareup.com/apps.",
            "https://developer.squareup.com/docs/build-basics/access-tokens",
        ),
        "Square token",
        &["EAAA", "sq0atp-", "sq0csp-"],
        r"(?:EAAA[A-Za-z0-9_-]{60}|sq0atp-[A-Za-z0-9_-]{22}|sq0csp-[A-Za-z0-9_-]{43})",
    )
    .judged_by(|found| Verdict::only_if(shape::random(found.secret)))
    .examples(&["EAAA{alnum:60}", "sq0atp-{alnum:22}", "sq0csp-{alnum:43}"], &["EAAA{alnum:20}", "sq0idp-{alnum:22}"]),
    Rule::token(
        code(
            "secrets/shopify-token",
            "A Shopify token: access, custom app, private app or shared secret.",
            "Whoever holds it reads customers and orders and changes the shop.",
            "Uninstall the app or rotate its secret in the Partner or store dashboard.",
            "https://shopify.dev/docs/apps/build/authentication-authorization",
        ),
        "Shopify token",
        &["shpat_", "shpca_", "shppa_", "shpss_"],
        r"shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}",
    )
    .examples(&["shpat_{hex:32}", "shpss_{hex:32}"], &["shpat_{hex:10}"]),
    Rule::token(
        code(
            "secrets/braintree-token",
            "A PayPal Braintree access token.",
            MONEY,
            "Revoke it in the Braintree control panel and make another.",
            "https://developer.paypal.com/braintree/docs/guides/extend/oauth/access-tokens",
        ),
        "Braintree access token",
        &["access_token$"],
        r"access_token\$(?:production|sandbox)\$[0-9a-z]{16}\$[0-9a-f]{32}",
    )
    .judged_by(live)
    .examples(&["access_token$production${lower:16}${hex:32}"], &["access_token$production${lower:4}"]),
    Rule::token(
        code(
            "secrets/plaid-token",
            "An access token of a Plaid item.",
            "Whoever holds it together with the client's keys reads a customer's bank account.",
            "Rotate it with /item/access_token/invalidate.",
            "https://plaid.com/docs/api/items/#itemaccess_tokeninvalidate",
        ),
        "Plaid access token",
        &["access-sandbox-", "access-development-", "access-production-"],
        r"access-(?:sandbox|development|production)-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    )
    .judged_by(live)
    .examples(&["access-production-{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"], &["access-production-{hex:8}"]),
    Rule::token(
        code(
            "secrets/flutterwave-key",
            "A Flutterwave secret key.",
            MONEY,
            "Roll it under Settings > API at https://dashboard.flutterwave.com.",
            "https://developer.flutterwave.com/docs/authentication",
        ),
        "Flutterwave secret key",
        &["FLWSECK-", "FLWSECK_TEST-"],
        r"FLWSECK(?:_TEST)?-[0-9a-zA-Z]{12,32}(?:-[0-9a-zA-Z]{1,12})?(?:-X)?",
    )
    .judged_by(live)
    .examples(&["FLWSECK-{hex:32}-X", "FLWSECK_TEST-{hex:32}-X"], &["FLWSECK-{hex:4}"]),
    Rule::token(
        code(
            "secrets/shipping-key",
            "A key of a shipping API: EasyPost or Shippo.",
            "Whoever holds it buys labels at its owner's cost and reads customers' addresses.",
            "Revoke it in the vendor's dashboard and make another.",
            "https://docs.easypost.com/docs/authentication",
        ),
        "shipping API key",
        &["EZAK", "EZTK", "shippo_live_", "shippo_test_"],
        r"(?:EZ[AT]K[A-Za-z0-9]{54}|shippo_(?:live|test)_[0-9a-f]{40})",
    )
    .judged_by(live)
    .examples(
        &["EZAK{alnum:54}", "EZTK{alnum:54}", "shippo_live_{hex:40}"],
        &["EZAK{alnum:20}", "shippo_live_{hex:10}"],
    ),
    Rule::token(
        code(
            "secrets/duffel-token",
            "A Duffel access token.",
            "Whoever holds it books travel in its owner's name.",
            "Revoke it under Developers > Access tokens at https://app.duffel.com.",
            "https://duffel.com/docs/api/overview/test-mode",
        ),
        "Duffel access token",
        &["duffel_live_", "duffel_test_"],
        r"duffel_(?:live|test)_[A-Za-z0-9_=-]{43}",
    )
    .judged_by(live)
    .examples(&["duffel_live_{alnum:43}"], &["duffel_live_{alnum:10}"]),
    Rule::token(
        code(
            "secrets/asaas-key",
            "An API key of an Asaas account, production or sandbox.",
            MONEY,
            "Disable it under Integrations > API keys and make another.",
            "https://docs.asaas.com/docs/authentication-2",
        ),
        "Asaas API key",
        &["aact_prod_", "aact_hmlg_"],
        r"aact_(?:prod|hmlg)_[A-Za-z0-9:]{24,240}",
    )
    .judged_by(|found| Verdict::sure_if(found.secret.starts_with(b"aact_prod")))
    .examples(&["aact_prod_{alnum:100}", "aact_hmlg_{alnum:100}"], &["aact_prod_{alnum:8}"]),
];

/// Keys of a sandbox do little harm.
fn live(found: &Candidate) -> Verdict {
    const SANDBOX: [&[u8]; 5] = [b"_test_", b"_TEST-", b"EZTK", b"sandbox", b"-development-"];
    Verdict::sure_if(!SANDBOX.iter().any(|mark| shape::contains(found.secret, mark)))
}
