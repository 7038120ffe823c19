//! Exchanges, chains and market data.

use super::super::rule::{Anchor, Rule, code, random};

const TRADES: &str = "Whoever holds it trades in its owner's name and, if it may, withdraws.";
const METERED: &str = "Whoever holds it uses up its owner's quota, or is served at its owner's cost.";

pub(super) static RULES: &[Rule] = &[
    Rule::named(
        code(
            "secrets/coinbase-key",
            "An API key or its secret of Coinbase or Coinbase Commerce.",
            TRADES,
            "Delete it at https://www.coinbase.com/settings/api (Commerce: Settings > Security) and make another.",
            "https://docs.cdp.coinbase.com/get-started/authentication/overview",
        ),
        "Coinbase API key",
        &["coinbase"],
        r"[A-Za-z0-9_-]{64}|[A-Za-z0-9+/]{86}==",
    )
    .examples(
        &["COINBASE_API_SECRET={alnum:64}"],
        &["COINBASE_API_SECRET={alnum:20}", "COINBASE_API_SECRET=${COINBASE_API_SECRET}"],
    ),
    Rule::named(
        code(
            "secrets/binance-secret",
            "An API key or secret key of Binance.",
            TRADES,
            "Delete it at https://www.binance.com/en/my/settings/api-management and make another.",
            "https://developers.binance.com/docs/binance-spot-api-docs/rest-api",
        ),
        "Binance API key",
        &["binance"],
        r"[A-Za-z0-9]{64}",
    )
    .examples(
        &["BINANCE_API_SECRET={alnum:64}"],
        &["BINANCE_API_SECRET={alnum:10}", "BINANCE_API_SECRET=${BINANCE_API_SECRET}"],
    ),
    Rule::named(
        code(
            "secrets/kraken-key",
            "An API key or private key of Kraken.",
            TRADES,
            "Delete it at https://pro.kraken.com/app/settings/api and make another.",
            "https://docs.kraken.com/api/docs/guides/spot-rest-auth",
        ),
        "Kraken private key",
        &["kraken"],
        r"[A-Za-z0-9/+]{86}==|[A-Za-z0-9/+=_-]{80,90}|[A-Za-z0-9/+]{56}",
    )
    .examples(
        &["KRAKEN_PRIVATE_KEY={base64:86}=="],
        &["KRAKEN_PRIVATE_KEY={base64:10}", "KRAKEN_PRIVATE_KEY=${KRAKEN_PRIVATE_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/kucoin-key",
            "An API key, secret or passphrase of KuCoin.",
            TRADES,
            "Delete it at https://www.kucoin.com/account/api and make another.",
            "https://www.kucoin.com/docs-new/authentication",
        ),
        "KuCoin key",
        &["kucoin"],
        r"[0-9a-f]{24}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    )
    .examples(
        &["KUCOIN_SECRET_KEY={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["KUCOIN_SECRET_KEY={hex:8}", "KUCOIN_SECRET_KEY=${KUCOIN_SECRET_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/bittrex-key",
            "An API key or secret of Bittrex.",
            TRADES,
            "The exchange has closed; take the key out all the same.",
            "https://bittrex.github.io/api/v3",
        ),
        "Bittrex key",
        &["bittrex"],
        r"[0-9a-z]{32}",
    )
    .examples(
        &["BITTREX_API_SECRET={hex:32}"],
        &["BITTREX_API_SECRET={hex:10}", "BITTREX_API_SECRET=${BITTREX_API_SECRET}"],
    ),
    Rule::named(
        code(
            "secrets/upbit-key",
            "An access key or secret key of Upbit.",
            TRADES,
            "Delete it at https://upbit.com/mypage/open_api_management and make another.",
            "https://docs.upbit.com/kr/docs/api-key",
        ),
        "Upbit key",
        &["upbit"],
        r"[A-Za-z0-9]{40}",
    )
    .examples(
        &["UPBIT_ACCESS_KEY={alnum:40}"],
        &["UPBIT_ACCESS_KEY={alnum:10}", "UPBIT_ACCESS_KEY=${UPBIT_ACCESS_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/bithumb-key",
            "An API key or secret key of Bithumb.",
            TRADES,
            "Delete it under API management at https://www.bithumb.com and make another.",
            "https://apidocs.bithumb.com/docs/api-key-%EB%B0%9C%EA%B8%89",
        ),
        "Bithumb key",
        &["bithumb"],
        r"[0-9a-f]{32}|[0-9a-f]{64,128}|[A-Za-z0-9+/]{40,88}={0,2}",
    )
    .examples(&["BITHUMB_API_KEY={hex:32}"], &["BITHUMB_API_KEY={hex:10}", "BITHUMB_API_KEY=${BITHUMB_API_KEY}"]),
    Rule::named(
        code(
            "secrets/bybit-key",
            "An API secret of Bybit.",
            TRADES,
            "Delete it at https://www.bybit.com/app/user/api-management and make another.",
            "https://bybit-exchange.github.io/docs/v5/guide",
        ),
        "Bybit API secret",
        &["bybit"],
        r"[A-Za-z0-9]{36}",
    )
    .examples(
        &["BYBIT_API_SECRET={alnum:36}"],
        &["BYBIT_API_SECRET={alnum:10}", "BYBIT_API_SECRET=${BYBIT_API_SECRET}"],
    ),
    Rule::named(
        code(
            "secrets/okx-key",
            "An API key or secret key of OKX.",
            TRADES,
            "Delete it at https://www.okx.com/account/my-api and make another.",
            "https://www.okx.com/docs-v5/en/#overview-rest-authentication",
        ),
        "OKX key",
        &["okx_", "okx-", "okex"],
        r"[0-9A-F]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    )
    .examples(&["OKX_SECRET_KEY={upperhex:32}"], &["OKX_SECRET_KEY={upperhex:10}", "OKX_SECRET_KEY=${OKX_SECRET_KEY}"]),
    Rule::named(
        code(
            "secrets/alpaca-secret",
            "The secret key of an Alpaca account.",
            TRADES,
            "Regenerate it at https://app.alpaca.markets.",
            "https://docs.alpaca.markets/docs/getting-started",
        ),
        "Alpaca secret key",
        &["alpaca", "apca_api", "apca-api"],
        r"[A-Za-z0-9]{40}|[A-Za-z0-9]{44}",
    )
    .examples(
        &["APCA_API_SECRET_KEY={alnum:44}"],
        &["APCA_API_SECRET_KEY={alnum:10}", "APCA_API_SECRET_KEY=${APCA_API_SECRET_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/polymarket-key",
            "A key, secret or passphrase of Polymarket's CLOB API.",
            TRADES,
            "Revoke it with DELETE /auth/api-key; if it is the wallet's private key, move the funds to another wallet.",
            "https://docs.polymarket.com/developers/CLOB/authentication",
        ),
        "Polymarket key",
        &["polymarket", "poly_private", "poly_api", "poly_key", "poly_secret", "poly_pass", "poly_builder", "clob_"],
        r"(?:0x)?[0-9A-Fa-f]{64}|[A-Za-z0-9]{64}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[A-Za-z0-9+/_-]{40,44}={0,2}",
    )
    .examples(
        &["POLYMARKET_API_KEY={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["POLYMARKET_API_KEY={hex:8}", "POLYMARKET_API_KEY=${POLYMARKET_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/alchemy-key",
            "An API key of an Alchemy app.",
            METERED,
            "Rotate it in the app's settings at https://dashboard.alchemy.com.",
            "https://www.alchemy.com/docs/create-an-api-key",
        ),
        "Alchemy API key",
        &["alchemy"],
        r"[A-Za-z0-9_-]{32}|[A-Za-z0-9_-]{21}|alcht_[A-Za-z0-9]{30}",
    )
    .examples(&["ALCHEMY_API_KEY={alnum:32}"], &["ALCHEMY_API_KEY={alnum:10}", "ALCHEMY_API_KEY=${ALCHEMY_API_KEY}"]),
    Rule::token(
        code(
            "secrets/alchemy-url",
            "The address of an Alchemy app, with its API key.",
            METERED,
            "Rotate it in the app's settings at https://dashboard.alchemy.com.",
            "https://www.alchemy.com/docs/create-an-api-key",
        ),
        "Alchemy API key",
        &[".alchemy.com/", "alchemyapi.io/"],
        r"\.(?:g\.alchemy\.com|alchemyapi\.io)/(?:nft/)?v[23]/(?P<s>[A-Za-z0-9_-]{32})",
    )
    .anchored(Anchor::Near(4, 60))
    .judged_by(random)
    .examples(
        &["https://eth-mainnet.g.alchemy.com/v2/{alnum:32}"],
        &["https://eth-mainnet.g.alchemy.com/v2/demo", "https://eth-mainnet.g.alchemy.com/v2/your-api-key"],
    ),
    Rule::token(
        code(
            "secrets/infura-url",
            "The address of an Infura project, with its API key.",
            METERED,
            "Delete the key at https://developer.metamask.io and make another.",
            "https://docs.metamask.io/services/get-started/endpoints/",
        ),
        "Infura API key",
        &[".infura.io/"],
        r"\.infura\.io/(?:ws/)?v3/(?P<s>[0-9a-f]{32})",
    )
    .anchored(Anchor::Near(0, 50))
    .judged_by(random)
    .examples(&["https://mainnet.infura.io/v3/{hex:32}"], &["https://mainnet.infura.io/v3/YOUR-API-KEY"]),
    Rule::named(
        code(
            "secrets/infura-key",
            "An API key or its secret of Infura.",
            METERED,
            "Delete the key at https://developer.metamask.io and make another.",
            "https://docs.metamask.io/services/get-started/endpoints/",
        ),
        "Infura API key",
        &["infura"],
        r"[0-9a-f]{32}|[A-Za-z0-9+/]{52,56}={0,2}",
    )
    .examples(&["INFURA_API_KEY={hex:32}"], &["INFURA_API_KEY={hex:10}", "INFURA_API_KEY=${INFURA_API_KEY}"]),
    Rule::token(
        code(
            "secrets/quicknode-url",
            "The address of a QuickNode endpoint, with its token.",
            METERED,
            "Replace the endpoint, or its token under Security, at https://dashboard.quicknode.com.",
            "https://www.quicknode.com/docs/platform/security/token-based-authentication",
        ),
        "QuickNode token",
        &[".quiknode.pro/"],
        r"\.quiknode\.pro/(?P<s>[0-9a-f]{40})",
    )
    .anchored(Anchor::Near(0, 50))
    .judged_by(random)
    .examples(&["https://x.ethereum.quiknode.pro/{hex:40}/"], &["https://x.ethereum.quiknode.pro/token/"]),
    Rule::named(
        code(
            "secrets/etherscan-key",
            "An API key of Etherscan or one of its sister sites.",
            METERED,
            "Delete it at https://etherscan.io/myapikey and make another.",
            "https://docs.etherscan.io/getting-an-api-key",
        ),
        "Etherscan API key",
        &["etherscan", "bscscan", "polygonscan", "arbiscan", "basescan", "snowtrace", "ftmscan"],
        r"[A-Z0-9]{34}",
    )
    .examples(
        &["ETHERSCAN_API_KEY={upper:34}"],
        &["ETHERSCAN_API_KEY={upper:10}", "ETHERSCAN_API_KEY=${ETHERSCAN_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/moralis-key",
            "An API key of Moralis.",
            METERED,
            "Regenerate it at https://admin.moralis.com/api-keys.",
            "https://docs.moralis.com/get-your-api-key",
        ),
        "Moralis API key",
        &["moralis"],
        r"[A-Za-z0-9]{64}",
    )
    .examples(&["MORALIS_API_KEY={alnum:64}"], &["MORALIS_API_KEY={alnum:10}", "MORALIS_API_KEY=${MORALIS_API_KEY}"]),
    Rule::named(
        code(
            "secrets/coinmarketcap-key",
            "An API key of CoinMarketCap.",
            METERED,
            "Regenerate it at https://pro.coinmarketcap.com/account.",
            "https://coinmarketcap.com/api/documentation/v1/#section/Authentication",
        ),
        "CoinMarketCap API key",
        &["coinmarketcap", "cmc_pro", "cmc_api"],
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    )
    .examples(
        &[
            "COINMARKETCAP_API_KEY={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}",
            "X-CMC_PRO_API_KEY: {hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}",
        ],
        &["COINMARKETCAP_API_KEY={hex:8}", "COINMARKETCAP_API_KEY=${COINMARKETCAP_API_KEY}"],
    ),
    Rule::token(
        code(
            "secrets/coingecko-key",
            "An API key of CoinGecko.",
            METERED,
            "Delete it at https://www.coingecko.com/en/developers/dashboard and make another.",
            "https://docs.coingecko.com/reference/authentication",
        ),
        "CoinGecko API key",
        &["CG-"],
        r"CG-[A-Za-z0-9]{24}",
    )
    .judged_by(random)
    .examples(&["CG-{alnum:24}"], &["CG-{digit:4}"]),
    Rule::named(
        code(
            "secrets/finnhub-key",
            "An API key of Finnhub.",
            METERED,
            "Regenerate it at https://finnhub.io/dashboard.",
            "https://finnhub.io/docs/api/authentication",
        ),
        "Finnhub API key",
        &["finnhub"],
        r"[0-9a-z]{20}(?:[0-9a-z]{20})?",
    )
    .examples(&["FINNHUB_API_KEY={lower:20}"], &["FINNHUB_API_KEY={lower:8}", "FINNHUB_API_KEY=${FINNHUB_API_KEY}"]),
    Rule::named(
        code(
            "secrets/finicity-key",
            "The app key, secret or token of Finicity.",
            "Whoever holds it reads customers' bank accounts.",
            "Reset it at https://developer.mastercard.com.",
            "https://developer.mastercard.com/open-banking-us/documentation/",
        ),
        "Finicity key",
        &["finicity"],
        r"[0-9a-f]{32}|[0-9a-z]{20}",
    )
    .examples(&["FINICITY_APP_KEY={hex:32}"], &["FINICITY_APP_KEY={hex:8}", "FINICITY_APP_KEY=${FINICITY_APP_KEY}"]),
    Rule::named(
        code(
            "secrets/polygon-io-key",
            "An API key of Polygon.io.",
            METERED,
            "Delete it at https://polygon.io/dashboard/keys and make another.",
            "https://polygon.io/docs",
        ),
        "Polygon.io API key",
        &["polygon_api", "polygon_io", "polygonio", "polygon.io"],
        r"[A-Za-z0-9_]{32}",
    )
    .examples(&["POLYGON_API_KEY={alnum:32}"], &["POLYGON_API_KEY={alnum:8}", "POLYGON_API_KEY=${POLYGON_API_KEY}"]),
    Rule::named(
        code(
            "secrets/alpha-vantage-key",
            "An API key of Alpha Vantage.",
            METERED,
            "Ask support@alphavantage.co for another.",
            "https://www.alphavantage.co/documentation/",
        ),
        "Alpha Vantage API key",
        &["alphavantage", "alpha_vantage"],
        r"[A-Z0-9]{16}",
    )
    .examples(
        &["ALPHAVANTAGE_API_KEY={upper:16}"],
        &["ALPHAVANTAGE_API_KEY={upper:6}", "ALPHAVANTAGE_API_KEY=${ALPHAVANTAGE_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/databento-key",
            "An API key of Databento.",
            METERED,
            "Delete it at https://databento.com/portal/keys and make another.",
            "https://databento.com/docs/portal/api-keys",
        ),
        "Databento API key",
        &["databento"],
        r"db-[A-Za-z0-9]{29}",
    )
    .examples(&["DATABENTO_API_KEY=db-{alnum:29}"], &["DATABENTO_API_KEY=${DATABENTO_API_KEY}"]),
    Rule::named(
        code(
            "secrets/coinone-key",
            "An access token or secret key of Coinone.",
            TRADES,
            "Delete it under API management at https://coinone.co.kr and make another.",
            "https://docs.coinone.co.kr/reference/private-api-authentication",
        ),
        "Coinone key",
        &["coinone"],
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    )
    .examples(
        &["COINONE_SECRET_KEY={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["COINONE_SECRET_KEY={hex:8}", "COINONE_SECRET_KEY=${COINONE_SECRET_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/korea-investment-key",
            "The app key or app secret of Korea Investment & Securities' Open API.",
            TRADES,
            "Have it issued anew at https://apiportal.koreainvestment.com.",
            "https://apiportal.koreainvestment.com/intro",
        ),
        "Korea Investment app secret",
        &["kis_app", "kis_secret", "koreainvestment", "appsecret"],
        r"PS[A-Za-z0-9]{34}|[A-Za-z0-9+/]{179}=|[A-Za-z0-9+/]{180}|[A-Za-z0-9+/]{178}==",
    )
    .examples(
        &["KIS_APP_SECRET={base64:179}=", "KIS_APP_KEY=PS{alnum:34}"],
        &["KIS_APP_SECRET={base64:8}", "KIS_APP_SECRET=${KIS_APP_SECRET}"],
    ),
];
