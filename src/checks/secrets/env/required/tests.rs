use super::*;
use crate::testing::Sandbox;

/// What a file of this name and text cannot do without.
fn required(path: &str, text: &str) -> Vec<String> {
    let language = language(path.into()).unwrap();
    language.read(path.into(), text).required().map(|(name, line)| format!("{name} {line}")).collect()
}

#[test]
fn python_reads_without_default_are_found() {
    for (text, expected) in [
        ("import os\nkey = os.environ[\"KEY\"]\n", &["KEY 2"][..]),
        ("from os import environ\nkey = environ['KEY']\n", &["KEY 2"]),
        ("key = os.environ['KEY'] = 'x'\ndel os.environ['OTHER']\n", &[]),
        ("a = os.getenv('A_B')\nc = os.environ.get('C_D', 1)\n", &[]),
        ("if 'KEY' in os.environ:\n    key = os.environ['KEY']\n", &[]),
        ("try:\n    key = os.environ['KEY']\nexcept KeyError:\n    key = ''\n", &[]),
        ("home = os.environ['HOME']\nlow = os.environ['lower']\n", &[]),
        ("status = request.environ['REMOTE_ADDR']\n", &[]),
        ("# os.environ['KEY']\n'''os.environ['KEY']'''\n", &[]),
        (
            "import environ\nenv = environ.Env(DEBUG_X=(bool, False))\na = env('A_B')\nb = env('B_C', default=1)\n\
             c = env.str('C_D')\nd = env.int('D_E', 1)\ne = env('DEBUG_X')\nf = env('F_G',)\n",
            &["A_B 3", "F_G 8", "C_D 5"],
        ),
        (
            "from decouple import config\na = config('A_B', cast=int)\nb = config('B_C', 'x')\n\
             c = config('C_D', default=1)\n",
            &["A_B 2"],
        ),
    ] {
        assert_eq!(required("app/settings.py", text), expected, "{text}");
    }
}

#[test]
fn fields_of_pydantic_settings_are_read_with_prefix_and_alias() {
    const TEXT: &str = "\
from pydantic_settings import BaseSettings, SettingsConfigDict

class Base(
    BaseSettings,
):
    model_config = SettingsConfigDict(env_file='.env', env_prefix='app_')

    secret_key: str
    debug: bool = False
    url: Optional[str]
    other: str | None
    listed: list[
        str
    ]
    '''Documented.'''
    token: str = Field(alias='API_TOKEN', min_length=3)
    made: str = Field(default_factory=make)
    given: str = Field('x')
    must: str = Field(..., description='x')
    either: str = Field(validation_alias=AliasChoices('A_A', 'B_B'))
    _private: str

    def method(self) -> str:
        inner: str
        return 'x'

class More(Base):
    extra: int

class Model(BaseModel):
    field: str
";
    let expected = ["APP_SECRET_KEY 8", "APP_LISTED 12", "API_TOKEN 16", "APP_MUST 19", "EXTRA 28"];
    assert_eq!(required("app/config.py", TEXT), expected);
    assert!(required("a.py", "class S(BaseSettings):\n").is_empty());
    assert_eq!(required("a.py", "class S(BaseSettings):\n  a_b: str\nx: int = 1\n"), ["A_B 2"]);
}

#[test]
fn javascript_asserts_and_schemas_are_found() {
    for (text, expected) in [
        ("const key = process.env.API_KEY!;\nif (process.env.OTHER !== 'x') {}\n", &["API_KEY 1"][..]),
        ("const a = process.env.A_B || 'x';\nconst b = process.env.B_C;\n", &[]),
        ("if (!process.env.A_B) {\n  throw new Error('x');\n}\nif (!process.env.B_C) return;\n", &["A_B 1"]),
        (
            "const s = z.object({\n  A_B: z.string().min(1),\n  B_C: z.string().optional(),\n\
             \x20 C_D: z.enum(['x', 'y']).default('x'),\n  D_E: z.coerce.number(),\n  E_F: z.coerce.boolean(),\n});\n\
             s.parse(process.env);\n",
            &["A_B 2", "D_E 5"],
        ),
        ("const s = z.object({ A_B: z.string() });\n", &[]),
        (
            "export const env = cleanEnv(process.env, { A_B: str(), B_C: port({ default: 1 }), C_D: url({ devDefault: 1 }) })",
            &["A_B 1", "C_D 1"],
        ),
        (
            "cleanEnv(process.env, { A_B: str(), ...(process.env.C_D && { B_C: str() }), ...(x ? { C_D: str() } : {}), D_E: num() })",
            &["A_B 1", "D_E 1"],
        ),
        (
            "import env from 'env-var';\nconst a = env.get('A_B').required().asString();\nconst b = env.get('B_C').asString();\n",
            &["A_B 2"],
        ),
        (
            "const a = config.getOrThrow<string>('A_B'); const b = config.get('B_C'); const c = config.getOrThrow('C_D');\n",
            &["C_D 1", "A_B 1"],
        ),
        (
            "validationSchema: Joi.object({ A_B: Joi.string().required(), B_C: Joi.string() }) // process.env\n",
            &["A_B 1"],
        ),
    ] {
        assert_eq!(required("src/env.ts", text), expected, "{text}");
    }
}

