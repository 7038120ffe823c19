//! Design, planning, files, customers: services that teams work with.

use super::super::rule::{Anchor, Rule, Verdict, code, hint, mixed, random};
use super::super::shape;

const ACTS: &str = "Whoever holds it uses the service in its owner's name and reads what is kept there.";
const CUSTOMERS: &str = "Whoever holds it reads what customers have told the company, and answers in its name.";

pub(super) static RULES: &[Rule] = &[
    Rule::token(
        code(
            "secrets/algolia-key",
            "An API key of an Algolia application.",
            "A search-only key may be published and this one may be such a key; any other writes or deletes the index.",
            "Look at https://dashboard.algolia.com/account/api-keys which one it is. Revoke it unless it only searches.",
            "https://www.algolia.com/doc/guides/security/api-keys/",
        ),
        "Algolia API key",
        &["algolia", "docsearch"],
        r#"(?i-u:key)["'\\]{0,2}\s{0,4}(?:=>|[:=,])\s{0,4}["']?(?P<s>[0-9a-f]{32})"#,
    )
    .anchored(Anchor::Near(300, 300))
    .judged_by(|found| Verdict::sure_if(shape::contains(&found.around.to_ascii_lowercase(), b"admin")))
    .examples(
        &["ALGOLIA_API_KEY: \"{hex:32}\"", "algolia: { apiKey: '{hex:32}', indexName: 'x' }"],
        &["ALGOLIA_API_KEY: \"{hex:20}\"", "ALGOLIA_APP_ID={hex:32}"],
    ),
    Rule::token(
        code(
            "secrets/linear-key",
            "A Linear API key.",
            ACTS,
            "Revoke it at https://linear.app/settings/account/security and make another.",
            "https://linear.app/developers/graphql#personal-api-keys",
        ),
        "Linear API key",
        &["lin_api_"],
        r"lin_api_[A-Za-z0-9]{40}",
    )
    .examples(&["lin_api_{alnum:40}"], &["lin_api_{alnum:10}"]),
    Rule::token(
        code(
            "secrets/notion-token",
            "A Notion integration token.",
            ACTS,
            "Refresh it at https://www.notion.so/my-integrations.",
            "https://developers.notion.com/docs/authorization",
        ),
        "Notion integration token",
        &["ntn_"],
        r"ntn_[0-9]{11}[A-Za-z0-9]{35}",
    )
    .judged_by(random)
    .examples(&["ntn_{digit:11}{alnum:35}"], &["ntn_{digit:11}"]),
    Rule::token(
        code(
            "secrets/airtable-token",
            "An Airtable personal access token.",
            ACTS,
            "Delete it at https://airtable.com/create/tokens and make another.",
            "https://support.airtable.com/docs/creating-personal-access-tokens",
        ),
        "Airtable access token",
        &["pat"],
        r"pat[A-Za-z0-9]{14}\.[0-9a-f]{64}",
    )
    .examples(&["pat{alnum:14}.{hex:64}"], &["pat{alnum:14}", "pathOfSomething.name"]),
    Rule::token(
        code(
            "secrets/figma-token",
            "A Figma personal access token.",
            ACTS,
            "Revoke it under Settings > Security of the Figma account and make another.",
            "https://developers.figma.com/docs/rest-api/authentication/",
        ),
        "Figma access token",
        &["figd_"],
        r"figd_[A-Za-z0-9_-]{38,43}",
    )
    .examples(&["figd_{alnum:40}"], &["figd_{alnum:10}"]),
    Rule::token(
        code(
            "secrets/postman-key",
            "An API key of a Postman account.",
            ACTS,
            "Delete it at https://go.postman.co/settings/me/api-keys and make another.",
            "https://learning.postman.com/docs/developer/postman-api/authentication/",
        ),
        "Postman API key",
        &["PMAK-"],
        r"PMAK-[0-9a-f]{24}-[0-9a-f]{34}",
    )
    .examples(&["PMAK-{hex:24}-{hex:34}"], &["PMAK-{hex:12}"]),
    Rule::token(
        code(
            "secrets/mapbox-token",
            "A Mapbox secret token, or a temporary one of an hour.",
            ACTS,
            "Delete it at https://console.mapbox.com/account/access-tokens/ and make another. Public ones (pk.) may be published.",
            "https://docs.mapbox.com/help/dive-deeper/access-tokens/",
        ),
        "Mapbox secret token",
        &["sk.eyJ", "tk.eyJ"],
        r"[st]k\.eyJ[A-Za-z0-9_-]{40,200}\.[A-Za-z0-9_-]{20,24}",
    )
    .judged_by(|found| Verdict::sure_if(found.secret.starts_with(b"sk")))
    .examples(&["sk.eyJ{alnum:80}.{alnum:22}"], &["pk.eyJ{alnum:80}.{alnum:22}", "sk.eyJ{alnum:10}"]),
    Rule::token(
        code(
            "secrets/contentful-token",
            "A Contentful personal access token.",
            ACTS,
            "Revoke it under Settings > CMA tokens and make another.",
            "https://www.contentful.com/developers/docs/references/authentication/",
        ),
        "Contentful access token",
        &["CFPAT-"],
        r"CFPAT-[A-Za-z0-9_-]{43}",
    )
    .examples(&["CFPAT-{alnum:43}"], &["CFPAT-{alnum:10}"]),
    Rule::token(
        code(
            "secrets/hubspot-token",
            "The access token of a HubSpot private app.",
            ACTS,
            "Rotate it under Settings > Integrations > Private apps.",
            "https://developers.hubspot.com/docs/guides/apps/private-apps/overview",
        ),
        "HubSpot access token",
        &["pat-na1-", "pat-na2-", "pat-eu1-", "pat-ap1-"],
        r"pat-(?:na|eu|ap)[0-9]-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    )
    .examples(&["pat-na1-{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"], &["pat-na1-{hex:8}"]),
    Rule::token(
        code(
            "secrets/tailscale-key",
            "A Tailscale key: auth, API, OAuth client, SCIM or webhook.",
            "Whoever holds it joins the private network, or administers it.",
            "Revoke it at https://login.tailscale.com/admin/settings/keys and make another.",
            "https://tailscale.com/kb/1277/key-prefixes",
        ),
        "Tailscale key",
        &["tskey-"],
        r"tskey-(?:auth|api|client|scim|webhook)-[A-Za-z0-9]{8,20}-[A-Za-z0-9]{20,40}",
    )
    .examples(&["tskey-auth-{alnum:14}-{alnum:32}"], &["tskey-auth-{alnum:4}"]),
    Rule::token(
        code(
            "secrets/adobe-client-secret",
            "The client secret of an Adobe OAuth application.",
            ACTS,
            "Rotate it at https://developer.adobe.com/console.",
            "https://developer.adobe.com/developer-console/docs/guides/authentication/ServerToServerAuthentication/",
        ),
        "Adobe client secret",
        &["p8e-"],
        r"p8e-[A-Za-z0-9_-]{32}",
    )
    .examples(&["p8e-{alnum:32}"], &["p8e-{alnum:10}"]),
    Rule::token(
        code(
            "secrets/linear-oauth-token",
            "An OAuth token of Linear.",
            ACTS,
            "Revoke the application at https://linear.app/settings/account/security.",
            "https://linear.app/developers/oauth-2-0-authentication",
        ),
        "Linear OAuth token",
        &["lin_oauth_"],
        r"lin_oauth_[0-9a-f]{64}",
    )
    .examples(&["lin_oauth_{hex:64}"], &["lin_oauth_{hex:10}"]),
    Rule::named(
        code(
            "secrets/linear-client-secret",
            "The client secret of a Linear OAuth application.",
            ACTS,
            "Rotate it under Settings > API > Applications at https://linear.app.",
            "https://linear.app/developers/oauth-2-0-authentication",
        ),
        "Linear client secret",
        &["linear_client", "linear_secret", "linear_token", "linear_api", "linear-client", "linearclient", "linearsecret", "lineartoken", "linearapi"],
        r"[0-9a-f]{32}",
    )
    .examples(
        &["LINEAR_CLIENT_SECRET={hex:32}"],
        &["LINEAR_CLIENT_SECRET={hex:10}", "LINEAR_CLIENT_SECRET=${LINEAR_CLIENT_SECRET}"],
    ),
    Rule::token(
        code(
            "secrets/notion-legacy-token",
            "A Notion integration token of the older form.",
            ACTS,
            "Refresh it at https://www.notion.so/my-integrations.",
            "https://developers.notion.com/docs/authorization",
        ),
        "Notion integration token",
        &["secret_"],
        r"secret_[A-Za-z0-9]{43}",
    )
    .judged_by(random)
    .examples(&["secret_{alnum:43}"], &["secret_name", "secret_{alnum:10}"]),
    Rule::token(
        code(
            "secrets/prefect-key",
            "An API key of a Prefect Cloud user or service account.",
            "Whoever holds it runs flows and reads their settings, secrets included.",
            "Delete it at https://app.prefect.cloud/my/api-keys and make another.",
            "https://docs.prefect.io/v3/manage/cloud/manage-users/api-keys",
        ),
        "Prefect API key",
        &["pnu_", "pnb_"],
        r"pn[ub]_[A-Za-z0-9]{36}",
    )
    .judged_by(random)
    .examples(&["pnu_{alnum:36}", "pnb_{alnum:36}"], &["pnu_{alnum:10}"]),
    Rule::token(
        code(
            "secrets/readme-key",
            "An API key of a ReadMe project.",
            ACTS,
            "Delete it under Configuration > API keys at https://dash.readme.com and make another.",
            "https://docs.readme.com/main/reference/intro/authentication",
        ),
        "ReadMe API key",
        &["rdme_"],
        r"rdme_[a-z0-9]{70}",
    )
    .judged_by(random)
    .examples(&["rdme_{lower:70}"], &["rdme_{lower:10}"]),
    Rule::token(
        code(
            "secrets/typeform-token",
            "A personal access token of Typeform.",
            CUSTOMERS,
            "Delete it at https://admin.typeform.com/user/tokens and make another.",
            "https://www.typeform.com/developers/get-started/personal-access-token/",
        ),
        "Typeform access token",
        &["tfp_"],
        r"tfp_[A-Za-z0-9_.=-]{40,60}",
    )
    .judged_by(random)
    .examples(&["tfp_{alnum:59}"], &["tfp_{alnum:10}"]),
    Rule::token(
        code(
            "secrets/frameio-token",
            "A developer token of Frame.io.",
            ACTS,
            "Delete it at https://developer.frame.io/app/tokens and make another.",
            "https://developer.frame.io/docs/getting-started/authentication",
        ),
        "Frame.io token",
        &["fio-u-"],
        r"fio-u-[A-Za-z0-9_=-]{64}",
    )
    .judged_by(random)
    .examples(&["fio-u-{alnum:64}"], &["fio-u-{alnum:10}"]),
    Rule::token(
        code(
            "secrets/scalingo-token",
            "An API token of a Scalingo account.",
            "Whoever holds it changes what is deployed and reads the settings of it, secrets included.",
            "Revoke it at https://dashboard.scalingo.com/account/tokens and make another.",
            "https://developers.scalingo.com/tokens",
        ),
        "Scalingo API token",
        &["tk-us-"],
        r"tk-us-[A-Za-z0-9_-]{48}",
    )
    .judged_by(random)
    .examples(&["tk-us-{alnum:48}"], &["tk-us-{alnum:10}"]),
    Rule::named(
        code(
            "secrets/airtable-legacy-key",
            "An API key of Airtable, of the older form.",
            ACTS,
            "Delete it at https://airtable.com/create/tokens; use a personal access token instead.",
            "https://support.airtable.com/docs/airtable-api-key-deprecation-notice",
        ),
        "Airtable API key",
        &["airtable"],
        r"key[A-Za-z0-9]{14}|[A-Za-z0-9]{17}",
    )
    .examples(
        &["AIRTABLE_API_KEY=key{alnum:14}"],
        &["AIRTABLE_API_KEY=key{alnum:4}", "AIRTABLE_API_KEY=${AIRTABLE_API_KEY}"],
    ),
    Rule::token(
        code(
            "secrets/airtable-oauth-token",
            "An OAuth access token of Airtable.",
            ACTS,
            "Revoke the integration at https://airtable.com/account.",
            "https://airtable.com/developers/web/api/oauth-reference",
        ),
        "Airtable OAuth token",
        &["airtable"],
        r"(?P<s>[A-Za-z0-9]{16,18}\.v1\.[A-Za-z0-9_-]{20,80}\.[0-9a-f]{64,128})",
    )
    .anchored(Anchor::Near(60, 300))
    .examples(&["airtable oa {alnum:17}.v1.{alnum:40}.{hex:64}"], &["airtable {alnum:17}.v1.{alnum:4}"]),
    Rule::named(
        code(
            "secrets/asana-client-secret",
            "The client secret of an Asana application.",
            ACTS,
            "Reset it under the app at https://app.asana.com/0/my-apps.",
            "https://developers.asana.com/docs/oauth",
        ),
        "Asana client secret",
        &["asana"],
        r"[0-9a-z]{32}",
    )
    .examples(
        &["ASANA_CLIENT_SECRET={hex:32}"],
        &["ASANA_CLIENT_SECRET={hex:10}", "ASANA_CLIENT_SECRET=${ASANA_CLIENT_SECRET}"],
    ),
    Rule::token(
        code(
            "secrets/asana-access-token",
            "A personal access token of Asana.",
            ACTS,
            "Deauthorize it at https://app.asana.com/0/my-apps and make another.",
            "https://developers.asana.com/docs/personal-access-token",
        ),
        "Asana access token",
        &["1/1", "2/1"],
        r"[12]/1[0-9]{15}(?:/1[0-9]{15})?:[0-9a-f]{32}",
    )
    .examples(&["1/1{digit:15}:{hex:32}", "2/1{digit:15}/1{digit:15}:{hex:32}"], &["1/1{digit:15}:{hex:4}", "1/10"]),
    Rule::token(
        code(
            "secrets/clickup-token",
            "A personal API token of ClickUp.",
            ACTS,
            "Regenerate it under Settings > Apps at https://app.clickup.com.",
            "https://developer.clickup.com/docs/authentication",
        ),
        "ClickUp API token",
        &["pk_"],
        r"pk_[0-9]{6,10}_[A-Z0-9]{32}",
    )
    .examples(&["pk_{digit:8}_{upper:32}"], &["pk_{digit:8}_{upper:10}"]),
    Rule::token(
        code(
            "secrets/trello-token",
            "An API token of Trello.",
            ACTS,
            "Revoke it at https://trello.com/my/account.",
            "https://developer.atlassian.com/cloud/trello/guides/rest-api/authorization/",
        ),
        "Trello API token",
        &["ATTA"],
        r"ATTA[0-9a-f]{64}[0-9A-F]{8}",
    )
    .examples(&["ATTA{hex:64}{upperhex:8}"], &["ATTA{hex:20}"]),
    Rule::named(
        code(
            "secrets/trello-key",
            "An API key, secret or token of Trello, of the older form.",
            ACTS,
            "Revoke it at https://trello.com/my/account, and the secret at https://trello.com/power-ups/admin.",
            "https://developer.atlassian.com/cloud/trello/guides/rest-api/authorization/",
        ),
        "Trello key",
        &["trello"],
        r"[0-9a-f]{64}|[A-Za-z0-9-]{32}",
    )
    .examples(&["TRELLO_TOKEN={hex:64}"], &["TRELLO_TOKEN={hex:10}", "TRELLO_TOKEN=${TRELLO_TOKEN}"]),
    Rule::token(
        code(
            "secrets/dropbox-token",
            "An access token of Dropbox.",
            "Whoever holds it reads and changes the files that the app may reach.",
            "Revoke it at https://www.dropbox.com/account/connected_apps, or the app's secret at \
             https://www.dropbox.com/developers/apps.",
            "https://developers.dropbox.com/oauth-guide",
        ),
        "Dropbox access token",
        &["sl."],
        r"sl\.(?:u\.)?[A-Za-z0-9_-]{130,2000}",
    )
    .anchored(Anchor::Start(2100))
    .judged_by(random)
    .examples(&["sl.{alnum:140}", "sl.u.{alnum:800}"], &["sl.{alnum:10}", "sl.some_property"]),
    Rule::named(
        code(
            "secrets/dropbox-secret",
            "The key or secret of a Dropbox app, or a token of the older form.",
            "Whoever holds it reads and changes the files that the app may reach.",
            "Revoke the tokens and reset the secret at https://www.dropbox.com/developers/apps.",
            "https://developers.dropbox.com/oauth-guide",
        ),
        "Dropbox app secret",
        &["dropbox"],
        r"[a-z0-9]{15}|[A-Za-z0-9_-]{64}|[A-Za-z0-9]{11}AAAAAAAAAA[A-Za-z0-9_=-]{43}",
    )
    .judged_by(mixed)
    .examples(
        &["DROPBOX_APP_SECRET={lower:15}"],
        &["DROPBOX_APP_SECRET={lower:6}", "DROPBOX_APP_SECRET=${DROPBOX_APP_SECRET}"],
    ),
    Rule::named(
        code(
            "secrets/box-token",
            "A client secret or developer token of Box.",
            "Whoever holds it reads and changes the files that the app may reach.",
            "Reset it under Configuration of the app at https://app.box.com/developers/console.",
            "https://developer.box.com/guides/authentication/",
        ),
        "Box token",
        &["box_client", "box_developer", "box_access", "box_token", "box_api", "boxclient", "boxdeveloper"],
        r"[A-Za-z0-9]{32}",
    )
    .examples(
        &["BOX_CLIENT_SECRET={alnum:32}"],
        &["BOX_CLIENT_SECRET={alnum:10}", "BOX_CLIENT_SECRET=${BOX_CLIENT_SECRET}"],
    ),
    Rule::named(
        code(
            "secrets/contentful-delivery-token",
            "A Content Delivery or Preview API token of Contentful.",
            "Whoever holds it reads the space's content, with the preview token also what is not yet published.",
            "Delete it under Settings > API keys of the space and make another.",
            "https://www.contentful.com/developers/docs/references/authentication/",
        ),
        "Contentful delivery token",
        &["contentful"],
        r"[A-Za-z0-9_=-]{43}",
    )
    .examples(
        &["CONTENTFUL_ACCESS_TOKEN={alnum:43}"],
        &["CONTENTFUL_ACCESS_TOKEN={alnum:10}", "CONTENTFUL_ACCESS_TOKEN=${CONTENTFUL_ACCESS_TOKEN}"],
    ),
    Rule::token(
        code(
            "secrets/sanity-token",
            "An API token of a Sanity project.",
            ACTS,
            "Delete it under API of the project at https://www.sanity.io/manage and make another.",
            "https://www.sanity.io/docs/http-auth",
        ),
        "Sanity API token",
        &["sanity_", "sanity-", "sanity.", "sanityapi", "sanitytoken", "sanitywrite"],
        r"\b(?P<s>sk[A-Za-z0-9]{78,178})",
    )
    .anchored(Anchor::Near(0, 260))
    .judged_by(random)
    .examples(&["SANITY_API_TOKEN=sk{alnum:178}"], &["SANITY_API_TOKEN=sk{alnum:20}"]),
    Rule::named(
        code(
            "secrets/storyblok-token",
            "A token of Storyblok: a space's preview token or a personal access token.",
            ACTS,
            "Delete it under Settings > Access tokens and make another.",
            "https://www.storyblok.com/docs/concepts/access-tokens",
        ),
        "Storyblok token",
        &["storyblok"],
        r"[A-Za-z0-9]{22}tt|[A-Za-z0-9]{22}tt-[0-9]{1,8}-[A-Za-z0-9_-]{20}",
    )
    .examples(&["STORYBLOK_TOKEN={alnum:22}tt"], &["STORYBLOK_TOKEN={alnum:8}", "STORYBLOK_TOKEN=${STORYBLOK_TOKEN}"]),
    Rule::named(
        code(
            "secrets/webflow-token",
            "An API token of a Webflow site.",
            ACTS,
            "Revoke it under Apps & integrations of the site and make another.",
            "https://developers.webflow.com/data/reference/authentication",
        ),
        "Webflow API token",
        &["webflow"],
        r"[0-9a-f]{64}",
    )
    .examples(
        &["WEBFLOW_API_TOKEN={hex:64}"],
        &["WEBFLOW_API_TOKEN={hex:10}", "WEBFLOW_API_TOKEN=${WEBFLOW_API_TOKEN}"],
    ),
    Rule::token(
        code(
            "secrets/zapier-webhook",
            "The address of a Zapier catch hook.",
            "Whoever has it sets the Zap off with data of their own.",
            "Make another hook in the Zap and delete this one.",
            "https://help.zapier.com/hc/en-us/articles/8496288690317",
        ),
        "Zapier catch hook",
        &["hooks.zapier.com/"],
        r"hooks\.zapier\.com/hooks/catch/(?:v2/)?[0-9]{3,10}/[A-Za-z0-9]{6,20}",
    )
    .judged_by(|_| Verdict::Doubtful)
    .examples(
        &["https://hooks.zapier.com/hooks/catch/{digit:7}/{lower:7}"],
        &["https://hooks.zapier.com/hooks/catch/"],
    ),
    Rule::token(
        code(
            "secrets/make-webhook",
            "The address of a Make (Integromat) webhook.",
            "Whoever has it sets the scenario off with data of their own.",
            "Make another webhook in the scenario and delete this one.",
            "https://www.make.com/en/help/tools/webhooks",
        ),
        "Make webhook",
        &[".make.com/", ".integromat.com/"],
        r"hook\.(?:(?:eu|us)[0-9]\.make|integromat)\.com/[a-z0-9]{30,34}",
    )
    .anchored(Anchor::Near(9, 40))
    .judged_by(|_| Verdict::Doubtful)
    .examples(&["https://hook.eu1.make.com/{lower:32}"], &["https://hook.eu1.make.com/abc"]),
    Rule::token(
        code(
            "secrets/retool-token",
            "An API access token of Retool.",
            ACTS,
            "Revoke it under Settings > API and make another.",
            "https://docs.retool.com/org-users/guides/retool-api/authentication",
        ),
        "Retool access token",
        &["retool_01"],
        r"retool_01[a-z0-9]{24}",
    )
    .examples(&["retool_01{lower:24}"], &["retool_01{lower:4}"]),
    Rule::token(
        code(
            "secrets/rapidapi-key",
            "An API key of a RapidAPI application.",
            ACTS,
            "Delete it under the application's Authorization at https://rapidapi.com/developer and make another.",
            "https://docs.rapidapi.com/docs/keys",
        ),
        "RapidAPI key",
        &["msh"],
        r"[0-9a-f]{10}msh[0-9a-f]{15}p[0-9a-f]{6}jsn[0-9a-f]{12}",
    )
    .anchored(Anchor::Near(10, 40))
    .examples(&["{hex:10}msh{hex:15}p{hex:6}jsn{hex:12}"], &["{hex:10}msh{hex:15}"]),
    Rule::named(
        code(
            "secrets/rapidapi-legacy-key",
            "An API key of a RapidAPI application, of the older form.",
            ACTS,
            "Delete it under the application's Authorization at https://rapidapi.com/developer and make another.",
            "https://docs.rapidapi.com/docs/keys",
        ),
        "RapidAPI key",
        &["rapidapi", "rapid_api", "mashape"],
        r"[A-Za-z0-9_-]{50}",
    )
    .examples(&["RAPIDAPI_KEY={alnum:50}"], &["RAPIDAPI_KEY={hex:10}", "RAPIDAPI_KEY=${RAPIDAPI_KEY}"]),
    Rule::named(
        code(
            "secrets/adobe-client-id",
            "The client id or API key of an Adobe application.",
            "By itself it opens little, but the secret half is often close by.",
            "Look for the secret beside it; rotate that at https://developer.adobe.com/console.",
            "https://developer.adobe.com/developer-console/docs/guides/authentication/",
        ),
        "Adobe API key",
        &["adobe"],
        r"[0-9a-f]{32}",
    )
    .judged_by(hint)
    .examples(&["ADOBE_API_KEY={hex:32}"], &["ADOBE_API_KEY={hex:10}", "ADOBE_API_KEY=${ADOBE_API_KEY}"]),
    Rule::named(
        code(
            "secrets/figma-legacy-token",
            "A Figma personal access token of the older form.",
            ACTS,
            "Revoke it under Settings > Security of the Figma account and make another.",
            "https://developers.figma.com/docs/rest-api/authentication/",
        ),
        "Figma access token",
        &["figma"],
        r"[0-9]{3,7}-(?i-u:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})|(?i-u:[0-9a-f]{4}-[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})",
    )
    .examples(
        &["X-Figma-Token: {hex:4}-{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["X-Figma-Token: {hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
    ),
    Rule::named(
        code(
            "secrets/freshbooks-token",
            "An access token or client secret of FreshBooks.",
            CUSTOMERS,
            "Revoke it at https://my.freshbooks.com/#/developer and make another.",
            "https://www.freshbooks.com/api/authentication",
        ),
        "FreshBooks token",
        &["freshbooks"],
        r"[0-9a-z]{64}",
    )
    .examples(
        &["FRESHBOOKS_ACCESS_TOKEN={hex:64}"],
        &["FRESHBOOKS_ACCESS_TOKEN={hex:10}", "FRESHBOOKS_ACCESS_TOKEN=${FRESHBOOKS_ACCESS_TOKEN}"],
    ),
    Rule::named(
        code(
            "secrets/hubspot-legacy-key",
            "An API key of HubSpot, of the older form.",
            CUSTOMERS,
            "Deactivate it under Settings > Integrations > API key; use a private app instead.",
            "https://developers.hubspot.com/changelog/upcoming-api-key-sunset",
        ),
        "HubSpot API key",
        &["hubspot", "hapikey"],
        r"(?i-u:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})",
    )
    .examples(
        &["HUBSPOT_API_KEY={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["HUBSPOT_API_KEY={hex:8}", "HUBSPOT_API_KEY=${HUBSPOT_API_KEY}"],
    ),
    Rule::token(
        code(
            "secrets/salesforce-token",
            "An access token (session id) of Salesforce.",
            CUSTOMERS,
            "End the session under Setup > Session management.",
            "https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/intro_oauth_and_connected_apps.htm",
        ),
        "Salesforce access token",
        &["00D"],
        r"00D[A-Za-z0-9]{12,15}![A-Za-z0-9._]{80,120}",
    )
    .examples(&["00D{alnum:12}!{alnum:96}"], &["00D{alnum:12}", "00D{alnum:12}!{alnum:10}"]),
    Rule::named(
        code(
            "secrets/salesforce-secret",
            "The consumer secret or security token of Salesforce.",
            CUSTOMERS,
            "Rotate the connected app's secret, or reset the security token in the user's settings.",
            "https://help.salesforce.com/s/articleView?id=xcloud.connected_app_rotate_consumer_details.htm",
        ),
        "Salesforce secret",
        &["salesforce", "sfdc"],
        r"[0-9A-F]{64}|[0-9]{15,19}|[A-Za-z0-9]{24,25}|00[A-Z][A-Za-z0-9]{12,15}![A-Za-z0-9._-]{80,120}",
    )
    .examples(
        &["SALESFORCE_CLIENT_SECRET={upperhex:64}"],
        &["SALESFORCE_CLIENT_SECRET={upperhex:10}", "SALESFORCE_CLIENT_SECRET=${SALESFORCE_CLIENT_SECRET}"],
    ),
    Rule::named(
        code(
            "secrets/docusign-key",
            "The secret key of a DocuSign integration.",
            "Whoever holds it reads and sends contracts in the users' names.",
            "Delete it under Apps and keys and add another.",
            "https://developers.docusign.com/platform/auth/",
        ),
        "DocuSign secret key",
        &["docusign"],
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    )
    .examples(
        &["DOCUSIGN_CLIENT_SECRET={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["DOCUSIGN_CLIENT_SECRET={hex:8}", "DOCUSIGN_CLIENT_SECRET=${DOCUSIGN_CLIENT_SECRET}"],
    ),
    Rule::named(
        code(
            "secrets/hellosign-key",
            "An API key of Dropbox Sign (HelloSign).",
            "Whoever holds it reads and sends contracts in its owner's name.",
            "Delete it under API settings and make another.",
            "https://developers.hellosign.com/api/reference/authentication/",
        ),
        "Dropbox Sign API key",
        &["hellosign", "dropbox_sign"],
        r"[0-9a-f]{64}",
    )
    .examples(
        &["HELLOSIGN_API_KEY={hex:64}"],
        &["HELLOSIGN_API_KEY={hex:10}", "HELLOSIGN_API_KEY=${HELLOSIGN_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/disqus-key",
            "The API secret or access token of a Disqus application.",
            ACTS,
            "Reset it at https://disqus.com/api/applications/.",
            "https://disqus.com/api/docs/auth/",
        ),
        "Disqus key",
        &["disqus"],
        r"[A-Za-z0-9]{64}|[0-9a-f]{32}",
    )
    .examples(
        &["DISQUS_API_SECRET={alnum:64}"],
        &["DISQUS_API_SECRET={alnum:10}", "DISQUS_API_SECRET=${DISQUS_API_SECRET}"],
    ),
    Rule::named(
        code(
            "secrets/beamer-key",
            "An API key of Beamer.",
            ACTS,
            "Reset it under Settings > API of the account.",
            "https://www.getbeamer.com/api",
        ),
        "Beamer API key",
        &["beamer"],
        r"b_[A-Za-z0-9=_+/-]{44}=?",
    )
    .examples(&["BEAMER_API_KEY=b_{alnum:44}"], &["BEAMER_API_KEY=${BEAMER_API_KEY}"]),
    Rule::named(
        code(
            "secrets/looker-secret",
            "An API client id or secret of Looker.",
            "Whoever holds it runs queries against the connected databases.",
            "Delete the API key in the user's settings and make another.",
            "https://cloud.google.com/looker/docs/api-auth",
        ),
        "Looker API secret",
        &["looker_client_id", "looker"],
        r"[0-9A-Za-z]{24}|[0-9A-Za-z]{20}",
    )
    .examples(
        &["LOOKER_CLIENT_SECRET={alnum:24}"],
        &["LOOKER_CLIENT_SECRET={alnum:8}", "LOOKER_CLIENT_SECRET=${LOOKER_CLIENT_SECRET}"],
    ),
    Rule::named(
        code(
            "secrets/tableau-token",
            "The secret of a Tableau personal access token.",
            "Whoever holds it reads the data behind the dashboards.",
            "Revoke it under My account settings and make another.",
            "https://help.tableau.com/current/server/en-us/security_personal_access_tokens.htm",
        ),
        "Tableau access token",
        &["tableau"],
        r"[A-Za-z0-9+/]{22}==:[A-Za-z0-9]{32}",
    )
    .examples(
        &["TABLEAU_PAT_SECRET={base64:22}==:{alnum:32}"],
        &["TABLEAU_PAT_SECRET={base64:22}", "TABLEAU_PAT_SECRET=${TABLEAU_PAT_SECRET}"],
    ),
    Rule::token(
        code(
            "secrets/workato-token",
            "A token of Workato's developer API.",
            ACTS,
            "Revoke the API client under Workspace admin and make another.",
            "https://docs.workato.com/en/workato-api.html",
        ),
        "Workato API token",
        &["wrka"],
        r"wrka(?:[a-z]{2})?-eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}",
    )
    .anchored(Anchor::Start(1500))
    .examples(&["wrka-eyJhbGciOiJSUzI1NiJ9.eyJ{alnum:60}.{alnum:180}"], &["wrka-eyJ{alnum:10}"]),
    Rule::token(
        code(
            "secrets/valtown-token",
            "An API token of Val Town.",
            ACTS,
            "Delete it at https://www.val.town/settings/api and make another.",
            "https://docs.val.town/api/authentication/",
        ),
        "Val Town API token",
        &["vtwn_"],
        r"vtwn_[A-Za-z0-9_-]{26,40}",
    )
    .judged_by(random)
    .examples(&["vtwn_{alnum:28}"], &["vtwn_{alnum:8}"]),
    Rule::token(
        code(
            "secrets/mergify-key",
            "An application key of Mergify.",
            "Whoever holds it queues and merges pull requests.",
            "Delete it under Applications at https://dashboard.mergify.com and make another.",
            "https://docs.mergify.com/api/usage/",
        ),
        "Mergify application key",
        &["mergify_application_key_"],
        r"mergify_application_key_[A-Za-z0-9_-]{40,60}",
    )
    .examples(&["mergify_application_key_{alnum:43}"], &["mergify_application_key_x"]),
    Rule::named(
        code(
            "secrets/wakatime-key",
            "An API key of WakaTime.",
            "Whoever holds it reads when and on what its owner works.",
            "Regenerate it at https://wakatime.com/settings/account.",
            "https://wakatime.com/developers",
        ),
        "WakaTime API key",
        &["wakatime", "waka_time"],
        r"(?:waka_)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|waka_[A-Za-z0-9_-]{36,44}",
    )
    .examples(
        &["WAKATIME_API_KEY=waka_{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["WAKATIME_API_KEY={hex:8}", "WAKATIME_API_KEY=${WAKATIME_API_KEY}"],
    ),
    Rule::token(
        code(
            "secrets/ionic-token",
            "A personal access token of Ionic.",
            ACTS,
            "Delete it at https://dashboard.ionicframework.com/settings/personal-tokens and make another.",
            "https://ionic.io/docs/appflow/personal-access-tokens",
        ),
        "Ionic access token",
        &["ion_"],
        r"ion_[A-Za-z0-9]{42}",
    )
    .judged_by(random)
    .examples(&["ion_{lower:42}"], &["ion_{lower:10}"]),
    Rule::token(
        code(
            "secrets/unkey-key",
            "A root key of Unkey.",
            "Whoever holds it makes and revokes the API keys of the owner's product.",
            "Delete it at https://app.unkey.com/settings/root-keys and make another.",
            "https://www.unkey.com/docs/security/root-keys",
        ),
        "Unkey root key",
        &["unkey_"],
        r"unkey_[A-Za-z0-9]{20,30}",
    )
    .judged_by(random)
    .examples(&["unkey_{alnum:24}"], &["unkey_abc"]),
    Rule::token(
        code(
            "secrets/zuplo-key",
            "An API key of a consumer of a Zuplo gateway.",
            ACTS,
            "Delete it under Services > API keys at https://portal.zuplo.com and make another.",
            "https://zuplo.com/docs/articles/api-key-management",
        ),
        "Zuplo API key",
        &["zpka_"],
        r"zpka_[0-9a-f]{32}_[0-9a-f]{8}",
    )
    .examples(&["zpka_{hex:32}_{hex:8}"], &["zpka_{hex:10}"]),
    Rule::token(
        code(
            "secrets/settlemint-token",
            "An access token of SettleMint: personal, of an application, or of a service.",
            ACTS,
            "Revoke it in the console under Access tokens and make another.",
            "https://console.settlemint.com/documentation/platform-components/security-and-authentication/application-access-tokens",
        ),
        "SettleMint access token",
        &["sm_pat_", "sm_aat_", "sm_sat_"],
        r"sm_[pas]at_[A-Za-z0-9]{16}",
    )
    .examples(&["sm_pat_{alnum:16}", "sm_aat_{alnum:16}"], &["sm_pat_{alnum:6}"]),
    Rule::token(
        code(
            "secrets/intra42-secret",
            "The client secret of an application of 42's intra.",
            ACTS,
            "Regenerate it at https://profile.intra.42.fr/oauth/applications.",
            "https://api.intra.42.fr/apidoc/guides/web_application_flow",
        ),
        "42 client secret",
        &["s-s4t2ud-", "s-s4t2af-"],
        r"s-s4t2(?:ud|af)-[0-9a-f]{64}",
    )
    .examples(&["s-s4t2ud-{hex:64}"], &["s-s4t2ud-{hex:10}"]),
    Rule::token(
        code(
            "secrets/canva-secret",
            "The client secret of a Canva integration.",
            ACTS,
            "Generate another under the integration at https://www.canva.com/developers.",
            "https://www.canva.dev/docs/connect/authentication/",
        ),
        "Canva client secret",
        &["cnvca"],
        r"cnvca[A-Za-z0-9_-]{51}",
    )
    .examples(&["cnvca{alnum:51}"], &["cnvca{alnum:10}"]),
    Rule::token(
        code(
            "secrets/persona-key",
            "An API key of Persona.",
            "Whoever holds it reads the identity papers of the owner's customers.",
            "Expire it under API keys of the dashboard and make another.",
            "https://docs.withpersona.com/api-keys",
        ),
        "Persona API key",
        &["persona_production_", "persona_sandbox_"],
        r"persona_(?:production|sandbox)_[A-Za-z0-9-]{30,60}",
    )
    .judged_by(|found| Verdict::sure_if(found.secret.starts_with(b"persona_production")))
    .examples(&["persona_production_{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"], &["persona_production_x"]),
    Rule::token(
        code(
            "secrets/proof-key",
            "An API key of Proof (Notarize).",
            "Whoever holds it reads and sends papers to be notarised.",
            "Delete it under API keys of the business portal and make another.",
            "https://dev.proof.com/docs/authentication",
        ),
        "Proof API key",
        &["prf_"],
        r"prf_(?:cli_)?[A-Za-z0-9_-]{36,40}",
    )
    .judged_by(random)
    .examples(&["prf_{alnum:36}"], &["prf_{alnum:10}", "prf_some_long_name_of_a_profile_counter"]),
    Rule::token(
        code(
            "secrets/samsara-token",
            "An API token of Samsara.",
            "Whoever holds it follows the vehicles of the fleet.",
            "Delete it under Settings > API tokens and make another.",
            "https://developers.samsara.com/docs/authentication",
        ),
        "Samsara API token",
        &["samsara_api_"],
        r"samsara_api_[A-Za-z0-9]{28,40}",
    )
    .examples(&["samsara_api_{alnum:30}"], &["samsara_api_{alnum:8}"]),
    Rule::token(
        code(
            "secrets/thunderstore-token",
            "A service account token of Thunderstore.",
            "Whoever holds it publishes packages in the team's name.",
            "Remove the service account in the team's settings and make another.",
            "https://thunderstore.io/api/docs/",
        ),
        "Thunderstore token",
        &["tss_"],
        r"tss_[A-Za-z0-9_-]{32,36}",
    )
    .judged_by(random)
    .examples(&["tss_{alnum:32}"], &["tss_{alnum:8}"]),
    Rule::token(
        code(
            "secrets/lichess-token",
            "A personal access token of Lichess.",
            ACTS,
            "Delete it at https://lichess.org/account/oauth/token and make another.",
            "https://lichess.org/api#section/Introduction/Authentication",
        ),
        "Lichess access token",
        &["lip_", "lio_"],
        r"li[po]_[A-Za-z0-9_]{20,44}",
    )
    .judged_by(random)
    .examples(&["lip_{alnum:20}", "lip_{alnum:32}"], &["lip_{alnum:8}", "lip_some_long_function_name"]),
    Rule::token(
        code(
            "secrets/n8n-key",
            "An API key of an n8n instance.",
            "Whoever holds it runs and changes workflows, and uses the credentials in them.",
            "Delete it under Settings > n8n API and make another.",
            "https://docs.n8n.io/api/authentication/",
        ),
        "n8n API key",
        &["n8n_api_"],
        r"n8n_api_[0-9a-f]{80}",
    )
    .examples(&["n8n_api_{hex:80}"], &["n8n_api_{hex:8}", "n8n_api_key"]),
    Rule::token(
        code(
            "secrets/redirect-pizza-token",
            "An API token of redirect.pizza.",
            "Whoever holds it changes where the owner's domains lead.",
            "Delete it under API of the dashboard and make another.",
            "https://redirect.pizza/docs",
        ),
        "redirect.pizza token",
        &["rpa_"],
        r"rpa_[a-z0-9]{30}",
    )
    .judged_by(random)
    .examples(&["rpa_{lower:30}"], &["rpa_{lower:8}"]),
    Rule::token(
        code(
            "secrets/defined-networking-key",
            "An API key of Defined Networking (managed Nebula).",
            "Whoever holds it joins hosts to the private network, and administers it.",
            "Delete it at https://admin.defined.net/settings/api-keys and make another.",
            "https://docs.defined.net/guides/rotating-api-keys/",
        ),
        "Defined Networking API key",
        &["dnkey-"],
        r"dnkey-[A-Za-z0-9=_-]{26}-[A-Za-z0-9=_-]{52}",
    )
    .examples(&["dnkey-{alnum:26}-{alnum:52}"], &["dnkey-{alnum:26}"]),
    Rule::token(
        code(
            "secrets/cfx-key",
            "A server key of Cfx.re (FiveM, RedM).",
            "Whoever holds it runs game servers in its owner's name.",
            "Regenerate it at https://portal.cfx.re/servers/registration-keys.",
            "https://docs.fivem.net/docs/server-manual/setting-up-a-server/",
        ),
        "Cfx.re server key",
        &["cfxk_"],
        r"cfxk_[A-Za-z0-9]{20,24}_[A-Za-z0-9]{5,8}",
    )
    .examples(&["cfxk_{alnum:20}_{alnum:6}"], &["cfxk_{alnum:6}"]),
    Rule::named(
        code(
            "secrets/channel-talk-key",
            "An access key or secret of Channel Talk.",
            CUSTOMERS,
            "Delete it under Settings > Security and development > API keys and make another.",
            "https://developers.channel.io/docs/authentication-2",
        ),
        "Channel Talk key",
        &["channeltalk", "channel_talk", "channel_io", "channelio"],
        r"[0-9a-f]{24}|[0-9a-f]{32}",
    )
    .examples(
        &["CHANNELTALK_ACCESS_SECRET={hex:32}"],
        &["CHANNELTALK_ACCESS_SECRET={hex:8}", "CHANNELTALK_ACCESS_SECRET=${CHANNELTALK_ACCESS_SECRET}"],
    ),
];
