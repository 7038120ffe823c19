//! What the runbook lets an operator type.

use crate::harness::{World, binary, text};

/// The runbook with one more section.
fn add(world: &World, section: &str) {
    world.write("RUNBOOK.md", format!("{}\n{section}", world.read("RUNBOOK.md")));
}

#[test]
fn a_tag_is_made_once_the_runbooks_commands_can_work() {
    let world = World::with_service();
    world.write("scripts/restore.sh", "#!/bin/sh\n");
    add(&world, "## Restore\n\n```sh\n./scripts/restore.sh\ndocker compose restart wep\n```\n");
    world.commit("Restore");
    let said = world.refused(&["tag", "v1.0.0"]);
    for words in
        ["runbook/script-not-executable", "git update-index --chmod=+x scripts/restore.sh", "runbook/service-unknown"]
    {
        assert!(said.contains(words), "{words} is not in\n{said}");
    }
    world.ok(&["update-index", "--chmod=+x", "scripts/restore.sh"]);
    world.ok(&["commit", "--quiet", "--message", "Executable"]);
    world.write("RUNBOOK.md", world.read("RUNBOOK.md").replace("restart wep", "restart app"));
    world.ok(&["commit", "--quiet", "--message", "Name the service", "RUNBOOK.md"]);
    world.said(&["tag", "v1.0.0"]);
}

/// The runbook's own rules leave credentials to those for secrets.
#[test]
fn a_password_in_a_command_of_a_runbook_is_told_by_the_scan() {
    let world = World::without_hooks();
    let password: String = (0..18).map(|n| char::from(b"kQ7vZp2mXw9sLd4fTy"[n * 7 % 18])).collect();
    for command in [
        "PGPASSWORD=@ psql -h db -U app",
        "redis-cli -a @ ping",
        "curl -u admin:@ http://localhost:8000/health",
        "mysql -uroot -p@ app",
        "psql postgresql://app:@@db:5432/app",
    ] {
        let command = command.replacen('@', &password, 1);
        world.write("RUNBOOK.md", format!("# Runbook\n\n## Look\n\n```sh\n{command}\n```\n"));
        let said = text(&world.precheck(&["scan", "RUNBOOK.md"]));
        assert!(said.contains("secrets/") && said.contains("RUNBOOK.md:6"), "{command}\n{said}");
        assert!(!said.contains(&password), "{command}\n{said}");
    }
}

#[test]
fn a_runbook_of_nothing_but_commands_is_judged_in_time() {
    let world = World::with_service();
    let units = [
        "./gone.sh; rm -rf /data; make gone; cd x; curl http://localhost/\n",
        "# Rollback\n\n```sh\ndocker compose up -d\n```\n\n",
        "```promql\nrate((((x[5m]\n```\n",
        "$((((",
        "<<E\n",
        "`a` \"",
        "docker compose up --scale a=2 -f ",
    ];
    for unit in units {
        world.write("RUNBOOK.md", format!("# Runbook\n\n```sh\n{}", unit.repeat(50_000 / unit.len())));
        // Seconds of processor time, after which the kernel ends it.
        let script = "ulimit -t 20; exec \"$0\" run --only runbook";
        let out = world.command("sh").args(["-c", script, binary()]).output().unwrap();
        assert_eq!(out.status.code(), Some(1), "{unit}: {}", text(&out));
    }
}
