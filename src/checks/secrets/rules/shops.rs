//! Shops, and what is sent and booked there.

use super::super::rule::{Rule, Verdict, code};
use super::payment::live;

const SHOP: &str = "Whoever holds it reads customers and orders and changes the shop.";
const SHIPS: &str = "Whoever holds it buys labels at its owner's cost and reads customers' addresses.";

pub(super) static RULES: &[Rule] = &[
    Rule::token(
        code(
            "secrets/shopify-token",
            "An Admin API access token of a Shopify app.",
            SHOP,
            "Uninstall the app under Settings > Apps of the store, and install it anew.",
            "https://shopify.dev/docs/apps/build/authentication-authorization",
        ),
        "Shopify access token",
        &["shpat_"],
        r"shpat_[0-9a-fA-F]{32}",
    )
    .examples(&["shpat_{hex:32}"], &["shpat_{hex:10}"]),
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
            "secrets/easypost-key",
            "An API key of an EasyPost account.",
            SHIPS,
            "Delete it at https://www.easypost.com/account/api-keys and make another.",
            "https://docs.easypost.com/docs/authentication",
        ),
        "EasyPost API key",
        &["EZAK", "EZTK"],
        r"EZ[AT]K[A-Za-z0-9]{54}",
    )
    .judged_by(live)
    .examples(&["EZAK{alnum:54}", "EZTK{alnum:54}"], &["EZAK{alnum:20}"]),
    Rule::token(
        code(
            "secrets/shopify-custom-app-token",
            "The access token of a Shopify custom app.",
            SHOP,
            "Uninstall the app under Settings > Apps of the store, and install it anew.",
            "https://shopify.dev/docs/apps/build/authentication-authorization",
        ),
        "Shopify custom app token",
        &["shpca_"],
        r"shpca_[0-9a-fA-F]{32}",
    )
    .examples(&["shpca_{hex:32}"], &["shpca_{hex:10}"]),
    Rule::token(
        code(
            "secrets/shopify-private-app-password",
            "The password of a Shopify private app.",
            SHOP,
            "Regenerate it under Settings > Apps > Private apps of the store; better, make a custom app.",
            "https://shopify.dev/docs/apps/build/authentication-authorization",
        ),
        "Shopify private app password",
        &["shppa_"],
        r"shppa_[0-9a-fA-F]{32}",
    )
    .examples(&["shppa_{hex:32}"], &["shppa_{hex:10}"]),
    Rule::token(
        code(
            "secrets/shopify-shared-secret",
            "The client secret (shared secret) of a Shopify app.",
            SHOP,
            "Rotate it under API credentials of the app in the Partner dashboard.",
            "https://shopify.dev/docs/apps/build/authentication-authorization",
        ),
        "Shopify shared secret",
        &["shpss_"],
        r"shpss_[0-9a-fA-F]{32}",
    )
    .examples(&["shpss_{hex:32}"], &["shpss_{hex:10}"]),
    Rule::token(
        code(
            "secrets/shopify-partner-token",
            "The access token of a client of Shopify's Partner API.",
            SHOP,
            "Delete the API client under Settings of the Partner dashboard and make another.",
            "https://shopify.dev/docs/apps/build/authentication-authorization",
        ),
        "Shopify Partner API token",
        &["prtapi_"],
        r"prtapi_[0-9a-fA-F]{32}",
    )
    .examples(&["prtapi_{hex:32}"], &["prtapi_{hex:10}"]),
    Rule::token(
        code(
            "secrets/ebay-secret",
            "The Cert ID (client secret) of an eBay application.",
            SHOP,
            "Rotate it at https://developer.ebay.com/my/keys.",
            "https://developer.ebay.com/api-docs/static/oauth-credentials.html",
        ),
        "eBay client secret",
        &["PRD-", "SBX-"],
        r"(?:PRD|SBX)-[0-9a-f]{8,12}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4,8}",
    )
    .judged_by(|found| Verdict::sure_if(found.secret.starts_with(b"PRD")))
    .examples(&["PRD-{hex:12}-{hex:4}-{hex:4}-{hex:4}-{hex:4}"], &["PRD-{hex:8}", "PRD-{hex:8}-{hex:8}"]),
    Rule::token(
        code(
            "secrets/woocommerce-secret",
            "The consumer secret of a WooCommerce shop.",
            SHOP,
            "Revoke it under WooCommerce > Settings > Advanced > REST API and make another.",
            "https://woocommerce.github.io/woocommerce-rest-api-docs/#authentication",
        ),
        "WooCommerce consumer secret",
        &["cs_"],
        r"cs_[0-9a-f]{40}",
    )
    .examples(&["cs_{hex:40}"], &["cs_{hex:20}", "cs_live_{alnum:40}"]),
    Rule::named(
        code(
            "secrets/etsy-key",
            "An API key or shared secret of an Etsy application.",
            SHOP,
            "Regenerate it at https://www.etsy.com/developers/your-apps.",
            "https://developers.etsy.com/documentation/essentials/authentication",
        ),
        "Etsy API key",
        &["etsy"],
        r"[0-9a-z]{24}(?::[0-9a-z]{10})?",
    )
    .examples(&["ETSY_API_KEY={lower:24}"], &["ETSY_API_KEY={lower:8}", "ETSY_API_KEY=${ETSY_API_KEY}"]),
    Rule::named(
        code(
            "secrets/squarespace-key",
            "An API key of a Squarespace site.",
            SHOP,
            "Delete it under Settings > Developer API keys of the site and make another.",
            "https://developers.squarespace.com/commerce-apis/authentication-and-permissions",
        ),
        "Squarespace API key",
        &["squarespace"],
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    )
    .examples(
        &["SQUARESPACE_API_KEY={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["SQUARESPACE_API_KEY={hex:8}", "SQUARESPACE_API_KEY=${SQUARESPACE_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/gumroad-token",
            "An access token of a Gumroad application.",
            SHOP,
            "Revoke it at https://gumroad.com/settings/advanced and make another.",
            "https://gumroad.com/api",
        ),
        "Gumroad access token",
        &["gumroad"],
        r"[0-9a-f]{64}|[A-Za-z0-9_-]{43}",
    )
    .examples(
        &["GUMROAD_ACCESS_TOKEN={hex:64}"],
        &["GUMROAD_ACCESS_TOKEN={hex:10}", "GUMROAD_ACCESS_TOKEN=${GUMROAD_ACCESS_TOKEN}"],
    ),
    Rule::named(
        code(
            "secrets/bigcommerce-token",
            "The access token of a BigCommerce API account.",
            SHOP,
            "Delete the API account in the store's settings and make another.",
            "https://developer.bigcommerce.com/docs/start/authentication/api-accounts",
        ),
        "BigCommerce access token",
        &["bigcommerce"],
        r"[0-9a-z]{31}",
    )
    .examples(
        &["BIGCOMMERCE_ACCESS_TOKEN={lower:31}"],
        &["BIGCOMMERCE_ACCESS_TOKEN={lower:8}", "BIGCOMMERCE_ACCESS_TOKEN=${BIGCOMMERCE_ACCESS_TOKEN}"],
    ),
    Rule::token(
        code(
            "secrets/shippo-token",
            "An API token of a Shippo account.",
            SHIPS,
            "Delete it at https://apps.goshippo.com/settings/api and make another.",
            "https://docs.goshippo.com/docs/guides_general/authentication/",
        ),
        "Shippo API token",
        &["shippo_live_", "shippo_test_"],
        r"shippo_(?:live|test)_[0-9a-f]{40}",
    )
    .judged_by(live)
    .examples(&["shippo_live_{hex:40}"], &["shippo_live_{hex:10}"]),
    Rule::named(
        code(
            "secrets/lob-key",
            "A secret API key of a Lob account.",
            "Whoever holds it sends letters and checks at its owner's cost and reads the addresses of others.",
            "Rotate it at https://dashboard.lob.com/settings/api-keys.",
            "https://docs.lob.com/#tag/Authentication",
        ),
        "Lob API key",
        &["lob_", "lob-api", "lobapi", "lob.com", "lobkey", "lobtoken"],
        r"(?:live|test)_[0-9a-f]{35}|(?:live|test)_pub_[0-9a-f]{31}",
    )
    .judged_by(live)
    .examples(&["LOB_API_KEY=live_{hex:35}"], &["LOB_API_KEY=live_{hex:10}", "LOB_API_KEY=${LOB_API_KEY}"]),
    Rule::named(
        code(
            "secrets/shopify-legacy-secret",
            "The API key or secret of a Shopify app, of the older form.",
            SHOP,
            "Rotate the secret under API credentials of the app in the Partner dashboard.",
            "https://shopify.dev/docs/apps/build/authentication-authorization",
        ),
        "Shopify API secret",
        &["shopify"],
        r"[0-9a-f]{32}",
    )
    .examples(
        &["SHOPIFY_API_SECRET={hex:32}"],
        &["SHOPIFY_API_SECRET={hex:8}", "SHOPIFY_API_SECRET=${SHOPIFY_API_SECRET}"],
    ),
];
