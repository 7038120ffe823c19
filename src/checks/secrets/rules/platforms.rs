//! Platforms that host, deploy and route: what is built runs there.

use super::super::rule::{Anchor, Rule, UUID, Verdict, code, random};
use super::super::shape;

const DEPLOYS: &str = "Whoever holds it changes what is deployed and reads the settings of it, secrets included.";
const ROUTES: &str = "Whoever holds it changes where the owner's sites lead and what their visitors get.";

pub(super) static RULES: &[Rule] = &[
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
            "secrets/cloudflare-token",
            "A Cloudflare credential in the form that can be scanned for: a user's or an account's token, or the \
             global key.",
            ROUTES,
            "Roll it at https://dash.cloudflare.com/profile/api-tokens (an account's: Manage account > API tokens).",
            "https://developers.cloudflare.com/fundamentals/api/get-started/token-formats/",
        ),
        "Cloudflare token",
        &["cfut_", "cfat_", "cfk_"],
        r"cf(?:ut|at|k)_[A-Za-z0-9]{46,52}",
    )
    .judged_by(random)
    .examples(&["cfut_{alnum:40}{hex:8}", "cfk_{alnum:40}{hex:8}"], &["cfut_{alnum:12}", "cfk_get_the_name_of_the_configuration_in_use_here"]),
    Rule::named(
        code(
            "secrets/cloudflare-legacy-token",
            "A Cloudflare API token of the older form of 40 characters.",
            ROUTES,
            "Roll it at https://dash.cloudflare.com/profile/api-tokens.",
            "https://developers.cloudflare.com/fundamentals/api/get-started/create-token/",
        ),
        "Cloudflare API token",
        &["cloudflare", "cf_api", "cf_token", "cf-api"],
        r"[A-Za-z0-9_-]{40}",
    )
    .examples(&["CLOUDFLARE_API_TOKEN={alnum:40}"], &["CLOUDFLARE_ZONE={alnum:40}", "API_TOKEN={alnum:40}"]),
    Rule::named(
        code(
            "secrets/cloudflare-global-key",
            "The global API key of a Cloudflare account, of the older form.",
            "With the account's mail address it does everything that the account may do.",
            "Change it at https://dash.cloudflare.com/profile/api-tokens; better, use tokens.",
            "https://developers.cloudflare.com/fundamentals/api/get-started/keys/",
        ),
        "Cloudflare global API key",
        &["cloudflare", "x-auth-key", "cf_api", "cf_key"],
        r"[0-9a-f]{37}",
    )
    .examples(&["CLOUDFLARE_API_KEY={hex:37}", "X-Auth-Key: {hex:37}"], &["CLOUDFLARE_API_KEY={hex:36}", "CLOUDFLARE_ZONE_ID={hex:37}"]),
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
            "secrets/cloudflare-tunnel-token",
            "The token of a Cloudflare tunnel.",
            "Whoever holds it runs the tunnel and receives what is sent to the services behind it.",
            "Refresh it under Zero Trust > Networks > Tunnels.",
            "https://developers.cloudflare.com/cloudflare-one/networks/connectors/cloudflare-tunnel/configure-tunnels/remote-tunnel-permissions/",
        ),
        "Cloudflare tunnel token",
        // The base64 of {"a":" is followed by the account.
        &["eyJhIjoi"],
        r"eyJhIjoi[A-Za-z0-9+/_-]{120,240}={0,2}",
    )
    .judged_by(random)
    .examples(&["eyJhIjoi{alnum:170}"], &["eyJhIjoi{alnum:20}"]),
    Rule::token(
        code(
            "secrets/fly-token",
            "A Fly.io access token.",
            DEPLOYS,
            "Revoke it with `fly tokens revoke` and make another.",
            "https://fly.io/docs/security/tokens/",
        ),
        "Fly.io access token",
        &["fo1_", "fm1r_", "fm1a_", "fm2_", "FlyV1 "],
        r"(?:fo1_[A-Za-z0-9_-]{43}|fm(?:1[ar]|2)_[A-Za-z0-9+/]{100,400}={0,3}|FlyV1 (?P<s>[A-Za-z0-9+/=_,-]{80,1000}))",
    )
    .anchored(Anchor::Start(1200))
    .judged_by(random)
    .examples(&["fo1_{alnum:43}", "fm2_{alnum:200}", "FlyV1 {alnum:120}"], &["fo1_{alnum:10}", "fm2_{alnum:20}", "FlyV1 $TOKEN"]),
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
    Rule::named(
        code(
            "secrets/netlify-legacy-token",
            "A Netlify access token, of the older form without a prefix.",
            DEPLOYS,
            "Delete it at https://app.netlify.com/user/applications and make another.",
            "https://docs.netlify.com/api/get-started/#authentication",
        ),
        "Netlify access token",
        &["netlify"],
        r"[A-Za-z0-9_-]{40,46}",
    )
    .examples(&["NETLIFY_AUTH_TOKEN={alnum:43}"], &["NETLIFY_SITE={alnum:43}", "NETLIFY_AUTH_TOKEN={alnum:12}"]),
    Rule::token(
        code(
            "secrets/vercel-token",
            "A Vercel personal access token.",
            DEPLOYS,
            "Delete it at https://vercel.com/account/settings/tokens and make another.",
            "https://vercel.com/docs/rest-api",
        ),
        "Vercel access token",
        &["vcp_"],
        r"vcp_[A-Za-z0-9_-]{56}",
    )
    .judged_by(random)
    .examples(&["vcp_{alnum:56}"], &["vcp_{alnum:10}"]),
    Rule::token(
        code(
            "secrets/vercel-integration-token",
            "The access token of a Vercel integration.",
            DEPLOYS,
            "Remove the integration under Integrations of the team, and install it again.",
            "https://vercel.com/docs/integrations/create-integration/marketplace-api",
        ),
        "Vercel integration token",
        &["vci_"],
        r"vci_[A-Za-z0-9_-]{56}",
    )
    .judged_by(random)
    .examples(&["vci_{alnum:56}"], &["vci_{alnum:10}", "vci_device_capabilities_supported"]),
    Rule::token(
        code(
            "secrets/vercel-app-token",
            "A token of a Vercel app, access or refresh.",
            DEPLOYS,
            "Revoke the app's access at https://vercel.com/account/settings/authentication.",
            "https://vercel.com/docs/sign-in-with-vercel/tokens",
        ),
        "Vercel app token",
        &["vca_", "vcr_"],
        r"vc[ar]_[A-Za-z0-9_-]{56}",
    )
    .judged_by(random)
    .examples(&["vca_{alnum:56}", "vcr_{alnum:56}"], &["vca_{alnum:10}"]),
    Rule::token(
        code(
            "secrets/vercel-ai-gateway-key",
            "An API key of Vercel's AI Gateway.",
            "Whoever holds it runs models of every provider at the owner's cost.",
            "Delete it under AI Gateway > API keys of the team and make another.",
            "https://vercel.com/docs/ai-gateway/authentication",
        ),
        "Vercel AI Gateway key",
        &["vck_"],
        r"vck_[A-Za-z0-9_-]{56}",
    )
    .judged_by(random)
    .examples(&["vck_{alnum:56}"], &["vck_{alnum:10}"]),
    Rule::token(
        code(
            "secrets/vercel-blob-token",
            "A read-write token of a Vercel Blob store.",
            "Whoever holds it reads, changes and deletes what the store holds.",
            "Rotate it under Storage of the project.",
            "https://vercel.com/docs/vercel-blob/using-blob-sdk",
        ),
        "Vercel Blob token",
        &["vercel_blob_rw_"],
        r"vercel_blob_rw_[A-Za-z0-9]{16}_[A-Za-z0-9]{30}",
    )
    .examples(&["vercel_blob_rw_{alnum:16}_{alnum:30}"], &["vercel_blob_rw_{alnum:16}"]),
    Rule::named(
        code(
            "secrets/vercel-legacy-token",
            "A Vercel access token, of the older form of 24 characters.",
            DEPLOYS,
            "Delete it at https://vercel.com/account/settings/tokens and make another.",
            "https://vercel.com/docs/rest-api",
        ),
        "Vercel access token",
        &["vercel", "now_token", "zeit_token"],
        r"[A-Za-z0-9]{24}",
    )
    .examples(&["VERCEL_TOKEN={alnum:24}"], &["VERCEL_PROJECT={alnum:24}", "VERCEL_TOKEN={alnum:20}"]),
    Rule::token(
        code(
            "secrets/render-key",
            "An API key of a Render account.",
            DEPLOYS,
            "Revoke it at https://dashboard.render.com/settings under API keys and make another.",
            "https://render.com/docs/api",
        ),
        "Render API key",
        &["rnd_"],
        r"rnd_[A-Za-z0-9]{28,36}",
    )
    .judged_by(random)
    .examples(&["rnd_{alnum:28}", "rnd_{alnum:32}"], &["rnd_{alnum:10}", "rnd_state_of_the_generator_in_use"]),
    Rule::named(
        code(
            "secrets/railway-token",
            "A token of Railway: of a project, a workspace or an account.",
            DEPLOYS,
            "Delete it at https://railway.com/account/tokens (a project's: in its settings) and make another.",
            "https://docs.railway.com/reference/public-api",
        ),
        "Railway token",
        &["railway"],
        UUID,
    )
    .examples(
        &["RAILWAY_TOKEN={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["RAILWAY_PROJECT_ID={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}", "RAILWAY_TOKEN={hex:12}"],
    ),
    Rule::named(
        code(
            "secrets/koyeb-token",
            "An API access token of Koyeb.",
            DEPLOYS,
            "Delete it at https://app.koyeb.com/user/settings/api and make another.",
            "https://www.koyeb.com/docs/reference/api",
        ),
        "Koyeb token",
        &["koyeb"],
        r"[a-z0-9]{64}",
    )
    .examples(&["KOYEB_TOKEN={lower:64}"], &["KOYEB_APP={lower:64}", "KOYEB_TOKEN={lower:20}"]),
    Rule::token(
        code(
            "secrets/deno-deploy-token",
            "An access token of Deno Deploy, of a user or an organisation.",
            DEPLOYS,
            "Revoke it at https://dash.deno.com/account#access-tokens and make another.",
            "https://docs.deno.com/deploy/classic/deployctl/",
        ),
        "Deno Deploy token",
        &["ddp_", "ddo_"],
        r"dd[op]_[A-Za-z0-9]{36}",
    )
    .judged_by(random)
    .examples(&["ddp_{alnum:36}", "ddo_{alnum:36}"], &["ddp_{alnum:12}"]),
    Rule::token(
        code(
            "secrets/convex-deploy-key",
            "A deploy key of a Convex project.",
            "Whoever holds it replaces the project's functions and reads its data.",
            "Delete it in the Convex dashboard under Settings and make another.",
            "https://docs.convex.dev/cli/deploy-key-types",
        ),
        "Convex deploy key",
        // The base64 of {"v2":".
        &["|eyJ2MiI6"],
        r"(?:prod|dev|preview|project):[a-z0-9:-]{4,60}\|(?P<s>eyJ2MiI6[A-Za-z0-9+/_-]{30,200}={0,2})",
    )
    .anchored(Anchor::Near(72, 210))
    .judged_by(random)
    .examples(&["prod:happy-animal-123|eyJ2MiI6{alnum:60}"], &["prod:happy-animal-123|x", "prod: x"]),
    Rule::token(
        code(
            "secrets/ngrok-token",
            "An ngrok API key or authtoken.",
            "Whoever holds it opens tunnels in the owner's name and takes over the owner's domains there.",
            "Revoke it at https://dashboard.ngrok.com/api-keys (authtokens: under Your authtoken) and make another.",
            "https://ngrok.com/docs/api/",
        ),
        "ngrok credential",
        &["ngrok"],
        r#"(?i-u:key|token)["'\]]{0,2}(?:\s{0,3}[:=,]\s{0,3}|\s)["']?(?P<s>[0-9A-Za-z]{25,30}_[0-9A-Za-z]{20,22})"#,
    )
    .anchored(Anchor::Near(0, 200))
    .judged_by(random)
    .examples(
        &["NGROK_AUTHTOKEN={alnum:27}_{alnum:21}", "ngrok config add-authtoken {alnum:27}_{alnum:21}"],
        &["NGROK_DOMAIN={alnum:27}_{alnum:21}", "NGROK_AUTHTOKEN={alnum:27}"],
    ),
    Rule::named(
        code(
            "secrets/fastly-token",
            "An API token of a Fastly account.",
            ROUTES,
            "Delete it at https://manage.fastly.com/account/personal/tokens and make another.",
            "https://docs.fastly.com/en/guides/using-api-tokens",
        ),
        "Fastly API token",
        &["fastly"],
        r"[A-Za-z0-9_-]{32}",
    )
    .examples(&["FASTLY_API_TOKEN={alnum:32}", "Fastly-Key: {alnum:32}"], &["FASTLY_SERVICE={alnum:32}", "API_TOKEN={alnum:32}"]),
    Rule::named(
        code(
            "secrets/akamai-secret",
            "The client secret of an Akamai EdgeGrid API client.",
            ROUTES,
            "Deactivate it in the Akamai Control Center under Identity & access and make another.",
            "https://techdocs.akamai.com/developer/docs/edgegrid",
        ),
        "Akamai client secret",
        &["akamai", "akab-", "edgegrid"],
        r"[A-Za-z0-9+/]{43}=",
    )
    .examples(
        &["AKAMAI_CLIENT_SECRET={base64:43}=", "client_token = akab-x\nclient_secret = {base64:43}=\n"],
        &["AKAMAI_HOST={base64:43}=", "CLIENT_SECRET={base64:43}="],
    ),
    Rule::named(
        code(
            "secrets/bunny-key",
            "An API key of bunny.net: of the account, or of a storage zone.",
            ROUTES,
            "Reset it at https://dash.bunny.net/account/api-key (a storage zone's: under FTP & API access).",
            "https://docs.bunny.net/reference/bunnynet-api-overview",
        ),
        "bunny.net API key",
        &["bunny"],
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-(?:[0-9a-f]{12}-[0-9a-f]{4}-[0-9a-f]{4}|[0-9a-f]{4}-[0-9a-f]{20}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})",
    )
    .examples(&["BUNNY_STORAGE_KEY={hex:8}-{hex:4}-{hex:4}-{hex:12}-{hex:4}-{hex:4}"], &["BUNNY_STORAGE_ZONE={hex:8}-{hex:4}-{hex:4}-{hex:12}-{hex:4}-{hex:4}", "BUNNY_KEY={hex:8}"]),
    Rule::token(
        code(
            "secrets/porkbun-key",
            "An API key or secret of Porkbun, a registrar.",
            "Whoever holds both changes the name servers and records of the owner's domains.",
            "Delete it at https://porkbun.com/account/api and make another.",
            "https://porkbun.com/api/json/v3/documentation",
        ),
        "Porkbun key",
        &["pk1_", "sk1_"],
        r"[ps]k1_[0-9a-f]{64}",
    )
    .judged_by(|found| Verdict::sure_if(found.secret.starts_with(b"sk1_")))
    .examples(&["sk1_{hex:64}", "pk1_{hex:64}"], &["sk1_{hex:12}"]),
    Rule::named(
        code(
            "secrets/godaddy-secret",
            "The secret of a GoDaddy API key.",
            "Whoever holds it with its key changes the name servers and records of the owner's domains.",
            "Delete it at https://developer.godaddy.com/keys and make another.",
            "https://developer.godaddy.com/getstarted",
        ),
        "GoDaddy API secret",
        &["godaddy"],
        r"[A-Za-z0-9]{21,22}",
    )
    .examples(&["GODADDY_API_SECRET={alnum:22}"], &["GODADDY_DOMAIN={alnum:22}", "API_SECRET={alnum:22}"]),
    Rule::named(
        code(
            "secrets/namecheap-key",
            "An API key of a Namecheap account.",
            "Whoever calls from an allowed address changes the owner's domains.",
            "Reset it at https://ap.www.namecheap.com/settings/tools/apiaccess/.",
            "https://www.namecheap.com/support/api/intro/",
        ),
        "Namecheap API key",
        &["namecheap"],
        r"[0-9a-f]{32}",
    )
    .examples(&["NAMECHEAP_API_KEY={hex:32}"], &["NAMECHEAP_DOMAIN={hex:32}", "NAMECHEAP_API_KEY={hex:12}"]),
    Rule::named(
        code(
            "secrets/dnsimple-token",
            "An access token of a DNSimple account.",
            "Whoever holds it changes the records of the owner's domains.",
            "Delete it under Account > Access tokens and make another.",
            "https://support.dnsimple.com/articles/api-access-token/",
        ),
        "DNSimple access token",
        &["dnsimple"],
        r"(?:dnsimple_[au]_)?[A-Za-z0-9]{32}",
    )
    .examples(&["DNSIMPLE_TOKEN={alnum:32}", "dnsimple_token: dnsimple_a_{alnum:32}"], &["DNSIMPLE_ZONE={alnum:32}", "DNSIMPLE_TOKEN={alnum:12}"]),
    Rule::named(
        code(
            "secrets/gandi-token",
            "An API key or personal access token of Gandi, a registrar.",
            "Whoever holds it changes the records of the owner's domains.",
            "Delete it at https://admin.gandi.net under Organizations > Security and make another.",
            "https://api.gandi.net/docs/authentication/",
        ),
        "Gandi token",
        &["gandi"],
        r"[0-9a-f]{40}|[A-Za-z0-9]{24}",
    )
    .examples(&["GANDI_API_KEY={alnum:24}", "GANDI_PERSONAL_ACCESS_TOKEN={hex:40}"], &["GANDI_DOMAIN={alnum:24}", "GANDI_API_KEY={alnum:12}"]),
    Rule::named(
        code(
            "secrets/ns1-key",
            "An API key of an NS1 account.",
            "Whoever holds it changes the records of the owner's domains.",
            "Delete it at https://my.nsone.net/#/account/settings and make another.",
            "https://www.ibm.com/docs/en/ns1-connect?topic=keys-creating-managing-api",
        ),
        "NS1 API key",
        &["ns1_", "nsone", "x-nsone-key"],
        r"[A-Za-z0-9]{20}",
    )
    .examples(&["NS1_API_KEY={alnum:20}", "X-NSONE-Key: {alnum:20}"], &["NS1_ZONE={alnum:20}", "NS1_API_KEY={alnum:10}"]),
    Rule::named(
        code(
            "secrets/zerotier-token",
            "An API token of ZeroTier.",
            "Whoever holds it lets machines into the private network.",
            "Revoke it at https://my.zerotier.com/account and make another.",
            "https://docs.zerotier.com/api/tokens/",
        ),
        "ZeroTier token",
        &["zerotier"],
        r"[A-Za-z0-9]{32}",
    )
    .examples(&["ZEROTIER_TOKEN={alnum:32}"], &["ZEROTIER_NETWORK={alnum:32}", "ZEROTIER_TOKEN={alnum:12}"]),
    Rule::token(
        code(
            "secrets/netbird-token",
            "A personal access token of NetBird.",
            "Whoever holds it administers the private network: lets machines in, changes its rules.",
            "Delete it in the NetBird dashboard under Team > Users and make another.",
            "https://docs.netbird.io/how-to/access-netbird-public-api",
        ),
        "NetBird access token",
        &["nbp_"],
        r"nbp_[A-Za-z0-9]{36}",
    )
    .judged_by(random)
    .examples(&["nbp_{alnum:36}"], &["nbp_{alnum:12}"]),
    Rule::named(
        code(
            "secrets/meraki-key",
            "An API key of Cisco Meraki's dashboard.",
            "Whoever holds it administers the organisation's networks as its owner.",
            "Revoke it in the dashboard under My profile > API access and make another.",
            "https://developer.cisco.com/meraki/api-v1/authorization/",
        ),
        "Cisco Meraki API key",
        &["meraki"],
        r"[0-9a-f]{40}",
    )
    .examples(&["MERAKI_DASHBOARD_API_KEY={hex:40}"], &["MERAKI_NETWORK={hex:40}", "MERAKI_API_KEY={hex:12}"]),
    Rule::token(
        code(
            "secrets/portainer-token",
            "An access token of a Portainer instance.",
            "Whoever holds it runs containers, and so anything, on the machines that it manages.",
            "Remove it under My account > Access tokens and make another.",
            "https://docs.portainer.io/api/access",
        ),
        "Portainer access token",
        &["ptr_"],
        r"ptr_[A-Za-z0-9+/]{43}=",
    )
    .examples(&["ptr_{base64:43}="], &["ptr_{base64:12}", "ptr_to_the_first_element_of_the_array_in_question="]),
    Rule::token(
        code(
            "secrets/rancher-token",
            "An API key of a Rancher server.",
            "Whoever holds it administers the clusters that its owner may.",
            "Delete it under Account & API keys and make another.",
            "https://ranchermanager.docs.rancher.com/reference-guides/user-settings/api-keys",
        ),
        "Rancher API key",
        &["token-"],
        r"token-[a-z0-9]{5}:(?P<s>[a-z0-9]{54})",
    )
    .judged_by(random)
    .examples(&["token-{lower:5}:{lower:54}"], &["token-{lower:5}:{lower:12}", "token-value: x"]),
    Rule::named(
        code(
            "secrets/consul-token",
            "An ACL token of HashiCorp Consul.",
            "Whoever holds it reads and changes what the token's policies allow: services, keys, their values.",
            "Delete it (`consul acl token delete …`) and make another.",
            "https://developer.hashicorp.com/consul/docs/secure/acl/token",
        ),
        "Consul ACL token",
        &["consul_http", "consul_token", "consul", "x-consul-token"],
        UUID,
    )
    .examples(
        &["CONSUL_HTTP_TOKEN={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["CONSUL_NODE_ID={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}", "CONSUL_HTTP_TOKEN={hex:8}"],
    ),
    Rule::named(
        code(
            "secrets/nomad-token",
            "An ACL token of HashiCorp Nomad.",
            "Whoever holds it runs jobs, and so programs, on the cluster within the token's policies.",
            "Delete it (`nomad acl token delete …`) and make another.",
            "https://developer.hashicorp.com/nomad/docs/secure/acl/tokens",
        ),
        "Nomad ACL token",
        &["nomad_token", "x-nomad-token", "nomad"],
        UUID,
    )
    .examples(
        &["NOMAD_TOKEN={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["NOMAD_ALLOC_ID={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}", "NOMAD_TOKEN={hex:8}"],
    ),
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
    Rule::token(
        code(
            "secrets/kubernetes-bootstrap-token",
            "A bootstrap token of a Kubernetes cluster, as kubeadm makes them.",
            "While it lives, whoever holds it joins the cluster as a node, which then is given work and its secrets.",
            "Delete it with `kubeadm token delete …`.",
            "https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/",
        ),
        "Kubernetes bootstrap token",
        &["kubeadm join", "bootstrap-token", "bootstrap_token", "bootstraptoken"],
        r#"(?i-u:token)["']?\s{0,3}[\s:=]\s{0,3}["']?(?P<s>[a-z0-9]{6}\.[a-z0-9]{16})"#,
    )
    .anchored(Anchor::Near(0, 160))
    .judged_by(|found| Verdict::only_if(shape::random(&found.secret[7..])))
    .examples(
        &["kubeadm join 10.0.0.1:6443 --token {lower:6}.{lower:16}", "BOOTSTRAP_TOKEN: \"{lower:6}.{lower:16}\""],
        &["kubeadm join 10.0.0.1:6443 --token $TOKEN", "kubeadm join --token abcdef.0123456789abcdef"],
    ),
    Rule::token(
        code(
            "secrets/truenas-key",
            "An API key of a TrueNAS server.",
            "Whoever holds it administers the server and everything it stores.",
            "Delete it in the server's interface under Credentials > API keys.",
            "https://api.truenas.com/v25.04/jsonrpc.html",
        ),
        "TrueNAS API key",
        &["login_with_api_key", "truenas"],
        r#"["' =:](?P<s>[0-9]{1,3}-[A-Za-z0-9]{64})"#,
    )
    .anchored(Anchor::Near(0, 160))
    .judged_by(random)
    .examples(
        &["\"auth.login_with_api_key\", \"params\": [\"8-{alnum:64}\"]", "TRUENAS_API_KEY=12-{alnum:64}"],
        &["TRUENAS_API_KEY=12-{alnum:20}"],
    ),
    Rule::named(
        code(
            "secrets/expo-token",
            "An access token of an Expo account.",
            "Whoever holds it builds and publishes the owner's apps, and updates them on users' devices.",
            "Revoke it at https://expo.dev/settings/access-tokens and make another.",
            "https://docs.expo.dev/accounts/programmatic-access/",
        ),
        "Expo access token",
        &["expo_token", "expo_access", "eas_token"],
        r"[A-Za-z0-9_-]{40}",
    )
    .examples(&["EXPO_TOKEN={alnum:40}"], &["EXPO_PROJECT={alnum:40}", "EXPO_TOKEN={alnum:12}"]),
];
