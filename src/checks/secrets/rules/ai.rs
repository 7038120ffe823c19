//! Model providers and what agents use.

use super::super::rule::{Anchor, Rule, code, random};

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
            "An Anthropic API key.",
            BILLED,
            "Delete it at https://console.anthropic.com/settings/keys and make another.",
            "https://docs.anthropic.com/en/api/overview",
        ),
        "Anthropic API key",
        &["sk-ant-api"],
        r"sk-ant-api[0-9]{2}-[A-Za-z0-9_-]{80,120}AA",
    )
    .examples(&["sk-ant-api03-{alnum:93}AA"], &["sk-ant-api03-{alnum:10}", "sk-ant-your-key"]),
    Rule::token(
        code(
            "secrets/huggingface-token",
            "A Hugging Face access token of a user.",
            "Whoever holds it reads private models and data sets and, with write scope, replaces published weights.",
            "Invalidate it at https://huggingface.co/settings/tokens and make another.",
            "https://huggingface.co/docs/hub/security-tokens",
        ),
        "Hugging Face token",
        &["hf_"],
        r"hf_[A-Za-z]{34}",
    )
    .anchored(Anchor::Start(64))
    .examples(&["hf_{alpha:34}"], &["hf_{alpha:20}", "hf_hub_download_with_a_long_function_name"]),
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
            "secrets/anthropic-admin-key",
            "An Anthropic admin key.",
            "Whoever holds it administers the organisation: members, workspaces, and every other key.",
            "Delete it at https://console.anthropic.com/settings/admin-keys and make another.",
            "https://docs.anthropic.com/en/api/administration-api",
        ),
        "Anthropic admin key",
        &["sk-ant-admin"],
        r"sk-ant-admin[0-9]{2}-[A-Za-z0-9_-]{80,120}AA",
    )
    .examples(&["sk-ant-admin01-{alnum:93}AA"], &["sk-ant-admin01-{alnum:10}"]),
    Rule::token(
        code(
            "secrets/claude-oauth-token",
            "An OAuth token of a Claude account: access, refresh, or a session key.",
            BILLED,
            "Log out of the client (`claude logout`) and of all devices at https://claude.ai/settings/account.",
            "https://docs.anthropic.com/en/docs/claude-code/iam",
        ),
        "Claude OAuth token",
        &["sk-ant-oat", "sk-ant-ort", "sk-ant-sid"],
        r"sk-ant-(?:oat|ort|sid)[0-9]{2}-[A-Za-z0-9_-]{80,130}",
    )
    .examples(&["sk-ant-oat01-{alnum:93}AA", "sk-ant-sid01-{alnum:86}AA"], &["sk-ant-oat01-{alnum:10}"]),
    Rule::token(
        code(
            "secrets/huggingface-org-token",
            "A Hugging Face token of an organisation, of the older form.",
            "Whoever holds it reads the organisation's private models and data sets.",
            "Invalidate it in the organisation's settings at https://huggingface.co and use a user's fine-grained \
             token.",
            "https://huggingface.co/docs/hub/security-tokens",
        ),
        "Hugging Face organisation token",
        &["api_org_"],
        r"api_org_[A-Za-z]{34}",
    )
    .examples(&["api_org_{alpha:34}"], &["api_org_{alpha:20}"]),
    Rule::token(
        code(
            "secrets/cerebras-key",
            "An API key of a Cerebras account.",
            BILLED,
            "Delete it under API keys at https://cloud.cerebras.ai and make another.",
            "https://inference-docs.cerebras.ai/quickstart",
        ),
        "Cerebras API key",
        &["csk-"],
        r"csk-[a-z0-9]{48}",
    )
    .examples(&["csk-{lower:48}"], &["csk-{lower:10}"]),
    Rule::token(
        code(
            "secrets/together-key",
            "An API key of a Together AI account.",
            BILLED,
            "Regenerate it at https://api.together.ai/settings/api-keys.",
            "https://docs.together.ai/docs/quickstart",
        ),
        "Together AI API key",
        &["tgp_v1_"],
        r"tgp_v1_[A-Za-z0-9_-]{43}",
    )
    .examples(&["tgp_v1_{alnum:43}"], &["tgp_v1_{alnum:10}"]),
    Rule::named(
        code(
            "secrets/together-legacy-key",
            "An API key of a Together AI account, of the older form.",
            BILLED,
            "Regenerate it at https://api.together.ai/settings/api-keys.",
            "https://docs.together.ai/docs/quickstart",
        ),
        "Together AI API key",
        &["together_", "together-", "togetherai", "together.ai", "together.xyz"],
        r"[0-9a-f]{64}",
    )
    .examples(&["TOGETHER_API_KEY={hex:64}"], &["TOGETHER_API_KEY={hex:20}", "TOGETHER_API_KEY=${TOGETHER_API_KEY}"]),
    Rule::token(
        code(
            "secrets/wandb-key",
            "An API key of a Weights & Biases account.",
            "Whoever holds it reads and changes the runs, models and data sets of its owner's teams.",
            "Delete it at https://wandb.ai/settings and make another.",
            "https://docs.wandb.ai/guides/track/environment-variables/",
        ),
        "Weights & Biases API key",
        &["wandb_v1_"],
        r"wandb_v1_[A-Za-z0-9_]{70,90}",
    )
    .examples(&["wandb_v1_{alnum:77}"], &["wandb_v1_{alnum:10}"]),
    Rule::named(
        code(
            "secrets/wandb-legacy-key",
            "An API key of a Weights & Biases account, of the older form.",
            "Whoever holds it reads and changes the runs, models and data sets of its owner's teams.",
            "Delete it at https://wandb.ai/settings and make another.",
            "https://docs.wandb.ai/guides/track/environment-variables/",
        ),
        "Weights & Biases API key",
        &["wandb"],
        r"[0-9a-f]{40}",
    )
    .examples(&["WANDB_API_KEY={hex:40}"], &["WANDB_API_KEY={hex:20}", "WANDB_API_KEY=${WANDB_API_KEY}"]),
    Rule::token(
        code(
            "secrets/apify-token",
            "An API token of an Apify account.",
            "Whoever holds it runs scrapers at its owner's cost and reads what they have collected.",
            "Delete it at https://console.apify.com/settings/integrations and make another.",
            "https://docs.apify.com/platform/integrations/api",
        ),
        "Apify API token",
        &["apify_api_"],
        r"apify_api_[A-Za-z0-9]{36}",
    )
    .examples(&["apify_api_{alnum:36}"], &["apify_api_{alnum:10}"]),
    Rule::token(
        code(
            "secrets/fireworks-key",
            "An API key of a Fireworks AI account.",
            BILLED,
            "Delete it at https://app.fireworks.ai/settings/users/api-keys and make another.",
            "https://docs.fireworks.ai/api-reference/introduction",
        ),
        "Fireworks AI API key",
        &["fw_"],
        r"fw_[A-Za-z0-9]{22,24}",
    )
    .judged_by(random)
    .examples(&["fw_{alnum:22}", "fw_{alnum:24}"], &["fw_{alnum:12}", "fw_firewallconfigurationx"]),
    Rule::token(
        code(
            "secrets/voyage-key",
            "An API key of a Voyage AI account.",
            BILLED,
            "Delete it at https://dashboard.voyageai.com and make another.",
            "https://docs.voyageai.com/docs/api-key-and-installation",
        ),
        "Voyage AI API key",
        &["voyage"],
        r"\bpa-[A-Za-z0-9_-]{43}",
    )
    .anchored(Anchor::Near(120, 160))
    .judged_by(random)
    .examples(&["VOYAGE_API_KEY=pa-{alnum:43}"], &["VOYAGE_API_KEY=pa-{alnum:20}"]),
    Rule::token(
        code(
            "secrets/jina-key",
            "An API key of a Jina AI account.",
            BILLED,
            "Delete it at https://jina.ai/api-dashboard/key-manager and make another.",
            "https://jina.ai/reader/",
        ),
        "Jina AI API key",
        &["jina_"],
        r"jina_[0-9a-f]{32}[A-Za-z0-9_-]{28}",
    )
    .examples(&["jina_{hex:32}{alnum:28}"], &["jina_{hex:32}", "jina_embeddings_v2_base_en"]),
    Rule::token(
        code(
            "secrets/llamacloud-key",
            "An API key of a LlamaCloud project.",
            "Whoever holds it parses documents at its owner's cost and reads the indexes of the project.",
            "Revoke it under API keys at https://cloud.llamaindex.ai and make another.",
            "https://docs.cloud.llamaindex.ai/api_key",
        ),
        "LlamaCloud API key",
        &["llx-"],
        r"llx-[A-Za-z0-9]{48}",
    )
    .examples(&["llx-{alnum:48}"], &["llx-{alnum:10}"]),
    Rule::token(
        code(
            "secrets/langfuse-key",
            "The secret key of a Langfuse project.",
            "Whoever holds it reads the recorded prompts and answers of the project.",
            "Delete it under Settings > API keys of the project and make another.",
            "https://langfuse.com/faq/all/where-are-langfuse-api-keys",
        ),
        "Langfuse secret key",
        &["sk-lf-"],
        r"sk-lf-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    )
    .examples(
        &["sk-lf-{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["pk-lf-{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}", "sk-lf-{hex:8}"],
    ),
    Rule::token(
        code(
            "secrets/langwatch-key",
            "An API key of a LangWatch project.",
            "Whoever holds it reads the recorded prompts and answers of the project.",
            "Regenerate it in the project's settings at https://app.langwatch.ai.",
            "https://docs.langwatch.ai/introduction",
        ),
        "LangWatch API key",
        &["sk-lw-"],
        r"sk-lw-[A-Za-z0-9]{40,60}",
    )
    .examples(&["sk-lw-{alnum:48}"], &["sk-lw-{alnum:10}"]),
    Rule::token(
        code(
            "secrets/helicone-key",
            "An API key of a Helicone account.",
            "Whoever holds it reads the recorded prompts and answers of the account.",
            "Delete it under Settings > API keys at https://us.helicone.ai and make another.",
            "https://docs.helicone.ai/helicone-headers/helicone-auth",
        ),
        "Helicone API key",
        &["sk-helicone-"],
        r"sk-helicone-(?:eu-)?[a-z0-9]{7}-[a-z0-9]{7}-[a-z0-9]{7}-[a-z0-9]{7}",
    )
    .examples(&["sk-helicone-{lower:7}-{lower:7}-{lower:7}-{lower:7}"], &["sk-helicone-{lower:7}"]),
    Rule::token(
        code(
            "secrets/tavily-key",
            "An API key of a Tavily account.",
            BILLED,
            "Delete it at https://app.tavily.com and make another.",
            "https://docs.tavily.com/documentation/api-reference/introduction",
        ),
        "Tavily API key",
        &["tvly-"],
        r"tvly-(?:dev-|prod-)?[A-Za-z0-9_-]{32,60}",
    )
    .judged_by(random)
    .examples(&["tvly-{alnum:32}", "tvly-dev-{alnum:32}"], &["tvly-{alnum:10}", "tvly-YOUR_API_KEY"]),
    Rule::token(
        code(
            "secrets/firecrawl-key",
            "An API key of a Firecrawl account.",
            BILLED,
            "Delete it at https://www.firecrawl.dev/app/api-keys and make another.",
            "https://docs.firecrawl.dev/introduction",
        ),
        "Firecrawl API key",
        &["fc-"],
        r"fc-[0-9a-f]{32}",
    )
    .judged_by(random)
    .examples(&["fc-{hex:32}"], &["fc-{hex:20}", "fc-list"]),
    Rule::named(
        code(
            "secrets/deepseek-key",
            "An API key of a DeepSeek account.",
            BILLED,
            "Delete it at https://platform.deepseek.com/api_keys and make another.",
            "https://api-docs.deepseek.com/",
        ),
        "DeepSeek API key",
        &["deepseek"],
        r"sk-[0-9a-f]{32}",
    )
    .examples(
        &["DEEPSEEK_API_KEY=sk-{hex:32}"],
        &["DEEPSEEK_API_KEY=sk-{hex:20}", "DEEPSEEK_API_KEY=${DEEPSEEK_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/dashscope-key",
            "An API key of Alibaba Cloud Model Studio (DashScope).",
            BILLED,
            "Delete it at https://bailian.console.alibabacloud.com under API keys and make another.",
            "https://www.alibabacloud.com/help/en/model-studio/get-api-key",
        ),
        "DashScope API key",
        &["dashscope", "qwen", "bailian"],
        r"sk-[0-9a-f]{32}",
    )
    .examples(
        &["DASHSCOPE_API_KEY=sk-{hex:32}"],
        &["DASHSCOPE_API_KEY=sk-{hex:20}", "DASHSCOPE_API_KEY=${DASHSCOPE_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/moonshot-key",
            "An API key of a Moonshot AI (Kimi) account.",
            BILLED,
            "Delete it at https://platform.moonshot.ai/console/api-keys and make another.",
            "https://platform.moonshot.ai/docs/introduction",
        ),
        "Moonshot AI API key",
        &["moonshot", "kimi"],
        r"sk-(?:kimi-)?[A-Za-z0-9_]{48,64}",
    )
    .examples(
        &["MOONSHOT_API_KEY=sk-{alnum:48}"],
        &["MOONSHOT_API_KEY=sk-{alnum:20}", "MOONSHOT_API_KEY=${MOONSHOT_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/stability-key",
            "An API key of a Stability AI account.",
            BILLED,
            "Delete it at https://platform.stability.ai/account/keys and make another.",
            "https://platform.stability.ai/docs/api-reference",
        ),
        "Stability AI API key",
        &["stability_", "stability-", "stabilityai", "stability.ai", "dreamstudio"],
        r"sk-[A-Za-z0-9]{48}",
    )
    .examples(
        &["STABILITY_API_KEY=sk-{alnum:48}"],
        &["STABILITY_API_KEY=sk-{alnum:20}", "STABILITY_API_KEY=${STABILITY_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/braintrust-key",
            "An API key of a Braintrust organisation.",
            "Whoever holds it reads the logged prompts and answers and runs models at the owner's cost.",
            "Delete it under Settings > API keys at https://www.braintrust.dev and make another.",
            "https://www.braintrust.dev/docs/reference/api",
        ),
        "Braintrust API key",
        &["braintrust"],
        r"sk-[A-Za-z0-9]{48}",
    )
    .examples(
        &["BRAINTRUST_API_KEY=sk-{alnum:48}"],
        &["BRAINTRUST_API_KEY=sk-{alnum:20}", "BRAINTRUST_API_KEY=${BRAINTRUST_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/minimax-key",
            "An API key of a MiniMax account.",
            BILLED,
            "Delete it at https://platform.minimax.io under API keys and make another.",
            "https://platform.minimax.io/docs/guides/quickstart",
        ),
        "MiniMax API key",
        &["minimax"],
        r"sk-(?:api|cp)-[A-Za-z0-9_-]{80,130}",
    )
    .examples(
        &["MINIMAX_API_KEY=sk-api-{alnum:110}"],
        &["MINIMAX_API_KEY=sk-api-{alnum:20}", "MINIMAX_API_KEY=${MINIMAX_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/zhipu-key",
            "An API key of a Zhipu AI (Z.ai, BigModel) account.",
            BILLED,
            "Delete it at https://z.ai/manage-apikey/apikey-list and make another.",
            "https://docs.z.ai/api-reference/introduction",
        ),
        "Zhipu AI API key",
        &["zhipu", "bigmodel", "z_ai", "z.ai", "zai_", "zai-", "zaitoken", "zaiapi", "glm_", "chatglm"],
        r"[0-9a-f]{32}\.[A-Za-z0-9]{16}",
    )
    .examples(
        &["ZHIPUAI_API_KEY={hex:32}.{alnum:16}"],
        &["ZHIPUAI_API_KEY={hex:32}.{alnum:4}", "ZHIPUAI_API_KEY=${ZHIPUAI_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/ollama-key",
            "An API key of an Ollama account.",
            BILLED,
            "Delete it at https://ollama.com/settings/keys and make another.",
            "https://docs.ollama.com/api/authentication",
        ),
        "Ollama API key",
        &["ollama"],
        r"[0-9a-f]{32}\.[A-Za-z0-9_-]{24}",
    )
    .examples(
        &["OLLAMA_API_KEY={hex:32}.{alnum:24}"],
        &["OLLAMA_API_KEY={hex:32}", "OLLAMA_API_KEY=${OLLAMA_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/mistral-key",
            "An API key of a Mistral AI workspace.",
            BILLED,
            "Delete it at https://console.mistral.ai/api-keys and make another.",
            "https://docs.mistral.ai/getting-started/quickstart/",
        ),
        "Mistral AI API key",
        &["mistral"],
        r"[A-Za-z0-9]{32}",
    )
    .examples(&["MISTRAL_API_KEY={alnum:32}"], &["MISTRAL_API_KEY={alnum:20}", "MISTRAL_API_KEY=${MISTRAL_API_KEY}"]),
    Rule::named(
        code(
            "secrets/cohere-key",
            "An API key of a Cohere account.",
            BILLED,
            "Delete it at https://dashboard.cohere.com/api-keys and make another.",
            "https://docs.cohere.com/reference/about",
        ),
        "Cohere API key",
        &["cohere", "co_api_key"],
        r"[A-Za-z0-9]{40}",
    )
    .examples(
        &["COHERE_API_KEY={alnum:40}", "CO_API_KEY={alnum:40}"],
        &["COHERE_API_KEY={alnum:20}", "COHERE_API_KEY=${COHERE_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/assemblyai-key",
            "An API key of an AssemblyAI account.",
            BILLED,
            "Delete it at https://www.assemblyai.com/dashboard/api-keys and make another.",
            "https://www.assemblyai.com/docs/api-reference/overview",
        ),
        "AssemblyAI API key",
        &["assemblyai", "assembly_ai", "assembly-ai"],
        r"[0-9a-z]{32}",
    )
    .examples(
        &["ASSEMBLYAI_API_KEY={hex:32}"],
        &["ASSEMBLYAI_API_KEY={hex:20}", "ASSEMBLYAI_API_KEY=${ASSEMBLYAI_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/deepgram-key",
            "An API key of a Deepgram project.",
            BILLED,
            "Delete it at https://console.deepgram.com under API keys and make another.",
            "https://developers.deepgram.com/guides/fundamentals/authenticating",
        ),
        "Deepgram API key",
        &["deepgram"],
        r"[0-9a-f]{40}",
    )
    .examples(&["DEEPGRAM_API_KEY={hex:40}"], &["DEEPGRAM_API_KEY={hex:20}", "DEEPGRAM_API_KEY=${DEEPGRAM_API_KEY}"]),
    Rule::named(
        code(
            "secrets/ai21-key",
            "An API key of an AI21 account.",
            BILLED,
            "Delete it at https://studio.ai21.com/v2/account/api-key and make another.",
            "https://docs.ai21.com/reference/authentication",
        ),
        "AI21 API key",
        &["ai21"],
        r"[A-Za-z0-9]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    )
    .examples(&["AI21_API_KEY={alnum:32}"], &["AI21_API_KEY={alnum:20}", "AI21_API_KEY=${AI21_API_KEY}"]),
    Rule::named(
        code(
            "secrets/sambanova-key",
            "An API key of a SambaNova Cloud account.",
            BILLED,
            "Delete it at https://cloud.sambanova.ai/apis and make another.",
            "https://docs.sambanova.ai/docs/en/get-started/quickstart",
        ),
        "SambaNova API key",
        &["sambanova"],
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    )
    .examples(
        &["SAMBANOVA_API_KEY={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["SAMBANOVA_API_KEY={hex:8}", "SAMBANOVA_API_KEY=${SAMBANOVA_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/upstage-key",
            "An API key of an Upstage account.",
            BILLED,
            "Delete it at https://console.upstage.ai/api-keys and make another.",
            "https://console.upstage.ai/docs/getting-started",
        ),
        "Upstage API key",
        &["upstage"],
        r"up_[A-Za-z0-9]{29}|[A-Za-z0-9]{40}",
    )
    .examples(
        &["UPSTAGE_API_KEY=up_{alnum:29}", "UPSTAGE_API_KEY={alnum:40}"],
        &["UPSTAGE_API_KEY=up_{alnum:10}", "UPSTAGE_API_KEY=${UPSTAGE_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/clova-studio-key",
            "An API key of Naver's CLOVA Studio.",
            BILLED,
            "Delete it at https://clovastudio.ncloud.com under API keys and make another.",
            "https://api.ncloud-docs.com/docs/ai-naver-clovastudio-summary",
        ),
        "CLOVA Studio API key",
        &["clova", "hyperclova"],
        r"nv-[0-9a-f]{32}[A-Za-z0-9]{4}|NTA0MjU2MWZlZTcxNDJiY[A-Za-z0-9+/]{40,80}={0,2}",
    )
    .examples(
        &["CLOVASTUDIO_API_KEY=nv-{hex:32}{alnum:4}"],
        &["CLOVASTUDIO_API_KEY=nv-{hex:10}", "CLOVASTUDIO_API_KEY=${CLOVASTUDIO_API_KEY}"],
    ),
    Rule::token(
        code(
            "secrets/friendli-token",
            "A personal access token of a FriendliAI account.",
            BILLED,
            "Delete it at https://friendli.ai under Personal settings > Tokens and make another.",
            "https://friendli.ai/docs/guides/personal_access_tokens",
        ),
        "FriendliAI token",
        &["flp_"],
        r"flp_[A-Za-z0-9]{40,56}",
    )
    .judged_by(random)
    .examples(&["flp_{alnum:48}"], &["flp_{alnum:10}"]),
    Rule::named(
        code(
            "secrets/qdrant-key",
            "An API key of a Qdrant cluster.",
            "Whoever holds it reads, changes and deletes the collections of the cluster.",
            "Delete it under API keys of the cluster at https://cloud.qdrant.io and make another.",
            "https://qdrant.tech/documentation/cloud/authentication/",
        ),
        "Qdrant API key",
        &["qdrant"],
        r"[A-Za-z0-9_-]{54}|[A-Za-z0-9_-]{32,36}\|[A-Za-z0-9_-]{54,70}",
    )
    .examples(&["QDRANT_API_KEY={alnum:54}"], &["QDRANT_API_KEY={alnum:20}", "QDRANT_API_KEY=${QDRANT_API_KEY}"]),
    Rule::named(
        code(
            "secrets/weaviate-key",
            "An API key of a Weaviate cluster.",
            "Whoever holds it reads, changes and deletes the collections of the cluster.",
            "Delete it under API keys of the cluster at https://console.weaviate.cloud and make another.",
            "https://docs.weaviate.io/cloud/manage-clusters/connect",
        ),
        "Weaviate API key",
        &["weaviate"],
        r"[A-Za-z0-9]{36}|[A-Za-z0-9+/]{80,120}={0,2}",
    )
    .examples(
        &["WEAVIATE_API_KEY={alnum:36}"],
        &["WEAVIATE_API_KEY={alnum:20}", "WEAVIATE_API_KEY=${WEAVIATE_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/pinecone-legacy-key",
            "An API key of a Pinecone project, of the older form.",
            "Whoever holds it reads, changes and deletes the indexes of the project.",
            "Delete it under API keys at https://app.pinecone.io and make another.",
            "https://docs.pinecone.io/guides/projects/manage-api-keys",
        ),
        "Pinecone API key",
        &["pinecone"],
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    )
    .examples(
        &["PINECONE_API_KEY={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["PINECONE_API_KEY={hex:8}", "PINECONE_API_KEY=${PINECONE_API_KEY}"],
    ),
    Rule::token(
        code(
            "secrets/runpod-key",
            "An API key of a RunPod account.",
            "Whoever holds it starts machines at its owner's cost.",
            "Delete it at https://console.runpod.io/user/settings and make another.",
            "https://docs.runpod.io/get-started/api-keys",
        ),
        "RunPod API key",
        &["rpa_"],
        r"rpa_[A-Z0-9]{40}[A-Za-z0-9]{6}",
    )
    .examples(&["rpa_{upper:40}{alnum:6}"], &["rpa_{upper:10}", "rpa_{lower:30}"]),
    Rule::named(
        code(
            "secrets/modal-token",
            "The secret of a Modal token.",
            "Whoever holds it with its id runs code on machines at its owner's cost.",
            "Delete it at https://modal.com/settings/tokens and make another.",
            "https://modal.com/docs/reference/modal.config",
        ),
        "Modal token secret",
        &["modal_token", "modal-token", "modaltoken"],
        r"as-[A-Za-z0-9]{22}",
    )
    .examples(
        &["MODAL_TOKEN_SECRET=as-{alnum:22}"],
        &["MODAL_TOKEN_SECRET=as-{alnum:10}", "MODAL_TOKEN_SECRET=${MODAL_TOKEN_SECRET}"],
    ),
    Rule::named(
        code(
            "secrets/fal-key",
            "An API key of a fal account.",
            BILLED,
            "Delete it at https://fal.ai/dashboard/keys and make another.",
            "https://docs.fal.ai/authentication/key-based",
        ),
        "fal API key",
        &["fal_key", "fal-key", "falkey", "fal_api", "fal.config"],
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}:[0-9a-f]{32}",
    )
    .examples(
        &["FAL_KEY={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}:{hex:32}"],
        &["FAL_KEY={hex:8}", "FAL_KEY=${FAL_KEY}"],
    ),
    Rule::token(
        code(
            "secrets/e2b-key",
            "An API key of an E2B team.",
            "Whoever holds it starts sandboxes at its owner's cost and reads what runs in them.",
            "Delete it at https://e2b.dev/dashboard under Keys and make another.",
            "https://e2b.dev/docs/api-key",
        ),
        "E2B API key",
        &["e2b_"],
        r"e2b_[0-9a-f]{40}",
    )
    .examples(&["e2b_{hex:40}"], &["e2b_{hex:10}"]),
    Rule::token(
        code(
            "secrets/daytona-key",
            "An API key of a Daytona organisation.",
            "Whoever holds it starts sandboxes at its owner's cost and reads what runs in them.",
            "Delete it at https://app.daytona.io/dashboard/keys and make another.",
            "https://www.daytona.io/docs/en/api-keys/",
        ),
        "Daytona API key",
        &["dtn_"],
        r"dtn_[0-9a-f]{64}",
    )
    .examples(&["dtn_{hex:64}"], &["dtn_{hex:10}"]),
    Rule::token(
        code(
            "secrets/mem0-key",
            "An API key of a Mem0 project.",
            "Whoever holds it reads and changes what the agents of the project remember.",
            "Delete it at https://app.mem0.ai/dashboard/api-keys and make another.",
            "https://docs.mem0.ai/platform/quickstart",
        ),
        "Mem0 API key",
        &["m0-"],
        r"m0-[A-Za-z0-9]{40}",
    )
    .judged_by(random)
    .examples(&["m0-{alnum:40}"], &["m0-{alnum:10}"]),
    Rule::token(
        code(
            "secrets/browserbase-key",
            "An API key of a Browserbase project.",
            "Whoever holds it runs browsers at its owner's cost and watches the sessions of others.",
            "Regenerate it at https://www.browserbase.com/settings.",
            "https://docs.browserbase.com/introduction/getting-started",
        ),
        "Browserbase API key",
        &["bb_live_"],
        r"bb_live_[A-Za-z0-9_-]{24,40}",
    )
    .judged_by(random)
    .examples(&["bb_live_{alnum:27}"], &["bb_live_{alnum:10}"]),
    Rule::token(
        code(
            "secrets/cursor-key",
            "An API key of a Cursor account or team.",
            BILLED,
            "Delete it at https://cursor.com/dashboard under Integrations and make another.",
            "https://cursor.com/docs/account/teams/admin-api",
        ),
        "Cursor API key",
        &["key_", "crsr_"],
        r"(?:key|crsr)_[0-9a-f]{64}",
    )
    .examples(&["key_{hex:64}", "crsr_{hex:64}"], &["key_{hex:20}", "key_id"]),
    Rule::token(
        code(
            "secrets/devin-key",
            "An API key or service user's token of Devin.",
            "Whoever holds it lets Devin work, with its rights over the repositories, at its owner's cost.",
            "Revoke it at https://app.devin.ai/settings under API keys and make another.",
            "https://docs.devin.ai/api-reference/authentication",
        ),
        "Devin API key",
        &["apk_", "cog_"],
        r"(?:apk_(?:user_)?[A-Za-z0-9+/]{80,200}={0,2}|cog_[a-z2-7]{52})",
    )
    .judged_by(random)
    .examples(
        &["apk_user_{alnum:140}", "apk_{alnum:100}", "cog_{lowerbase32:52}"],
        &["apk_user_{alnum:20}", "cog_{lower:10}"],
    ),
    Rule::named(
        code(
            "secrets/brave-search-key",
            "An API key of the Brave Search API.",
            BILLED,
            "Delete it at https://api-dashboard.search.brave.com/app/keys and make another.",
            "https://api-dashboard.search.brave.com/app/documentation/web-search/get-started",
        ),
        "Brave Search API key",
        &["brave_", "brave-", "bravesearch", "x-subscription-token"],
        r"BSA[A-Za-z0-9_-]{28}",
    )
    .examples(
        &["BRAVE_API_KEY=BSA{alnum:28}", "\"X-Subscription-Token\": \"BSA{alnum:28}\""],
        &["BRAVE_API_KEY=BSA{alnum:10}", "BRAVE_API_KEY=${BRAVE_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/kagi-key",
            "An API key of a Kagi account.",
            BILLED,
            "Delete it at https://kagi.com/settings/api and make another.",
            "https://help.kagi.com/kagi/api/overview.html",
        ),
        "Kagi API key",
        &["kagi"],
        r"[A-Za-z0-9_-]{8,14}\.[A-Za-z0-9_-]{43}",
    )
    .examples(&["KAGI_API_KEY={alnum:11}.{alnum:43}"], &["KAGI_API_KEY={alnum:11}", "KAGI_API_KEY=${KAGI_API_KEY}"]),
    Rule::named(
        code(
            "secrets/serpapi-key",
            "An API key of a SerpApi account.",
            BILLED,
            "Regenerate it at https://serpapi.com/manage-api-key.",
            "https://serpapi.com/search-api",
        ),
        "SerpApi key",
        &["serpapi", "serp_api"],
        r"[0-9a-f]{64}",
    )
    .examples(&["SERPAPI_API_KEY={hex:64}"], &["SERPAPI_API_KEY={hex:20}", "SERPAPI_API_KEY=${SERPAPI_API_KEY}"]),
    Rule::named(
        code(
            "secrets/serper-key",
            "An API key of a Serper account.",
            BILLED,
            "Regenerate it at https://serper.dev/api-keys.",
            "https://serper.dev/",
        ),
        "Serper API key",
        &["serper"],
        r"[0-9a-f]{40}",
    )
    .examples(&["SERPER_API_KEY={hex:40}"], &["SERPER_API_KEY={hex:20}", "SERPER_API_KEY=${SERPER_API_KEY}"]),
    Rule::named(
        code(
            "secrets/exa-key",
            "An API key of an Exa account.",
            BILLED,
            "Delete it at https://dashboard.exa.ai/api-keys and make another.",
            "https://docs.exa.ai/reference/getting-started",
        ),
        "Exa API key",
        &["exa_api", "exa-api", "exaapi"],
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    )
    .examples(
        &["EXA_API_KEY={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["EXA_API_KEY={hex:8}", "EXA_API_KEY=${EXA_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/greptile-key",
            "An API key of a Greptile account.",
            "Whoever holds it asks questions about the repositories that Greptile has indexed.",
            "Delete it at https://app.greptile.com under API keys and make another.",
            "https://www.greptile.com/docs/api-reference/introduction",
        ),
        "Greptile API key",
        &["greptile"],
        r"[A-Za-z0-9+/]{48}",
    )
    .examples(
        &["GREPTILE_API_KEY={base64:48}"],
        &["GREPTILE_API_KEY={base64:20}", "GREPTILE_API_KEY=${GREPTILE_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/lighton-key",
            "An API key of LightOn Paradigm.",
            BILLED,
            "Delete it in the settings of the Paradigm account and make another.",
            "https://paradigm.lighton.ai/api/schema/redoc/",
        ),
        "LightOn Paradigm API key",
        &["lighton", "paradigm_", "paradigm-"],
        r"[A-Za-z0-9_-]{48}",
    )
    .examples(
        &["PARADIGM_API_KEY={alnum:48}"],
        &["PARADIGM_API_KEY={alnum:20}", "PARADIGM_API_KEY=${PARADIGM_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/roboflow-key",
            "An API key of a Roboflow workspace.",
            "Whoever holds it reads and changes the workspace's data sets and models.",
            "Revoke it under Settings > API keys at https://app.roboflow.com.",
            "https://docs.roboflow.com/api-reference/authentication",
        ),
        "Roboflow API key",
        &["roboflow"],
        r"[A-Za-z0-9]{20}",
    )
    .examples(
        &["ROBOFLOW_API_KEY={alnum:20}"],
        &["ROBOFLOW_API_KEY={alnum:10}", "ROBOFLOW_API_KEY=${ROBOFLOW_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/comet-key",
            "An API key of a Comet (or Opik) account.",
            "Whoever holds it reads and changes the experiments and traces of the workspace.",
            "Regenerate it at https://www.comet.com/account-settings/apiKeys.",
            "https://www.comet.com/docs/v2/guides/experiment-management/configure-sdk/",
        ),
        "Comet API key",
        &["comet_api", "comet-api", "opik_api"],
        r"[A-Za-z0-9]{25}",
    )
    .examples(&["COMET_API_KEY={alnum:25}"], &["COMET_API_KEY={alnum:10}", "COMET_API_KEY=${COMET_API_KEY}"]),
    Rule::token(
        code(
            "secrets/cartesia-key",
            "An API key of a Cartesia account.",
            BILLED,
            "Delete it at https://play.cartesia.ai/keys and make another.",
            "https://docs.cartesia.ai/get-started/make-an-api-request",
        ),
        "Cartesia API key",
        &["sk_car_"],
        r"sk_car_[A-Za-z0-9_-]{20,44}",
    )
    .judged_by(random)
    .examples(&["sk_car_{alnum:22}"], &["sk_car_{alnum:6}"]),
    Rule::token(
        code(
            "secrets/nomic-key",
            "An API key of a Nomic Atlas organisation.",
            BILLED,
            "Delete it at https://atlas.nomic.ai under Settings > API keys and make another.",
            "https://docs.nomic.ai/platform/admin/api-keys",
        ),
        "Nomic API key",
        &["nk-"],
        r"nk-[A-Za-z0-9_-]{43}",
    )
    .judged_by(random)
    .examples(&["nk-{alnum:43}"], &["nk-{alnum:10}"]),
    Rule::named(
        code(
            "secrets/private-ai-key",
            "An API key of Private AI.",
            BILLED,
            "Delete it at https://portal.private-ai.com and make another.",
            "https://docs.private-ai.com/reference/latest/operation/",
        ),
        "Private AI API key",
        &["privateai", "private_ai", "private-ai"],
        r"[0-9a-z]{32}",
    )
    .examples(
        &["PRIVATEAI_API_KEY={lower:32}"],
        &["PRIVATEAI_API_KEY={lower:8}", "PRIVATEAI_API_KEY=${PRIVATEAI_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/dify-key",
            "An API key of a Dify app or knowledge base.",
            BILLED,
            "Delete it under API access of the app and make another.",
            "https://docs.dify.ai/en/guides/application-publishing/developing-with-apis",
        ),
        "Dify API key",
        &["dify"],
        r"(?:app|dataset)-[A-Za-z0-9]{24}",
    )
    .examples(&["DIFY_API_KEY=app-{alnum:24}"], &["DIFY_API_KEY=app-{alnum:6}", "DIFY_API_KEY=${DIFY_API_KEY}"]),
    Rule::token(
        code(
            "secrets/coze-token",
            "A personal access token of Coze.",
            BILLED,
            "Delete it at https://www.coze.com/open/oauth/pats and make another.",
            "https://www.coze.com/docs/developer_guides/pat",
        ),
        "Coze access token",
        &["pat_"],
        r"pat_[A-Za-z0-9]{64}",
    )
    .judged_by(random)
    .examples(&["pat_{alnum:64}"], &["pat_{alnum:20}"]),
    Rule::named(
        code(
            "secrets/volcengine-ark-key",
            "An API key of Volcengine Ark (Doubao).",
            BILLED,
            "Delete it under API keys of the Ark console and make another.",
            "https://www.volcengine.com/docs/82379/1541594",
        ),
        "Volcengine Ark API key",
        &["ark_api", "ark_key", "volcengine", "doubao"],
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    )
    .examples(
        &["ARK_API_KEY={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["ARK_API_KEY={hex:8}", "ARK_API_KEY=${ARK_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/deepinfra-key",
            "An API key of DeepInfra.",
            BILLED,
            "Delete it at https://deepinfra.com/dash/api_keys and make another.",
            "https://deepinfra.com/docs/getting-started",
        ),
        "DeepInfra API key",
        &["deepinfra"],
        r"[A-Za-z0-9]{32}",
    )
    .examples(
        &["DEEPINFRA_API_KEY={alnum:32}"],
        &["DEEPINFRA_API_KEY={alnum:8}", "DEEPINFRA_API_KEY=${DEEPINFRA_API_KEY}"],
    ),
    Rule::token(
        code(
            "secrets/anyscale-key",
            "An API key of Anyscale.",
            BILLED,
            "Delete it at https://console.anyscale.com under API keys and make another.",
            "https://docs.anyscale.com/administration/security/api-keys/",
        ),
        "Anyscale API key",
        &["esecret_", "aph0_"],
        r"(?:esecret_|aph0_)[A-Za-z0-9]{24,64}",
    )
    .judged_by(random)
    .examples(&["esecret_{alnum:26}"], &["esecret_{alnum:8}"]),
    Rule::named(
        code(
            "secrets/baseten-key",
            "An API key of Baseten.",
            BILLED,
            "Revoke it at https://app.baseten.co/settings/api_keys and make another.",
            "https://docs.baseten.co/organization/api-keys",
        ),
        "Baseten API key",
        &["baseten"],
        r"[A-Za-z0-9]{8}\.[A-Za-z0-9]{32}",
    )
    .examples(
        &["BASETEN_API_KEY={alnum:8}.{alnum:32}"],
        &["BASETEN_API_KEY={alnum:8}", "BASETEN_API_KEY=${BASETEN_API_KEY}"],
    ),
    Rule::token(
        code(
            "secrets/llama-api-key",
            "An API key of Meta's Llama API.",
            BILLED,
            "Delete it at https://llama.developer.meta.com under API keys and make another.",
            "https://llama.developer.meta.com/docs/api-keys",
        ),
        "Llama API key",
        &["LLM|"],
        r"LLM\|[0-9]{14,17}\|[A-Za-z0-9_-]{26,28}",
    )
    .examples(&["LLM|{digit:16}|{alnum:27}"], &["LLM|{digit:16}"]),
    Rule::token(
        code(
            "secrets/deepl-key",
            "An API key of DeepL's free plan.",
            BILLED,
            "Delete it at https://www.deepl.com/your-account/keys and make another.",
            "https://developers.deepl.com/docs/getting-started/auth",
        ),
        "DeepL API key",
        &[":fx"],
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}:fx",
    )
    .anchored(Anchor::Near(36, 0))
    .examples(&["{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}:fx"], &["{hex:8}:fx", "a:fx"]),
    Rule::named(
        code(
            "secrets/deepl-pro-key",
            "An API key of DeepL's paid plans.",
            BILLED,
            "Delete it at https://www.deepl.com/your-account/keys and make another.",
            "https://developers.deepl.com/docs/getting-started/auth",
        ),
        "DeepL API key",
        &["deepl"],
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    )
    .examples(
        &["DEEPL_AUTH_KEY={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["DEEPL_AUTH_KEY={hex:8}", "DEEPL_AUTH_KEY=${DEEPL_AUTH_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/leonardo-key",
            "An API key of Leonardo.Ai.",
            BILLED,
            "Delete it at https://app.leonardo.ai/api-access and make another.",
            "https://docs.leonardo.ai/docs/create-your-api-key",
        ),
        "Leonardo.Ai API key",
        &["leonardo"],
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    )
    .examples(
        &["LEONARDO_API_KEY={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["LEONARDO_API_KEY={hex:8}", "LEONARDO_API_KEY=${LEONARDO_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/speechmatics-key",
            "An API key of Speechmatics.",
            BILLED,
            "Delete it at https://portal.speechmatics.com/settings/api-keys and make another.",
            "https://docs.speechmatics.com/get-started/authentication",
        ),
        "Speechmatics API key",
        &["speechmatics"],
        r"[A-Za-z0-9]{32}",
    )
    .examples(
        &["SPEECHMATICS_API_KEY={alnum:32}"],
        &["SPEECHMATICS_API_KEY={alnum:8}", "SPEECHMATICS_API_KEY=${SPEECHMATICS_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/clarifai-key",
            "A personal access token or app key of Clarifai.",
            BILLED,
            "Delete it at https://clarifai.com/settings/security and make another.",
            "https://docs.clarifai.com/control/authentication/pat/",
        ),
        "Clarifai token",
        &["clarifai"],
        r"[0-9a-f]{32}",
    )
    .examples(&["CLARIFAI_PAT={hex:32}"], &["CLARIFAI_PAT={hex:8}", "CLARIFAI_PAT=${CLARIFAI_PAT}"]),
    Rule::token(
        code(
            "secrets/openai-compatible-key",
            "An API key of the form sk-…: of OpenAI before 2023, or of one of the many services that took over its \
             form.",
            BILLED,
            "Find out whose it is from the address that it is sent to; delete it there and make another.",
            "https://platform.openai.com/docs/api-reference/authentication",
        ),
        "API key of OpenAI's form",
        &["sk-"],
        r"sk-(?:[A-Za-z0-9]{48}|[0-9a-f]{32})",
    )
    .judged_by(random)
    .often_invented()
    .examples(
        &["sk-{alnum:48}", "sk-{hex:32}"],
        &["sk-{alnum:20}", "sk-{alnum:60}", "sk-some-long-class-name-of-a-stylesheet"],
    ),
];
