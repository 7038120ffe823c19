use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::*;
use crate::testing::Sandbox;

/// What is said of a repository with these files, as codes without `secrets/` and messages.
fn told(files: &[(&str, &str)]) -> Vec<(String, String)> {
    let sandbox = Sandbox::new();
    for (path, content) in files {
        sandbox.write(path, content);
    }
    sandbox.commit("Files");
    let repo = sandbox.repo();
    let mut examination = Examination::default();
    examine(&Snapshot::of_work_tree(&repo), &mut examination).unwrap();
    let told = |finding: Finding| (finding.code.id.replace("secrets/", ""), finding.message);
    examination.findings.into_iter().map(told).collect()
}

fn codes_of(files: &[(&str, &str)]) -> Vec<String> {
    told(files).into_iter().map(|(code, _)| code).collect()
}

/// A ciphertext of SOPS for a text of this length.
fn sops(length: usize) -> String {
    let (data, iv, tag) = (STANDARD.encode(vec![7; length]), STANDARD.encode([7; 32]), STANDARD.encode([7; 16]));
    format!("ENC[AES256_GCM,data:{data},iv:{iv},tag:{tag},type:str]")
}

fn sops_yaml(values: &str, metadata: &str) -> String {
    format!(
        "{values}sops:\n    lastmodified: \"2026-01-01T00:00:00Z\"\n    mac: {}\n    version: 3.9.0\n{metadata}",
        sops(128)
    )
}

const NONE: [(String, String); 0] = [];

#[test]
fn a_whole_file_of_sops_passes_in_every_format() {
    let (long, short) = (sops(64), sops(4));
    let yaml = sops_yaml(&format!("SECRET_KEY: {long}\nport: {short}\nhost_unencrypted: db\nnothing: null\n"), "");
    let json = format!("{{\"SECRET_KEY\": \"{long}\", \"sops\": {{\"mac\": \"{short}\", \"version\": \"3.9.0\"}}}}");
    let env = format!(
        "# c\n#{short}\nSECRET_KEY={long}\nsops_mac={short}\nsops_version=3.9.0\nsops_age__list_0__map_enc=x\\n\n"
    );
    assert_eq!(told(&[("secrets.yaml", &yaml), ("secrets.json", &json), (".env.production", &env)]), NONE);
    assert_eq!(
        told(&[("values.yaml", "sops: {enabled: true}\npassword: open\n"), ("notes.yaml", "about: sops")]),
        NONE
    );
}

#[test]
fn what_stands_open_in_a_file_of_sops_is_told_by_the_files_own_rules() {
    let secret = sops(40);
    let open = sops_yaml(&format!("db:\n  password: k3v9qXw2\n  user: {secret}\n"), "");
    let message = "`password` in s.yaml is not encrypted, and by the file's own rules it should be";
    assert_eq!(told(&[("s.yaml", &open)]), [("encrypted-plaintext".to_owned(), message.to_owned())]);
    let values = format!("kind: Secret\nmetadata: {{name: app}}\ndata:\n  user: {secret}\n");
    let only = |pattern: &str| sops_yaml(&values, &format!("    encrypted_regex: {pattern}\n"));
    assert_eq!(told(&[("s.yaml", &only("^(data|stringData)$"))]), NONE);
    assert_eq!(codes_of(&[("s.yaml", &only("^(data|metadata)$"))]), ["encrypted-plaintext"]);
    // What is not to be understood is not guessed at.
    assert_eq!(told(&[("s.yaml", &only("'^(?!x)'"))]), NONE);
}

#[test]
fn an_empty_short_or_damaged_secret_in_a_file_of_sops_is_told() {
    let short = sops(12);
    let values = format!("SECRET_KEY: {short}\nDB_PASSWORD: \"\"\nAPI_TOKEN: ENC[AES256_GCM,data:x\nNOTE: \"\"\n");
    let mut told = told(&[("s.yaml", &sops_yaml(&values, ""))]);
    told.sort();
    assert_eq!(
        told.iter().map(|(code, message)| (code.as_str(), message.as_str())).collect::<Vec<_>>(),
        [
            ("encrypted-damaged", "`API_TOKEN` in s.yaml is no complete ciphertext of SOPS"),
            ("encrypted-empty", "`DB_PASSWORD` is encrypted and empty"),
            ("env-weak", "`SECRET_KEY`, by the length of its ciphertext, is 12 bytes long; at least 32 are needed"),
        ]
    );
    // Forty letters of base64 are thirty bytes.
    let kubernetes = format!("kind: Secret\ndata:\n  SECRET_KEY: {}\n", sops(40));
    assert_eq!(codes_of(&[("s.yaml", &sops_yaml(&kubernetes, "    encrypted_regex: ^data$\n"))]), ["env-weak"]);
}

