//! Payments.

use super::super::rule::{Candidate, Rule, Verdict, code, random};
use super::super::shape;

const MONEY: &str = "Whoever holds it sees customers and moves money in the merchant's name.";
const FORGES: &str = "Whoever holds it forges events: a payment that was never made.";

pub(super) static RULES: &[Rule] = &[
    Rule::named(
        code(
            "secrets/highnote-key",
            "The secret key of a Highnote account.",
            MONEY,
            "Delete it under API keys at https://dashboard.highnote.com and make another.",
            "https://highnote.com/docs/developers/api/authentication",
        ),
        "Highnote secret key",
        &["highnote"],
        r"[rs]k_(?:live|test)_[A-Za-z0-9+/]{40,200}={0,2}",
    )
    .judged_by(live)
    .examples(
        &["HIGHNOTE_SECRET_KEY=sk_live_a2V5Xz{alnum:70}"],
        &["HIGHNOTE_SECRET_KEY=sk_live_{alnum:10}", "HIGHNOTE_SECRET_KEY=${HIGHNOTE_SECRET_KEY}"],
    ),
    Rule::token(
        code(
            "secrets/paystack-key",
            "The secret key of a Paystack account.",
            MONEY,
            "Generate new keys under Settings > API keys at https://dashboard.paystack.com.",
            "https://paystack.com/docs/api/authentication/",
        ),
        "Paystack secret key",
        &["sk_live_", "sk_test_"],
        r"sk_(?:live|test)_[0-9a-f]{40}",
    )
    .judged_by(live)
    .examples(&["sk_live_{hex:40}"], &["sk_live_{hex:20}", "sk_live_{alnum:24}"]),
    Rule::token(
        code(
            "secrets/stripe-restricted-key",
            "A restricted key of a Stripe account.",
            MONEY,
            "Roll it at https://dashboard.stripe.com/apikeys. A test key moves no money and is a warning only.",
            "https://docs.stripe.com/keys/restricted-api-keys",
        ),
        "Stripe restricted key",
        &["rk_live_", "rk_prod_", "rk_test_"],
        r"rk_(?:live|prod|test)_[A-Za-z0-9]{16,247}",
    )
    .judged_by(live)
    .examples(&["rk_live_{alnum:99}"], &["rk_live_{alnum:6}"]),
    Rule::token(
        code(
            "secrets/stripe-key",
            "A secret key of a Stripe account.",
            MONEY,
            "Roll it at https://dashboard.stripe.com/apikeys. A test key moves no money and is a warning only.",
            "https://docs.stripe.com/keys",
        ),
        "Stripe secret key",
        &["sk_live_", "sk_prod_", "sk_test_"],
        r"sk_(?:live|prod|test)_[A-Za-z0-9]{16,247}",
    )
    .judged_by(live)
    .examples(
        &["sk_live_{alnum:24}", "sk_test_{alnum:24}"],
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
    .often_invented()
    .examples(&["whsec_{alnum:32}"], &["whsec_{alnum:8}"]),
    Rule::token(
        code(
            "secrets/square-token",
            "A Square access token.",
            MONEY,
            "Replace it in the Developer Console at https://developer.squareup.com/apps.",
            "https://developer.squareup.com/docs/build-basics/access-tokens",
        ),
        "Square access token",
        &["EAAA", "sq0atp-"],
        r"(?:EAAA[A-Za-z0-9_-]{60}|sq0atp-[A-Za-z0-9_-]{22})",
    )
    .judged_by(random)
    .examples(&["EAAA{alnum:60}", "sq0atp-{alnum:22}"], &["EAAA{alnum:20}", "sq0idp-{alnum:22}"]),
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
        r"FLWSECK(?:_TEST)?-[0-9a-zA-Z]{32}(?:-[0-9a-zA-Z]{1,12})?-X",
    )
    .judged_by(live)
    .examples(&["FLWSECK-{hex:32}-X", "FLWSECK_TEST-{hex:32}-X"], &["FLWSECK-{hex:4}"]),
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
    Rule::token(
        code(
            "secrets/square-oauth-secret",
            "The OAuth secret of a Square application.",
            "Whoever holds it gets tokens for every merchant who has connected the application.",
            "Replace it in the Developer Console at https://developer.squareup.com/apps.",
            "https://developer.squareup.com/docs/oauth-api/overview",
        ),
        "Square OAuth secret",
        &["sq0csp-"],
        r"sq0csp-[A-Za-z0-9_-]{43}",
    )
    .judged_by(random)
    .examples(&["sq0csp-{alnum:43}"], &["sq0csp-{alnum:10}", "sq0idp-{alnum:22}"]),
    Rule::named(
        code(
            "secrets/paypal-secret",
            "The client secret of a PayPal REST application.",
            MONEY,
            "Deactivate it under Apps & credentials at https://developer.paypal.com/dashboard and make another.",
            "https://developer.paypal.com/api/rest/authentication/",
        ),
        "PayPal client secret",
        &["paypal"],
        r"E[A-Za-z0-9_-]{79}",
    )
    .examples(
        &["PAYPAL_CLIENT_SECRET=E{alnum:79}"],
        &["PAYPAL_CLIENT_SECRET=E{alnum:20}", "PAYPAL_CLIENT_SECRET=${PAYPAL_CLIENT_SECRET}"],
    ),
    Rule::token(
        code(
            "secrets/adyen-key",
            "An API key of an Adyen company or merchant account.",
            MONEY,
            "Generate another under Developers > API credentials of the Customer Area; the old one ends.",
            "https://docs.adyen.com/development-resources/api-credentials/",
        ),
        "Adyen API key",
        &["AQE"],
        r"AQE[a-z]hm[A-Za-z0-9+/]{50,160}={0,2}-[A-Za-z0-9+/]{20,80}={0,2}-[!-~]{10,20}",
    )
    .examples(&["AQEyhm{base64:86}==-{base64:43}=-{alnum:16}"], &["AQEyhm{base64:20}", "AQEBAQEBAQEB"]),
    Rule::named(
        code(
            "secrets/razorpay-secret",
            "The key secret of a Razorpay account.",
            MONEY,
            "Regenerate the key under Account & settings > API keys at https://dashboard.razorpay.com.",
            "https://razorpay.com/docs/api/authentication/",
        ),
        "Razorpay key secret",
        &["razorpay"],
        r"[A-Za-z0-9]{24}",
    )
    .examples(
        &["RAZORPAY_KEY_SECRET={alnum:24}"],
        &["RAZORPAY_KEY_SECRET={alnum:10}", "RAZORPAY_KEY_SECRET=${RAZORPAY_KEY_SECRET}"],
    ),
    Rule::named(
        code(
            "secrets/mollie-key",
            "An API key of a Mollie profile.",
            MONEY,
            "Refresh it under Developers > API keys at https://my.mollie.com.",
            "https://docs.mollie.com/reference/authentication",
        ),
        "Mollie API key",
        &["mollie"],
        r"(?:live|test)_[A-Za-z0-9]{30}|access_[A-Za-z0-9]{30,60}",
    )
    .judged_by(live)
    .examples(
        &["MOLLIE_API_KEY=live_{alnum:30}"],
        &["MOLLIE_API_KEY=live_{alnum:10}", "MOLLIE_API_KEY=${MOLLIE_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/plaid-secret",
            "The secret of a Plaid client.",
            "Whoever holds it together with an access token reads a customer's bank account.",
            "Rotate it under Developers > Keys at https://dashboard.plaid.com.",
            "https://plaid.com/docs/quickstart/glossary/#secret",
        ),
        "Plaid secret",
        &["plaid"],
        r"[0-9a-z]{30}",
    )
    .examples(&["PLAID_SECRET={hex:30}"], &["PLAID_SECRET={hex:10}", "PLAID_SECRET=${PLAID_SECRET}"]),
    Rule::token(
        code(
            "secrets/paddle-key",
            "An API key of a Paddle account.",
            MONEY,
            "Revoke it under Developer tools > Authentication at https://vendors.paddle.com.",
            "https://developer.paddle.com/api-reference/about/authentication",
        ),
        "Paddle API key",
        &["pdl_live_", "pdl_sdbx_"],
        r"pdl_(?:live|sdbx)_apikey_[a-z0-9]{26}_[A-Za-z0-9]{22}_[A-Za-z0-9]{3}",
    )
    .judged_by(live)
    .examples(&["pdl_live_apikey_{lower:26}_{alnum:22}_{alnum:3}"], &["pdl_live_apikey_{lower:10}"]),
    Rule::token(
        code(
            "secrets/paddle-webhook-secret",
            "The signing secret of a Paddle notification destination.",
            FORGES,
            "Make another destination under Developer tools > Notifications at https://vendors.paddle.com, and \
             delete this one.",
            "https://developer.paddle.com/webhooks/signature-verification",
        ),
        "Paddle webhook secret",
        &["pdl_ntfset_"],
        r"pdl_ntfset_[a-z0-9]{26}_[A-Za-z0-9+/]{32}",
    )
    .examples(&["pdl_ntfset_{lower:26}_{alnum:32}"], &["pdl_ntfset_{lower:10}"]),
    Rule::named(
        code(
            "secrets/checkout-key",
            "The secret key of a Checkout.com account.",
            MONEY,
            "Delete it under Developers > Keys of the Dashboard and make another.",
            "https://www.checkout.com/docs/developer-resources/api/api-authentication",
        ),
        "Checkout.com secret key",
        &["checkout_", "checkout.com", "checkoutsecret", "cko_"],
        r"sk_(?:(?:test_)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?:sbox_)?[a-z2-7]{26}[a-z2-7*#$=])",
    )
    .judged_by(live)
    .examples(
        &["CHECKOUT_SECRET_KEY=sk_{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["CHECKOUT_SECRET_KEY=sk_{hex:8}", "CHECKOUT_SECRET_KEY=${CHECKOUT_SECRET_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/gocardless-token",
            "An access token of a GoCardless account.",
            MONEY,
            "Delete it under Developers at https://manage.gocardless.com and make another.",
            "https://developer.gocardless.com/getting-started/api/making-your-first-request/",
        ),
        "GoCardless access token",
        &["gocardless"],
        r"(?:live|sandbox)_[A-Za-z0-9_=-]{40}",
    )
    .judged_by(live)
    .examples(
        &["GOCARDLESS_ACCESS_TOKEN=live_{alnum:40}"],
        &["GOCARDLESS_ACCESS_TOKEN=live_{alnum:10}", "GOCARDLESS_ACCESS_TOKEN=${GOCARDLESS_ACCESS_TOKEN}"],
    ),
    Rule::token(
        code(
            "secrets/flutterwave-encryption-key",
            "The encryption key of a Flutterwave account.",
            MONEY,
            "Roll the account's keys under Settings > API at https://dashboard.flutterwave.com.",
            "https://developer.flutterwave.com/docs/encryption",
        ),
        "Flutterwave encryption key",
        &["FLWSECK-", "FLWSECK_TEST-", "FLWSECK_TEST"],
        r"FLWSECK(?:_TEST)?-?[0-9a-f]{12}",
    )
    .judged_by(live)
    .examples(&["FLWSECK_TEST{hex:12}", "FLWSECK_TEST-{hex:12}"], &["FLWSECK_TEST{hex:4}"]),
    Rule::token(
        code(
            "secrets/mercado-pago-token",
            "An access token of a Mercado Pago application.",
            MONEY,
            "Renew the credentials of the application at https://www.mercadopago.com/developers/panel.",
            "https://www.mercadopago.com.ar/developers/en/docs/your-integrations/credentials",
        ),
        "Mercado Pago access token",
        &["APP_USR-", "TEST-"],
        r"(?:APP_USR|TEST)-[0-9]{12,16}-[0-9]{6}-[0-9a-f]{32}-[0-9]{6,10}",
    )
    .judged_by(|found| Verdict::sure_if(found.secret.starts_with(b"APP")))
    .examples(&["APP_USR-{digit:16}-{digit:6}-{hex:32}-{digit:9}"], &["APP_USR-{hex:8}", "TEST-{digit:16}"]),
    Rule::token(
        code(
            "secrets/toss-payments-key",
            "The secret key of a Toss Payments merchant.",
            MONEY,
            "Have it issued anew under the API keys at https://developers.tosspayments.com. A test key moves no money.",
            "https://docs.tosspayments.com/reference/using-api/api-keys",
        ),
        "Toss Payments secret key",
        &["live_sk_", "live_gsk_", "test_sk_", "test_gsk_"],
        r"(?:live|test)_g?sk_(?:docs_)?[A-Za-z0-9]{20,40}",
    )
    .judged_by(toss)
    .examples(
        &["live_sk_{alnum:28}", "live_gsk_{alnum:28}", "test_sk_{alnum:28}"],
        &["live_sk_{alnum:8}", "live_ck_{alnum:28}"],
    ),
    Rule::named(
        code(
            "secrets/toss-security-key",
            "The security key of a Toss Payments merchant: what webhooks and card data are sealed with.",
            FORGES,
            "Have it issued anew under the API keys at https://developers.tosspayments.com.",
            "https://docs.tosspayments.com/reference/using-api/api-keys",
        ),
        "Toss Payments security key",
        &["toss_", "toss-", "tosspay"],
        r"[0-9a-f]{64}",
    )
    .examples(
        &["TOSS_SECURITY_KEY={hex:64}"],
        &["TOSS_SECURITY_KEY={hex:20}", "TOSS_SECURITY_KEY=${TOSS_SECURITY_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/portone-secret",
            "The API secret of a PortOne (Iamport) store.",
            MONEY,
            "Have it issued anew under API keys at https://admin.portone.io.",
            "https://developers.portone.io/api/rest-v2/auth",
        ),
        "PortOne API secret",
        &["portone", "imp_secret", "impsecret", "imp-secret", "iamport"],
        r"[A-Za-z0-9]{80,90}|[0-9a-z]{40}",
    )
    .examples(
        &["PORTONE_API_SECRET={alnum:80}"],
        &["PORTONE_API_SECRET={alnum:20}", "PORTONE_API_SECRET=${PORTONE_API_SECRET}"],
    ),
    Rule::named(
        code(
            "secrets/kakaopay-key",
            "The secret key of a KakaoPay merchant.",
            MONEY,
            "Have it issued anew at https://developers.kakaopay.com.",
            "https://developers.kakaopay.com/docs/getting-started/api-common-guide/restapi",
        ),
        "KakaoPay secret key",
        &["kakaopay", "kakao_pay", "kakao-pay"],
        r"(?:PRD|DEV)[0-9A-F]{37}",
    )
    .judged_by(|found| Verdict::sure_if(found.secret.starts_with(b"PRD")))
    .examples(
        &["KAKAOPAY_SECRET_KEY=PRD{upperhex:37}"],
        &["KAKAOPAY_SECRET_KEY=PRD{upperhex:10}", "KAKAOPAY_SECRET_KEY=${KAKAOPAY_SECRET_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/naverpay-secret",
            "The client secret of a Naver Pay merchant.",
            MONEY,
            "Have it issued anew by the Naver Pay Center at https://admin.pay.naver.com.",
            "https://developers.pay.naver.com/docs/v2/api",
        ),
        "Naver Pay client secret",
        &["naverpay", "naver_pay", "naver-pay", "npay"],
        r"[A-Za-z0-9]{20,40}",
    )
    .examples(
        &["NAVERPAY_CLIENT_SECRET={alnum:20}"],
        &["NAVERPAY_CLIENT_SECRET={alnum:8}", "NAVERPAY_CLIENT_SECRET=${NAVERPAY_CLIENT_SECRET}"],
    ),
    Rule::named(
        code(
            "secrets/nicepay-key",
            "The secret key of a NICE Payments merchant.",
            MONEY,
            "Have it issued anew at https://start.nicepay.co.kr.",
            "https://github.com/nicepayments/nicepay-manual",
        ),
        "NICE Payments secret key",
        &["nicepay", "nice_pay"],
        r"[0-9a-f]{32}|[A-Za-z0-9+/]{86}==",
    )
    .examples(
        &["NICEPAY_SECRET_KEY={hex:32}"],
        &["NICEPAY_SECRET_KEY={hex:10}", "NICEPAY_SECRET_KEY=${NICEPAY_SECRET_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/inicis-key",
            "The sign key or API key of a KG Inicis merchant.",
            MONEY,
            "Have it issued anew at https://iniweb.inicis.com.",
            "https://manual.inicis.com/pay/",
        ),
        "KG Inicis key",
        &["inicis", "iniapi"],
        r"[A-Za-z0-9+/]{32,44}={0,2}|[A-Za-z0-9]{16}==|[A-Za-z0-9]{16}",
    )
    .examples(&["INICIS_SIGN_KEY={base64:43}="], &["INICIS_SIGN_KEY={base64:8}", "INICIS_SIGN_KEY=${INICIS_SIGN_KEY}"]),
    Rule::named(
        code(
            "secrets/iyzico-secret",
            "The secret key of an iyzico merchant.",
            MONEY,
            "Renew it under Settings > API keys of the merchant panel.",
            "https://docs.iyzico.com/en/getting-started/preliminaries/authentication",
        ),
        "iyzico secret key",
        &["iyzico", "iyzipay"],
        r"(?:sandbox-)?[A-Za-z0-9]{32}",
    )
    .judged_by(live)
    .examples(
        &["IYZICO_SECRET_KEY={alnum:32}"],
        &["IYZICO_SECRET_KEY={alnum:10}", "IYZICO_SECRET_KEY=${IYZICO_SECRET_KEY}"],
    ),
    Rule::token(
        code(
            "secrets/midtrans-server-key",
            "The server key of a Midtrans merchant.",
            MONEY,
            "Have it changed by Midtrans: see Settings > Access keys of the dashboard.",
            "https://docs.midtrans.com/reference/api-authorization-headers",
        ),
        "Midtrans server key",
        &["Mid-server-"],
        r"Mid-server-[A-Za-z0-9_-]{16,24}",
    )
    .judged_by(random)
    .examples(&["Mid-server-{alnum:24}"], &["Mid-server-{alnum:8}", "Mid-client-{alnum:24}"]),
    Rule::token(
        code(
            "secrets/xendit-key",
            "A secret API key of a Xendit account.",
            MONEY,
            "Delete it under Settings > API keys at https://dashboard.xendit.co and make another.",
            "https://docs.xendit.co/docs/api-keys",
        ),
        "Xendit secret key",
        &["xnd_production_", "xnd_development_"],
        r"xnd_(?:production|development)_[A-Za-z0-9]{40,80}",
    )
    .judged_by(|found| Verdict::sure_if(found.secret.starts_with(b"xnd_production")))
    .examples(&["xnd_production_{alnum:60}"], &["xnd_production_{alnum:10}"]),
    Rule::token(
        code(
            "secrets/omise-key",
            "The secret key of an Omise account.",
            MONEY,
            "Roll it under Keys at https://dashboard.omise.co.",
            "https://docs.omise.co/api-authentication",
        ),
        "Omise secret key",
        &["skey_"],
        r"skey_(?:test_)?[0-9a-z]{19}",
    )
    .judged_by(live)
    .examples(&["skey_{lower:19}"], &["skey_{lower:8}"]),
    Rule::token(
        code(
            "secrets/cashfree-key",
            "The secret key of a Cashfree merchant.",
            MONEY,
            "Delete it under Developers > API keys at https://merchant.cashfree.com and make another.",
            "https://www.cashfree.com/docs/api-reference/authentication",
        ),
        "Cashfree secret key",
        &["cfsk_ma_"],
        r"cfsk_ma_(?:prod|test)_[0-9a-f]{32}_[0-9a-f]{8}",
    )
    .judged_by(live)
    .examples(&["cfsk_ma_prod_{hex:32}_{hex:8}"], &["cfsk_ma_prod_{hex:10}"]),
    Rule::token(
        code(
            "secrets/mercury-token",
            "An API token of a Mercury bank account.",
            MONEY,
            "Revoke it at https://app.mercury.com/settings/tokens and make another.",
            "https://docs.mercury.com/reference/getting-started-with-your-api",
        ),
        "Mercury API token",
        &["secret-token:mercury_", "mercury_production_", "mercury_sandbox_"],
        r"(?:secret-token:)?mercury_(?:production|sandbox)_[A-Za-z0-9_]{30,90}",
    )
    .judged_by(live)
    .examples(
        &["secret-token:mercury_production_wma_{alnum:43}_yrucrem", "mercury_production_{alnum:60}"],
        &["mercury_production_{alnum:8}"],
    ),
    Rule::token(
        code(
            "secrets/ramp-secret",
            "The client secret of a Ramp application.",
            MONEY,
            "Rotate it under Company > Developer at https://app.ramp.com.",
            "https://docs.ramp.com/developer-api/v1/authorization",
        ),
        "Ramp client secret",
        &["ramp_sec_"],
        r"ramp_sec_[A-Za-z0-9]{40,56}",
    )
    .examples(&["ramp_sec_{alnum:48}"], &["ramp_sec_{alnum:10}", "ramp_id_{alnum:40}"]),
    Rule::token(
        code(
            "secrets/brex-token",
            "A user token of a Brex account.",
            MONEY,
            "Revoke it under Developer at https://dashboard.brex.com and make another.",
            "https://developer.brex.com/docs/authentication/",
        ),
        "Brex token",
        &["bxt_"],
        r"bxt_[A-Za-z0-9]{36,48}",
    )
    .judged_by(random)
    .examples(&["bxt_{alnum:40}"], &["bxt_{alnum:10}"]),
    Rule::token(
        code(
            "secrets/polar-token",
            "A token of Polar: of an organisation, a person, or a customer's session.",
            MONEY,
            "Delete it under Settings > Developers at https://polar.sh and make another.",
            "https://polar.sh/docs/integrate/oat",
        ),
        "Polar access token",
        &["polar_oat_", "polar_pat_", "polar_at_", "polar_rt_", "polar_whs_"],
        r"polar_(?:oat|pat|at_[ou]|at|rt|whs)_[A-Za-z0-9_-]{32,64}",
    )
    .judged_by(random)
    .examples(&["polar_oat_{alnum:43}", "polar_pat_{alnum:43}"], &["polar_oat_{alnum:10}"]),
    Rule::named(
        code(
            "secrets/recurly-key",
            "A private API key of a Recurly site.",
            MONEY,
            "Regenerate it under Integrations > API credentials of the site.",
            "https://recurly.com/developers/api/",
        ),
        "Recurly API key",
        &["recurly"],
        r"[0-9a-f]{32}",
    )
    .examples(&["RECURLY_API_KEY={hex:32}"], &["RECURLY_API_KEY={hex:10}", "RECURLY_API_KEY=${RECURLY_API_KEY}"]),
    Rule::token(
        code(
            "secrets/klarna-key",
            "An API key of a Klarna merchant.",
            MONEY,
            "Disable it under Settings > API credentials of the merchant portal and make another.",
            "https://docs.klarna.com/api/authentication/",
        ),
        "Klarna API key",
        &["klarna_live_api_", "klarna_test_api_"],
        r"klarna_(?:live|test)_api_[A-Za-z0-9+/_-]{40,200}={0,2}",
    )
    .judged_by(live)
    .examples(&["klarna_live_api_{alnum:90}"], &["klarna_live_api_{alnum:10}"]),
    Rule::token(
        code(
            "secrets/pagarme-key",
            "The secret key of a Pagar.me account.",
            MONEY,
            "Revoke it under Settings > Keys of the dashboard and make another.",
            "https://docs.pagar.me/docs/chaves-de-acesso",
        ),
        "Pagar.me key",
        &["ak_live_", "ak_test_", "ek_live_"],
        r"(?:ak|ek)_(?:live|test)_[A-Za-z0-9]{30}",
    )
    .judged_by(live)
    .examples(&["ak_live_{alnum:30}"], &["ak_live_{alnum:8}"]),
    Rule::named(
        code(
            "secrets/worldpay-key",
            "A service key of Worldpay.",
            MONEY,
            "Replace it in the settings of the Worldpay dashboard.",
            "https://developer.worldpay.com/products/access/get-started",
        ),
        "Worldpay service key",
        &["worldpay"],
        r"[TL]_S_[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    )
    .judged_by(|found| Verdict::sure_if(found.secret.starts_with(b"L")))
    .examples(
        &["WORLDPAY_SERVICE_KEY=L_S_{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["WORLDPAY_SERVICE_KEY=L_S_{hex:8}", "WORLDPAY_SERVICE_KEY=${WORLDPAY_SERVICE_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/rainforest-pay-key",
            "An API key of a Rainforest Pay account.",
            MONEY,
            "Delete it under API keys of the Rainforest portal and make another.",
            "https://docs.rainforestpay.com/reference/api-keys",
        ),
        "Rainforest API key",
        &["rainforest"],
        r"apikey_[0-9a-f]{64}",
    )
    .examples(
        &["RAINFOREST_API_KEY=apikey_{hex:64}"],
        &["RAINFOREST_API_KEY=apikey_{hex:10}", "RAINFOREST_API_KEY=${RAINFOREST_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/bootpay-key",
            "The private key of a BootPay project.",
            MONEY,
            "Have it issued anew under Settings > Authentication keys at https://developers.bootpay.co.kr.",
            "https://developers.bootpay.co.kr/pg/server/token",
        ),
        "BootPay private key",
        &["bootpay"],
        r"[A-Za-z0-9+/]{43}=",
    )
    .examples(
        &["BOOTPAY_PRIVATE_KEY={base64:43}="],
        &["BOOTPAY_PRIVATE_KEY={base64:8}", "BOOTPAY_PRIVATE_KEY=${BOOTPAY_PRIVATE_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/authorize-net-key",
            "The transaction key or signature key of Authorize.net.",
            MONEY,
            "Make another under Account > API credentials & keys, and disable this one.",
            "https://support.authorize.net/knowledgebase/Knowledgearticle/?code=KA-07437",
        ),
        "Authorize.net key",
        &["authorize_net", "authorizenet", "authorize.net", "authnet"],
        r"[A-Za-z0-9]{16}|[0-9A-F]{128}",
    )
    .examples(
        &["AUTHORIZE_NET_TRANSACTION_KEY={alnum:16}"],
        &["AUTHORIZE_NET_TRANSACTION_KEY={alnum:4}", "AUTHORIZE_NET_TRANSACTION_KEY=${AUTHORIZE_NET_TRANSACTION_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/wise-token",
            "An API token of a Wise account.",
            MONEY,
            "Revoke it under Settings > API tokens at https://wise.com and make another.",
            "https://docs.wise.com/api-docs/features/authentication-access",
        ),
        "Wise API token",
        &["wise_api", "wise_token", "transferwise"],
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    )
    .examples(
        &["WISE_API_TOKEN={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["WISE_API_TOKEN={hex:8}", "WISE_API_TOKEN=${WISE_API_TOKEN}"],
    ),
];

/// Keys of a sandbox do little harm.
pub(super) fn live(found: &Candidate) -> Verdict {
    const SANDBOX: [&[u8]; 7] = [b"_test_", b"_TEST", b"EZTK", b"sandbox", b"-development-", b"_sdbx_", b"sbox_"];
    Verdict::sure_if(!SANDBOX.iter().any(|mark| shape::contains(found.secret, mark)))
}

/// The keys that the documentation itself works with are everybody's.
fn toss(found: &Candidate) -> Verdict {
    match live(found) {
        _ if shape::contains(found.secret, b"_docs_") => Verdict::Harmless,
        _ if found.secret.starts_with(b"test_") => Verdict::Doubtful,
        verdict => verdict,
    }
}
