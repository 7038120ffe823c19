use crate::finding::{Code, Severity};

const MEND: &str = "Bring the released files back, `git checkout vX.Y.Z -- releases checkpoints VERSION`; if they were \
                    changed on purpose, make a new release instead: what was published never changes.";

const fn error(id: &'static str, finds: &'static str, matters: &'static str, mend: &'static str) -> Code {
    Code { id, severity: Severity::Error, finds, matters, mend, source: "" }
}

pub static NO_MANIFEST: Code = error(
    "verify/no-manifest",
    "The version has no manifest here.",
    "Nothing says what the release is made of, so nothing can be held against it.",
    "Name a version that was released, fetch its tag (`git fetch --tags`), or copy `releases/` to the host with the rest.",
);

pub static BAD_MANIFEST: Code = error(
    "verify/bad-manifest",
    "The manifest can't be read, or is that of another version.",
    "What it says can't be relied on.",
    MEND,
);

pub static ROOT_HASH: Code = error(
    "verify/root-hash",
    "The one hash of all weights does not follow from the list of weights in the manifest.",
    "A hash, a path or a whole entry of the list was changed after the release.",
    MEND,
);

pub static VERSION_FILE: Code = error(
    "verify/version-file",
    "VERSION does not name the release.",
    "Whoever reads it, a health check for instance, is told another version than the one that runs.",
    MEND,
);

pub static CHECKPOINT_FILE: Code = error(
    "verify/checkpoint-file",
    "checkpoints/VERSION_vX.Y.Z.txt does not say what the manifest says.",
    "The two records of one release contradict each other; one of them was changed.",
    MEND,
);

pub static CHECKSUMS: Code = error(
    "verify/checksums",
    "The checksum file does not list exactly what the release is made of.",
    "`sha256sum -c` would bless a changed file, or never look at one.",
    MEND,
);

pub static MISSING: Code = error(
    "verify/missing-file",
    "A weight file of the release is not here.",
    "The release can't run as it was judged.",
    "Fetch the file, for instance with `git lfs pull`, or copy it to the host again.",
);

pub static CHANGED: Code = error(
    "verify/changed-file",
    "A weight file is not the one that was released.",
    "Another model runs under the version's name.",
    "Bring the released file back; new weights are a new release.",
);

pub static EXTRA: Code = error(
    "verify/extra-file",
    "A weight file lies among those of the release that the manifest does not name.",
    "What loads every file of a folder would load one that nobody has judged.",
    "Remove it, or release it with a new version.",
);

pub static NOT_FETCHED: Code = Code {
    id: "verify/not-fetched",
    severity: Severity::Note,
    finds: "A weight file is with Git LFS or DVC and not in this clone; its pointer is the released one.",
    matters: "The content itself was not hashed here.",
    mend: "`git lfs pull` or `dvc pull`, and verify again.",
    source: "https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md",
};

pub static NOT_HASHED: Code = Code {
    id: "verify/not-hashed",
    severity: Severity::Note,
    finds: "A weight file is here, of which the manifest records DVC's MD5 alone.",
    matters: "When it was released it was not here, so its SHA-256 is not known and it was not compared.",
    mend: "`dvc status` compares it; release with the weights at hand, and the manifest has their SHA-256.",
    source: "https://dvc.org/doc/user-guide/project-structure/dvc-files",
};

pub static NO_TAG: Code = error(
    "verify/no-tag",
    "The version has no tag in this clone, or one that can't be a release's.",
    "The tag is what names the manifest: without it the files only agree with one another.",
    "`git fetch --tags`; where there never was one, `precheck-hook release vX.Y.Z` makes the release.",
);

pub static TAG_COMMIT: Code = error(
    "verify/tag-commit",
    "The tag does not stand where the manifest says.",
    "The tag was moved, or the manifest is that of another commit: what is deployed is not what was judged.",
    "Ask the remote which is right, `git ls-remote --tags origin vX.Y.Z`; a published tag never moves.",
);

pub static RELEASE_COMMIT: Code = error(
    "verify/release-commit",
    "The release commit changes something beside the release files.",
    "Whatever came in with it was never judged.",
    "Release the change under a new version, so that the gate sees it.",
);

pub static TAG_MANIFEST: Code = error(
    "verify/tag-manifest",
    "The hash of the manifest is not the one that the tag's message names.",
    "The manifest was changed after the tag was made, or the tag was made again.",
    MEND,
);

pub static TAG_NOTES: Code = error(
    "verify/tag-notes",
    "The tag's message is not the one of the release.",
    "The notes that people act on were changed after the release.",
    "Fetch the tag as it was published: `git fetch --force origin tag vX.Y.Z`.",
);

pub static BAD_SIGNATURE: Code = Code {
    id: "verify/bad-signature",
    severity: Severity::Error,
    finds: "A signature of the release does not fit what it signs.",
    matters: "Somebody changed what was signed.",
    mend: "Fetch the tag as it was published, and find out who changed it here.",
    source: "https://git-scm.com/docs/git-verify-tag",
};

pub static UNKNOWN_SIGNER: Code = Code {
    id: "verify/unknown-signer",
    severity: Severity::Warning,
    finds: "A signature of the release is by a key that is not known here, or can't be checked here.",
    matters: "It proves nothing yet: anybody can sign with a key of their own.",
    mend: "Tell git whose keys may sign: `git config gpg.ssh.allowedSignersFile FILE`, or import the GPG key.",
    source: "https://git-scm.com/docs/git-config#Documentation/git-config.txt-gpgsshallowedSignersFile",
};

pub static UNSIGNED: Code = Code {
    id: "verify/unsigned",
    severity: Severity::Warning,
    finds: "The release is not signed, and the one before it was.",
    matters: "Leaving the signature away is how a release is forged that can't be signed.",
    mend: "Ask who made it; `git config tag.gpgSign true` signs every release.",
    source: "https://git-scm.com/docs/git-config#Documentation/git-config.txt-taggpgSign",
};

pub static MIGRATIONS: Code = error(
    "verify/migrations",
    "The migrations of the judged commit are not those that the manifest records.",
    "The manifest was changed, or the commit is another one: the database would be brought to another state.",
    "`precheck-hook migrations --at COMMIT` shows them as they stand.",
);

pub static CHAIN: Code = error(
    "verify/chain",
    "The release before this one is not the one that its manifest names.",
    "A former release was changed or its tag moved: the history of what ran in production is no longer true.",
    "Fetch the tags as they were published, `git fetch --tags --force`, and verify the former version.",
);

pub static CHAIN_UNSEEN: Code = Code {
    id: "verify/chain-unseen",
    severity: Severity::Note,
    finds: "A former release is not here, so the chain was followed no further.",
    matters: "What came before it was not verified here.",
    mend: "In a clone, `git fetch --tags`; on a host, copy `releases/` whole.",
    source: "",
};

pub static CODES: &[&Code] = &[
    &NO_MANIFEST,
    &BAD_MANIFEST,
    &ROOT_HASH,
    &VERSION_FILE,
    &CHECKPOINT_FILE,
    &CHECKSUMS,
    &MISSING,
    &CHANGED,
    &EXTRA,
    &NOT_FETCHED,
    &NOT_HASHED,
    &NO_TAG,
    &TAG_COMMIT,
    &RELEASE_COMMIT,
    &TAG_MANIFEST,
    &TAG_NOTES,
    &BAD_SIGNATURE,
    &UNKNOWN_SIGNER,
    &UNSIGNED,
    &MIGRATIONS,
    &CHAIN,
    &CHAIN_UNSEEN,
];
