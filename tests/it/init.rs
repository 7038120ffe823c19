use crate::harness::World;

/// The service of the harness, before anybody has written a runbook.
fn service() -> World {
    let world = World::without_hooks();
    world.write_service();
    std::fs::remove_file(world.path().join("RUNBOOK.md")).unwrap();
    world
}

#[test]
fn settings_and_a_runbook_are_written_and_the_gate_asks_for_the_blanks() {
    let world = service();
    world.commit("Serve");
    let said = world.precheck_ok(&["init"]);
    assert!(said.contains("precheck.toml is written\nRUNBOOK.md is written; fill in the "), "{said}");
    assert!(said.ends_with("blanks that it marks with ____\nthen: precheck-hook run\n"), "{said}");
    let text = world.read("RUNBOOK.md");
    assert!(text.contains("Last updated: 2026-06-15") && text.contains("alembic upgrade head"), "{text}");
    world.commit("Begin a runbook");
    let out = world.precheck(&["run", "--only", "runbook"]);
    let said = crate::harness::text(&out);
    assert!(out.status.code() == Some(1) && said.contains("2 blanks are left in \"Health check\", line "), "{said}");
    world.write("RUNBOOK.md", text.replace("____ <!-- precheck:blank -->", "Ada Lovelace"));
    world.precheck_ok(&["run", "--only", "runbook"]);
}

#[test]
fn what_is_there_is_left_as_it_is_and_what_is_missing_is_written() {
    let world = service();
    world.write("precheck.toml", "# ours\n");
    let said = world.precheck_ok(&["init", "--lang", "ko"]);
    assert!(said.contains("precheck.toml is there, and is left as it is\nRUNBOOK.md is written"), "{said}");
    assert!(world.read("precheck.toml") == "# ours\n" && world.read("RUNBOOK.md").contains("# 런북"));
    world.write("docs/Runbook.md", "# Theirs\n");
    for kept in ["RUNBOOK.md", "precheck.toml"] {
        std::fs::remove_file(world.path().join(kept)).unwrap();
    }
    let said = world.precheck_ok(&["init"]);
    assert!(said.contains("precheck.toml is written\ndocs/Runbook.md is there, and is left as it is"), "{said}");
    assert!(!world.exists("RUNBOOK.md") && world.read("docs/Runbook.md") == "# Theirs\n");
}

#[test]
fn a_runbook_is_written_where_the_settings_look_for_it_and_nowhere_outside() {
    let world = service();
    world.write("precheck.toml", "[checks.runbook]\npath = \"ops/betrieb.md\"\n");
    world.precheck_ok(&["init"]);
    assert!(world.exists("ops/betrieb.md") && !world.exists("RUNBOOK.md"));
    world.write("precheck.toml", "[checks.runbook]\npath = \"../betrieb.md\"\n");
    let out = world.precheck(&["init"]);
    assert_eq!(out.status.code(), Some(2), "{}", crate::harness::text(&out));
    assert!(!world.beside("betrieb.md").exists());
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_is_never_written_through() {
    let world = service();
    std::os::unix::fs::symlink(world.beside("out.md"), world.path().join("RUNBOOK.md")).unwrap();
    let said = world.precheck_ok(&["init"]);
    assert!(said.contains("RUNBOOK.md is there"), "{said}");
    assert!(!world.beside("out.md").exists());
}
