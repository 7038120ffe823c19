//! Social networks and media.

use super::super::rule::{Anchor, Rule, Verdict, code, hint, mixed, random};
use super::super::shape;

const SPEAKS: &str = "Whoever holds it reads and posts in its owner's name.";

pub(super) static RULES: &[Rule] = &[
    Rule::token(
        code(
            "secrets/facebook-token",
            "An access token of a Facebook user, page or app (Meta Graph API; Instagram and WhatsApp too).",
            SPEAKS,
            "Invalidate it with DELETE /me/permissions, or reset the app secret at \
             https://developers.facebook.com/apps.",
            "https://developers.facebook.com/docs/facebook-login/guides/access-tokens/",
        ),
        "Facebook access token",
        &["EAA"],
        r"EAA[A-Z][A-Za-z0-9]{80,400}",
    )
    .judged_by(random)
    .examples(&["EAAC{alnum:160}"], &["EAAC{alnum:20}"]),
    Rule::token(
        code(
            "secrets/facebook-app-token",
            "An access token of a Facebook app: its id and a secret part.",
            SPEAKS,
            "Reset the app secret at https://developers.facebook.com/apps.",
            "https://developers.facebook.com/docs/facebook-login/guides/access-tokens/#apptokens",
        ),
        "Facebook app access token",
        &["facebook", "access_token", "fb_"],
        r"\b(?P<s>[0-9]{14,17}\|[A-Za-z0-9_-]{26,28})",
    )
    .anchored(Anchor::Near(0, 120))
    .judged_by(random)
    .examples(&["FACEBOOK_ACCESS_TOKEN={digit:15}|{alnum:27}"], &["FACEBOOK_ACCESS_TOKEN={digit:15}|{alnum:8}"]),
    Rule::named(
        code(
            "secrets/facebook-app-secret",
            "The app secret of a Facebook (Meta) app.",
            "Whoever holds it acts as the app and forges what Meta sends to it.",
            "Reset it under Settings > Basic at https://developers.facebook.com/apps.",
            "https://developers.facebook.com/docs/facebook-login/security/#appsecret",
        ),
        "Facebook app secret",
        &["facebook", "fb_app", "fb_secret", "fb_api", "fbapp", "fbapi", "fbsecret", "meta_app"],
        r"[0-9a-f]{32}",
    )
    .examples(
        &["FACEBOOK_APP_SECRET={hex:32}"],
        &["FACEBOOK_APP_SECRET={hex:10}", "FACEBOOK_APP_SECRET=${FACEBOOK_APP_SECRET}"],
    ),
    Rule::token(
        code(
            "secrets/instagram-token",
            "An access token of Instagram's API with Instagram login.",
            SPEAKS,
            "Have the user remove the app under Settings > Website permissions of Instagram.",
            "https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login",
        ),
        "Instagram access token",
        &["IGAA", "IGQV"],
        r"IG(?:AA|QV)[A-Za-z0-9_-]{100,300}",
    )
    .judged_by(random)
    .examples(&["IGAA{alnum:160}"], &["IGAA{alnum:20}"]),
    Rule::named(
        code(
            "secrets/twitter-api-key",
            "The API key (consumer key) of an X (Twitter) app.",
            "By itself it opens nothing, but its secret half is often close by.",
            "Regenerate it with its secret under Keys and tokens at https://developer.x.com.",
            "https://docs.x.com/fundamentals/authentication/oauth-1-0a/api-key-and-secret",
        ),
        "X API key",
        &["twitter", "x_api_key", "x_consumer"],
        r"[A-Za-z0-9]{25}",
    )
    .judged_by(hint)
    .examples(&["TWITTER_API_KEY={alnum:25}"], &["TWITTER_API_KEY={alnum:8}", "TWITTER_API_KEY=${TWITTER_API_KEY}"]),
    Rule::named(
        code(
            "secrets/twitter-api-secret",
            "The API secret (consumer secret) of an X (Twitter) app.",
            SPEAKS,
            "Regenerate it under Keys and tokens at https://developer.x.com.",
            "https://docs.x.com/fundamentals/authentication/oauth-1-0a/api-key-and-secret",
        ),
        "X API secret",
        &["twitter", "x_api_secret", "x_consumer"],
        r"[A-Za-z0-9]{50}",
    )
    .examples(
        &["TWITTER_API_SECRET={alnum:50}"],
        &["TWITTER_API_SECRET={alnum:8}", "TWITTER_API_SECRET=${TWITTER_API_SECRET}"],
    ),
    Rule::named(
        code(
            "secrets/twitter-access-token",
            "An access token of an X (Twitter) user, or the secret of it.",
            SPEAKS,
            "Revoke it under Keys and tokens at https://developer.x.com, or in the user's connected apps.",
            "https://docs.x.com/fundamentals/authentication/oauth-1-0a/obtaining-user-access-tokens",
        ),
        "X access token",
        &["twitter", "x_access"],
        r"[0-9]{7,20}-[A-Za-z0-9]{20,40}|[A-Za-z0-9]{45}",
    )
    .examples(
        &["TWITTER_ACCESS_TOKEN={digit:18}-{alnum:30}"],
        &["TWITTER_ACCESS_TOKEN={digit:18}", "TWITTER_ACCESS_TOKEN=${TWITTER_ACCESS_TOKEN}"],
    ),
    Rule::token(
        code(
            "secrets/twitter-bearer-token",
            "A bearer token of an X (Twitter) app.",
            "Whoever holds it reads with the app's access and uses up its quota.",
            "Revoke it under Keys and tokens at https://developer.x.com.",
            "https://docs.x.com/fundamentals/authentication/oauth-2-0/bearer-tokens",
        ),
        "X bearer token",
        &["AAAAAAAAAAAAAAAAAAAAA"],
        r"A{18,24}[A-Za-z0-9%]{60,120}",
    )
    .judged_by(|found| Verdict::only_if(shape::random(&found.secret[24..])))
    .examples(
        &["AAAAAAAAAAAAAAAAAAAAA{alnum:24}%3D{alnum:50}"],
        &[
            "AAAAAAAAAAAAAAAAAAAAA{alnum:10}",
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        ],
    ),
    Rule::named(
        code(
            "secrets/linkedin-legacy-secret",
            "The client secret of a LinkedIn application, of the older form.",
            "Whoever holds it acts as the application towards its users.",
            "Rotate it under Auth of the application at https://www.linkedin.com/developers/apps.",
            "https://learn.microsoft.com/en-us/linkedin/shared/authentication/authentication",
        ),
        "LinkedIn client secret",
        &["linkedin", "linked_in"],
        r"[A-Za-z0-9]{16}",
    )
    .judged_by(mixed)
    .examples(
        &["LINKEDIN_CLIENT_SECRET={alnum:16}"],
        &["LINKEDIN_CLIENT_SECRET={alnum:6}", "LINKEDIN_CLIENT_SECRET=${LINKEDIN_CLIENT_SECRET}"],
    ),
    Rule::token(
        code(
            "secrets/linkedin-client-secret",
            "The client secret of a LinkedIn application.",
            "Whoever holds it acts as the application towards its users.",
            "Rotate it under Auth of the application at https://www.linkedin.com/developers/apps.",
            "https://learn.microsoft.com/en-us/linkedin/shared/authentication/authentication",
        ),
        "LinkedIn client secret",
        &["WPL_AP0.", "WPL_AP1."],
        r"WPL_AP[01]\.[A-Za-z0-9]{16}\.[A-Za-z0-9+/]{6,8}={0,2}",
    )
    .examples(&["WPL_AP1.{alnum:16}.{alnum:6}=="], &["WPL_AP1.{alnum:4}"]),
    Rule::named(
        code(
            "secrets/linkedin-client-id",
            "The client id of a LinkedIn application.",
            "By itself it opens nothing, but the secret half is often close by.",
            "Look for the secret beside it; rotate that at https://www.linkedin.com/developers/apps.",
            "https://learn.microsoft.com/en-us/linkedin/shared/authentication/authentication",
        ),
        "LinkedIn client id",
        &["linkedin", "linked_in"],
        r"[0-9a-z]{14}",
    )
    .judged_by(hint)
    .examples(&["LINKEDIN_KEY={lower:14}"], &["LINKEDIN_KEY={lower:6}", "LINKEDIN_KEY=${LINKEDIN_KEY}"]),
    Rule::named(
        code(
            "secrets/tiktok-secret",
            "The client secret or an access token of a TikTok app.",
            SPEAKS,
            "Reset it at https://developers.tiktok.com/apps.",
            "https://developers.tiktok.com/doc/oauth-user-access-token-management",
        ),
        "TikTok client secret",
        &["tiktok"],
        r"[A-Za-z0-9]{32}|[0-9a-f]{40}|act\.[A-Za-z0-9!.]{50,100}",
    )
    .examples(
        &["TIKTOK_CLIENT_SECRET={alnum:32}"],
        &["TIKTOK_CLIENT_SECRET={alnum:8}", "TIKTOK_CLIENT_SECRET=${TIKTOK_CLIENT_SECRET}"],
    ),
    Rule::named(
        code(
            "secrets/twitch-token",
            "A client secret or OAuth token of Twitch.",
            SPEAKS,
            "Make a new secret, or disconnect the application, at https://dev.twitch.tv/console/apps.",
            "https://dev.twitch.tv/docs/authentication/",
        ),
        "Twitch token",
        &["twitch"],
        r"(?:oauth:)?[0-9a-z]{30}",
    )
    .examples(
        &["TWITCH_CLIENT_SECRET={lower:30}"],
        &["TWITCH_CLIENT_SECRET={lower:8}", "TWITCH_CLIENT_SECRET=${TWITCH_CLIENT_SECRET}"],
    ),
    Rule::token(
        code(
            "secrets/twitch-oauth-token",
            "An OAuth token of Twitch, as chat programs have it.",
            SPEAKS,
            "Disconnect the application at https://www.twitch.tv/settings/connections.",
            "https://dev.twitch.tv/docs/chat/authenticating/",
        ),
        "Twitch OAuth token",
        &["oauth:"],
        r"oauth:[0-9a-z]{30}",
    )
    .judged_by(random)
    .examples(&["oauth:{lower:30}"], &["oauth:{lower:8}", "oauth:2.0"]),
    Rule::token(
        code(
            "secrets/twitch-stream-key",
            "A stream key of a Twitch channel.",
            "Whoever holds it broadcasts on the channel.",
            "Reset it at https://dashboard.twitch.tv/settings/stream.",
            "https://help.twitch.tv/s/article/twitch-stream-key-faq",
        ),
        "Twitch stream key",
        &["live_"],
        r"live_[0-9]{6,11}_[A-Za-z0-9]{30}",
    )
    .examples(&["live_{digit:9}_{alnum:30}"], &["live_{digit:9}_{alnum:8}", "live_update"]),
    Rule::named(
        code(
            "secrets/spotify-secret",
            "The client secret of a Spotify app.",
            "Whoever holds it acts as the app towards its users.",
            "Rotate it in the app's settings at https://developer.spotify.com/dashboard.",
            "https://developer.spotify.com/documentation/web-api/concepts/apps",
        ),
        "Spotify client secret",
        &["spotify", "spotipy"],
        r"[0-9a-f]{32}",
    )
    .examples(
        &["SPOTIFY_CLIENT_SECRET={hex:32}"],
        &["SPOTIFY_CLIENT_SECRET={hex:8}", "SPOTIFY_CLIENT_SECRET=${SPOTIFY_CLIENT_SECRET}"],
    ),
    Rule::named(
        code(
            "secrets/reddit-secret",
            "The client secret of a Reddit app.",
            "Whoever holds it acts as the app, and a script app as its owner.",
            "Delete the app at https://www.reddit.com/prefs/apps and make another.",
            "https://github.com/reddit-archive/reddit/wiki/OAuth2",
        ),
        "Reddit client secret",
        &["reddit"],
        r"[A-Za-z0-9_-]{27}|[A-Za-z0-9_-]{30}",
    )
    .examples(
        &["REDDIT_CLIENT_SECRET={alnum:27}"],
        &["REDDIT_CLIENT_SECRET={alnum:8}", "REDDIT_CLIENT_SECRET=${REDDIT_CLIENT_SECRET}"],
    ),
    Rule::named(
        code(
            "secrets/strava-secret",
            "A client secret or token of Strava.",
            "Whoever holds it reads where its users have been.",
            "Make a new one at https://www.strava.com/settings/api.",
            "https://developers.strava.com/docs/authentication/",
        ),
        "Strava client secret",
        &["strava"],
        r"[0-9a-f]{40}",
    )
    .examples(
        &["STRAVA_CLIENT_SECRET={hex:40}"],
        &["STRAVA_CLIENT_SECRET={hex:8}", "STRAVA_CLIENT_SECRET=${STRAVA_CLIENT_SECRET}"],
    ),
    Rule::token(
        code(
            "secrets/pinterest-token",
            "An access token of Pinterest.",
            SPEAKS,
            "Revoke the app's access under Settings > Security of the account.",
            "https://developers.pinterest.com/docs/getting-started/set-up-authentication-and-authorization/",
        ),
        "Pinterest access token",
        &["pina_"],
        r"pina_[A-Za-z0-9_-]{32,80}",
    )
    .judged_by(random)
    .examples(&["pina_{alnum:40}"], &["pina_{alnum:8}"]),
    Rule::named(
        code(
            "secrets/flickr-key",
            "An API key or secret of Flickr.",
            SPEAKS,
            "Delete it at https://www.flickr.com/services/apps and make another.",
            "https://www.flickr.com/services/api/auth.oauth.html",
        ),
        "Flickr API key",
        &["flickr"],
        r"[0-9a-z]{32}|[0-9a-f]{16}",
    )
    .examples(&["FLICKR_API_KEY={hex:32}"], &["FLICKR_API_KEY={hex:8}", "FLICKR_API_KEY=${FLICKR_API_KEY}"]),
    Rule::named(
        code(
            "secrets/bitly-token",
            "An access token of Bitly.",
            "Whoever holds it changes where the owner's short links lead.",
            "Delete it at https://app.bitly.com/settings/api and make another.",
            "https://dev.bitly.com/docs/getting-started/authentication/",
        ),
        "Bitly access token",
        &["bitly"],
        r"[0-9a-f]{40}",
    )
    .examples(&["BITLY_TOKEN={hex:40}"], &["BITLY_TOKEN={hex:8}", "BITLY_TOKEN=${BITLY_TOKEN}"]),
    Rule::named(
        code(
            "secrets/vimeo-token",
            "An access token of Vimeo.",
            SPEAKS,
            "Delete it under the app at https://developer.vimeo.com/apps and make another.",
            "https://developer.vimeo.com/api/authentication",
        ),
        "Vimeo access token",
        &["vimeo"],
        r"[0-9a-f]{32}",
    )
    .examples(
        &["VIMEO_ACCESS_TOKEN={hex:32}"],
        &["VIMEO_ACCESS_TOKEN={hex:8}", "VIMEO_ACCESS_TOKEN=${VIMEO_ACCESS_TOKEN}"],
    ),
    Rule::named(
        code(
            "secrets/yelp-key",
            "An API key of Yelp Fusion.",
            SPEAKS,
            "Refresh it at https://www.yelp.com/developers/v3/manage_app.",
            "https://docs.developer.yelp.com/docs/fusion-authentication",
        ),
        "Yelp API key",
        &["yelp"],
        r"[A-Za-z0-9_-]{128}",
    )
    .examples(&["YELP_API_KEY={alnum:128}"], &["YELP_API_KEY={alnum:8}", "YELP_API_KEY=${YELP_API_KEY}"]),
];
