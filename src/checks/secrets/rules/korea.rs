//! Korea: its clouds, portals and public data.

use super::super::rule::{Anchor, Candidate, Rule, UUID, Verdict, code, random};
use super::super::shape;
use super::cloud::ACCOUNT;

const POSES: &str = "Whoever holds it poses as the application towards the service and its users.";
const QUOTA: &str = "Whoever holds it uses the service on its owner's quota, and gets the key blocked.";

pub(super) static RULES: &[Rule] = &[
    Rule::token(
        code(
            "secrets/naver-cloud-iam-key",
            "An IAM key of Naver Cloud Platform, access or secret.",
            ACCOUNT,
            "Stop and delete it at https://www.ncloud.com under My account > Access management (a sub account's: Sub \
             Account > Access key).",
            "https://api.ncloud-docs.com/docs/en/common-ncpapi",
        ),
        "Naver Cloud IAM key",
        &["ncp_iam_"],
        r"ncp_iam_[A-Za-z0-9]{26,48}",
    )
    .judged_by(random)
    .examples(
        &["ncp_iam_BPK{alnum:33}", "ncp_iam_BPA{alnum:25}"],
        &["ncp_iam_{alnum:8}", "ncp_iam_access_key_for_this_service"],
    ),
    Rule::named(
        code(
            "secrets/naver-cloud-key",
            "A key of Naver Cloud Platform: secret, of an API Gateway, or of an AI service such as CLOVA.",
            ACCOUNT,
            "Stop and delete it at https://www.ncloud.com under My account > Access management, or regenerate the \
             service's key.",
            "https://api.ncloud-docs.com/docs/en/common-ncpapi",
        ),
        "Naver Cloud key",
        &["ncloud", "naver_cloud", "navercloud", "x-ncp-", "ncp_", "ntruss.com"],
        r"[A-Za-z0-9]{40}",
    )
    .examples(
        &["NCLOUD_SECRET_KEY={alnum:40}", "X-NCP-APIGW-API-KEY: {alnum:40}"],
        &["NCLOUD_REGION={alnum:40}", "NCLOUD_SECRET_KEY={alnum:12}"],
    ),
    Rule::named(
        code(
            "secrets/naver-client-secret",
            "The client secret of an application at Naver Developers (login, search, Papago).",
            POSES,
            "Reissue it at https://developers.naver.com/apps under the application's overview.",
            "https://developers.naver.com/docs/common/openapiguide/appregister.md",
        ),
        "Naver client secret",
        &["naver"],
        r"[A-Za-z0-9_]{10}",
    )
    .judged_by(|found| {
        Verdict::only_if(about_a_secret(found) && shape::classes(found.secret) >= 3 && shape::random(found.secret))
    })
    .examples(
        &["NAVER_CLIENT_SECRET={alnum:10}", "X-Naver-Client-Secret: {alnum:10}"],
        &["NAVER_CLIENT_ID={alnum:10}", "NAVER_CLIENT_SECRET=clientpass"],
    ),
    Rule::token(
        code(
            "secrets/kakao-header",
            "A Kakao key in an Authorization header: the REST API key or the admin key.",
            "With the admin key every user's data of the application can be read and changed.",
            "Reissue it at https://developers.kakao.com/console/app under App keys.",
            "https://developers.kakao.com/docs/latest/en/rest-api/getting-started",
        ),
        "Kakao key",
        &["KakaoAK "],
        r"KakaoAK (?P<s>[0-9a-f]{32})",
    )
    .judged_by(random)
    .examples(
        &["Authorization: KakaoAK {hex:32}"],
        &["Authorization: KakaoAK ${KEY}", "Authorization: KakaoAK {hex:12}"],
    ),
    Rule::named(
        code(
            "secrets/kakao-key",
            "An admin or REST API key of a Kakao application. The JavaScript and native keys are public.",
            "With the admin key every user's data of the application can be read and changed.",
            "Reissue it at https://developers.kakao.com/console/app under App keys.",
            "https://developers.kakao.com/docs/latest/en/app-setting/app",
        ),
        "Kakao key",
        &["kakao"],
        r"[0-9a-f]{32}",
    )
    .judged_by(kakao)
    .examples(
        &["KAKAO_ADMIN_KEY={hex:32}", "kakao:\n  rest-api-key: {hex:32}\n"],
        &["NEXT_PUBLIC_KAKAO_JS_KEY={hex:32}", "KAKAO_JAVASCRIPT_KEY={hex:32}", "KAKAO_ADMIN_KEY={hex:20}"],
    ),
    Rule::named(
        code(
            "secrets/kakao-client-secret",
            "The client secret of a Kakao application.",
            POSES,
            "Reissue it at https://developers.kakao.com/console/app under Kakao Login > Security.",
            "https://developers.kakao.com/docs/latest/en/kakaologin/security",
        ),
        "Kakao client secret",
        &["kakao"],
        r"[A-Za-z0-9]{32}",
    )
    .judged_by(|found| Verdict::only_if(about_a_secret(found) && shape::random(found.secret)))
    .examples(&["KAKAO_CLIENT_SECRET={alnum:32}"], &["KAKAO_CHANNEL={alnum:32}", "KAKAO_CLIENT_SECRET={alnum:12}"]),
    Rule::named(
        code(
            "secrets/nhn-cloud-key",
            "A secret key of NHN Cloud: of a user (API credentials) or of a service.",
            ACCOUNT,
            "Delete it in the NHN Cloud console under API security settings, or reissue the service's key.",
            "https://docs.nhncloud.com/en/nhncloud/en/public-api/api-authentication/",
        ),
        "NHN Cloud secret key",
        &["nhncloud", "nhn_cloud", "nhn-cloud", "nhn_", "toast_", "toastcloud"],
        r"[A-Za-z0-9]{16,40}",
    )
    .judged_by(|found| Verdict::only_if(shape::classes(found.secret) >= 3 && shape::random(found.secret)))
    .examples(
        &["NHN_CLOUD_SECRET_KEY={alnum:32}", "toast_secret_key: {alnum:16}"],
        &["NHN_CLOUD_REGION={alnum:32}", "TOAST_MESSAGE={alnum:16}"],
    ),
    Rule::named(
        code(
            "secrets/kt-cloud-key",
            "An API or secret key of KT Cloud.",
            ACCOUNT,
            "Reissue it in the KT Cloud console under My page > API keys.",
            "https://cloud.kt.com/docs/open-api-guide/",
        ),
        "KT Cloud key",
        &["ktcloud", "kt_cloud", "kt-cloud", "ucloudbiz"],
        r"[A-Za-z0-9_-]{40,100}",
    )
    .examples(&["KT_CLOUD_SECRET_KEY={alnum:86}"], &["KT_CLOUD_ZONE={alnum:86}", "KT_CLOUD_SECRET_KEY={alnum:12}"]),
    Rule::named(
        code(
            "secrets/smartthings-token",
            "A personal access token of Samsung SmartThings.",
            "Whoever holds it watches and controls the devices of a home.",
            "Delete it at https://account.smartthings.com/tokens.",
            "https://developer.smartthings.com/docs/getting-started/authorization-and-permissions",
        ),
        "SmartThings access token",
        &["smartthings"],
        UUID,
    )
    .examples(
        &["SMARTTHINGS_TOKEN={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["SMARTTHINGS_DEVICE_ID={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}", "SMARTTHINGS_TOKEN={hex:8}"],
    ),
    Rule::token(
        code(
            "secrets/data-go-kr-key",
            "A service key of Korea's public data portal (data.go.kr).",
            QUOTA,
            "Reissue it at https://www.data.go.kr under My page > Authentication key.",
            "https://www.data.go.kr/ugs/selectPublicDataUseGuideView.do",
        ),
        "data.go.kr service key",
        &["servicekey", "service_key", "data.go.kr", "data_go_kr"],
        r#"(?i-u:key)["'\]]{0,2}\s{0,3}[=:,]\s{0,3}["']?(?P<s>(?:[A-Za-z0-9+/]|%2[BbFf]){86}(?:==|%3[Dd]%3[Dd]))"#,
    )
    .anchored(Anchor::Near(0, 330))
    .judged_by(random)
    .examples(
        &["https://apis.data.go.kr/x?serviceKey={alnum:86}%3D%3D&pageNo=1", "DATA_GO_KR_KEY={base64:86}=="],
        &["https://apis.data.go.kr/x?serviceKey=인증키", "serviceKey={base64:40}=="],
    ),
    Rule::token(
        code(
            "secrets/juso-key",
            "A confirmation key of Korea's road name address service (juso.go.kr).",
            QUOTA,
            "Apply for another at https://business.juso.go.kr/addrlink/openApi/apiReqst.do.",
            "https://business.juso.go.kr/addrlink/openApi/searchApi.do",
        ),
        "juso.go.kr confirmation key",
        &["U01TX0FVVEgy", "devU01TX0FVVEgy"],
        r"(?:dev)?U01TX0FVVEgy[A-Za-z0-9+/]{24,40}={0,2}",
    )
    .judged_by(random)
    .examples(&["confmKey=U01TX0FVVEgy{alnum:32}=", "devU01TX0FVVEgy{alnum:32}="], &["U01TX0FVVEgy{alnum:8}"]),
    Rule::named(
        code(
            "secrets/dart-key",
            "A key of DART, the disclosure system of Korea's Financial Supervisory Service.",
            QUOTA,
            "Reissue it at https://opendart.fss.or.kr under Authentication key.",
            "https://opendart.fss.or.kr/guide/main.do",
        ),
        "DART API key",
        &["opendart", "dart_api", "dart_key", "crtfc_key"],
        r"[0-9a-f]{40}",
    )
    .examples(&["DART_API_KEY={hex:40}"], &["DART_CORP_CODE={hex:40}", "DART_API_KEY={hex:12}"]),
];

/// Both halves of such a pair look alike; only the name tells which one stands there.
fn about_a_secret(found: &Candidate) -> bool {
    shape::contains(&found.matched.to_ascii_lowercase(), b"secret")
}

/// The JavaScript key and the native key are sent to every visitor.
fn kakao(found: &Candidate) -> Verdict {
    let name = found.matched.to_ascii_lowercase();
    if [&b"js"[..], b"javascript", b"native", b"public", b"android", b"ios"]
        .iter()
        .any(|word| shape::contains(&name, word))
        || !shape::random(found.secret)
    {
        return Verdict::Harmless;
    }
    Verdict::sure_if([&b"admin"[..], b"rest", b"secret"].iter().any(|word| shape::contains(&name, word)))
}
