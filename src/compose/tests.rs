//! What Compose makes of files, as its specification has it.

use std::collections::HashMap;

use super::document::Document;
use super::*;

struct Texts(HashMap<String, String>);

impl Files for Texts {
    fn compose(&self, path: &str) -> Result<Option<Vec<u8>>> {
        Ok(self.0.get(path).map(|text| text.as_bytes().to_vec()))
    }

    fn variables(&self, path: &str) -> Result<Option<Vec<u8>>> {
        self.compose(path)
    }
}

fn load(files: &[(&str, &str)]) -> Result<Project> {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    Ok(Project::load(&Texts(files), Some("My.Shop"))?.unwrap())
}

/// `service image` or `service` and what it has instead, sorted by service.
fn shown(files: &[(&str, &str)]) -> Vec<String> {
    let project = load(files).unwrap();
    let services = project.services.iter().map(|(name, service)| {
        let image = service.image.as_ref().map_or("-".to_owned(), |image| image.filled().unwrap().text);
        let built = if service.has_build { " built" } else { "" };
        format!("{name} {image}{built}")
    });
    services.collect()
}

fn gaps(files: &[(&str, &str)]) -> Vec<(String, usize, String, Reason)> {
    let project = load(files).unwrap();
    project.gaps.into_iter().map(|gap| (gap.file.to_string(), gap.line, gap.target, gap.reason)).collect()
}

#[test]
fn anchors_merges_and_unknown_attributes_are_read() {
    let compose = "name: shop\nx-base: &base\n  image: app:${TAG}\n  restart: always\n  environment: &e\n    A: 1\n\
         services:\n  web:\n    <<: *base\n    ports: ['80:80']\n    deploy: {replicas: 2}\n  db:\n    image: postgres:16\n    environment:\n      - B=x=y\n      - C\n\
         \x20 job:\n    <<: [*base]\n    image: other:1\n    build: .\n    environment:\n      <<: *e\n      D: true\n      E:\nvolumes:\n  data:\n";
    assert_eq!(
        shown(&[("compose.yaml", compose), (".env", "TAG=v1")]),
        ["db postgres:16", "job other:1 built", "web app:v1"]
    );
}

#[test]
fn an_image_is_placed_where_it_is_written() {
    let base = "x-base: &base\n  image: a:1\nservices:\n  a:\n    <<: *base\n  b:\n    image: b:1\n  c: {build: .}\n";
    let over = "services:\n  b:\n    image: b:2\n  c: {}\n";
    let project = load(&[("compose.yml", base), ("compose.override.yml", over)]).unwrap();
    let place = |name: &str| project.services[name].image.as_ref().map(|image| (&*image.file, image.line));
    assert_eq!(place("a"), Some(("compose.yml", 2)));
    assert_eq!(place("b"), Some(("compose.override.yml", 3)));
    assert_eq!(place("c"), None);
}

#[test]
fn the_files_are_the_usual_one_and_its_override_or_those_of_compose_file() {
    let a = "services: {a: {image: 'a:1'}, b: {image: 'b:1'}}";
    let b = "services: {b: {image: 'b:2', build: .}, c: {image: 'c:$T'}}";
    let usual = [("docker-compose.yml", a), ("docker-compose.override.yml", b), (".env", "T=3")];
    assert_eq!(shown(&usual), ["a a:1", "b b:2 built", "c c:3"]);
    let preferred = [("docker-compose.yml", a), ("compose.yaml", b)];
    assert_eq!(shown(&preferred), ["b b:2 built", "c c:"]);
    let named = [("docker-compose.yml", a), ("x.yml", a), ("y.yml", b), (".env", "COMPOSE_FILE=x.yml:y.yml\nT=4")];
    assert_eq!(shown(&named), ["a a:1", "b b:2 built", "c c:4"]);
    let separated = [("x.yml", a), ("y.yml", b), (".env", "COMPOSE_PATH_SEPARATOR=,\nCOMPOSE_FILE=y.yml,x.yml")];
    assert_eq!(shown(&separated), ["a a:1", "b b:1 built", "c c:"]);
    let nearer = [("d/x.yml", b), ("d/.env", "T=5"), (".env", "COMPOSE_FILE=d/x.yml")];
    assert_eq!(shown(&nearer), ["b b:2 built", "c c:5"]);
}

