//! Values and names held against one another, and against the rest of the repository.

use super::*;

const COMPOSE: &str = "services:\n  app: {build: ., env_file: .env}\n  db: {image: 'postgres:16', ports: ['5433:5432']}\n\
                       \u{20} cache: {image: 'redis:7'}\n  queue: {image: 'redis:7', command: redis-server --port 6380}\n";

fn told_beside_compose(env: &str, compose: &str) -> Vec<String> {
    let sandbox = sandbox(env);
    sandbox.write("compose.yaml", compose).commit("Compose");
    sandbox.examine(&EnvOnly::default(), None).findings.into_iter().map(|finding| finding.message).collect()
}

#[test]
fn a_misspelled_name_is_told_with_the_line_on_which_to_rename_it() {
    let sandbox = sandbox("A=1\nDATABSE_URL=x\nsmtp-host=x\nREDIS_HOTS=x\n");
    sandbox.write(".env.example", "A=\nDATABASE_URL=\nSMTP_HOST=\nREDIS_HOST=\n").commit("Example");
    let examination = sandbox.examine(&EnvOnly::default(), None);
    assert_eq!(examination.codes(), ["secrets/env-typo"; 3]);
    let first = &examination.findings[0];
    let message =
        "`DATABSE_URL` is read by nothing, and `DATABASE_URL` is required and missing: .env.example line 2 lists it";
    assert_eq!(first.message, message);
    assert_eq!(first.help.as_deref(), Some("rename `DATABSE_URL` to `DATABASE_URL` on line 2 of .env"));
    assert_eq!(first.place.as_ref().unwrap().line.unwrap().get(), 2);
}

#[test]
fn a_name_that_somebody_reads_or_that_could_mean_two_is_no_misspelling() {
    let sandbox = sandbox("API_URL=x\nSMTP_HOS=x\nCACHE_A_URL=x\nQUEUE_UR=x\n_=${QUEUE_UR}\n");
    sandbox.write(".env.example", "APP_URL=\nSMTP_HOST=\nSMTP_HOSS=\nCACHE_B_URL=\nQUEUE_URL=\n");
    sandbox.write("app.py", "os.environ['API_URL']\n# CACHE_A_URL\n").commit("Read");
    assert_eq!(sandbox.examine(&EnvOnly::default(), None).codes(), ["secrets/env-unset"; 5]);
}

#[test]
fn a_secret_that_any_file_of_the_repository_shows_is_refused_with_its_line() {
    let key = random_key();
    let password = &key[..20];
    let sandbox = sandbox(&format!("SECRET_KEY={key}\nDATABASE_URL=postgres://app:{password}@db/app\n"));
    sandbox.write("docs/README.md", format!("# Setup\n\n    SECRET_KEY={key}\n"));
    sandbox.write("tests/conftest.py", format!("URL = 'postgres://app:{password}@db/app'\n"));
    sandbox.write("image.bin", format!("\0{key}")).commit("Show");
    let found = sandbox.examine(&EnvOnly::default(), None).findings;
    let told: Vec<_> = found.iter().map(|f| f.message.split(", which").next().unwrap()).collect();
    assert_eq!(
        told,
        [
            "`SECRET_KEY` is the same as in docs/README.md line 3",
            "the password in `DATABASE_URL` is the same as in tests/conftest.py line 1"
        ]
    );
}

#[test]
fn one_value_for_two_purposes_is_told_at_the_second() {
    let key = random_key();
    let env = format!("SECRET_KEY={key}\nJWT_SECRET={key}\nDJANGO_SECRET_KEY={key}\nAPI_TOKEN={key}\n");
    let found = sandbox(&env).examine(&EnvOnly::default(), None).findings;
    let told: Vec<_> = found.iter().map(|f| (f.code.id, f.message.as_str())).collect();
    let [first, second] = [
        "`JWT_SECRET` has the same value as `SECRET_KEY` on line 1 of .env",
        "`DJANGO_SECRET_KEY` has the same value as `JWT_SECRET` on line 2 of .env",
    ];
    assert_eq!(told, [("secrets/env-reused", first), ("secrets/env-reused", second)]);
}

