//! Databases and search engines, and the services that run them.

use super::super::rule::{Candidate, Rule, UUID, Verdict, code, random};
use super::super::shape;

const READS: &str = "Whoever holds it reads and changes the database.";
const RUNS: &str = "Whoever holds it administers the databases of the account: reads, copies, deletes them.";

pub(super) static RULES: &[Rule] = &[
    Rule::token(
        code(
            "secrets/planetscale-token",
            "A PlanetScale service token.",
            RUNS,
            "Delete it in the PlanetScale dashboard under Settings > Service tokens and make another.",
            "https://planetscale.com/docs/api/reference/service-tokens",
        ),
        "PlanetScale service token",
        &["pscale_tkn_"],
        r"pscale_tkn_[A-Za-z0-9_=.-]{32,64}",
    )
    .examples(&["pscale_tkn_{alnum:43}"], &["pscale_tkn_{alnum:10}"]),
    Rule::token(
        code(
            "secrets/planetscale-oauth-token",
            "A PlanetScale OAuth access token.",
            RUNS,
            "Revoke the application's access in the PlanetScale dashboard.",
            "https://planetscale.com/docs/api/reference/oauth",
        ),
        "PlanetScale OAuth token",
        &["pscale_oauth_"],
        r"pscale_oauth_[A-Za-z0-9_=.-]{32,64}",
    )
    .examples(&["pscale_oauth_{alnum:43}"], &["pscale_oauth_{alnum:10}"]),
    Rule::token(
        code(
            "secrets/planetscale-password",
            "The password of a PlanetScale database branch.",
            READS,
            "Delete it in the PlanetScale dashboard under Settings > Passwords of the branch and make another.",
            "https://planetscale.com/docs/concepts/connection-strings",
        ),
        "PlanetScale password",
        &["pscale_pw_"],
        r"pscale_pw_[A-Za-z0-9_=.-]{32,64}",
    )
    .examples(&["pscale_pw_{alnum:43}"], &["pscale_pw_{alnum:10}"]),
    Rule::token(
        code(
            "secrets/supabase-token",
            "A Supabase personal access token.",
            RUNS,
            "Delete it at https://supabase.com/dashboard/account/tokens and make another.",
            "https://supabase.com/docs/reference/api/introduction",
        ),
        "Supabase access token",
        &["sbp_"],
        r"sbp_(?:oauth_|v0_)?[0-9a-z]{40}",
    )
    .judged_by(random)
    .examples(&["sbp_{hex:40}", "sbp_oauth_{hex:40}"], &["sbp_{hex:12}"]),
    Rule::token(
        code(
            "secrets/supabase-key",
            "The secret API key of a Supabase project.",
            "Whoever holds it passes by row-level security and reads the whole database.",
            "Delete it under Settings > API keys of the project and make another.",
            "https://supabase.com/docs/guides/api/api-keys",
        ),
        "Supabase secret key",
        &["sb_secret_"],
        r"sb_secret_[A-Za-z0-9_-]{31}",
    )
    .judged_by(random)
    .examples(&["sb_secret_{alnum:31}"], &["sb_publishable_{alnum:31}", "sb_secret_{alnum:12}"]),
    Rule::token(
        code(
            "secrets/neon-key",
            "An API key of Neon.",
            RUNS,
            "Revoke it at https://console.neon.tech/app/settings/api-keys and make another.",
            "https://neon.com/docs/manage/api-keys",
        ),
        "Neon API key",
        &["napi_"],
        r"napi_[a-z0-9]{64}",
    )
    .examples(&["napi_{lower:64}"], &["napi_{lower:12}"]),
    Rule::token(
        code(
            "secrets/neon-password",
            "The password of a role in a Neon database.",
            READS,
            "Reset it in the Neon console under Roles & databases of the branch.",
            "https://neon.com/docs/manage/roles",
        ),
        "Neon database password",
        &["npg_"],
        r"npg_[A-Za-z0-9]{12}",
    )
    .judged_by(random)
    .examples(&["npg_{alnum:12}"], &["npg_{alnum:8}", "npg_connection"]),
    Rule::token(
        code(
            "secrets/mongodb-atlas-secret",
            "The secret of a MongoDB Atlas service account.",
            RUNS,
            "Revoke it in Atlas under Access manager > Applications and make another.",
            "https://www.mongodb.com/docs/atlas/api/service-accounts-overview/",
        ),
        "MongoDB Atlas service account secret",
        &["mdb_sa_sk_"],
        r"mdb_sa_sk_[A-Za-z0-9_-]{40}",
    )
    .examples(&["mdb_sa_sk_{alnum:40}"], &["mdb_sa_sk_{alnum:12}", "mdb_sa_id_{hex:24}"]),
    Rule::named(
        code(
            "secrets/mongodb-atlas-key",
            "The private half of a MongoDB Atlas API key.",
            RUNS,
            "Delete it in Atlas under Access manager > Applications > API keys and make another.",
            "https://www.mongodb.com/docs/atlas/configure-api-access/",
        ),
        "MongoDB Atlas private key",
        &["mongodb_atlas", "mongodbatlas", "atlas_private", "atlas_api", "mcli_private"],
        UUID,
    )
    .examples(
        &["MONGODB_ATLAS_PRIVATE_KEY={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["MONGODB_ATLAS_PROJECT_ID={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}", "MONGODB_ATLAS_PRIVATE_KEY={hex:8}"],
    ),
    Rule::named(
        code(
            "secrets/redis-cloud-key",
            "An account or secret key of Redis Cloud's API.",
            RUNS,
            "Delete it in the Redis Cloud console under Access management > API keys and make another.",
            "https://redis.io/docs/latest/operate/rc/api/get-started/manage-api-keys/",
        ),
        "Redis Cloud key",
        &["redis_cloud", "rediscloud", "redislabs"],
        r"[A-Za-z0-9]{40,64}",
    )
    .examples(&["REDISCLOUD_SECRET_KEY={alnum:50}"], &["REDISCLOUD_REGION={alnum:50}", "REDISCLOUD_SECRET_KEY={alnum:12}"]),
    Rule::named(
        code(
            "secrets/upstash-token",
            "A token of an Upstash database, queue or vector index.",
            READS,
            "Reset it in the Upstash console under the database's details.",
            "https://upstash.com/docs/redis/features/restapi",
        ),
        "Upstash token",
        &["upstash", "qstash", "kv_rest_api"],
        r"[A-Za-z0-9_-]{40,220}={0,2}",
    )
    .examples(&["UPSTASH_REDIS_REST_TOKEN={alnum:60}", "QSTASH_TOKEN={alnum:80}="], &["UPSTASH_REDIS_REST_URL={alnum:60}", "UPSTASH_TOKEN={alnum:12}"]),
    Rule::token(
        code(
            "secrets/databricks-token",
            "A Databricks personal access token, or a service principal's OAuth secret.",
            "Whoever holds it runs jobs and reads tables as its owner.",
            "Revoke it under Settings > Developer > Access tokens (a secret: in the account console) and make another.",
            "https://docs.databricks.com/aws/en/dev-tools/auth/pat",
        ),
        "Databricks token",
        &["dapi", "dose"],
        r"(?:dapi|dose)[0-9a-f]{32}(?:-[0-9])?",
    )
    .judged_by(random)
    .examples(&["dapi{hex:32}", "dapi{hex:32}-2", "dose{hex:32}"], &["dapi{hex:20}", "dapi{hex:40}"]),
    Rule::named(
        code(
            "secrets/snowflake-token",
            "A programmatic access token of Snowflake.",
            "Whoever holds it queries and changes what its user's role may, in the whole account.",
            "Remove it (`ALTER USER … REMOVE PROGRAMMATIC ACCESS TOKEN …`) and make another.",
            "https://docs.snowflake.com/en/user-guide/programmatic-access-tokens",
        ),
        "Snowflake access token",
        &["snowflake"],
        r"[A-Za-z0-9_.+/=-]{100,1000}",
    )
    .examples(&["SNOWFLAKE_TOKEN={alnum:136}"], &["SNOWFLAKE_ACCOUNT={alnum:136}", "SNOWFLAKE_TOKEN={alnum:12}"]),
    Rule::named(
        code(
            "secrets/confluent-secret",
            "The secret of a Confluent Cloud API key.",
            "Whoever holds it with its key reads and writes the topics of the cluster.",
            "Delete it at https://confluent.cloud/settings/api-keys and make another.",
            "https://docs.confluent.io/cloud/current/security/authenticate/workload-identities/service-accounts/api-keys/overview.html",
        ),
        "Confluent Cloud API secret",
        &["confluent"],
        r"(?:cflt)?[A-Za-z0-9+/]{60,64}",
    )
    .examples(&["CONFLUENT_API_SECRET={base64:64}", "confluent_secret: cflt{base64:60}"], &["CONFLUENT_TOPIC={base64:64}", "CONFLUENT_SECRET={base64:12}"]),
    Rule::named(
        code(
            "secrets/confluent-key",
            "The id of a Confluent Cloud API key.",
            "By itself it opens nothing, but its secret is often close by.",
            "Look for the secret beside it; if it was here too, delete the key at https://confluent.cloud/settings/api-keys.",
            "https://docs.confluent.io/cloud/current/security/authenticate/workload-identities/service-accounts/api-keys/overview.html",
        ),
        "Confluent Cloud API key",
        &["confluent"],
        r"[A-Za-z0-9]{16}",
    )
    .judged_by(|found| if shape::random(found.secret) { Verdict::Doubtful } else { Verdict::Harmless })
    .examples(&["CONFLUENT_API_KEY={alnum:16}"], &["CONFLUENT_TOPIC={alnum:16}", "CONFLUENT_API_KEY={alnum:8}"]),
    Rule::token(
        code(
            "secrets/aiven-password",
            "The password of a service that Aiven runs.",
            READS,
            "Reset it in the Aiven console under Users of the service.",
            "https://aiven.io/docs/platform/howto/create_new_service_user",
        ),
        "Aiven service password",
        &["AVNS_"],
        r"AVNS_[A-Za-z0-9_-]{15,30}",
    )
    .judged_by(random)
    .examples(&["AVNS_{alnum:19}"], &["AVNS_{alnum:8}", "AVNS_SERVICE_PASSWORD"]),
    Rule::named(
        code(
            "secrets/aiven-token",
            "A personal token of Aiven.",
            RUNS,
            "Revoke it at https://console.aiven.io/profile/tokens and make another.",
            "https://aiven.io/docs/platform/howto/create_authentication_token",
        ),
        "Aiven token",
        &["aiven"],
        r"[A-Za-z0-9+/]{300,400}={0,2}",
    )
    .examples(&["AIVEN_API_TOKEN={base64:370}=="], &["AIVEN_PROJECT={base64:370}==", "AIVEN_API_TOKEN={base64:12}"]),
    Rule::token(
        code(
            "secrets/cockroachdb-key",
            "The secret of a CockroachDB Cloud service account.",
            RUNS,
            "Delete it in the CockroachDB Cloud console under Access management > Service accounts.",
            "https://www.cockroachlabs.com/docs/cockroachcloud/managing-access",
        ),
        "CockroachDB Cloud key",
        &["CCDB1_"],
        r"CCDB1_[A-Za-z0-9]{20,24}_[A-Za-z0-9]{38,42}",
    )
    .judged_by(random)
    .examples(&["CCDB1_{alnum:22}_{alnum:40}"], &["CCDB1_{alnum:22}"]),
    Rule::token(
        code(
            "secrets/clickhouse-secret",
            "The secret of a ClickHouse Cloud API key.",
            RUNS,
            "Delete it in the ClickHouse Cloud console under API keys and make another.",
            "https://clickhouse.com/docs/cloud/manage/openapi",
        ),
        "ClickHouse Cloud key secret",
        &["4b1d"],
        r"4b1d[A-Za-z0-9]{38}",
    )
    .judged_by(|found| Verdict::only_if(shape::classes(found.secret) == 3 && shape::random(found.secret)))
    .examples(&["4b1d{alnum:38}"], &["4b1d{alnum:12}", "4b1d{hex:38}"]),
    Rule::named(
        code(
            "secrets/clickhouse-key-id",
            "The id of a ClickHouse Cloud API key.",
            "By itself it opens nothing, but its secret is often close by.",
            "Look for the secret beside it; if it was here too, delete the key in the ClickHouse Cloud console.",
            "https://clickhouse.com/docs/cloud/manage/openapi",
        ),
        "ClickHouse Cloud key id",
        &["clickhouse"],
        r"[A-Za-z0-9]{20}",
    )
    .judged_by(|found| if shape::random(found.secret) { Verdict::Doubtful } else { Verdict::Harmless })
    .examples(&["CLICKHOUSE_API_KEY={alnum:20}"], &["CLICKHOUSE_HOST={alnum:20}", "CLICKHOUSE_API_KEY={alnum:8}"]),
    Rule::token(
        code(
            "secrets/elastic-cloud-key",
            "An API key of Elastic Cloud.",
            RUNS,
            "Delete it at https://cloud.elastic.co/account/keys and make another.",
            "https://www.elastic.co/docs/deploy-manage/api-keys/elastic-cloud-api-keys",
        ),
        "Elastic Cloud API key",
        &["essu_"],
        r"essu_[A-Za-z0-9+/_-]{60,120}={0,2}",
    )
    .judged_by(random)
    .examples(&["essu_{alnum:80}=="], &["essu_{alnum:12}"]),
    Rule::named(
        code(
            "secrets/elasticsearch-key",
            "An API key of an Elasticsearch cluster or project.",
            "Whoever holds it reads and changes the indices that its role allows.",
            "Invalidate it in Kibana under Stack management > API keys and make another.",
            "https://www.elastic.co/docs/deploy-manage/api-keys/elasticsearch-api-keys",
        ),
        "Elasticsearch API key",
        &["elasticsearch", "elastic_api", "elastic_cloud", "es_api_key"],
        r"[A-Za-z0-9+/_-]{56,62}={0,2}",
    )
    .examples(&["ELASTICSEARCH_API_KEY={base64:60}"], &["ELASTICSEARCH_INDEX={base64:60}", "ELASTICSEARCH_API_KEY={base64:12}"]),
    Rule::token(
        code(
            "secrets/fauna-secret",
            "A secret of a Fauna database.",
            READS,
            "Delete the key in the Fauna dashboard under Keys and make another.",
            "https://faunadb-docs.netlify.app/fauna/current/learn/security/keys/",
        ),
        "Fauna secret",
        &["fnAE", "fnAF", "fnAD"],
        r"fnA[DEF][A-Za-z0-9_-]{36}",
    )
    .judged_by(random)
    .examples(&["fnAE{alnum:36}"], &["fnAE{alnum:12}"]),
    Rule::token(
        code(
            "secrets/xata-key",
            "An API key of Xata.",
            READS,
            "Delete it at https://app.xata.io/settings and make another.",
            "https://lite.xata.io/docs/concepts/api-keys",
        ),
        "Xata API key",
        &["xau_"],
        r"xau_[A-Za-z0-9]{40,60}",
    )
    .judged_by(random)
    .examples(&["xau_{alnum:45}"], &["xau_{alnum:12}"]),
    Rule::token(
        code(
            "secrets/appwrite-key",
            "An API key of an Appwrite project.",
            "Whoever holds it reads and changes what its scopes allow: users, files, the database.",
            "Delete it in the Appwrite console under Integrations > API keys and make another.",
            "https://appwrite.io/docs/advanced/platform/api-keys",
        ),
        "Appwrite API key",
        &["standard_"],
        r"standard_[0-9a-f]{256}",
    )
    .examples(&["standard_{hex:256}"], &["standard_{hex:12}", "standard_deviation"]),
    Rule::named(
        code(
            "secrets/hasura-admin-secret",
            "The admin secret of a Hasura GraphQL engine.",
            "Whoever sends it passes by every permission and reads the databases behind.",
            "Set another in HASURA_GRAPHQL_ADMIN_SECRET (Hasura Cloud: under Env vars).",
            "https://hasura.io/docs/2.0/deployment/securing-graphql-endpoint/",
        ),
        "Hasura admin secret",
        &["hasura"],
        r"[A-Za-z0-9_-]{32,64}",
    )
    .examples(&["x-hasura-admin-secret: {alnum:64}"], &["HASURA_PROJECT={alnum:64}", "x-hasura-admin-secret: $SECRET"]),
    Rule::token(
        code(
            "secrets/tinybird-token",
            "A token of a Tinybird workspace.",
            "Whoever holds it reads and changes the data sources that its scopes allow.",
            "Refresh it in Tinybird under Tokens.",
            "https://www.tinybird.co/docs/forward/administration/tokens",
        ),
        "Tinybird token",
        &["p.eyJ1Ijog"],
        r"p\.eyJ1Ijog[A-Za-z0-9_-]{40,300}\.[A-Za-z0-9_-]{43}",
    )
    .examples(&["p.eyJ1Ijog{alnum:120}.{alnum:43}"], &["p.eyJ1Ijog{alnum:12}"]),
    Rule::named(
        code(
            "secrets/influxdb-token",
            "An API token of InfluxDB.",
            "Whoever holds it reads and writes the buckets that it allows.",
            "Delete it in InfluxDB under Load data > API tokens and make another.",
            "https://docs.influxdata.com/influxdb/v2/admin/tokens/",
        ),
        "InfluxDB token",
        &["influx"],
        r"[A-Za-z0-9_-]{86}==",
    )
    .examples(&["INFLUXDB_TOKEN={alnum:86}=="], &["INFLUXDB_BUCKET={alnum:86}==", "INFLUXDB_TOKEN={alnum:12}"]),
    Rule::named(
        code(
            "secrets/couchbase-secret",
            "The secret of a Couchbase Capella API key.",
            RUNS,
            "Delete it in Capella under Settings > API keys and make another.",
            "https://docs.couchbase.com/cloud/management-api-guide/management-api-start.html",
        ),
        "Couchbase Capella secret",
        &["capella", "couchbase"],
        r"[A-Za-z0-9%#@!+/]{64,88}={0,2}",
    )
    .examples(&["CAPELLA_API_SECRET={alnum:71}=="], &["CAPELLA_BUCKET={alnum:71}==", "CAPELLA_API_SECRET={alnum:12}"]),
    Rule::token(
        code(
            "secrets/astra-token",
            "An application token of DataStax Astra DB.",
            READS,
            "Delete it in the Astra portal under Settings > Tokens and make another.",
            "https://docs.datastax.com/en/astra-db-serverless/administration/manage-application-tokens.html",
        ),
        "Astra DB token",
        &["AstraCS:"],
        r"AstraCS:[A-Za-z0-9]{20,28}(?::[0-9a-f]{64}|[A-Za-z0-9]{12})",
    )
    .judged_by(random)
    .examples(&["AstraCS:{alpha:24}:{hex:64}"], &["AstraCS:{alpha:12}"]),
    Rule::token(
        code(
            "secrets/materialize-password",
            "An app password of Materialize.",
            READS,
            "Delete it in the Materialize console under App passwords and make another.",
            "https://materialize.com/docs/security/cloud/users-service-accounts/create-service-accounts/",
        ),
        "Materialize app password",
        &["mzp_"],
        r"mzp_[0-9a-f]{64}",
    )
    .examples(&["mzp_{hex:64}"], &["mzp_{hex:12}"]),
    Rule::token(
        code(
            "secrets/crunchy-bridge-key",
            "An API key of Crunchy Bridge.",
            RUNS,
            "Delete it at https://crunchybridge.com/account/api-keys and make another.",
            "https://docs.crunchybridge.com/concepts/api-keys",
        ),
        "Crunchy Bridge API key",
        &["cbkey_"],
        r"cbkey_[A-Za-z0-9_-]{40,70}",
    )
    .judged_by(random)
    .examples(&["cbkey_{alnum:53}"], &["cbkey_{alnum:12}"]),
    Rule::named(
        code(
            "secrets/singlestore-key",
            "An API key of SingleStore Helios.",
            RUNS,
            "Revoke it in the SingleStore portal under API keys and make another.",
            "https://docs.singlestore.com/cloud/reference/management-api/",
        ),
        "SingleStore API key",
        &["singlestore", "memsql"],
        r"[0-9a-f]{64}",
    )
    .examples(&["SINGLESTORE_API_KEY={hex:64}"], &["SINGLESTORE_GROUP={hex:64}", "SINGLESTORE_API_KEY={hex:12}"]),
    Rule::named(
        code(
            "secrets/typesense-key",
            "An API key of Typesense. A search-only key may be published; any other writes or deletes.",
            "Whoever holds an admin key reads, changes and deletes every collection.",
            "Delete it (DELETE /keys/…) and make another.",
            "https://typesense.org/docs/latest/api/api-keys.html",
        ),
        "Typesense API key",
        &["typesense"],
        r"[A-Za-z0-9]{32}",
    )
    .judged_by(|found| if searches_only(found) { Verdict::Harmless } else { random(found) })
    .examples(&["TYPESENSE_API_KEY={alnum:32}"], &["TYPESENSE_SEARCH_ONLY_KEY={alnum:32}", "TYPESENSE_HOST={alnum:32}"]),
    Rule::named(
        code(
            "secrets/meilisearch-key",
            "A master or API key of Meilisearch. A search key may be published; any other writes or deletes.",
            "Whoever holds the master key reads, changes and deletes every index and key.",
            "Start Meilisearch with another master key: it makes all keys anew.",
            "https://www.meilisearch.com/docs/learn/security/basic_security",
        ),
        "Meilisearch key",
        &["meili"],
        r"[0-9a-f]{40}|[0-9a-f]{64}|[A-Za-z0-9_-]{43}",
    )
    .judged_by(|found| if searches_only(found) { Verdict::Harmless } else { random(found) })
    .examples(&["MEILI_MASTER_KEY={alnum:43}"], &["MEILISEARCH_SEARCH_KEY={hex:64}", "MEILI_INDEX={alnum:43}"]),
    Rule::named(
        code(
            "secrets/cloudamqp-key",
            "An API key of CloudAMQP.",
            "Whoever holds it administers the message brokers of the account.",
            "Rotate it at https://customer.cloudamqp.com/apikeys.",
            "https://docs.cloudamqp.com/cloudamqp_api.html",
        ),
        "CloudAMQP API key",
        &["cloudamqp"],
        UUID,
    )
    .examples(
        &["CLOUDAMQP_APIKEY={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["CLOUDAMQP_INSTANCE={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}", "CLOUDAMQP_APIKEY={hex:8}"],
    ),
    Rule::named(
        code(
            "secrets/cloudant-key",
            "A password or legacy API key of an IBM Cloudant database.",
            READS,
            "Delete it in the Cloudant dashboard under Permissions and make another; better, use IAM.",
            "https://cloud.ibm.com/docs/Cloudant?topic=Cloudant-managing-access-for-cloudant",
        ),
        "Cloudant credential",
        &["cloudant", "clou_"],
        r"[0-9a-f]{64}|[a-z]{24}",
    )
    .examples(&["CLOUDANT_PASSWORD={hex:64}"], &["CLOUDANT_ACCOUNT={hex:64}", "CLOUDANT_PASSWORD={hex:12}"]),
];

/// Search-only keys are sent to every visitor.
fn searches_only(found: &Candidate) -> bool {
    let lower = found.matched.to_ascii_lowercase();
    [&b"_search"[..], b"-search", b"searchonly", b"searchkey"].iter().any(|part| shape::contains(&lower, part))
}
