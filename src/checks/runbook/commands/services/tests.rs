use super::super::testing::{Shown, judged};
use super::*;
use crate::testing::Sandbox;

const COMPOSE: &str = "services:
  web: {ports: ['8080:80']}
  db: {container_name: shop-db, ports: ['127.0.0.1:5432:5432']}
  worker: {ports: ['9000-9009:90']}
";

fn found(script: &str) -> Shown {
    let sandbox = Sandbox::new();
    sandbox
        .write("docker-compose.yml", COMPOSE)
        .write("docker-compose.prod.yml", "services:\n  web:\n  proxy: {ports: ['443:443']}\n")
        .commit("one");
    judged(&sandbox, &format!("```sh\n{script}\n```\n"), judge)
}

#[test]
fn services_that_are_declared_can_be_named() {
    for script in [
        "docker compose up -d --scale worker=3",
        "docker compose logs -f web proxy",
        "docker compose -f docker-compose.yml -f ./docker-compose.prod.yml restart proxy db",
        "docker compose exec <service> sh; docker compose logs $X",
        "docker compose -f \"$F\" logs gone; docker compose -f /opt/x.yml logs gone",
        "ssh host; docker compose logs gone",
        "curl http://localhost:8080/health https://localhost/",
        "ssh -L 80:localhost:80 host uptime; curl http://localhost/",
        "curl http://localhost/",
        "npm start & docker compose up -d db; curl http://localhost/",
        "docker compose ps; curl http://web:80/; curl http://localhost:3000",
    ] {
        assert_eq!(found(script), [], "{script}");
    }
}

#[test]
fn what_no_file_declares_is_named_with_what_was_meant() {
    for (script, code, help) in [
        ("docker compose logs wbe", "service-unknown", "the services are: db, proxy, web, worker"),
        ("docker compose restart workers", "service-unknown", "did you mean `worker`?"),
        ("docker compose exec shop-db psql", "service-unknown", "did you mean `db`?"),
        ("docker compose -f docker-compose.yml logs proxy", "service-unknown", "the services are: db, web, worker"),
        (
            "docker compose -f docker-compose.prd.yml ps",
            "compose-file-missing",
            "did you mean `docker-compose.prod.yml`?",
        ),
        (
            "docker compose up --scale web=2",
            "scale-impossible",
            "remove it from the service `web` in the Compose file, or don't scale it",
        ),
        (
            "docker compose scale db=2",
            "scale-impossible",
            "remove it from the service `db` in the Compose file, or don't scale it",
        ),
        ("curl -f http://localhost/health && docker compose ps", "port-unpublished", "write `localhost:8080`"),
    ] {
        assert_eq!(found(script), [(format!("runbook/{code}"), 2, help.to_owned())], "{script}");
    }
}
