use std::cell::RefCell;
use std::collections::HashMap;

use serde_json::{Value, json};

use super::*;
use crate::check::Built;
use crate::checks::artifacts::Artifacts;
use crate::digest;
use crate::finding::Severity;
use crate::testing::Sandbox;

/// Registries that have these manifests, by `REGISTRY/NAME@REFERENCE`.
#[derive(Default)]
struct Fake {
    has: HashMap<String, Result<Served, Unserved>>,
    asked: RefCell<Vec<String>>,
    /// What the engine has; none where no engine answers.
    engine: Option<HashMap<String, Built>>,
}

impl ImageSources for Fake {
    fn served(&self, names: &[ImageName]) -> Vec<Result<Served, Unserved>> {
        let key = |name: &ImageName| format!("{}/{}@{}", name.registry, name.repository, name.reference);
        self.asked.borrow_mut().extend(names.iter().map(key));
        names.iter().map(|name| self.has.get(&key(name)).cloned().unwrap_or(Err(Unserved::Absent))).collect()
    }

    fn built(&self, names: &[String]) -> Result<Vec<Option<Built>>, String> {
        let engine = self.engine.as_ref().ok_or("/engine.sock does not answer")?;
        Ok(names.iter().map(|name| engine.get(name).cloned()).collect())
    }
}

impl Fake {
    /// Serves a manifest under a tag and under its digest.
    fn serve(&mut self, name: &str, tag: &str, manifest: &Value) -> String {
        let manifest = manifest.to_string().into_bytes();
        let digest = format!("sha256:{}", digest::sha256(&manifest));
        let served = Served { digest: digest.clone(), manifest };
        self.has.insert(format!("{name}@{tag}"), Ok(served.clone()));
        self.has.insert(format!("{name}@{digest}"), Ok(served));
        digest
    }
}

fn id(of: &str) -> String {
    format!("sha256:{}", digest::sha256(of.as_bytes()))
}