#[test]
fn a_host_and_port_that_no_service_has_are_told() {
    for (env, message) in [
        (
            "REDIS_URL=redis://cach:6379",
            "`REDIS_URL` names the host cach, and no service of the Compose file has that name",
        ),
        (
            "REDIS_URL=redis://cache:6380",
            "`REDIS_URL` asks cache on 6380, which is a port that its image does not listen on",
        ),
        ("DATABASE_URL=postgres://app@db:5433/app", "`DATABASE_URL` asks db on 5433, which is the port of the host"),
    ] {
        assert_eq!(told_beside_compose(env, COMPOSE), [message]);
    }
    for env in [
        "REDIS_URL=redis://cache:6379/0",
        "REDIS_URL=redis://queue:6380",
        "REDIS_URL=redis://localhost:6380",
        "REDIS_URL=redis://cache.example.com:6380",
        "DATABASE_URL=postgres://app@db/app",
        "SITE=https://app",
    ] {
        assert_eq!(told_beside_compose(env, COMPOSE), [""; 0], "{env}");
    }
    let elsewhere = format!("{COMPOSE}networks:\n  shared: {{external: true}}\n");
    assert_eq!(told_beside_compose("REDIS_URL=redis://cach:6379", &elsewhere), [""; 0]);
    let unread = COMPOSE.replace(", env_file: .env", "");
    assert_eq!(told_beside_compose("REDIS_URL=redis://cach:6379", &unread), [""; 0]);
}

#[test]
fn a_password_in_an_address_is_held_against_its_variable() {
    let message = "the password in `DATABASE_URL` is not the one in `POSTGRES_PASSWORD` on line 1";
    let differing = "POSTGRES_PASSWORD=k3v9qXw2\nDATABASE_URL=postgres://app:k3v9qXw3@db/app\n";
    assert_eq!(told_beside_compose(differing, COMPOSE), [message]);
    for env in [
        "POSTGRES_PASSWORD=k3v9q@w2\nDATABASE_URL=postgres://app:k3v9q%40w2@db/app\n",
        "POSTGRES_PASSWORD=k3v9qXw2\nDATABASE_URL=postgres://app:${POSTGRES_PASSWORD}@db/app\n",
        "POSTGRES_PASSWORD=k3v9qXw2\nDATABASE_URL=postgres://app:k3v9qXw3@db.example.com/app\n",
        "POSTGRES_USER=root1\nPOSTGRES_PASSWORD=k3v9qXw2\nDATABASE_URL=postgres://app:k3v9qXw3@db/app\n",
    ] {
        assert_eq!(told_beside_compose(env, COMPOSE), [""; 0], "{env}");
    }
}

#[test]
fn thousands_of_hostile_names_and_addresses_take_no_time() {
    let all = |of: &dyn Fn(String) -> String| {
        let letters = "abcdefghijklmnopqrstuvwxyz";
        let pairs = letters.chars().flat_map(|a| letters.chars().map(move |b| format!("{a}{b}")));
        pairs.map(of).collect::<Vec<_>>().join("\n")
    };
    let env = all(&|pair| format!("NAME_{pair}X=redis://cach{pair}:1\nS{pair}_PASSWORD=k3v9qXw2same"));
    let sandbox = sandbox(&env);
    sandbox.write(".env.example", all(&|pair| format!("NAME_{pair}Y=")));
    let services = all(&|pair| format!("  s{pair}: {{image: 'redis:7'}}"));
    sandbox.write("compose.yaml", format!("services:\n  app: {{env_file: .env}}\n{services}\n")).commit("Many");
    let _bounded = Bounded::below(30);
    let told = sandbox.examine(&EnvOnly::default(), None).codes();
    assert!(!told.contains(&"secrets/env-typo"));
}