#[test]
fn a_file_of_sops_without_mac_is_told() {
    let env = format!("A={}\nsops_version=3.9.0\n", sops(3));
    assert_eq!(told(&[("prod.env", &env)]), [("encrypted-no-mac".to_owned(), "prod.env has no MAC".to_owned())]);
}

#[test]
fn recipients_are_held_against_the_nearest_rules() {
    let (ada, bob) = (format!("age1{}", "q".repeat(58)), format!("age1{}", "p".repeat(58)));
    let file = sops_yaml("", &format!("    age:\n        - recipient: {ada}\n          enc: x\n"));
    let with = |rules: &str| {
        let found =
            told(&[("deploy/prod.yaml", &file), ("deploy/.sops.yaml", rules), (".sops.yaml", "creation_rules: []")]);
        found.into_iter().map(|(_, message)| message.replace("deploy/prod.yaml ", "")).collect::<Vec<_>>()
    };
    for fitting in [
        format!("creation_rules:\n  - path_regex: ^prod\n    age: {ada}\n"),
        format!("creation_rules:\n  - path_regex: ^stage\n    age: {bob}\n  - age: [{ada}]\n"),
        format!("creation_rules:\n  - key_groups:\n      - age: [{ada}]\n"),
        "creation_rules:\n  - hc_vault_transit_uri: https://vault/v1/transit/keys/a\n".to_owned(),
        format!("creation_rules:\n  - path_regex: '(?!x)'\n    age: {bob}\n"),
        "creation_rules: [".to_owned(),
    ] {
        assert_eq!(with(&fitting), [""; 0], "{fitting}");
    }
    let added = with(&format!("creation_rules:\n  - age: \"{ada},{bob}\"\n"));
    assert_eq!(added, ["is not encrypted to …pppppppppppp, which .sops.yaml names"]);
    let changed = with(&format!("creation_rules:\n  - age: {bob}\n"));
    assert_eq!(changed, ["is encrypted to …qqqqqqqqqqqq and not, as .sops.yaml says, to …pppppppppppp"]);
}

#[test]
fn files_of_dotenvx_are_judged_by_the_length_of_their_values() {
    let value = |length: usize| format!("encrypted:{}", STANDARD.encode(vec![4; 97 + length]));
    let key = format!("DOTENV_PUBLIC_KEY_PRODUCTION=\"02{}\"", "ab".repeat(32));
    let good = format!("{key}\nSECRET_KEY=\"{}\"\nDB_PASSWORD={}\nPORT=80\nR_TOKEN=op://a/b/c\n", value(64), value(12));
    assert_eq!(told(&[(".env.production", &good)]), NONE);
    let bad = format!("SECRET_KEY={}\nDB_PASSWORD={}\nA_TOKEN=k3v9qXw2\nB_TOKEN=encrypted:AAAA\n", value(12), value(0));
    let mut codes = codes_of(&[(".env.production", &bad)]);
    codes.sort();
    assert_eq!(codes, ["encrypted-damaged", "encrypted-damaged", "encrypted-empty", "encrypted-plaintext", "env-weak"]);
}

#[test]
fn sealed_secrets_are_judged_by_the_length_of_their_values() {
    let value = |length: usize| STANDARD.encode([vec![2, 0], vec![7; 512 + 16 + length]].concat());
    let sealed = |data: &str| {
        format!("apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {{name: app}}\nspec:\n{data}")
    };
    let good = sealed(&format!(
        "  encryptedData:\n    SECRET_KEY: {}\n    host: {}\n  template:\n    data: {{PASSWORD: '{{{{ .x }}}}'}}\n",
        value(64),
        value(0)
    ));
    assert_eq!(told(&[("app.yaml", &good)]), NONE);
    for (data, code) in [
        ("  encryptedData: {}\n".to_owned(), "encrypted-damaged"),
        ("  encryptedData:\n    host: AgBy\n".to_owned(), "encrypted-damaged"),
        (format!("  encryptedData:\n    password: {}\n", value(0)), "encrypted-empty"),
        (format!("  encryptedData:\n    SECRET_KEY: {}\n", value(9)), "env-weak"),
        (
            format!("  encryptedData:\n    a: {}\n  template:\n    data: {{db-password: k3v9}}\n", value(9)),
            "encrypted-plaintext",
        ),
    ] {
        assert_eq!(codes_of(&[("app.yaml", &sealed(&data))]), [code], "{code}");
    }
    let helm = "kind: SealedSecret\nspec:\n  encryptedData:\n{{ toYaml .Values.sealed | indent 4 }}\n";
    assert_eq!(told(&[("templates/app.yaml", helm)]), NONE);
}

