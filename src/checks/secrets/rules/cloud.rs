//! Clouds other than the three largest.

use super::super::rule::{Anchor, Rule, UUID, Verdict, code, random};
use super::super::shape;

pub(super) const ACCOUNT: &str = "Whoever holds it acts in the cloud account with its rights: reads data, starts machines at its \
                       owner's cost, deletes.";
const HALF: &str = "By itself it opens nothing, but it names the account and seldom stands alone: the secret half is \
                    often close by.";

pub(super) static RULES: &[Rule] = &[
    Rule::token(
        code(
            "secrets/digitalocean-token",
            "A DigitalOcean token: personal access, OAuth or refresh.",
            ACCOUNT,
            "Delete it at https://cloud.digitalocean.com/account/api/tokens and make another.",
            "https://docs.digitalocean.com/reference/api/create-personal-access-token/",
        ),
        "DigitalOcean token",
        &["dop_v1_", "doo_v1_", "dor_v1_"],
        r"do[por]_v1_[0-9a-f]{64}",
    )
    .examples(&["dop_v1_{hex:64}", "dor_v1_{hex:64}"], &["dop_v1_{hex:20}"]),
    Rule::named(
        code(
            "secrets/digitalocean-spaces-secret",
            "The secret key of DigitalOcean Spaces.",
            "Whoever holds it with its access key reads, changes and deletes what the buckets hold.",
            "Delete it at https://cloud.digitalocean.com/spaces/access_keys and make another.",
            "https://docs.digitalocean.com/products/spaces/how-to/manage-access/",
        ),
        "DigitalOcean Spaces secret key",
        &["do_spaces", "spaces_secret", "digitaloceanspaces.com", "DO00"],
        r"[A-Za-z0-9+/]{43}",
    )
    .examples(&["SPACES_SECRET_KEY={alnum:43}"], &["SPACES_SECRET_KEY={alnum:20}", "SECRET_KEY={alnum:43}"]),
    Rule::named(
        code(
            "secrets/linode-token",
            "A personal access token of Linode (Akamai Cloud).",
            ACCOUNT,
            "Revoke it at https://cloud.linode.com/profile/tokens and make another.",
            "https://techdocs.akamai.com/cloud-computing/docs/manage-personal-access-tokens",
        ),
        "Linode access token",
        &["linode"],
        r"[0-9a-f]{64}",
    )
    .examples(&["LINODE_TOKEN={hex:64}"], &["LINODE_IMAGE={hex:64}", "LINODE_TOKEN={hex:40}"]),
    Rule::named(
        code(
            "secrets/vultr-key",
            "An API key of a Vultr account.",
            ACCOUNT,
            "Regenerate it at https://my.vultr.com/settings/#settingsapi.",
            "https://docs.vultr.com/platform/other/api",
        ),
        "Vultr API key",
        &["vultr"],
        r"[A-Z0-9]{36}",
    )
    .examples(&["VULTR_API_KEY={upper:36}"], &["VULTR_API_KEY={upper:20}", "VULTR_REGION={upper:36}"]),
    Rule::named(
        code(
            "secrets/hetzner-token",
            "An API token of a Hetzner Cloud project.",
            ACCOUNT,
            "Delete it in the Hetzner Console under Security > API tokens and make another.",
            "https://docs.hetzner.com/cloud/api/getting-started/generating-api-token/",
        ),
        "Hetzner Cloud token",
        &["hcloud", "hetzner"],
        r"[A-Za-z0-9]{64}",
    )
    .examples(&["HCLOUD_TOKEN={alnum:64}"], &["HCLOUD_TOKEN={alnum:20}", "HCLOUD_IMAGE={alnum:64}"]),
    Rule::named(
        code(
            "secrets/hetzner-dns-token",
            "An API token of Hetzner's DNS console.",
            "Whoever holds it points the owner's domains elsewhere and gets certificates for them.",
            "Delete it at https://dns.hetzner.com/settings/api-token and make another.",
            "https://docs.hetzner.com/dns-console/dns/general/api-access-token/",
        ),
        "Hetzner DNS token",
        &["hetzner", "dns.hetzner.com"],
        r"[A-Za-z0-9]{32}",
    )
    .examples(&["HETZNER_DNS_TOKEN={alnum:32}"], &["HETZNER_DNS_TOKEN={alnum:20}", "HETZNER_ZONE={alnum:32}"]),
    Rule::named(
        code(
            "secrets/scaleway-secret-key",
            "The secret key of a Scaleway API key.",
            ACCOUNT,
            "Delete it at https://console.scaleway.com/iam/api-keys and make another.",
            "https://www.scaleway.com/en/docs/iam/reference-content/understanding-api-keys/",
        ),
        "Scaleway secret key",
        &["scaleway", "scw_"],
        UUID,
    )
    .examples(
        &["SCW_SECRET_KEY={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["SCW_PROJECT_ID={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}", "SCW_SECRET_KEY={hex:32}"],
    ),
    Rule::named(
        code(
            "secrets/ovh-secret",
            "The application secret or consumer key of an OVHcloud API application.",
            ACCOUNT,
            "Delete the application's credentials with the API (DELETE /me/api/credential) and make others.",
            "https://help.ovhcloud.com/csm/en-api-getting-started-ovhcloud-api",
        ),
        "OVHcloud API secret",
        &["ovh"],
        r"[A-Za-z0-9-]{32}",
    )
    .examples(&["OVH_CONSUMER_KEY={alnum:32}"], &["OVH_ENDPOINT={alnum:32}", "OVH_CONSUMER_KEY={alnum:20}"]),
    Rule::named(
        code(
            "secrets/ovh-application-key",
            "The key that names an OVHcloud API application.",
            HALF,
            "Look for the application secret and the consumer key beside it.",
            "https://help.ovhcloud.com/csm/en-api-getting-started-ovhcloud-api",
        ),
        "OVHcloud application key",
        &["ovh"],
        r"[A-Za-z0-9]{16}",
    )
    .judged_by(|found| if shape::random(found.secret) { Verdict::Doubtful } else { Verdict::Harmless })
    .examples(&["OVH_APPLICATION_KEY={alnum:16}"], &["OVH_ENDPOINT={alnum:16}", "OVH_APPLICATION_KEY={alnum:10}"]),
    Rule::token(
        code(
            "secrets/upcloud-token",
            "An API token of an UpCloud account.",
            ACCOUNT,
            "Delete it in the UpCloud control panel under Account > API tokens.",
            "https://upcloud.com/docs/guides/getting-started-upcloud-api/",
        ),
        "UpCloud API token",
        &["ucat_"],
        r"ucat_[A-Z0-9]{26}",
    )
    .examples(&["ucat_{upper:26}"], &["ucat_{upper:12}"]),
    Rule::named(
        code(
            "secrets/exoscale-secret",
            "The secret of an Exoscale API key.",
            ACCOUNT,
            "Revoke it in the Exoscale portal under IAM > API keys.",
            "https://community.exoscale.com/product/iam/quick-start/",
        ),
        "Exoscale API secret",
        &["exoscale"],
        r"[A-Za-z0-9_-]{43}",
    )
    .examples(&["EXOSCALE_API_SECRET={alnum:43}"], &["EXOSCALE_ZONE={alnum:43}", "EXOSCALE_API_SECRET={alnum:20}"]),
    Rule::named(
        code(
            "secrets/civo-key",
            "An API key of a Civo account.",
            ACCOUNT,
            "Regenerate it at https://dashboard.civo.com/security.",
            "https://www.civo.com/docs/account/api-keys",
        ),
        "Civo API key",
        &["civo"],
        r"[A-Za-z0-9]{50}",
    )
    .examples(&["CIVO_TOKEN={alnum:50}"], &["CIVO_REGION={alnum:50}", "CIVO_TOKEN={alnum:20}"]),
    Rule::token(
        code(
            "secrets/alibaba-access-key-id",
            "An Alibaba Cloud access key id.",
            HALF,
            "Look for the secret half beside it; if it was here too, disable the key in RAM.",
            "https://www.alibabacloud.com/help/en/ram/user-guide/create-an-accesskey-pair",
        ),
        "Alibaba Cloud access key id",
        &["LTAI"],
        r"LTAI[A-Za-z0-9]{12,20}",
    )
    .judged_by(|found| if shape::random(&found.secret[4..]) { Verdict::Doubtful } else { Verdict::Harmless })
    .examples(&["LTAI{alnum:20}"], &["LTAI{alnum:8}"]),
    Rule::named(
        code(
            "secrets/alibaba-access-key-secret",
            "The secret of an Alibaba Cloud access key.",
            ACCOUNT,
            "Disable and delete the key in RAM (https://ram.console.alibabacloud.com) and make another.",
            "https://www.alibabacloud.com/help/en/ram/user-guide/create-an-accesskey-pair",
        ),
        "Alibaba Cloud access key secret",
        &["alibaba", "aliyun", "alicloud", "LTAI"],
        r"[A-Za-z0-9]{30}",
    )
    .examples(
        &["ALIYUN_ACCESS_KEY_SECRET={alnum:30}", "alicloud:\n  region: cn\n  secret_key: {alnum:30}\n"],
        &["ALIYUN_REGION={alnum:30}", "ACCESS_KEY_SECRET={alnum:30}"],
    ),
    Rule::token(
        code(
            "secrets/alibaba-sts-token",
            "Temporary Alibaba Cloud credentials: the access key id or the security token.",
            "With the secret beside it it acts in the account until it expires, within hours.",
            "Let it expire, and look at how it came in.",
            "https://www.alibabacloud.com/help/en/ram/product-overview/what-is-sts",
        ),
        "Alibaba Cloud temporary credential",
        &["STS.N", "CAIS"],
        r"(?:STS\.N[A-Za-z0-9]{19,29}|CAIS[A-Za-z0-9+/]{40,2000}={0,2})",
    )
    .anchored(Anchor::Start(4096))
    .judged_by(|found| if shape::random(found.secret) { Verdict::Doubtful } else { Verdict::Harmless })
    .examples(&["STS.N{alnum:24}", "CAIS{base64:400}"], &["STS.N{alnum:8}", "CAIS{base64:12}"]),
    Rule::named(
        code(
            "secrets/alibaba-sts-secret",
            "The access key secret of temporary Alibaba Cloud credentials.",
            "With the security token beside it it acts in the account until it expires, within hours.",
            "Let it expire, and look at how it came in.",
            "https://www.alibabacloud.com/help/en/ram/product-overview/what-is-sts",
        ),
        "Alibaba Cloud temporary secret",
        &["alibaba_sts", "aliyun_sts", "alicloud_sts", "STS.N"],
        r"[A-Za-z0-9]{36,48}",
    )
    .examples(&["ALIYUN_STS_ACCESS_KEY_SECRET={alnum:37}"], &["ALIYUN_STS_ROLE={alnum:37}", "SECRET_KEY={alnum:37}"]),
    Rule::token(
        code(
            "secrets/tencent-secret-id",
            "The id of a Tencent Cloud API key.",
            HALF,
            "Look for the SecretKey beside it; if it was here too, disable the key at https://console.tencentcloud.com/cam/capi.",
            "https://www.tencentcloud.com/document/product/598/34227",
        ),
        "Tencent Cloud secret id",
        &["AKID"],
        r"AKID[A-Za-z0-9]{32}",
    )
    .judged_by(|found| if shape::random(&found.secret[4..]) { Verdict::Doubtful } else { Verdict::Harmless })
    .examples(&["AKID{alnum:32}"], &["AKID{alnum:12}"]),
    Rule::named(
        code(
            "secrets/tencent-secret-key",
            "The SecretKey of a Tencent Cloud API key.",
            ACCOUNT,
            "Disable the key at https://console.tencentcloud.com/cam/capi and make another.",
            "https://www.tencentcloud.com/document/product/598/34227",
        ),
        "Tencent Cloud secret key",
        &["tencent", "qcloud", "AKID"],
        r"[A-Za-z0-9]{32}",
    )
    .examples(&["TENCENTCLOUD_SECRET_KEY={alnum:32}"], &["TENCENTCLOUD_REGION={alnum:32}", "SECRET_KEY={alnum:32}"]),
    Rule::named(
        code(
            "secrets/huawei-secret-key",
            "The secret access key of a Huawei Cloud account.",
            ACCOUNT,
            "Delete the access key under My credentials > Access keys and make another.",
            "https://support.huaweicloud.com/intl/en-us/usermanual-ca/en-us_topic_0046606340.html",
        ),
        "Huawei Cloud secret key",
        &["huawei", "hwcloud", "myhuaweicloud.com"],
        r"[A-Za-z0-9]{40}",
    )
    .examples(&["HUAWEICLOUD_SECRET_KEY={alnum:40}"], &["HUAWEICLOUD_REGION={alnum:40}", "HUAWEI_SECRET_KEY={alnum:20}"]),
    Rule::token(
        code(
            "secrets/baidu-key",
            "An API key of Baidu AI Cloud, Qianfan among it.",
            ACCOUNT,
            "Delete it at https://console.bce.baidu.com/iam and make another.",
            "https://cloud.baidu.com/doc/qianfan-api/s/ym9chdsy5",
        ),
        "Baidu AI Cloud key",
        &["bce-v3/ALTAK-"],
        r"bce-v3/ALTAK-[A-Za-z0-9]{21}/[0-9a-f]{40}",
    )
    .examples(&["bce-v3/ALTAK-{alnum:21}/{hex:40}"], &["bce-v3/ALTAK-{alnum:21}"]),
    Rule::named(
        code(
            "secrets/baidu-secret-key",
            "The secret key of a Baidu application or cloud account.",
            ACCOUNT,
            "Delete it at https://console.bce.baidu.com/iam (an application's: in its settings) and make another.",
            "https://cloud.baidu.com/doc/Reference/s/9jwvz2egb",
        ),
        "Baidu secret key",
        &["baidu", "bcebos.com"],
        r"[A-Za-z0-9]{32}",
    )
    .examples(&["BAIDU_SECRET_KEY={alnum:32}"], &["BAIDU_APP={alnum:32}", "SECRET_KEY={alnum:32}"]),
    Rule::named(
        code(
            "secrets/volcengine-secret-key",
            "The secret access key of a Volcengine (BytePlus) account.",
            ACCOUNT,
            "Disable it at https://console.volcengine.com/iam/keymanage and make another.",
            "https://www.volcengine.com/docs/6291/65568",
        ),
        "Volcengine secret key",
        &["volcengine", "volc_", "byteplus", "AKLT"],
        r"[A-Za-z0-9+/]{54,60}={0,2}",
    )
    .examples(&["VOLC_SECRET_KEY={base64:58}=="], &["VOLC_REGION={base64:58}==", "SECRET_KEY={base64:58}=="]),
    Rule::named(
        code(
            "secrets/ibm-cloud-key",
            "An API key of an IBM Cloud user or service.",
            ACCOUNT,
            "Delete it at https://cloud.ibm.com/iam/apikeys and make another.",
            "https://cloud.ibm.com/docs/account?topic=account-userapikey",
        ),
        "IBM Cloud API key",
        &["ibm_", "ibm-", "ibmcloud", "cloud_iam", "cloud-iam", "watson"],
        r"[A-Za-z0-9_-]{44}",
    )
    .examples(&["IBM_CLOUD_API_KEY={alnum:44}"], &["IBM_CLOUD_REGION={alnum:44}", "API_KEY={alnum:44}"]),
    Rule::named(
        code(
            "secrets/ibm-cos-secret",
            "The HMAC secret of an IBM Cloud Object Storage credential.",
            "Whoever holds it with its access key reads, changes and deletes what the buckets hold.",
            "Delete the service credential in the Object Storage instance and make another.",
            "https://cloud.ibm.com/docs/cloud-object-storage?topic=cloud-object-storage-uhc-hmac-credentials-main",
        ),
        "IBM Cloud Object Storage secret",
        &["ibm_cos", "ibm-cos", "ibmcos", "cos_hmac", "cos-hmac", "cos_secret", "cos_hmac_keys", "cloud-object-storage"],
        r"[0-9a-f]{48}",
    )
    .examples(&["IBM_COS_SECRET_ACCESS_KEY={hex:48}"], &["IBM_COS_BUCKET={hex:48}", "SECRET_ACCESS_KEY={hex:48}"]),
    Rule::named(
        code(
            "secrets/softlayer-key",
            "An API key of IBM Cloud's classic infrastructure (SoftLayer).",
            ACCOUNT,
            "Delete it at https://cloud.ibm.com/iam/apikeys and make another.",
            "https://cloud.ibm.com/docs/account?topic=account-classic_keys",
        ),
        "SoftLayer API key",
        &["softlayer", "sl_api", "sl-api", "slapi", "sl_key", "sl-key"],
        r"[0-9a-f]{64}",
    )
    .examples(&["SOFTLAYER_API_KEY={hex:64}"], &["SOFTLAYER_ZONE={hex:64}", "API_KEY={hex:64}"]),
    Rule::named(
        code(
            "secrets/oracle-cloud-secret",
            "A customer secret key of Oracle Cloud, as its S3-compatible storage takes it.",
            ACCOUNT,
            "Delete it in the Oracle Cloud console under My profile > Customer secret keys.",
            "https://docs.oracle.com/en-us/iaas/Content/Identity/Tasks/managingcredentials.htm",
        ),
        "Oracle Cloud secret key",
        &["oci_", "oraclecloud"],
        r"[A-Za-z0-9+/]{43}=",
    )
    .examples(&["OCI_SECRET_KEY={base64:43}="], &["OCI_REGION={base64:43}=", "SECRET_KEY={base64:43}="]),
    Rule::token(
        code(
            "secrets/yandex-key",
            "An API key of a Yandex Cloud service account.",
            ACCOUNT,
            "Delete it in the Yandex Cloud console under the service account's keys.",
            "https://yandex.cloud/en/docs/iam/concepts/authorization/api-key",
        ),
        "Yandex Cloud API key",
        &["AQVN"],
        r"AQVN[A-Za-z0-9_-]{35,38}",
    )
    .judged_by(random)
    .examples(&["AQVN{alnum:36}"], &["AQVN{alnum:10}"]),
    Rule::token(
        code(
            "secrets/yandex-iam-token",
            "A Yandex Cloud IAM token; it lives for twelve hours.",
            ACCOUNT,
            "Revoke it (`yc iam revoke-token …`), and look at how it came in.",
            "https://yandex.cloud/en/docs/iam/concepts/authorization/iam-token",
        ),
        "Yandex Cloud IAM token",
        &["t1."],
        r"t1\.[A-Za-z0-9_-]{10,400}={0,2}\.[A-Za-z0-9_-]{86}={0,2}",
    )
    .anchored(Anchor::Start(600))
    .judged_by(random)
    .examples(&["t1.{alnum:60}.{alnum:86}"], &["t1.{alnum:60}"]),
    Rule::token(
        code(
            "secrets/yandex-oauth-token",
            "A Yandex OAuth token.",
            "Whoever holds it uses Yandex's services, the cloud among them, in its owner's name for up to a year.",
            "Revoke it at https://id.yandex.com/personal/data-access.",
            "https://yandex.cloud/en/docs/iam/concepts/authorization/oauth-token",
        ),
        "Yandex OAuth token",
        &["y0_"],
        r"y0_[A-Za-z0-9_-]{50,60}",
    )
    .judged_by(random)
    .examples(&["y0_{alnum:55}"], &["y0_{alnum:12}"]),
    Rule::named(
        code(
            "secrets/yandex-static-secret",
            "The secret of a static access key of Yandex Cloud, as its S3-compatible storage takes it.",
            ACCOUNT,
            "Delete it in the Yandex Cloud console under the service account's keys.",
            "https://yandex.cloud/en/docs/iam/concepts/authorization/access-key",
        ),
        "Yandex Cloud secret key",
        &["yandex", "yandexcloud.net"],
        r"YC[A-Za-z0-9_-]{38}",
    )
    .examples(&["YANDEX_SECRET_KEY=YC{alnum:38}"], &["YANDEX_BUCKET=YC{alnum:38}", "YANDEX_SECRET_KEY=YC{alnum:12}"]),
    Rule::token(
        code(
            "secrets/backblaze-key",
            "An application key of Backblaze B2.",
            "Whoever holds it with its id reads, changes and deletes what the buckets hold.",
            "Delete it at https://secure.backblaze.com/app_keys.htm and make another.",
            "https://www.backblaze.com/docs/cloud-storage-application-keys",
        ),
        "Backblaze application key",
        &["K001", "K002", "K003", "K004", "K005"],
        r"K00[1-5][A-Za-z0-9+/]{27}",
    )
    .judged_by(random)
    .examples(&["K005{alnum:27}"], &["K005{alnum:12}"]),
    Rule::named(
        code(
            "secrets/wasabi-secret-key",
            "The secret key of a Wasabi storage account.",
            "Whoever holds it with its access key reads, changes and deletes what the buckets hold.",
            "Delete it in the Wasabi console under Access keys and make another.",
            "https://docs.wasabi.com/docs/creating-a-new-access-key",
        ),
        "Wasabi secret key",
        &["wasabi"],
        r"[A-Za-z0-9]{40}",
    )
    .examples(&["WASABI_SECRET_KEY={alnum:40}"], &["WASABI_BUCKET={alnum:40}", "WASABI_SECRET_KEY={alnum:20}"]),
    Rule::token(
        code(
            "secrets/tigris-key",
            "A secret key of Tigris object storage.",
            "Whoever holds it with its access key reads, changes and deletes what the buckets hold.",
            "Delete it at https://console.storage.dev/accesskeys and make another.",
            "https://www.tigrisdata.com/docs/iam/manage-access-key/",
        ),
        "Tigris secret key",
        &["tsec_"],
        r"tsec_[A-Za-z0-9_-]{50,80}",
    )
    .judged_by(random)
    .examples(&["tsec_{alnum:58}"], &["tsec_{alnum:12}"]),
];
