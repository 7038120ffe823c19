use crate::check::Examination;
use crate::checks::migrations::Migrations;
use crate::testing::Sandbox;

const SQL: &str = "--liquibase formatted sql\n\n--changeset ada:1\nCREATE TABLE a (id int);\n--rollback DROP TABLE a;\n\n\
                   -- changeset ada:2 runOnChange:true\nCREATE VIEW v AS SELECT 1;\n--rollback DROP VIEW v;\n";
const YAML: &str = "databaseChangeLog:\n  - changeSet:\n      id: 3\n      author: ada\n      changes:\n        - createTable:\n            \
                    tableName: b\n  - include:\n      file: other.yaml\n";
const XML: &str = "<databaseChangeLog>\n  <!-- <changeSet id=\"0\" author=\"nobody\"/> -->\n  <changeSet id=\"4\" author='ada'>\n    \
                   <createTable tableName=\"c\"/>\n    <rollback/>\n  </changeSet>\n</databaseChangeLog>\n";

/// A repository whose version v1.0.0 has four change sets.
fn released() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("db/changelog/a.sql", SQL).write("db/changelog/b.yaml", YAML);
    sandbox.write("db/changelog/c.xml", XML).commit("one");
    sandbox.git(&["tag", "v1.0.0"]);
    sandbox
}

fn examined(sandbox: &Sandbox) -> Examination {
    sandbox.document();
    sandbox.commit("now");
    sandbox.examine(&Migrations::default(), Some("v1.1.0"))
}

fn said(sandbox: &Sandbox) -> Vec<String> {
    let found = examined(sandbox).findings;
    found.iter().map(|finding| format!("{}: {}", finding.code.id, finding.message)).collect()
}

#[test]
fn change_sets_are_read_in_every_format() {
    let sandbox = released();
    sandbox.write(
        "db/changelog/d.json",
        r#"{"databaseChangeLog": [{"changeSet": {"id": "5", "author": "ada", "changes": []}}]}"#,
    );
    let seen = examined(&sandbox);
    assert!(seen.findings.is_empty(), "{:?}", seen.findings);
    let evidence = seen.evidence.migrations.unwrap();
    assert_eq!((evidence.tool.as_str(), evidence.count), ("liquibase", 5));
    assert_eq!(evidence.added, ["db/changelog/d.json::5::ada"]);
}

#[test]
fn a_shipped_change_set_may_not_change_and_new_ones_may_follow_in_its_file() {
    let sandbox = released();
    sandbox.write("db/changelog/a.sql", format!("{SQL}\n--changeset ada:9\nSELECT 1;\n--rollback empty\n"));
    assert_eq!(said(&sandbox), [""; 0]);
    for (file, was, is, changed) in [
        ("a.sql", SQL, SQL.replace("(id int)", "(id   int)"), false),
        ("a.sql", SQL, SQL.replace("DROP TABLE a", "DROP TABLE IF EXISTS a"), false),
        ("a.sql", SQL, SQL.replace("SELECT 1", "SELECT 2"), false),
        ("a.sql", SQL, SQL.replace("(id int)", "(id bigint)"), true),
        ("b.yaml", YAML, YAML.replace("tableName: b", "tableName: \"b\""), false),
        ("b.yaml", YAML, YAML.replace("tableName: b", "tableName: bb"), true),
        ("c.xml", XML, XML.replace("<rollback/>", "<rollback><dropTable/></rollback>"), false),
        ("c.xml", XML, XML.replace("\"c\"", "\"cc\""), true),
    ] {
        let sandbox = released();
        assert_ne!(was, is);
        sandbox.write(&format!("db/changelog/{file}"), &is);
        let said = said(&sandbox);
        assert_eq!(said.iter().any(|said| said.starts_with("migrations/shipped-changed")), changed, "{is}: {said:?}");
        assert!(said.len() < 2, "{said:?}");
    }
}

#[test]
fn two_change_sets_of_one_name_and_a_file_that_is_none_are_refused() {
    let sandbox = released();
    sandbox.write("db/changelog/d.sql", "--liquibase formatted sql\n--changeset ada:1\nSELECT 1;\n--rollback empty\n--changeset ada:1\nSELECT 2;\n--rollback empty\n");
    assert!(said(&sandbox)[0].starts_with("migrations/duplicate-id: change set `db/changelog/d.sql::1::ada`"));
    sandbox.write("db/changelog/d.sql", "--liquibase formatted sql\n");
    sandbox.write("db/changelog/e.xml", "<databaseChangeLog><changeSet id=\"1\">");
    sandbox.write("db/changelog/f.yaml", "databaseChangeLog: [\n");
    let said = said(&sandbox);
    assert!(said.len() == 2 && said.iter().all(|said| said.starts_with("migrations/liquibase-changelog")), "{said:?}");
}