#[test]
fn other_languages_are_read_by_their_own_habits() {
    for (path, text, expected) in [
        (
            "a.go",
            "url := os.Getenv(\"A_B\")\nif url == \"\" {\n\tlog.Fatal(\"x\")\n}\nport := os.Getenv(\"B_C\")\n",
            &["A_B 1"][..],
        ),
        ("a.go", "v, ok := os.LookupEnv(\"A_B\")\nif !ok {\n\tpanic(\"x\")\n}\n", &["A_B 1"]),
        (
            "a.go",
            "type C struct {\n\tA string `env:\"A_B,required\"`\n\tB string `json:\"b\" env:\"B_C,notEmpty\"`\n\
             \tC string `env:\"C_D\" envDefault:\"x\"`\n\tD string `envconfig:\"D_E\" required:\"true\"`\n}\n",
            &["A_B 2", "B_C 3", "D_E 5"],
        ),
        (
            "a.rs",
            "let a = std::env::var(\"A_B\")?;\nlet b = env::var(\"B_C\").unwrap_or_default();\n\
             let c = env::var(\"C_D\")\n    .expect(\"x\");\nlet d = env::var(\"D_E\").ok();\nlet e = env!(\"E_F\");\n\
             #[cfg(test)]\nmod tests { fn x() { env::var(\"F_G\").unwrap(); } }\n",
            &["A_B 1", "C_D 3", "E_F 6"],
        ),
        (
            "a.rb",
            "a = ENV.fetch('A_B')\nb = ENV.fetch('B_C', 1)\nc = ENV.fetch('C_D') { 1 }\nd = ENV['D_E']\n",
            &["A_B 1"],
        ),
        (
            "A.java",
            "String a = Objects.requireNonNull(System.getenv(\"A_B\"));\nString b = System.getenv(\"B_C\");\n",
            &["A_B 1"],
        ),
        (
            "A.kt",
            "val a = System.getenv(\"A_B\")!!\nval b = System.getenv(\"B_C\") ?: error(\"x\")\n",
            &["A_B 1", "B_C 2"],
        ),
        ("application.yml", "url: ${A_B}\nname: ${B_C:x}\n# ${C_D}\nother: ${spring.name}\n", &["A_B 1"]),
        ("a.php", "$a = $_ENV['A_B'];\n$b = $_ENV['B_C'] ?? 'x';\n$c = env('C_D');\n", &["A_B 1"]),
    ] {
        assert_eq!(required(path, text), expected, "{text}");
    }
}

#[test]
fn tests_tools_platforms_and_other_realms_do_not_count() {
    let sandbox = Sandbox::new();
    for (path, name) in [
        ("src/app.ts", "API_KEY"),
        ("src/app.test.ts", "OF_TEST"),
        ("tests/app.ts", "OF_TESTS"),
        ("scripts/go.ts", "OF_SCRIPT"),
        ("apps/web/a.ts", "OF_WEB"),
        ("src/ci.ts", "GITHUB_TOKEN"),
        ("src/image.ts", "OF_IMAGE"),
        ("src/compose.ts", "OF_COMPOSE"),
        ("src/handed.ts", "HANDED_ON"),
    ] {
        sandbox.write(path, format!("x = process.env.{name}!;\n"));
    }
    sandbox.write("apps/web/.env.example", "OF_WEB=\n").write("Dockerfile", "FROM x\nENV OF_IMAGE=1\n");
    sandbox.write(
        "compose.yaml",
        "services:\n  a:\n    environment:\n      OF_COMPOSE: x\n      - HANDED_ON=${HANDED_ON}\n",
    );
    sandbox.commit("Begin");
    let repo = sandbox.repo();
    let found = by_code(&[".env".to_owned()], &Snapshot::of_work_tree(&repo)).unwrap();
    let line = |path: &str| Use { path: path.to_owned(), line: 1 };
    let expected = [("API_KEY".to_owned(), line("src/app.ts")), ("HANDED_ON".to_owned(), line("src/handed.ts"))];
    assert_eq!(found, BTreeMap::from(expected));
}

#[test]
fn hostile_source_ends() {
    for (path, text) in [
        ("a.py", "class S(BaseSettings".repeat(2_000)),
        ("a.py", format!("class S(BaseSettings):\n  a: {}", "[".repeat(20_000))),
        ("a.ts", format!("process.env {}", "A: z.string(".repeat(2_000))),
        ("a.go", "`env:\"".repeat(20_000)),
        ("a.rs", "env::var(\"A_B\")".repeat(5_000)),
        ("application.yml", "${".repeat(20_000)),
    ] {
        let _ = required(path, &text);
    }
}