fn image(config: &str) -> Value {
    json!({"config": {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": id(config)}})
}

fn index(parts: &[&str]) -> Value {
    let parts: Vec<_> = parts.iter().map(|digest| json!({"digest": digest})).collect();
    json!({"manifests": parts})
}

fn examine(compose: &str, fake: &Fake) -> Examination {
    let sandbox = Sandbox::new();
    sandbox.write("compose.yaml", compose).commit("Begin");
    sandbox.examine_asking(&Artifacts { registry: true, ..Artifacts::default() }, fake)
}

#[test]
fn what_the_registry_serves_is_recorded_with_digest_and_image_id() {
    let mut fake = Fake::default();
    let app = fake.serve("reg.example/team/app", "v1", &image("app"));
    let part = fake.serve("docker.io/library/one", "x", &image("part"));
    let one = fake.serve("docker.io/library/one", "latest", &index(&[&part]));
    let many = fake.serve("docker.io/team/many", "2", &index(&[&part, &id("other")]));
    let compose = format!(
        "name: shop\nservices:\n  app: {{image: 'reg.example/team/app:v1'}}\n  one: {{image: one}}\n  many: {{image: 'team/many:2'}}\n  \
         pin: {{image: 'reg.example/team/app:v1@{app}'}}\n  built: {{build: .}}\n  own: {{build: ., image: 'own:1'}}\n  pod: {{image: 'localhost/pod:1'}}\n"
    );
    let examination = examine(&compose, &fake);
    assert_eq!(examination.codes(), ["artifacts/floating-image"]);
    let images = &examination.evidence.images;
    let shown = |name: &str| (&*images[name].evidence, images[name].digest.clone(), images[name].image_id.clone());
    assert_eq!(shown("app"), ("registry", Some(app.clone()), Some(id("app"))));
    assert_eq!(shown("one"), ("registry", Some(one), Some(id("part"))));
    assert_eq!(shown("many"), ("registry", Some(many), None));
    assert_eq!(shown("pin"), ("pin", Some(app), Some(id("app"))));
    for name in ["built", "own", "pod"] {
        assert_eq!(shown(name).0, "none", "no registry has {name}");
    }
    assert_eq!(fake.asked.borrow().len(), 5, "each once: {:?}", fake.asked);
}

#[test]
fn what_the_registry_does_not_have_refuses_and_so_does_one_that_can_not_be_asked() {
    let mut fake = Fake::default();
    let failed = Unserved::Failed("does not answer in time".to_owned());
    fake.has.insert("slow.example/a@1".to_owned(), Err(failed));
    fake.has.insert("shut.example/a@1".to_owned(), Err(Unserved::Denied));
    let pin = id("gone");
    for (image, code, message, help) in [
        (
            "reg.example/app:v2",
            "artifacts/not-in-registry",
            "service a: `reg.example/app:v2` is not pushed yet; reg.example does not have it".to_owned(),
            "docker push reg.example/app:v2",
        ),
        (
            &format!("reg.example/app:v2@{pin}"),
            "artifacts/not-in-registry",
            format!("service a: reg.example has no image {pin} under reg.example/app"),
            "docker push reg.example/app:v2, then pin",
        ),
        (
            "slow.example/a:1",
            "artifacts/registry-unasked",
            "service a: slow.example was to be asked for `slow.example/a:1`, and does not answer in time".to_owned(),
            "see whether slow.example can be reached",
        ),
        (
            "shut.example/a:1",
            "artifacts/registry-unasked",
            "service a: shut.example does not show `shut.example/a:1` without other credentials".to_owned(),
            "docker login shut.example",
        ),
    ] {
        let examination = examine(&format!("services: {{a: {{image: '{image}'}}}}"), &fake);
        let [finding] = &examination.findings[..] else { panic!("{:?}", examination.codes()) };
        assert_eq!((finding.code.id, finding.severity, &finding.message), (code, Severity::Error, &message));
        assert!(finding.help.as_ref().unwrap().starts_with(help), "{:?}", finding.help);
        assert_eq!(finding.place.as_ref().unwrap().line.unwrap().get(), 1);
    }
}

#[test]
fn nobody_is_asked_where_the_settings_do_not_say_so() {
    let fake = Fake::default();
    let sandbox = Sandbox::new();
    sandbox.write("compose.yaml", "services: {a: {image: 'reg.example/app:v2'}}").commit("Begin");
    assert_eq!(sandbox.examine_asking(&Artifacts::default(), &fake).codes(), [""; 0]);
    assert!(fake.asked.borrow().is_empty());
}

#[test]
fn what_an_archive_holds_and_the_registry_does_not_serve_is_told() {
    let config = "{}";
    let path = format!("{}.json", digest::sha256(config.as_bytes()));
    let manifest = json!([{"Config": path, "RepoTags": ["reg.example/app:v1"]}]).to_string();
    let mut tar = tar::Builder::new(Vec::new());
    for (path, bytes) in [(path.as_str(), config), ("manifest.json", &manifest)] {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        tar.append_data(&mut header, path, bytes.as_bytes()).unwrap();
    }
    let sandbox = Sandbox::new();
    sandbox.write("dist/app.tar", tar.into_inner().unwrap());
    sandbox.write("compose.yaml", "services: {a: {image: 'reg.example/app:v1'}}").commit("Begin");
    let settings = Artifacts {
        registry: true,
        image_archives: vec!["dist/*".to_owned()].try_into().unwrap(),
        ..Artifacts::default()
    };
    let codes = |fake: &Fake| sandbox.examine_asking(&settings, fake).codes();
    let mut fake = Fake::default();
    let same = fake.serve("reg.example/app", "v1", &image(config));
    assert_eq!(codes(&fake), [""; 0]);
    let other = fake.serve("reg.example/app", "v1", &image("rebuilt"));
    assert_eq!(codes(&fake), ["artifacts/image-not-pushed"]);
    fake.serve("reg.example/app", "v1", &index(&[&other, &same]));
    assert_eq!(codes(&fake), [""; 0], "one of its platforms is the one that lies here");
    fake.has.insert(format!("reg.example/app@{other}"), Err(Unserved::Denied));
    assert_eq!(codes(&fake), ["artifacts/registry-unasked"], "a part that can't be seen is no pass");
}

#[test]
fn what_the_engine_has_built_is_held_against_what_the_registry_serves() {
    let compose = "services: {a: {build: ., image: 'reg.example/app:v1'}, db: {image: 'postgres:16'}}";
    let sandbox = Sandbox::new();
    sandbox.write("compose.yaml", compose).commit("Begin");
    let settings = Artifacts { registry: true, engine: true, ..Artifacts::default() };
    let mut fake = Fake::default();
    let digest = fake.serve("reg.example/app", "v1", &image("app"));
    fake.serve("docker.io/library/postgres", "16", &image("newer"));
    let built = |id: &str, is_of_registry| Built { id: id.to_owned(), is_of_registry };
    let older = built(&id("older"), true);
    for (built_id, codes) in [
        (&id("app"), &[][..]),
        // As the engine names it where containerd stores it.
        (&digest, &[]),
        (&id("rebuilt"), &["artifacts/image-not-pushed"]),
    ] {
        let pulled = ("postgres:16".to_owned(), older.clone());
        fake.engine = Some([("reg.example/app:v1".to_owned(), built(built_id, false)), pulled].into());
        let examination = sandbox.examine_asking(&settings, &fake);
        assert_eq!(examination.codes(), codes, "{built_id}");
        if let Some(finding) = examination.findings.first() {
            let help = "docker push reg.example/app:v1, so that reg.example serves what the engine here holds";
            assert_eq!(finding.help.as_deref(), Some(help));
        }
    }
    let examination = sandbox.examine_asking(&Artifacts { registry: false, ..settings }, &fake);
    let image = &examination.evidence.images["a"];
    assert_eq!((&*image.evidence, image.image_id.as_ref()), ("engine", Some(&id("rebuilt"))));
    assert_eq!(examination.evidence.images["db"].evidence, "none");
}

#[test]
fn an_engine_that_is_not_there_is_only_noted() {
    let sandbox = Sandbox::new();
    sandbox.write("compose.yaml", "services: {a: {image: 'a:1'}}").commit("Begin");
    let examination = sandbox.examine_asking(&Artifacts { engine: true, ..Artifacts::default() }, &Fake::default());
    assert_eq!(examination.codes(), ["artifacts/engine-unasked"]);
    assert_eq!(examination.findings[0].severity, Severity::Note);
}