#[test]
fn files_of_age_are_whole_and_hold_something() {
    let age = |payload: usize| {
        format!("age-encryption.org/v1\n-> X25519 abc\ndef\n--- {}\n{}", "m".repeat(43), "p".repeat(payload))
    };
    let armored = |inside: &str| {
        let lines: Vec<_> =
            STANDARD.encode(inside).as_bytes().chunks(64).map(|l| String::from_utf8_lossy(l).into_owned()).collect();
        format!("-----BEGIN AGE ENCRYPTED FILE-----\n{}\n-----END AGE ENCRYPTED FILE-----\n", lines.join("\n"))
    };
    assert_eq!(told(&[("a.age", &age(33)), ("b.age", &armored(&age(60)))]), NONE);
    for (content, code) in [
        (age(32), "encrypted-empty"),
        (age(31), "encrypted-damaged"),
        (age(40)[..30].to_owned(), "encrypted-damaged"),
        (armored(&age(60)).replace("-----END", ""), "encrypted-damaged"),
        ("PASSWORD=k3v9\n".to_owned(), "encrypted-plaintext"),
    ] {
        assert_eq!(codes_of(&[("a.age", &content)]), [code], "{code}");
    }
}

#[test]
fn an_external_secret_names_a_store_that_is_declared() {
    let secret = |store: &str, key: &str| {
        format!(
            "kind: ExternalSecret\nmetadata: {{name: app}}\nspec:\n  secretStoreRef: {{name: {store}, kind: ClusterSecretStore}}\n  data:\n    - secretKey: a\n      remoteRef: {{key: {key}}}\n"
        )
    };
    let stores = (
        "stores.yaml",
        "kind: ClusterSecretStore\nmetadata: {name: vault-prod}\n---\nkind: SecretStore\nmetadata: {name: aws}\n",
    );
    assert_eq!(told(&[stores, ("a.yaml", &secret("vault-prod", "app/db"))]), NONE);
    assert_eq!(told(&[("a.yaml", &secret("elsewhere", "app/db"))]), NONE);
    assert_eq!(told(&[stores, ("a.yaml", &secret("'${STORE}'", "app/db"))]), NONE);
    let message = "the ExternalSecret app names the store vault-prd, which is declared nowhere here";
    assert_eq!(
        told(&[stores, ("a.yaml", &secret("vault-prd", "app/db"))]),
        [("external-store".to_owned(), message.to_owned())]
    );
    assert_eq!(codes_of(&[("a.yaml", &secret("aws", "''"))]), ["external-store"]);
}

#[test]
fn hostile_files_take_no_time_and_make_few_findings() {
    let deep = format!("{{\"sops\": {{\"mac\": \"x\"}}, \"a\": {}1{}}}", "{\"a\": ".repeat(300), "}".repeat(300));
    let many = (0..20_000).map(|i| format!("k{i}: open")).collect::<Vec<_>>().join("\n") + "\n";
    let found = told(&[("deep.json", &deep), ("many.yaml", &sops_yaml(&many, "")), ("b.yaml", "sops: {mac: &a [*a]}")]);
    assert_eq!(found.len(), MOST);
}

#[test]
fn no_value_is_ever_told() {
    let hush = ["Hu", "5h-", "q"].concat();
    let sops = sops_yaml(&format!("a: {hush}\nb_token: ENC[{hush}\n"), "");
    let env = format!("A_TOKEN={hush}\nB=encrypted:{hush}\n");
    let sealed = format!(
        "kind: SealedSecret\nspec:\n  encryptedData: {{a: {hush}}}\n  template: {{data: {{password: {hush}}}}}\n"
    );
    let found = told(&[("s.yaml", &sops), (".env", &env), ("k.yaml", &sealed), ("a.age", &hush)]);
    assert!(found.len() >= 7, "{found:?}");
    assert!(!format!("{found:?}").contains(&hush));
}

#[test]
fn a_key_of_half_a_file_over_thousands_of_values_is_not_copied_for_each() {
    let (key, values) = ("k".repeat(400_000), vec!["1"; 50_000].join(","));
    let file = format!("? {key}\n: [{values}]\na: open\nsops: {{mac: x}}\n");
    assert_eq!(codes_of(&[("a.yaml", &file)]), ["encrypted-plaintext"]);
}
