//! `precheck.toml` with every setting at its default, as far as this repository has a use for it.

use super::Facts;
use crate::checklist::Language;

/// A section, or a part of one, and whom it is for.
struct Section {
    is_needed: fn(&Facts) -> bool,
    /// In English and Korean.
    text: [&'static str; 2],
}

static SECTIONS: [Section; 6] = [
    Section {
        is_needed: |facts| !facts.migrations.is_empty(),
        text: [
            r#"[checks.migrations]
# Folders of migrations, as in "db/migrations"; [] finds them by what they hold.
locations = []
# Where the schema is written down, if not in a usual place.
# schema-docs = ["docs/db/*.md"]
"#,
            r#"[checks.migrations]
# 마이그레이션 폴더 (예: "db/migrations"). []이면 내용을 보고 찾습니다.
locations = []
# 스키마 문서가 일반적인 위치에 없을 때 적습니다.
# schema-docs = ["docs/db/*.md"]
"#,
        ],
    },
    Section {
        is_needed: |facts| !facts.variables.is_empty() || !facts.services.is_empty(),
        text: [
            r#"[checks.secrets.env]
# The files that a release starts with; [] for a repository that ships without one.
files = [".env"]
# Variables that must be set, beside those that Compose and the example file name.
required = []
"#,
            r#"[checks.secrets.env]
# 릴리스가 읽는 환경 파일. 없이 배포하는 저장소라면 []로 둡니다.
files = [".env"]
# Compose와 예제 파일이 요구하는 것 외에 반드시 설정할 변수.
required = []
"#,
        ],
    },
    Section { is_needed: |facts| facts.has_weights || has_images(facts), text: ["[checks.artifacts]\n"; 2] },
    Section {
        is_needed: |facts| facts.has_weights,
        text: [
            r#"# Weight files beside those below checkpoints/ and models/.
globs = []
# What pickles may name because you know it, as in "ultralytics.*".
pickle-allow = []
"#,
            r#"# checkpoints/와 models/ 밖에 있는 가중치 파일.
globs = []
# 피클이 불러도 되는 이름 (예: "ultralytics.*").
pickle-allow = []
"#,
        ],
    },
    Section {
        is_needed: has_images,
        text: [
            r"# OCI layouts and `docker save` archives that prove which images run.
image-archives = []
# Whether registries are asked for the images, and the engine here.
registry = false
engine = false
",
            r"# 어떤 이미지가 실행되는지 증명하는 OCI 레이아웃과 `docker save` 아카이브.
image-archives = []
# 레지스트리와 이 컴퓨터의 엔진에 이미지를 물어볼지 여부.
registry = false
engine = false
",
        ],
    },
    Section {
        is_needed: |facts| !(facts.services.is_empty() && facts.tasks.is_empty() && facts.alerts.is_empty()),
        text: [
            r#"[checks.runbook]
# Where the runbook lies, if not in a usual place.
# path = "docs/operations.md"
# After so many days without an update it is out of date.
max-age-days = 90
"#,
            r#"[checks.runbook]
# 런북이 일반적인 위치에 없을 때 적습니다.
# path = "docs/operations.md"
# 이 일수 동안 갱신되지 않으면 오래된 것으로 봅니다.
max-age-days = 90
"#,
        ],
    },
];

fn has_images(facts: &Facts) -> bool {
    facts.services.iter().any(|service| service.image.is_some())
}

/// The file.
pub fn settings(facts: &Facts, language: Language) -> String {
    let [intro, nothing] = match language {
        Language::En => [
            "# Settings of precheck-hook. Each stands at its default: a line that is taken out changes nothing.\n",
            "# This repository needs none: everything is found by convention.\n",
        ],
        Language::Ko => [
            "# precheck-hook 설정. 모두 기본값이므로 줄을 지워도 달라지는 것이 없습니다.\n",
            "# 이 저장소에는 필요한 설정이 없습니다. 모든 것을 관례에 따라 찾습니다.\n",
        ],
    };
    let mut text = intro.to_owned();
    for section in SECTIONS.iter().filter(|section| (section.is_needed)(facts)) {
        let [english, korean] = section.text;
        let written = if language == Language::En { english } else { korean };
        text += if written.starts_with('[') { "\n" } else { "" };
        text += written;
    }
    if text == intro { text + nothing } else { text }
}
