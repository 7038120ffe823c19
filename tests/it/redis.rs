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

#[test]
fn a_push_of_code_that_contradicts_the_declared_redis_schema_is_refused() {
    let world = World::new();
    world.write("redis-schema.toml", "version = 1\n[[key]]\npattern = 'session:{id}'\ntype = 'string'\n");
    world.write("app.py", "import redis\nr.hset('session:1', 'f', 1)\n");
    world.commit("Begin");
    world.ok(&["push", "--quiet", "origin", "main"]);
    world.write("app.py", "import redis\nr.hset('session:1', 'f', 1)\nr.sadd(f'session:{id}', 1)\n");
    world.commit("Add");
    let said = world.refused(&["push", "origin", "main"]);
    assert!(said.contains("app.py:3") && said.contains("migrations/redis-type-contradicted"), "{said}");
    assert!(!said.contains("app.py:2"), "{said}");
}

#[test]
fn a_push_of_models_that_contradict_the_declared_redis_schema_is_refused() {
    let world = World::new();
    let key = "version = 1\n[[key]]\npattern = 'shop:user:{pk}'\ntype = 'json'\n[[key]]\npattern = 'album:{id}'\ntype = \
               'hash'\n[[index]]\nname = 'album:index'\nprefix = ['album:']\non = 'hash'\nschema = ['title TEXT']\n";
    world.write("redis-schema.toml", key);
    world.write("album.ts", "import { Schema } from 'redis-om'\nconst options = { dataStructure: 'HASH' }\n");
    world.commit("Begin");
    world.ok(&["push", "--quiet", "origin", "main"]);
    world.write(
        "user.py",
        "from redis_om import HashModel\n\nclass User(HashModel):\n    name: str\n\n    class Meta:\n        \
         global_key_prefix = 'shop'\n        model_key_prefix = 'user'\n",
    );
    world.write(
        "album.ts",
        "import { Schema } from 'redis-om'\nexport const album = new Schema('album', {\n  title: { type: 'text', sortable: \
         true },\n}, { dataStructure: 'HASH' })\n",
    );
    world.commit("Add models");
    let said = world.refused(&["push", "origin", "main"]);
    assert!(said.contains("user.py:3") && said.contains("migrations/redis-type-contradicted"), "{said}");
    assert!(said.contains("album.ts:2") && said.contains("migrations/redis-index-contradicted"), "{said}");
}