#[test]
fn a_project_is_included_with_its_own_folder_and_variables_below_those_of_who_includes_it() {
    let inner = "services: {db: {image: 'db:${DB}', extends: {service: base, file: base.yml}}}";
    let base = "services: {base: {build: .}}";
    let files = |include: &'static str, env: &'static str| {
        let outer = format!("include: [{include}]\nservices: {{web: {{image: 'web:$WEB'}}}}");
        let outer: &'static str = outer.leak();
        [
            ("compose.yaml", outer),
            (".env", env),
            ("db/compose.yml", inner),
            ("db/more.yml", "services: {db: {image: 'more:$DB'}}"),
            ("db/.env", "DB=16\nWEB=x"),
            ("other.env", "DB=17"),
            ("last.env", "DB=18"),
            ("built.env", "DB=$WEB-$LOCAL\nLOCAL=x"),
            ("db/base.yml", base),
            ("base.yml", "services: {base: {}}"),
        ]
    };
    for (include, env, db) in [
        ("db/compose.yml", "WEB=1", "db db:16 built"),
        ("'${WHERE}/compose.yml'", "WEB=1\nWHERE=db", "db db:16 built"),
        ("db/compose.yml", "WEB=1\nDB=15", "db db:15 built"),
        ("{path: db/compose.yml}", "WEB=1", "db db:16 built"),
        ("{path: [db/compose.yml, db/more.yml]}", "WEB=1", "db more:16 built"),
        ("{path: db/compose.yml, env_file: other.env}", "WEB=1", "db db:17 built"),
        ("{path: db/compose.yml, env_file: [other.env, last.env]}", "WEB=1", "db db:18 built"),
        ("{path: db/compose.yml, env_file: built.env}", "WEB=1\nLOCAL=2", "db db:1-2 built"),
        ("{path: db/compose.yml, project_directory: .}", "WEB=1", "db db:"),
    ] {
        assert_eq!(shown(&files(include, env)), [db, "web web:1"], "{include}");
        assert!(gaps(&files(include, env)).is_empty(), "{include}");
    }
}

#[test]
fn what_includes_has_the_last_word() {
    let outer = "include: [a.yml]\nservices: {a: {image: 'a:2'}}";
    let inner = "services: {a: {image: 'a:1', build: .}, b: {image: 'b:1'}}";
    assert_eq!(shown(&[("compose.yaml", outer), ("a.yml", inner)]), ["a a:2 built", "b b:1"]);
}

#[test]
fn a_service_takes_over_what_it_extends_here_or_in_another_file_and_so_on() {
    let compose = "services:
  base: {image: 'app:$T', build: .}
  short: {extends: base}
  long: {extends: {service: short}, image: 'other:1'}
  far: {extends: {service: one, file: 'deploy/${F}.yml'}}
";
    let far = "services: {one: {extends: {service: two, file: ./more/two.yml}}}";
    let two = "services: {two: {extends: three}, three: {image: 'three:$T'}}";
    let files =
        [("compose.yaml", compose), ("deploy/far.yml", far), ("deploy/more/two.yml", two), (".env", "T=7\nF=far")];
    let expected = ["base app:7 built", "far three:7", "long other:1 built", "short app:7 built"];
    assert_eq!(shown(&files), expected);
    assert!(gaps(&files).is_empty());
}

