//! Data for hire: maps, weather, news, research, and what moves data.

use super::super::rule::{Rule, Verdict, code, random};
use super::super::shape;

const METERED: &str = "Whoever holds it uses up its owner's quota, or is served at its owner's cost.";

pub(super) static RULES: &[Rule] = &[
    Rule::named(
        code(
            "secrets/here-key",
            "An API key of HERE.",
            METERED,
            "Delete it at https://platform.here.com/admin/apps and make another.",
            "https://www.here.com/docs/bundle/identity-and-access-management-developer-guide/page/topics/plat-using-apikeys.html",
        ),
        "HERE API key",
        &["here_api", "here-api", "hereapi", "here_key", "here_maps"],
        r"[A-Za-z0-9_-]{43}",
    )
    .examples(&["HERE_API_KEY={alnum:43}"], &["HERE_API_KEY={alnum:8}", "HERE_API_KEY=${HERE_API_KEY}"]),
    Rule::named(
        code(
            "secrets/tomtom-key",
            "An API key of TomTom.",
            METERED,
            "Delete it at https://developer.tomtom.com/user/me/apps and make another.",
            "https://developer.tomtom.com/platform/documentation/dashboard/api-key-management",
        ),
        "TomTom API key",
        &["tomtom"],
        r"[A-Za-z0-9]{32}",
    )
    .examples(&["TOMTOM_API_KEY={alnum:32}"], &["TOMTOM_API_KEY={alnum:8}", "TOMTOM_API_KEY=${TOMTOM_API_KEY}"]),
    Rule::named(
        code(
            "secrets/openweather-key",
            "An API key of OpenWeather.",
            METERED,
            "Delete it at https://home.openweathermap.org/api_keys and make another.",
            "https://openweathermap.org/appid",
        ),
        "OpenWeather API key",
        &["openweather", "open_weather", "owm_api", "pyowm"],
        r"[0-9a-z]{32}",
    )
    .examples(
        &["OPENWEATHER_API_KEY={hex:32}"],
        &["OPENWEATHER_API_KEY={hex:8}", "OPENWEATHER_API_KEY=${OPENWEATHER_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/weatherstack-key",
            "An API key of weatherstack.",
            METERED,
            "Reset it at https://weatherstack.com/dashboard.",
            "https://docs.apilayer.com/weatherstack/docs/authentication",
        ),
        "weatherstack API key",
        &["weatherstack"],
        r"[0-9a-z]{32}",
    )
    .examples(
        &["WEATHERSTACK_API_KEY={hex:32}"],
        &["WEATHERSTACK_API_KEY={hex:8}", "WEATHERSTACK_API_KEY=${WEATHERSTACK_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/apilayer-key",
            "An API key of an apilayer service.",
            METERED,
            "Reset it at https://apilayer.com/account.",
            "https://docs.apilayer.com/",
        ),
        "apilayer API key",
        &["apilayer", "currencylayer", "fixer_", "ipstack", "exchangerates"],
        r"[A-Za-z0-9]{32}",
    )
    .examples(
        &["APILAYER_API_KEY={alnum:32}"],
        &["APILAYER_API_KEY={alnum:8}", "APILAYER_API_KEY=${APILAYER_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/nasa-key",
            "An API key of api.nasa.gov.",
            METERED,
            "Ask for another at https://api.nasa.gov.",
            "https://api.nasa.gov/",
        ),
        "NASA API key",
        &["nasa_api", "nasa_key", "nasaapi", "nasa-api", "api.nasa.gov"],
        r"[A-Za-z0-9]{40}",
    )
    .examples(
        &["NASA_API_KEY={alnum:40}", "https://api.nasa.gov/planetary/apod?api_key={alnum:40}"],
        &["NASA_API_KEY={alnum:8}", "https://api.nasa.gov/planetary/apod?api_key=DEMO_KEY"],
    ),
    Rule::named(
        code(
            "secrets/datagov-key",
            "An API key of api.data.gov.",
            METERED,
            "Ask for another at https://api.data.gov/signup/.",
            "https://api.data.gov/docs/developer-manual/",
        ),
        "api.data.gov key",
        &["data.gov", "datagov", "data_gov"],
        r"[A-Za-z0-9]{40}",
    )
    .examples(&["DATAGOV_API_KEY={alnum:40}"], &["DATAGOV_API_KEY={alnum:8}", "DATAGOV_API_KEY=${DATAGOV_API_KEY}"]),
    Rule::named(
        code(
            "secrets/nytimes-key",
            "An API key of The New York Times.",
            METERED,
            "Delete it at https://developer.nytimes.com/my-apps and make another.",
            "https://developer.nytimes.com/get-started",
        ),
        "New York Times API key",
        &["nytimes", "new-york-times", "newyorktimes", "nyt_"],
        r"[A-Za-z0-9]{32}",
    )
    .examples(&["NYTIMES_API_KEY={alnum:32}"], &["NYTIMES_API_KEY={alnum:8}", "NYTIMES_API_KEY=${NYTIMES_API_KEY}"]),
    Rule::named(
        code(
            "secrets/newsapi-key",
            "An API key of NewsAPI.org.",
            METERED,
            "Regenerate it at https://newsapi.org/account.",
            "https://newsapi.org/docs/authentication",
        ),
        "NewsAPI key",
        &["newsapi", "news_api"],
        r"[0-9a-f]{32}",
    )
    .examples(&["NEWSAPI_KEY={hex:32}"], &["NEWSAPI_KEY={hex:8}", "NEWSAPI_KEY=${NEWSAPI_KEY}"]),
    Rule::named(
        code(
            "secrets/tmdb-key",
            "An API key of The Movie Database.",
            METERED,
            "Regenerate it at https://www.themoviedb.org/settings/api.",
            "https://developer.themoviedb.org/docs/authentication-application",
        ),
        "TMDB API key",
        &["tmdb"],
        r"[0-9a-f]{32}",
    )
    .examples(&["TMDB_API_KEY={hex:32}"], &["TMDB_API_KEY={hex:8}", "TMDB_API_KEY=${TMDB_API_KEY}"]),
    Rule::named(
        code(
            "secrets/giphy-key",
            "An API key of GIPHY.",
            METERED,
            "Delete it at https://developers.giphy.com/dashboard and make another.",
            "https://developers.giphy.com/docs/api/#quick-start-guide",
        ),
        "GIPHY API key",
        &["giphy"],
        r"[A-Za-z0-9]{32}",
    )
    .examples(&["GIPHY_API_KEY={alnum:32}"], &["GIPHY_API_KEY={alnum:8}", "GIPHY_API_KEY=${GIPHY_API_KEY}"]),
    Rule::named(
        code(
            "secrets/unsplash-key",
            "An access key or secret key of Unsplash.",
            METERED,
            "Reset it under the application at https://unsplash.com/oauth/applications.",
            "https://unsplash.com/documentation",
        ),
        "Unsplash key",
        &["unsplash"],
        r"[A-Za-z0-9_-]{43}|[0-9a-f]{64}",
    )
    .examples(
        &["UNSPLASH_ACCESS_KEY={alnum:43}"],
        &["UNSPLASH_ACCESS_KEY={alnum:8}", "UNSPLASH_ACCESS_KEY=${UNSPLASH_ACCESS_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/pexels-key",
            "An API key of Pexels.",
            METERED,
            "Ask for another at https://www.pexels.com/api/.",
            "https://www.pexels.com/api/documentation/",
        ),
        "Pexels API key",
        &["pexels"],
        r"[A-Za-z0-9]{56}",
    )
    .examples(&["PEXELS_API_KEY={alnum:56}"], &["PEXELS_API_KEY={alnum:8}", "PEXELS_API_KEY=${PEXELS_API_KEY}"]),
    Rule::named(
        code(
            "secrets/virustotal-key",
            "An API key of VirusTotal.",
            METERED,
            "Reset it under API key of the user's menu at https://www.virustotal.com.",
            "https://docs.virustotal.com/docs/please-give-me-an-api-key",
        ),
        "VirusTotal API key",
        &["virustotal", "virus_total", "vt_api", "x-apikey"],
        r"[0-9a-f]{64}",
    )
    .examples(
        &["VIRUSTOTAL_API_KEY={hex:64}", "x-apikey: {hex:64}"],
        &["VIRUSTOTAL_API_KEY={hex:8}", "VIRUSTOTAL_API_KEY=${VIRUSTOTAL_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/shodan-key",
            "An API key of Shodan.",
            METERED,
            "Reset it at https://account.shodan.io.",
            "https://developer.shodan.io/api",
        ),
        "Shodan API key",
        &["shodan"],
        r"[A-Za-z0-9]{32}",
    )
    .examples(&["SHODAN_API_KEY={alnum:32}"], &["SHODAN_API_KEY={alnum:8}", "SHODAN_API_KEY=${SHODAN_API_KEY}"]),
    Rule::named(
        code(
            "secrets/censys-secret",
            "An API secret or token of Censys.",
            METERED,
            "Reset it at https://search.censys.io/account/api.",
            "https://docs.censys.com/reference/get-started",
        ),
        "Censys API secret",
        &["censys"],
        r"[A-Za-z0-9]{32}|censys_[A-Za-z0-9]{8}_[A-Za-z0-9]{24,36}",
    )
    .examples(
        &["CENSYS_API_SECRET={alnum:32}"],
        &["CENSYS_API_SECRET={alnum:8}", "CENSYS_API_SECRET=${CENSYS_API_SECRET}"],
    ),
    Rule::named(
        code(
            "secrets/securitytrails-key",
            "An API key of SecurityTrails.",
            METERED,
            "Delete it at https://securitytrails.com/app/account/credentials and make another.",
            "https://docs.securitytrails.com/docs/authentication",
        ),
        "SecurityTrails API key",
        &["securitytrails"],
        r"[A-Za-z0-9_-]{32}",
    )
    .examples(
        &["SECURITYTRAILS_API_KEY={alnum:32}"],
        &["SECURITYTRAILS_API_KEY={alnum:8}", "SECURITYTRAILS_API_KEY=${SECURITYTRAILS_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/abuseipdb-key",
            "An API key of AbuseIPDB.",
            METERED,
            "Delete it at https://www.abuseipdb.com/account/api and make another.",
            "https://docs.abuseipdb.com/#introduction",
        ),
        "AbuseIPDB API key",
        &["abuseipdb"],
        r"[0-9a-f]{80}",
    )
    .examples(
        &["ABUSEIPDB_API_KEY={hex:80}"],
        &["ABUSEIPDB_API_KEY={hex:8}", "ABUSEIPDB_API_KEY=${ABUSEIPDB_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/ipinfo-token",
            "An access token of IPinfo.",
            METERED,
            "Reset it at https://ipinfo.io/account/token.",
            "https://ipinfo.io/developers#authentication",
        ),
        "IPinfo token",
        &["ipinfo"],
        r"[0-9a-f]{14}",
    )
    .judged_by(|found| Verdict::only_if(shape::distinct(found.secret) >= 6))
    .examples(&["IPINFO_TOKEN={hex:14}"], &["IPINFO_TOKEN={hex:6}", "IPINFO_TOKEN=${IPINFO_TOKEN}"]),
    Rule::named(
        code(
            "secrets/flightaware-key",
            "An API key of FlightAware's AeroAPI.",
            METERED,
            "Delete it at https://www.flightaware.com/aeroapi/portal and make another.",
            "https://www.flightaware.com/commercial/aeroapi/",
        ),
        "FlightAware API key",
        &["flightaware", "aeroapi"],
        r"[A-Za-z0-9]{32}",
    )
    .examples(
        &["FLIGHTAWARE_API_KEY={alnum:32}"],
        &["FLIGHTAWARE_API_KEY={alnum:8}", "FLIGHTAWARE_API_KEY=${FLIGHTAWARE_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/amadeus-secret",
            "The API key or secret of an Amadeus application.",
            "Whoever holds it books travel in its owner's name.",
            "Regenerate it at https://developers.amadeus.com/my-apps.",
            "https://developers.amadeus.com/self-service/apis-docs/guides/developer-guides/API-Keys/",
        ),
        "Amadeus API secret",
        &["amadeus"],
        r"[A-Za-z0-9]{32}|[A-Za-z0-9]{16}",
    )
    .examples(
        &["AMADEUS_API_SECRET={alnum:16}"],
        &["AMADEUS_API_SECRET={alnum:6}", "AMADEUS_API_SECRET=${AMADEUS_API_SECRET}"],
    ),
    Rule::named(
        code(
            "secrets/scrapingbee-key",
            "An API key of ScrapingBee.",
            METERED,
            "Regenerate it at https://app.scrapingbee.com/account/api-keys.",
            "https://www.scrapingbee.com/documentation/",
        ),
        "ScrapingBee API key",
        &["scrapingbee"],
        r"[A-Z0-9]{80}",
    )
    .examples(
        &["SCRAPINGBEE_API_KEY={upper:80}"],
        &["SCRAPINGBEE_API_KEY={upper:8}", "SCRAPINGBEE_API_KEY=${SCRAPINGBEE_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/scraperapi-key",
            "An API key of ScraperAPI.",
            METERED,
            "Regenerate it at https://dashboard.scraperapi.com.",
            "https://docs.scraperapi.com/",
        ),
        "ScraperAPI key",
        &["scraperapi", "scraper_api"],
        r"[0-9a-f]{32}",
    )
    .examples(&["SCRAPERAPI_KEY={hex:32}"], &["SCRAPERAPI_KEY={hex:8}", "SCRAPERAPI_KEY=${SCRAPERAPI_KEY}"]),
    Rule::named(
        code(
            "secrets/brightdata-token",
            "An API token of Bright Data.",
            METERED,
            "Delete it at https://brightdata.com/cp/setting/users and make another.",
            "https://docs.brightdata.com/api-reference/authentication",
        ),
        "Bright Data API token",
        &["brightdata", "bright_data", "luminati"],
        r"[0-9a-f]{64}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    )
    .examples(
        &["BRIGHTDATA_API_TOKEN={hex:64}"],
        &["BRIGHTDATA_API_TOKEN={hex:8}", "BRIGHTDATA_API_TOKEN=${BRIGHTDATA_API_TOKEN}"],
    ),
    Rule::named(
        code(
            "secrets/zyte-key",
            "An API key of Zyte or Scrapy Cloud.",
            METERED,
            "Reset it at https://app.zyte.com/o/settings/apikey.",
            "https://docs.zyte.com/zyte-api/usage/reference.html",
        ),
        "Zyte API key",
        &["zyte", "scrapinghub", "shub_"],
        r"[0-9a-f]{32}",
    )
    .examples(&["ZYTE_API_KEY={hex:32}"], &["ZYTE_API_KEY={hex:8}", "ZYTE_API_KEY=${ZYTE_API_KEY}"]),
    Rule::named(
        code(
            "secrets/airbyte-secret",
            "The client secret of an application of Airbyte.",
            "Whoever holds it moves the organisation's data where they like.",
            "Delete the application under Settings > Account > Applications and make another.",
            "https://docs.airbyte.com/using-airbyte/configuring-api-access",
        ),
        "Airbyte client secret",
        &["airbyte"],
        r"[A-Za-z0-9]{32}",
    )
    .examples(
        &["AIRBYTE_CLIENT_SECRET={alnum:32}"],
        &["AIRBYTE_CLIENT_SECRET={alnum:8}", "AIRBYTE_CLIENT_SECRET=${AIRBYTE_CLIENT_SECRET}"],
    ),
    Rule::named(
        code(
            "secrets/fivetran-secret",
            "The API secret of a Fivetran user.",
            "Whoever holds it moves the organisation's data where they like.",
            "Regenerate it under API key of the user's settings.",
            "https://fivetran.com/docs/rest-api/getting-started",
        ),
        "Fivetran API secret",
        &["fivetran"],
        r"[A-Za-z0-9]{32}",
    )
    .examples(
        &["FIVETRAN_API_SECRET={alnum:32}"],
        &["FIVETRAN_API_SECRET={alnum:8}", "FIVETRAN_API_SECRET=${FIVETRAN_API_SECRET}"],
    ),
    Rule::token(
        code(
            "secrets/dbt-token",
            "A personal or service token of dbt Cloud.",
            "Whoever holds it runs jobs against the connected warehouse.",
            "Revoke it under Account settings > API tokens and make another.",
            "https://docs.getdbt.com/docs/dbt-cloud-apis/authentication",
        ),
        "dbt Cloud token",
        &["dbtc_", "dbtu_"],
        r"dbt[cu]_[A-Za-z0-9_=-]{32,80}",
    )
    .judged_by(random)
    .examples(&["dbtc_{alnum:38}", "dbtu_{alnum:38}"], &["dbtc_{alnum:8}"]),
    Rule::named(
        code(
            "secrets/dbt-legacy-token",
            "A token of dbt Cloud, of the older form.",
            "Whoever holds it runs jobs against the connected warehouse.",
            "Revoke it under Account settings > API tokens and make another.",
            "https://docs.getdbt.com/docs/dbt-cloud-apis/authentication",
        ),
        "dbt Cloud token",
        &["dbt_cloud", "dbt_api", "dbtcloud"],
        r"[0-9a-f]{40}",
    )
    .examples(
        &["DBT_CLOUD_API_TOKEN={hex:40}"],
        &["DBT_CLOUD_API_TOKEN={hex:8}", "DBT_CLOUD_API_TOKEN=${DBT_CLOUD_API_TOKEN}"],
    ),
    Rule::named(
        code(
            "secrets/dagster-token",
            "A user or agent token of Dagster+.",
            "Whoever holds it runs jobs and reads their settings, secrets included.",
            "Revoke it under Organization settings > Tokens and make another.",
            "https://docs.dagster.io/deployment/dagster-plus/management/tokens/user-tokens",
        ),
        "Dagster+ token",
        &["dagster"],
        r"(?:user|agent):[a-z0-9-]{2,40}:[0-9a-f]{32}",
    )
    .examples(&["DAGSTER_CLOUD_API_TOKEN=agent:acme:{hex:32}"], &["DAGSTER_CLOUD_API_TOKEN=${DAGSTER_CLOUD_API_TOKEN}"]),
    Rule::named(
        code(
            "secrets/scale-key",
            "An API key of Scale AI.",
            METERED,
            "Delete it under API keys at https://dashboard.scale.com and make another.",
            "https://scale.com/docs/api-reference/authentication",
        ),
        "Scale API key",
        &["scale_api", "scaleapi", "scale_ai"],
        r"(?:live|test)_[0-9a-f]{32}",
    )
    .judged_by(|found| Verdict::sure_if(found.secret.starts_with(b"live")))
    .examples(&["SCALE_API_KEY=live_{hex:32}"], &["SCALE_API_KEY=live_{hex:8}", "SCALE_API_KEY=${SCALE_API_KEY}"]),
    Rule::named(
        code(
            "secrets/hunter-key",
            "An API key of Hunter.",
            METERED,
            "Delete it at https://hunter.io/api-keys and make another.",
            "https://hunter.io/api-documentation",
        ),
        "Hunter API key",
        &["hunter_api", "hunterio", "hunter_io", "hunter.io"],
        r"[0-9a-f]{40}",
    )
    .examples(&["HUNTER_API_KEY={hex:40}"], &["HUNTER_API_KEY={hex:8}", "HUNTER_API_KEY=${HUNTER_API_KEY}"]),
    Rule::named(
        code(
            "secrets/clearbit-key",
            "A secret key of Clearbit.",
            METERED,
            "Roll it at https://dashboard.clearbit.com/api.",
            "https://dashboard.clearbit.com/docs#authentication",
        ),
        "Clearbit key",
        &["clearbit"],
        r"sk_[0-9a-f]{32}",
    )
    .examples(
        &["CLEARBIT_API_KEY=sk_{hex:32}"],
        &["CLEARBIT_API_KEY=sk_{hex:8}", "CLEARBIT_API_KEY=${CLEARBIT_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/opencage-key",
            "An API key of OpenCage.",
            METERED,
            "Delete it at https://opencagedata.com/dashboard and make another.",
            "https://opencagedata.com/api",
        ),
        "OpenCage API key",
        &["opencage"],
        r"[0-9a-f]{32}",
    )
    .examples(&["OPENCAGE_API_KEY={hex:32}"], &["OPENCAGE_API_KEY={hex:8}", "OPENCAGE_API_KEY=${OPENCAGE_API_KEY}"]),
    Rule::named(
        code(
            "secrets/locationiq-token",
            "An access token of LocationIQ.",
            METERED,
            "Delete it at https://my.locationiq.com/dashboard and make another.",
            "https://docs.locationiq.com/docs/introduction",
        ),
        "LocationIQ token",
        &["locationiq"],
        r"pk\.[0-9a-f]{32}",
    )
    .examples(
        &["LOCATIONIQ_TOKEN=pk.{hex:32}"],
        &["LOCATIONIQ_TOKEN=pk.{hex:8}", "LOCATIONIQ_TOKEN=${LOCATIONIQ_TOKEN}"],
    ),
    Rule::named(
        code(
            "secrets/mapquest-key",
            "An API key of MapQuest.",
            METERED,
            "Delete it at https://developer.mapquest.com/user/me/apps and make another.",
            "https://developer.mapquest.com/documentation/",
        ),
        "MapQuest API key",
        &["mapquest"],
        r"[A-Za-z0-9]{32}",
    )
    .examples(
        &["MAPQUEST_API_KEY={alnum:32}"],
        &["MAPQUEST_API_KEY={alnum:8}", "MAPQUEST_API_KEY=${MAPQUEST_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/twelve-data-key",
            "An API key of Twelve Data.",
            METERED,
            "Regenerate it at https://twelvedata.com/account/api-keys.",
            "https://twelvedata.com/docs#authentication",
        ),
        "Twelve Data API key",
        &["twelvedata", "twelve_data"],
        r"[0-9a-f]{32}",
    )
    .examples(
        &["TWELVEDATA_API_KEY={hex:32}"],
        &["TWELVEDATA_API_KEY={hex:8}", "TWELVEDATA_API_KEY=${TWELVEDATA_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/rebrandly-key",
            "An API key of Rebrandly.",
            METERED,
            "Delete it at https://app.rebrandly.com/account/api and make another.",
            "https://developers.rebrandly.com/docs/api-key-authentication",
        ),
        "Rebrandly API key",
        &["rebrandly"],
        r"[0-9a-f]{32}",
    )
    .examples(
        &["REBRANDLY_API_KEY={hex:32}"],
        &["REBRANDLY_API_KEY={hex:8}", "REBRANDLY_API_KEY=${REBRANDLY_API_KEY}"],
    ),
];
