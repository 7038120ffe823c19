//! Model providers.

use super::super::rule::{Anchor, Rule, code};

const BILLED: &str = "Whoever holds it runs models at its owner's cost and reads what the account keeps: files, logs, \
                      fine-tuned models.";

pub(super) static RULES: &[Rule] = &[
    Rule::token(
        code(
            "secrets/openai-key",
            "An OpenAI API key: of a project, a service account, an administrator, or of the older form.",
            BILLED,
            "Revoke it at https://platform.openai.com/api-keys and make another.",
            "https://platform.openai.com/docs/api-reference/authentication",
        ),
        "OpenAI API key",
        &["T3BlbkFJ"],
        r"sk-(?:(?:proj|svcacct|admin|None)-)?[A-Za-z0-9_-]{20,100}T3BlbkFJ[A-Za-z0-9_-]{20,100}",
    )
    .anchored(Anchor::Near(130, 130))
    .examples(
        &["sk-proj-{alnum:58}T3BlbkFJ{alnum:58}", "sk-{alnum:20}T3BlbkFJ{alnum:20}", "sk-svcacct-{alnum:74}T3BlbkFJ{alnum:73}"],
        &["sk-proj-{alnum:5}T3BlbkFJ", "{alnum:40}T3BlbkFJ{alnum:20}"],
    ),
    Rule::token(
        code(
            "secrets/anthropic-key",
            "An Anthropic key: API, admin, or an OAuth token of Claude.",
            BILLED,
            "Delete it at https://console.anthropic.com/settings/keys and make another.",
            "https://docs.anthropic.com/en/api/overview",
        ),
        "Anthropic API key",
        &["sk-ant-"],
        r"sk-ant-(?:api|admin|sid|oat|ort)[0-9]{2}-[A-Za-z0-9_-]{80,130}",
    )
    .examples(&["sk-ant-api03-{alnum:93}AA", "sk-ant-admin01-{alnum:93}AA"], &["sk-ant-api03-{alnum:10}", "sk-ant-your-key"]),
    Rule::token(
        code(
            "secrets/huggingface-token",
            "A Hugging Face token, of a user or of an organisation.",
            "Whoever holds it reads private models and data sets and, with write scope, replaces published weights.",
            "Invalidate it at https://huggingface.co/settings/tokens and make another.",
            "https://huggingface.co/docs/hub/security-tokens",
        ),
        "Hugging Face token",
        &["hf_", "api_org_"],
        r"(?:hf_|api_org_)[A-Za-z]{34}",
    )
    .anchored(Anchor::Start(64))
    .examples(&["hf_{alpha:34}", "api_org_{alpha:34}"], &["hf_{alpha:20}", "hf_hub_download_with_a_long_function_name"]),
    Rule::token(
        code(
            "secrets/groq-key",
            "An API key of a Groq account.",
            BILLED,
            "Delete it at https://console.groq.com/keys and make another.",
            "https://console.groq.com/docs/quickstart",
        ),
        "Groq API key",
        &["gsk_"],
        r"gsk_[A-Za-z0-9]{52}",
    )
    .examples(&["gsk_{alnum:52}"], &["gsk_{alnum:20}"]),
    Rule::token(
        code(
            "secrets/replicate-token",
            "A Replicate API token.",
            BILLED,
            "Disable it at https://replicate.com/account/api-tokens and make another.",
            "https://replicate.com/docs/topics/security/api-tokens",
        ),
        "Replicate API token",
        &["r8_"],
        r"r8_[A-Za-z0-9]{37}",
    )
    .examples(&["r8_{alnum:37}"], &["r8_{alnum:12}", "r8_snorm"]),
    Rule::token(
        code(
            "secrets/openrouter-key",
            "An API key of an OpenRouter account.",
            BILLED,
            "Delete it at https://openrouter.ai/settings/keys and make another.",
            "https://openrouter.ai/docs/api-reference/authentication",
        ),
        "OpenRouter API key",
        &["sk-or-v1-"],
        r"sk-or-v1-[0-9a-f]{64}",
    )
    .examples(&["sk-or-v1-{hex:64}"], &["sk-or-v1-{hex:20}"]),
    Rule::token(
        code(
            "secrets/perplexity-key",
            "An API key of a Perplexity account.",
            BILLED,
            "Revoke it under https://www.perplexity.ai/settings/api and make another.",
            "https://docs.perplexity.ai/getting-started/quickstart",
        ),
        "Perplexity API key",
        &["pplx-"],
        r"pplx-[A-Za-z0-9]{48,56}",
    )
    .examples(&["pplx-{alnum:48}"], &["pplx-{alnum:10}", "pplx-7b-online"]),
    Rule::token(
        code(
            "secrets/xai-key",
            "An API key of an xAI account.",
            BILLED,
            "Delete it at https://console.x.ai and make another.",
            "https://docs.x.ai/docs/tutorial",
        ),
        "xAI API key",
        &["xai-"],
        r"xai-[A-Za-z0-9_-]{70,90}",
    )
    .examples(&["xai-{alnum:80}"], &["xai-{alnum:20}"]),
    Rule::token(
        code(
            "secrets/nvidia-key",
            "An NVIDIA API key for NGC or build.nvidia.com.",
            BILLED,
            "Delete it at https://org.ngc.nvidia.com/setup/api-keys and make another.",
            "https://docs.nvidia.com/ngc/latest/ngc-user-guide.html#ngc-api-keys",
        ),
        "NVIDIA API key",
        &["nvapi-"],
        r"nvapi-[A-Za-z0-9_-]{60,70}",
    )
    .examples(&["nvapi-{alnum:64}"], &["nvapi-{alnum:12}"]),
    Rule::token(
        code(
            "secrets/langsmith-key",
            "A LangSmith API key, personal or of a service.",
            "Whoever holds it reads the recorded prompts and answers of the workspace.",
            "Delete it under Settings > API keys at https://smith.langchain.com and make another.",
            "https://docs.smith.langchain.com/administration/how_to_guides/organization_management/create_account_api_key",
        ),
        "LangSmith API key",
        &["lsv2_"],
        r"lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}",
    )
    .examples(&["lsv2_pt_{hex:32}_{hex:10}", "lsv2_sk_{hex:32}_{hex:10}"], &["lsv2_pt_{hex:10}"]),
    Rule::token(
        code(
            "secrets/pinecone-key",
            "An API key of a Pinecone project.",
            "Whoever holds it reads, changes and deletes the indexes of the project.",
            "Delete it under API keys at https://app.pinecone.io and make another.",
            "https://docs.pinecone.io/guides/projects/manage-api-keys",
        ),
        "Pinecone API key",
        &["pcsk_"],
        r"pcsk_[A-Za-z0-9]{4,8}_[A-Za-z0-9]{50,70}",
    )
    .examples(&["pcsk_{alnum:6}_{alnum:63}"], &["pcsk_{alnum:6}_{alnum:6}"]),
    Rule::token(
        code(
            "secrets/elevenlabs-key",
            "An ElevenLabs API key.",
            BILLED,
            "Delete it under My account > API keys at https://elevenlabs.io and make another.",
            "https://elevenlabs.io/docs/api-reference/authentication",
        ),
        "ElevenLabs API key",
        &["sk_"],
        r"sk_[0-9a-f]{48}",
    )
    .examples(&["sk_{hex:48}"], &["sk_{hex:32}"]),
    Rule::token(
        code(
            "secrets/model-host-key",
            "A key of a service that hosts models: Cerebras, Together AI, Weights & Biases or Apify.",
            BILLED,
            "Delete it in the service's user settings and make another.",
            "https://inference-docs.cerebras.ai/quickstart",
        ),
        "model host key",
        &["csk-", "tgp_v1_", "wandb_v1_", "apify_api_"],
        r"(?:csk-[a-z0-9]{48}|tgp_v1_[A-Za-z0-9_-]{43}|wandb_v1_[A-Za-z0-9_]{70,90}|apify_api_[A-Za-z0-9]{36})",
    )
    .examples(
        &["csk-{lower:48}", "tgp_v1_{alnum:43}", "wandb_v1_{alnum:77}", "apify_api_{alnum:36}"],
        &["csk-{lower:10}", "apify_api_{alnum:10}"],
    ),
];
