//! Microsoft's cloud: Azure and Entra ID.

use super::super::rule::{Anchor, Candidate, Rule, Verdict, code, random};
use super::super::shape;
use super::cloud::ACCOUNT;

const SERVICE: &str = "Whoever holds it uses the service with full rights, at its owner's cost.";
const KEYS: &str = "Regenerate the resource's keys in the Azure portal (Keys); better, use Entra ID.";

pub(super) static RULES: &[Rule] = &[
    Rule::token(
        code(
            "secrets/azure-cosmos-key",
            "The account key of an Azure Cosmos DB account.",
            "Whoever holds it reads, changes and deletes every database of the account.",
            "Regenerate it (`az cosmosdb keys regenerate …`); better, use Entra ID.",
            "https://learn.microsoft.com/en-us/azure/cosmos-db/secure-access-to-data",
        ),
        "Azure Cosmos DB key",
        &["documents.azure.com", "cosmos"],
        r#"(?i-u:key)["'\]]{0,2}\s{0,4}[:=,]\s{0,4}["']?(?P<s>[A-Za-z0-9+/]{86}==)"#,
    )
    .anchored(Anchor::Near(0, 240))
    .judged_by(random)
    .examples(
        &["AccountEndpoint=https://acme.documents.azure.com:443/;AccountKey={base64:86}==", "COSMOS_KEY={base64:86}=="],
        &["COSMOS_KEY={base64:40}==", "AccountEndpoint=https://acme.documents.azure.com:443/;AccountKey=..."],
    ),
    Rule::token(
        code(
            "secrets/azure-communication-key",
            "The access key of an Azure Communication Services resource.",
            "Whoever holds it sends mail, messages and calls in the owner's name.",
            KEYS,
            "https://learn.microsoft.com/en-us/azure/communication-services/quickstarts/create-communication-resource",
        ),
        "Azure Communication Services key",
        &[".communication.azure.com"],
        r"(?i-u:accesskey)=(?P<s>[A-Za-z0-9+/]{86}==|[A-Za-z0-9]{84})",
    )
    .anchored(Anchor::Near(0, 140))
    .judged_by(random)
    .examples(
        &["endpoint=https://acme.communication.azure.com/;accesskey={base64:86}=="],
        &["endpoint=https://acme.communication.azure.com/;accesskey={base64:20}=="],
    ),
    Rule::named(
        code(
            "secrets/azure-batch-key",
            "The account key of an Azure Batch account.",
            "Whoever holds it runs programs on the account's machines.",
            "Regenerate it (`az batch account keys renew …`); better, use Entra ID.",
            "https://learn.microsoft.com/en-us/azure/batch/security-best-practices",
        ),
        "Azure Batch key",
        &["batch.azure.com", "azure_batch", "azurebatch"],
        r"[A-Za-z0-9+/]{86}==",
    )
    .examples(&["AZURE_BATCH_KEY={base64:86}=="], &["AZURE_BATCH_POOL={base64:86}==", "BATCH_KEY={base64:86}=="]),
    Rule::token(
        code(
            "secrets/azure-storage-key",
            "The account key of an Azure Storage account.",
            "Whoever holds it has every right over the account's data.",
            "Rotate it (`az storage account keys renew …`); better, use Entra ID.",
            "https://learn.microsoft.com/en-us/azure/storage/common/storage-account-keys-manage",
        ),
        "Azure account key",
        &["accountkey", "account_key", "storage_key", "storagekey", "access_key", "accesskey", "azure", "primarykey"],
        r#"(?:key|KEY|Key)["'\]]{0,2}\s{0,4}[:=]\s{0,4}["']?(?P<s>[A-Za-z0-9+/]{86}==)"#,
    )
    .anchored(Anchor::Near(8, 200))
    .examples(&["AccountKey={base64:86}==", "azure_storage_key: \"{base64:86}==\""], &["AccountKey={base64:40}==", "AccountKey=..."]),
    Rule::token(
        code(
            "secrets/azure-sas-token",
            "A shared access signature of an Azure resource: a URL that opens it to whoever has it.",
            "Until it expires anybody can read, and mostly write, what it is for.",
            "Rotate the account key it was signed with, or delete the stored access policy; let new ones live for minutes.",
            "https://learn.microsoft.com/en-us/azure/storage/common/storage-sas-overview",
        ),
        "Azure shared access signature",
        &["sig="],
        r"[?&;](?i-u:sig)=(?P<s>[A-Za-z0-9%+/]{43,70}(?:%3[dD]|=))",
    )
    .anchored(Anchor::Near(1, 80))
    .judged_by(signature)
    .examples(
        &["https://acme.blob.core.windows.net/c?sv=2024-11-04&se=2030-01-01T00%3A00%3A00Z&sr=c&sp=r&sig={alnum:43}%3D"],
        &["https://acme.io/?sig={alnum:43}%3D", "?sv=2024-11-04&se=2030-01-01&sig={alnum:12}%3D"],
    ),
    Rule::token(
        code(
            "secrets/azure-shared-access-key",
            "The shared access key of an Azure Service Bus, Event Hubs, Relay or Notification Hubs policy.",
            "Whoever holds it sends and reads there with the rights of the policy.",
            "Regenerate the policy's keys in the Azure portal; better, use Entra ID.",
            "https://learn.microsoft.com/en-us/azure/service-bus-messaging/service-bus-sas",
        ),
        "Azure shared access key",
        &["SharedAccessKey="],
        r"SharedAccessKey=(?P<s>[A-Za-z0-9+/]{43}=)",
    )
    .examples(&["SharedAccessKey={base64:43}="], &["SharedAccessKey=...", "SharedAccessKey={base64:10}="]),
    Rule::token(
        code(
            "secrets/azure-app-configuration-key",
            "The access key of an Azure App Configuration store.",
            "Whoever holds it reads the settings of every application that keeps them there, and may change them.",
            "Regenerate the store's access keys (`az appconfig credential regenerate …`); better, use Entra ID.",
            "https://learn.microsoft.com/en-us/azure/azure-app-configuration/howto-disable-access-key-authentication",
        ),
        "Azure App Configuration key",
        &[".azconfig.io"],
        r"\.azconfig\.io;Id=[A-Za-z0-9+/:-]{4,50};Secret=(?P<s>[A-Za-z0-9+/]{40,100}={0,2})",
    )
    .anchored(Anchor::Near(0, 200))
    .examples(
        &["Endpoint=https://acme.azconfig.io;Id=ab-l0-s0:x;Secret={base64:43}="],
        &["Endpoint=https://acme.azconfig.io;Id=ab-l0-s0:x;Secret=..."],
    ),
    Rule::token(
        code(
            "secrets/azure-signalr-key",
            "The access key of an Azure SignalR or Web PubSub service.",
            "Whoever holds it reads and sends every message of the service.",
            KEYS,
            "https://learn.microsoft.com/en-us/azure/azure-signalr/signalr-howto-key-rotation",
        ),
        "Azure SignalR key",
        &[".service.signalr.net", ".webpubsub.azure.com"],
        r"(?i-u:accesskey)=(?P<s>[A-Za-z0-9+/]{43}=|[A-Za-z0-9]{84})",
    )
    .anchored(Anchor::Near(0, 140))
    .judged_by(random)
    .examples(
        &["Endpoint=https://acme.service.signalr.net;AccessKey={base64:43}=;Version=1.0;"],
        &["Endpoint=https://acme.service.signalr.net;AccessKey=...;Version=1.0;"],
    ),
    Rule::token(
        code(
            "secrets/azure-devops-token",
            "A personal access token of Azure DevOps.",
            "Whoever holds it reads and writes its owner's repositories and pipelines within the token's scopes.",
            "Revoke it under User settings > Personal access tokens and make another.",
            "https://learn.microsoft.com/en-us/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate",
        ),
        "Azure DevOps access token",
        &["AZDO"],
        r"[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}",
    )
    .anchored(Anchor::Near(76, 4))
    .examples(&["{alnum:52}JQQJ99{alnum:18}AZDO{alnum:4}"], &["{alnum:60}AZDO{alnum:4}"]),
    Rule::named(
        code(
            "secrets/azure-devops-legacy-token",
            "A personal access token of Azure DevOps, of the older form of 52 characters.",
            "Whoever holds it reads and writes its owner's repositories and pipelines within the token's scopes.",
            "Revoke it under User settings > Personal access tokens and make another.",
            "https://learn.microsoft.com/en-us/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate",
        ),
        "Azure DevOps access token",
        &["azure_devops", "azuredevops", "azure-devops", "dev.azure.com", "visualstudio.com", "vsts", "ado_", "azdo", "vsce_pat"],
        r"[a-z2-7]{52}",
    )
    .examples(&["AZURE_DEVOPS_PAT={lowerbase32:52}"], &["AZURE_DEVOPS_ORG={lowerbase32:52}", "PAT={lowerbase32:52}"]),
    Rule::token(
        code(
            "secrets/azure-identifiable-key",
            "A key of an Azure service in the form that Microsoft can identify: OpenAI, AI Services and others.",
            SERVICE,
            KEYS,
            "https://learn.microsoft.com/en-us/azure/ai-services/rotate-keys",
        ),
        "Azure service key",
        &["JQQJ9"],
        r"[A-Za-z0-9]{52}JQQJ9[A-Za-z0-9]{19}[A-Z0-9]{4}[A-Za-z0-9]{4}",
    )
    .anchored(Anchor::Near(52, 28))
    .examples(&["{alnum:52}JQQJ99{alnum:18}ACOG{alnum:4}"], &["{alnum:20}JQQJ99{alnum:18}ACOG{alnum:4}"]),
    Rule::token(
        code(
            "secrets/azure-search-key",
            "The admin or query key of an Azure AI Search service.",
            "Whoever holds the admin key reads, changes and deletes every index.",
            "Regenerate it (`az search admin-key renew …`); better, use Entra ID.",
            "https://learn.microsoft.com/en-us/azure/search/search-security-api-keys",
        ),
        "Azure AI Search key",
        &["AzSe"],
        r"[A-Za-z0-9]{42}AzSe[A-D][A-Za-z0-9]{5}",
    )
    .anchored(Anchor::Near(42, 6))
    .examples(&["{alnum:42}AzSeA{alnum:5}"], &["{alnum:20}AzSeA{alnum:5}"]),
    Rule::token(
        code(
            "secrets/azure-functions-key",
            "A host or function key of an Azure Functions app.",
            "Whoever holds it calls the functions; with the master key, changes the app as well.",
            "Renew it (Functions > App keys) and read it from the environment.",
            "https://learn.microsoft.com/en-us/azure/azure-functions/function-keys-how-to",
        ),
        "Azure Functions key",
        &["AzFu"],
        r"[A-Za-z0-9_-]{44}AzFu[A-Za-z0-9_-]{5}[AQgw]==",
    )
    .anchored(Anchor::Near(44, 8))
    .examples(&["{alnum:44}AzFu{alnum:5}Q=="], &["{alnum:20}AzFu{alnum:5}Q=="]),
    Rule::token(
        code(
            "secrets/azure-container-registry-key",
            "The admin password or a token's password of an Azure Container Registry.",
            "Whoever holds it pulls private images and replaces those that machines will run.",
            "Regenerate it (`az acr credential renew …`); better, turn the admin user off and use managed identities.",
            "https://learn.microsoft.com/en-us/azure/container-registry/container-registry-authentication",
        ),
        "Azure Container Registry password",
        &["+ACR"],
        r"[A-Za-z0-9+/]{42}\+ACR[A-D][A-Za-z0-9+/]{5}",
    )
    .anchored(Anchor::Near(42, 6))
    .examples(&["{alnum:42}+ACRA{alnum:5}"], &["{alnum:20}+ACRA{alnum:5}"]),
    Rule::token(
        code(
            "secrets/azure-redis-key",
            "The access key of an Azure Cache for Redis.",
            "Whoever holds it reads and changes everything in the cache: sessions, often personal data.",
            "Regenerate it (`az redis regenerate-keys …`); better, use Entra ID.",
            "https://learn.microsoft.com/en-us/azure/azure-cache-for-redis/cache-configure#access-keys",
        ),
        "Azure Cache for Redis key",
        &["AzCa"],
        r"[A-Za-z0-9]{33}AzCa[A-P][A-Za-z0-9]{5}=",
    )
    .anchored(Anchor::Near(33, 7))
    .examples(&["{alnum:33}AzCaB{alnum:5}="], &["{alnum:12}AzCaB{alnum:5}="]),
    Rule::named(
        code(
            "secrets/azure-api-management-key",
            "A subscription key of an API behind Azure API Management.",
            "Whoever holds it calls the API in the subscriber's name and on their quota.",
            "Regenerate the subscription's keys (API Management > Subscriptions).",
            "https://learn.microsoft.com/en-us/azure/api-management/api-management-subscriptions",
        ),
        "Azure API Management key",
        &["ocp-apim-subscription-key", "apim_subscription", "azure-api.net"],
        r"[0-9a-f]{32}",
    )
    .examples(&["Ocp-Apim-Subscription-Key: {hex:32}"], &["Ocp-Apim-Subscription-Key: $KEY", "Subscription: {hex:32}"]),
    Rule::named(
        code(
            "secrets/azure-ai-services-key",
            "A key of an Azure AI or OpenAI resource, of the older form of 32 digits.",
            SERVICE,
            KEYS,
            "https://learn.microsoft.com/en-us/azure/ai-services/rotate-keys",
        ),
        "Azure AI services key",
        &[
            "azure_openai", "azureopenai", "azure-openai", "openai.azure.com", "cognitiveservices", "cognitive_services",
            "azure_speech", "azure_translator", "azure_vision", "azure_search", "search.windows.net",
        ],
        r"[0-9a-fA-F]{32}",
    )
    .examples(&["AZURE_OPENAI_API_KEY={hex:32}"], &["AZURE_OPENAI_DEPLOYMENT={hex:32}", "AZURE_OPENAI_API_KEY={hex:31}z"]),
    Rule::named(
        code(
            "secrets/azure-maps-key",
            "A shared key of an Azure Maps account.",
            SERVICE,
            KEYS,
            "https://learn.microsoft.com/en-us/azure/azure-maps/how-to-manage-authentication",
        ),
        "Azure Maps key",
        &["azure_maps", "azuremaps", "azure-maps", "atlas.microsoft.com"],
        r"[A-Za-z0-9_-]{43}",
    )
    .examples(&["AZURE_MAPS_KEY={alnum:43}"], &["AZURE_MAPS_ACCOUNT={alnum:43}", "AZURE_MAPS_KEY={alnum:20}"]),
    Rule::named(
        code(
            "secrets/azure-event-grid-key",
            "The access key of an Azure Event Grid topic or domain.",
            "Whoever holds it publishes events that the subscribers trust.",
            KEYS,
            "https://learn.microsoft.com/en-us/azure/event-grid/authenticate-with-access-keys-shared-access-signatures",
        ),
        "Azure Event Grid key",
        &["aeg-sas-key", "eventgrid", "event_grid"],
        r"[A-Za-z0-9+/]{43}=",
    )
    .examples(&["aeg-sas-key: {base64:43}="], &["EVENT_GRID_TOPIC={base64:43}=", "aeg-sas-key: {base64:20}="]),
    Rule::token(
        code(
            "secrets/azure-publish-profile",
            "The deployment password in the publish profile of an Azure App Service.",
            "Whoever holds it replaces the code that the app runs and reads its settings.",
            "Reset it (App Service > Overview > Reset publish profile) and keep the profile out of the repository.",
            "https://learn.microsoft.com/en-us/azure/app-service/deploy-configure-credentials",
        ),
        "Azure publish profile password",
        &["userpwd="],
        r#"userPWD="(?P<s>[A-Za-z0-9]{60})""#,
    )
    .anchored(Anchor::Near(0, 80))
    .judged_by(random)
    .examples(&["userName=\"$acme\" userPWD=\"{alnum:60}\""], &["userPWD=\"{alnum:10}\""]),
    Rule::token(
        code(
            "secrets/azure-client-secret",
            "The client secret of a Microsoft Entra ID application.",
            ACCOUNT,
            "Delete it under Certificates & secrets of the app registration and make another; better, use a federated \
             credential.",
            "https://learn.microsoft.com/en-us/entra/identity-platform/how-to-add-credentials",
        ),
        "Microsoft Entra client secret",
        &["0Q~", "1Q~", "2Q~", "3Q~", "4Q~", "5Q~", "6Q~", "7Q~", "8Q~", "9Q~"],
        r#"(?:^|["'\x60\s=:>(])(?P<s>[A-Za-z0-9_~.]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34})"#,
    )
    .anchored(Anchor::Near(6, 48))
    .examples(&["{alnum:3}8Q~{alnum:34}"], &["{alnum:3}8Q~{alnum:10}"]),
];

/// A signature of Azure's is one of the parameters that say what it is for. One
/// that has expired opens nothing any more.
fn signature(found: &Candidate) -> Verdict {
    let parameter = |name: &[u8]| bstr::ByteSlice::find(found.around, name).map(|at| &found.around[at + name.len()..]);
    if !["sv=20", "&se=", "&sp="].iter().any(|name| parameter(name.as_bytes()).is_some())
        || !shape::random(found.secret)
    {
        return Verdict::Harmless;
    }
    let expired = parameter(b"&se=")
        .or_else(|| parameter(b"?se="))
        .and_then(|date| date.get(..4))
        .is_some_and(|year| year < b"2026".as_slice());
    Verdict::sure_if(!expired)
}
