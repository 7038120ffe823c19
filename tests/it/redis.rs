use crate::harness::World;

#[test]
fn a_breaking_change_of_the_declared_redis_schema_needs_a_version_to_leave() {
    let world = World::new();
    let registry = |version: u64, kind: &str| {
        format!("version = {version}\n[[key]]\npattern = 'session:{{id}}'\ntype = '{kind}'\n")
    };
    world.write("redis-schema.toml", registry(1, "string"));
    world.commit("Declare");
    world.ok(&["push", "--quiet", "origin", "main"]);
    world.write("redis-schema.toml", registry(1, "hash"));
    world.commit("Change");
    let said = world.refused(&["push", "origin", "main"]);
    assert!(said.contains("migrations/redis-version-unchanged") && said.contains("set version = 2"), "{said}");
    world.write("redis-schema.toml", registry(2, "hash"));
    world.commit("Number it");
    world.ok(&["push", "--quiet", "origin", "main"]);
}