#[test]
fn what_leads_nowhere_is_told_with_its_place_and_nothing_outside_is_read() {
    use Reason::{Circular, Missing, NoService, Outside, Remote, Unnamed};
    for (compose, target, reason) in [
        ("include:\n  - ../x.yml", "../x.yml", Outside),
        ("include:\n  - /etc/x.yml", "/etc/x.yml", Outside),
        ("include:\n  - https://git.example/x.git", "https://git.example/x.git", Remote),
        ("include:\n  - no.yml", "no.yml", Missing),
        ("include:\n  - {path: a.yml, env_file: no.env}", "no.env", Missing),
        ("include:\n  - {path: a.yml, project_directory: ../b}", "../b", Outside),
        ("include:\n  - compose.yaml", "compose.yaml", Circular),
        ("include:\n  - ${NO}.yml", "${NO}.yml", Unnamed),
        ("include:\n  - ${NO", "${NO", Unnamed),
        ("services:\n  s: {extends: {service: a, file: no.yml}}", "no.yml", Missing),
        ("services:\n  s: {extends: {service: a, file: ../a.yml}}", "../a.yml", Outside),
        ("services:\n  s: {extends: no}", "no", NoService),
        ("services:\n  s: {extends: {service: no, file: a.yml}}", "no", NoService),
        ("services:\n  s: {extends: s}", "s", Circular),
    ] {
        let files = [("compose.yaml", compose), ("a.yml", "services: {a: {image: 'a:1'}}")];
        assert_eq!(gaps(&files), [("compose.yaml".to_owned(), 2, target.to_owned(), reason)], "{compose}");
    }
    let env = [("a.yml", ""), (".env", "A=1\nCOMPOSE_FILE=a.yml:../b.yml")];
    assert_eq!(gaps(&env), [(".env".to_owned(), 2, "../b.yml".to_owned(), Outside)]);
    let circle = [("compose.yaml", "include: [a.yml]"), ("a.yml", "include: [compose.yaml]")];
    assert_eq!(gaps(&circle), [("a.yml".to_owned(), 1, "compose.yaml".to_owned(), Circular)]);
    let circle = "services: {a: {extends: b}, b: {extends: c}, c: {extends: b, image: 'c:1'}}";
    assert_eq!(shown(&[("compose.yaml", circle)]), ["a c:1", "b c:1", "c c:1"]);
}

#[test]
fn files_without_end_are_refused() {
    let chain: Vec<_> = (0..40).map(|i| (format!("f{i}.yml"), format!("include: [f{}.yml]", i + 1))).collect();
    let with = |first: &str, others: &[(String, String)]| {
        let others = others.iter().map(|(path, text)| (path.as_str(), text.as_str()));
        let files: Vec<_> = [("compose.yaml", first)].into_iter().chain(others).collect();
        load(&files).err().map(|error| error.to_string()).unwrap_or_default()
    };
    assert!(with("include: [f0.yml]", &chain).contains("16 deep"));
    let services: Vec<_> = (0..40).map(|i| format!("s{i}: {{extends: s{}}}", i + 1)).collect();
    assert!(with(&format!("services: {{{}}}", services.join(", ")), &[]).contains("16 deep"));
    let doubled: Vec<_> =
        (0..12).map(|i| (format!("f{i}.yml"), format!("include: [f{0}.yml, f{0}.yml]", i + 1))).collect();
    assert!(
        with("include: [f0.yml]", &[doubled, vec![("f12.yml".to_owned(), String::new())]].concat()).contains("200")
    );
}

#[test]
fn the_name_of_the_project_is_that_of_variables_files_or_folder() {
    for (compose, env, expected) in [
        ("services: {}", "", "myshop"),
        ("name: one", "", "one"),
        ("name: '${N:-two}'", "", "two"),
        ("name: '${N:-two}'", "N=three", "three"),
        ("name: one", "COMPOSE_PROJECT_NAME=four", "four"),
    ] {
        let project = load(&[("compose.yaml", compose), (".env", env)]).unwrap();
        assert_eq!(project.name.as_deref(), Some(expected), "{compose} {env}");
    }
    let files = [
        ("deploy/a.yml", "services: {a: {image: 'x:${COMPOSE_PROJECT_NAME}'}}"),
        (".env", "COMPOSE_FILE=deploy/a.yml"),
    ];
    assert_eq!(shown(&files), ["a x:deploy"]);
}

#[test]
fn profiles_are_known_and_a_provided_service_is_none_of_ours() {
    let compose = "services: {a: {image: 'a:1', profiles: [dev, ci]}, b: {extends: a}, c: {provider: {type: x}}}";
    let project = load(&[("compose.yaml", compose)]).unwrap();
    assert_eq!(project.services["b"].profiles, ["ci", "dev"]);
    assert!(project.services["c"].is_provided);
}

