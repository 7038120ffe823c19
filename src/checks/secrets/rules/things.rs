//! Platforms for things: sensors, meters, devices at home.

use super::super::rule::{Anchor, Rule, Verdict, code, random};

const CONTROLS: &str = "Whoever holds it reads what its owner's devices report and tells them what to do.";

pub(super) static RULES: &[Rule] = &[
    Rule::token(
        code(
            "secrets/adafruit-io-key",
            "A key of Adafruit IO.",
            CONTROLS,
            "Regenerate it at https://io.adafruit.com under the key symbol.",
            "https://io.adafruit.com/api/docs/#authentication",
        ),
        "Adafruit IO key",
        &["aio_"],
        r"aio_[A-Za-z0-9]{28}",
    )
    .judged_by(random)
    .examples(&["aio_{alnum:28}"], &["aio_{alnum:12}", "aio_read_from_the_file_descriptor"]),
    Rule::named(
        code(
            "secrets/adafruit-key",
            "An API key of Adafruit, of the older form of 32 characters.",
            CONTROLS,
            "Regenerate it at https://io.adafruit.com under the key symbol.",
            "https://io.adafruit.com/api/docs/#authentication",
        ),
        "Adafruit API key",
        &["adafruit"],
        r"[A-Za-z0-9_-]{32}",
    )
    .examples(&["ADAFRUIT_IO_KEY={alnum:32}"], &["ADAFRUIT_FEED={alnum:32}", "ADAFRUIT_IO_KEY={alnum:12}"]),
    Rule::token(
        code(
            "secrets/blynk-token",
            "A token of a Blynk device or organisation.",
            CONTROLS,
            "Make another in Blynk under Device > Developer tools (an organisation's: Settings > Developers).",
            "https://docs.blynk.io/en/blynk.cloud/device-https-api",
        ),
        "Blynk token",
        &["blynk"],
        r#"(?i-u:token=|bearer\s|token["']?\s{0,3}[:=,(]\s{0,3}["']?|oa2-client-id_[A-Za-z0-9_-]{32}:)(?P<s>[A-Za-z0-9_-]{32}(?:[A-Za-z0-9_-]{8})?)"#,
    )
    .anchored(Anchor::Near(160, 200))
    .judged_by(random)
    .examples(
        &["https://blynk.cloud/external/api/get?token={alnum:32}&V1", "curl -H \"Authorization: Bearer {alnum:40}\" https://fra1.blynk.cloud/api/"],
        &["https://blynk.cloud/external/api/get?token=$TOKEN&V1", "#define BLYNK_TEMPLATE_ID \"{alnum:32}\""],
    ),
    Rule::token(
        code(
            "secrets/particle-token",
            "An access token of the Particle cloud.",
            CONTROLS,
            "Revoke it with `particle token revoke …`.",
            "https://docs.particle.io/reference/cloud-apis/access-tokens/",
        ),
        "Particle access token",
        &["particle.io", "particle_"],
        r#"(?i-u:access_token=|bearer\s|token["']?\s{0,3}[:=]\s{0,3}["']?)(?P<s>[0-9a-f]{40})"#,
    )
    .anchored(Anchor::Near(160, 200))
    .judged_by(random)
    .examples(
        &["curl https://api.particle.io/v1/devices -d access_token={hex:40}", "curl -H \"Authorization: Bearer {hex:40}\" https://api.particle.io/v1/"],
        &["curl https://api.particle.io/v1/devices -d access_token=$TOKEN", "particle_token = {hex:12}"],
    ),
    Rule::token(
        code(
            "secrets/thingsboard-token",
            "The access token of a ThingsBoard device, in the URL it reports to.",
            "Whoever holds it reports in the device's name and reads what it is told.",
            "Change it in ThingsBoard under the device's credentials.",
            "https://thingsboard.io/docs/reference/http-api/",
        ),
        "ThingsBoard device token",
        &["/telemetry", "/attributes", "thingsboard"],
        r"/api/v1/(?P<s>[A-Za-z0-9]{20})/(?:telemetry|attributes|rpc)",
    )
    .anchored(Anchor::Near(40, 80))
    .judged_by(|found| if matches!(random(found), Verdict::Secret) { Verdict::Doubtful } else { Verdict::Harmless })
    .examples(&["https://thingsboard.cloud/api/v1/{alnum:20}/telemetry"], &["https://thingsboard.cloud/api/v1/$ACCESS_TOKEN/telemetry", "/api/v1/{alnum:8}/telemetry"]),
    Rule::token(
        code(
            "secrets/thingsboard-provision-secret",
            "The secret with which new devices enrol in ThingsBoard.",
            "Whoever holds it with its key enrols devices of their own.",
            "Make another in ThingsBoard under the device profile's provisioning.",
            "https://thingsboard.io/docs/user-guide/device-provisioning/",
        ),
        "ThingsBoard provisioning secret",
        &["provisiondevicesecret"],
        r#"(?i-u:provisionDeviceSecret)\\?["']?\s{0,3}[:=]\s{0,3}\\?["']?(?P<s>[A-Za-z0-9]{20})"#,
    )
    .anchored(Anchor::Near(0, 60))
    .judged_by(random)
    .examples(&["\"provisionDeviceSecret\": \"{alnum:20}\""], &["\"provisionDeviceSecret\": \"{alnum:8}\"", "\"provisionDeviceKey\": \"{alnum:20}\""]),
];
