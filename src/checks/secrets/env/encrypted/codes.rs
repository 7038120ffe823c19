//! What can be found in encrypted files.

use crate::finding::{Code, Severity};

pub static OPEN: Code = Code {
    id: "secrets/encrypted-plaintext",
    severity: Severity::Error,
    finds: "A file of encrypted secrets holds one that is not encrypted.",
    matters: "Everyone with the repository reads it, and the tool that decrypts the others stops at it.",
    mend: "Encrypt the file anew (`sops encrypt -i FILE`, `dotenvx encrypt -f FILE`) and replace the secret: history \
           keeps it. A value that may stay open is listed in SOPS's unencrypted_suffix or encrypted_regex.",
    source: "https://getsops.io/docs/reference/, https://dotenvx.com/docs/env-file",
};

pub static EMPTY: Code = Code {
    id: "secrets/encrypted-empty",
    severity: Severity::Warning,
    finds: "A secret in an encrypted file has no value.",
    matters: "An empty secret is one that everyone knows; that it was encrypted hides it from review.",
    mend: "Give it a value, or take it out of the file.",
    source: "https://getsops.io/docs/reference/",
};

pub static DAMAGED: Code = Code {
    id: "secrets/encrypted-damaged",
    severity: Severity::Error,
    finds: "An encrypted secret is cut off or not of the form that its tool writes.",
    matters: "Nobody can decrypt it: the release does not start, and nothing has noticed before.",
    mend: "Take the file from the last commit in which it was whole, or encrypt the secret again.",
    source: "https://age-encryption.org/v1, https://github.com/bitnami-labs/sealed-secrets, \
             https://getsops.io/docs/reference/",
};

pub static NO_MAC: Code = Code {
    id: "secrets/encrypted-no-mac",
    severity: Severity::Error,
    finds: "A file of SOPS has no MAC.",
    matters: "Without it SOPS refuses to decrypt, and nothing tells whether values were exchanged or removed. Mostly \
              the file was merged by hand.",
    mend: "Take one side whole and make the other side's change with `sops edit FILE`.",
    source: "https://getsops.io/docs/reference/#message-authentication-code",
};

pub static RECIPIENTS: Code = Code {
    id: "secrets/encrypted-recipients",
    severity: Severity::Warning,
    finds: "A file of SOPS is encrypted to other keys than .sops.yaml says.",
    matters: "Whoever was added can't decrypt it yet, and whoever was removed still can.",
    mend: "`sops updatekeys FILE`. Who was removed has seen the secrets: replace them, too.",
    source: "https://getsops.io/docs/usage/identities/config-file/",
};

pub static NO_STORE: Code = Code {
    id: "secrets/external-store",
    severity: Severity::Warning,
    finds: "An ExternalSecret names a SecretStore that this repository does not declare, though it declares others; or a \
            key that no store can have.",
    matters: "The operator never makes the Secret, and the pods that mount it do not start.",
    mend: "Correct `secretStoreRef` or `remoteRef.key`, or declare the store.",
    source: "https://external-secrets.io/latest/api/externalsecret/",
};