#[test]
fn reset_takes_away_what_another_file_says_and_override_does_not() {
    let base = "services: {a: {image: 'a:1', build: .}, b: {image: 'b:1', build: .}, c: {image: 'c:1'}}";
    let over = "services:\n  a:\n    build: !reset null\n    ports: !reset []\n    volumes: !override\n      - x:/y\n  b:\n    image: !reset null\n    build: !override {context: x}\n  c: !reset null\n  d:\n";
    assert_eq!(shown(&[("compose.yaml", base), ("compose.override.yaml", over)]), ["a a:1", "b - built"]);
}

#[test]
fn broken_yaml_is_an_error_with_its_line_and_without_its_text() {
    let error = |text: &[u8]| Document::parse(text).err().unwrap().to_string();
    let shown = error(b"services:\n  a:\n    image: [hush\n");
    assert!(shown.contains("line") && !shown.contains("hush"), "{shown}");
    let shown = error(b"services:\n  a:\n    image: [hush]\n");
    assert!(shown.contains("line 3") && !shown.contains("hush"), "{shown}");
    assert!(Document::parse(b"services: \xff").is_err());
}

#[test]
fn an_alias_bomb_is_refused_and_three_hundred_services_on_one_anchor_are_not() {
    let tenfold = |i| format!("a{i}: &a{i} [{}]", vec![format!("*a{}", i - 1); 10].join(", "));
    let bomb = format!("a0: &a0 [x, x]\n{}\n", (1..9).map(tenfold).collect::<Vec<_>>().join("\n"));
    assert!(Document::parse(bomb.as_bytes()).is_err());
    let services: Vec<_> = (0..300).map(|i| format!("  s{i}:\n    <<: *base")).collect();
    let many = format!("x-base: &base {{image: 'a:1'}}\nservices:\n{}\n", services.join("\n"));
    assert_eq!(shown(&[("compose.yaml", &many)]).len(), 300);
}

#[test]
fn whatever_a_file_holds_nothing_panics() {
    const PIECES: [&str; 20] = [
        "services:",
        "include:",
        "\n",
        "\n  ",
        "\n    ",
        "a:",
        "image:",
        "build:",
        "extends:",
        "file:",
        "service:",
        "- ",
        "{",
        "}",
        "[",
        "]",
        "!reset ",
        "&a ",
        "*a",
        "${A",
    ];
    let mut state = 7_u32;
    for length in 0..5_000 {
        let mut text = String::new();
        for _ in 0..length % 40 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            text.push_str(PIECES[state as usize / 65_536 % PIECES.len()]);
        }
        let _ = load(&[("compose.yaml", &text), (".env", "A=1")]);
    }
}

#[test]
fn ports_and_health_checks_are_read_in_every_form() {
    let base = "services:\n  web:\n    ports: ['8080:80', 127.0.0.1:81:8000/tcp, 9000, '${PORT:-70}:7', {target: 5, published: '50'}, [odd]]\n\
         \x20   healthcheck: {test: [CMD, curl, -f, 'http://localhost/health']}\n\
         \x20 job: {healthcheck: {test: pg_isready || exit 1}, ports: odd}\n  off: {healthcheck: {disable: true, test: x}}\n\
         \x20 none: {healthcheck: {test: [NONE]}, ports: [80]}\n  odd: {healthcheck: [1, 2]}\n";
    let over = "services:\n  web:\n    ports: ['1:1']\n  none:\n    ports: !reset []\n";
    let project = load(&[("compose.yaml", base), ("compose.override.yaml", over), (".env", "PORT=secret")]).unwrap();
    let ports = |name: &str| -> Vec<String> {
        let shown = |port: &Port| format!("{}>{}", port.published.as_deref().unwrap_or("-"), port.target);
        project.services[name].ports.iter().map(shown).collect()
    };
    assert_eq!(ports("web"), ["8080>80", "81>8000", "->9000", "70>7", "50>5", "1>1"]);
    assert_eq!((ports("job"), ports("none")), (vec![], vec![]));
    let check = |name: &str| project.services[name].health_check.as_deref();
    assert_eq!(check("web"), Some("curl -f http://localhost/health"));
    assert_eq!(check("job"), Some("pg_isready || exit 1"));
    assert_eq!([check("off"), check("none"), check("odd")], [None; 3]);
}
