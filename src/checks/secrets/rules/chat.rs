//! Chat: Slack, Discord, Telegram, Teams.

use super::super::decode;
use super::super::rule::{Anchor, Candidate, Rule, Verdict, code};

const READS: &str =
    "Whoever holds it reads and writes messages and files in the workspace, as the app or user it is of.";
const POSTS: &str = "Whoever has the address posts in the channel under a trusted name: a ready-made way to phish.";

pub(super) static RULES: &[Rule] = &[
    Rule::token(
        code(
            "secrets/slack-token",
            "A Slack token: of a bot, a user, a workspace, a configuration, or a browser session.",
            READS,
            "Revoke it with https://api.slack.com/methods/auth.revoke or reinstall the app at https://api.slack.com/apps.",
            "https://api.slack.com/concepts/token-types",
        ),
        "Slack token",
        &["xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxo-", "xoxc-", "xoxd-", "xoxe-", "xoxe."],
        r"(?:xox[bpaorsc]-(?:[0-9]{1,2}-)?(?:[0-9]{8,14}-){1,3}[A-Za-z0-9]{16,64}|xoxb-[0-9]{8,14}-[A-Za-z0-9]{16,32}|xox[ars]-(?:[0-9]-)?[A-Za-z0-9]{8,64}|xoxe\.xox[bp]-[0-9]-[A-Za-z0-9]{140,200}|xoxe-[0-9]-[A-Za-z0-9]{140,160}|xoxd-[A-Za-z0-9%/+=-]{60,300})",
    )
    .examples(
        &[
            "xoxb-{digit:12}-{digit:13}-{alnum:24}",
            "xoxp-{digit:11}-{digit:11}-{digit:12}-{hex:32}",
            "xoxb-{digit:12}-{alnum:24}",
            "xoxe.xoxp-1-{alnum:163}",
            "xoxe-1-{alnum:147}",
        ],
        &["xoxb-your-token", "xoxb-123", "xoxp-{digit:4}", "xoxb-xxxxxxxxxxxx-xxxxxxxxxxxx-xxxxxxxxxxxxxxxx"],
    ),
    Rule::token(
        code(
            "secrets/slack-app-token",
            "A Slack app-level token.",
            "Whoever holds it opens the app's event stream and sees what its users write to it.",
            "Revoke it under Basic information > App-level tokens of the app and make another.",
            "https://api.slack.com/concepts/token-types#app-level",
        ),
        "Slack app-level token",
        &["xapp-"],
        r"xapp-[0-9]-[A-Z0-9]{8,14}-[0-9]{8,14}-[A-Za-z0-9]{32,80}",
    )
    .examples(&["xapp-1-A{upper:10}-{digit:13}-{hex:64}"], &["xapp-1-A01", "xapp-{alnum:12}"]),
    Rule::token(
        code(
            "secrets/slack-webhook",
            "A Slack incoming webhook or workflow trigger.",
            POSTS,
            "Remove it from the app at https://api.slack.com/apps and add another.",
            "https://api.slack.com/messaging/webhooks",
        ),
        "Slack webhook",
        &["hooks.slack.com/"],
        r"hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9+/_-]{40,80}",
    )
    .examples(
        &["https://hooks.slack.com/services/T{upper:8}/B{upper:10}/{alnum:24}"],
        &["https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX", "https://hooks.slack.com/services/"],
    ),
    Rule::token(
        code(
            "secrets/discord-webhook",
            "A Discord webhook with its token.",
            POSTS,
            "Delete it under Channel settings > Integrations > Webhooks and make another.",
            "https://discord.com/developers/docs/resources/webhook",
        ),
        "Discord webhook",
        &["/api/webhooks/"],
        r"discord(?:app)?\.com/api/(?:v[0-9]{1,2}/)?webhooks/[0-9]{17,20}/[A-Za-z0-9_-]{60,80}",
    )
    .anchored(Anchor::Near(32, 120))
    .examples(&["https://discord.com/api/webhooks/{digit:18}/{alnum:68}"], &["https://discord.com/api/webhooks/{digit:18}/{alnum:10}"]),
    Rule::token(
        code(
            "secrets/discord-bot-token",
            "The token of a Discord bot.",
            "Whoever holds it is the bot, with its rights, on every server it has joined.",
            "Reset it under Bot at https://discord.com/developers/applications.",
            "https://discord.com/developers/docs/reference#authentication",
        ),
        "Discord bot token",
        &["discord", "bot_token", "bottoken", ".login(", "client.run(", "bot.run("],
        r#"(?:^|["'\x60\s=:(])(?P<s>[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,38})"#,
    )
    .anchored(Anchor::Near(120, 160))
    .judged_by(discord)
    .examples(&["DISCORD_TOKEN=MTIzNDU2Nzg5MDEyMzQ1Njc4.{alnum:6}.{alnum:38}"], &["discord M{alnum:23}.{alnum:6}.{alnum:27}"]),
    Rule::token(
        code(
            "secrets/telegram-bot-token",
            "The token of a Telegram bot.",
            "Whoever holds it is the bot: reads what it is told and writes to everybody it knows.",
            "Send /revoke to @BotFather.",
            "https://core.telegram.org/bots/api#authorizing-your-bot",
        ),
        "Telegram bot token",
        &[":AA"],
        r"(?:^|[^A-Za-z0-9]|bot)(?P<s>[0-9]{8,10}:AA[A-Za-z0-9_-]{33})",
    )
    .anchored(Anchor::Near(16, 48))
    .examples(&["{digit:10}:AA{alnum:33}", "https://api.telegram.org/bot{digit:9}:AA{alnum:33}/getMe"], &["{digit:4}:AA{alnum:33}", "aa:aa:aa:bb"]),
    Rule::token(
        code(
            "secrets/teams-webhook",
            "A Microsoft Teams incoming webhook.",
            POSTS,
            "Remove the connector or workflow from the channel and add another.",
            "https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook",
        ),
        "Microsoft Teams webhook",
        &["webhook.office.com/", "outlook.office.com/"],
        r"(?:webhook\.office\.com/webhookb2|outlook\.office\.com/webhook)/[0-9a-f-]{36}@[0-9a-f-]{36}/IncomingWebhook/[0-9a-f]{32}/[0-9a-f-]{36}",
    )
    .examples(
        &["https://x.webhook.office.com/webhookb2/{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}@{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}/IncomingWebhook/{hex:32}/{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["https://x.webhook.office.com/webhookb2/id"],
    ),
];

/// The first part is the bot's id, a decimal number, in base64.
fn discord(found: &Candidate) -> Verdict {
    let id = found.secret.split(|&byte| byte == b'.').next().and_then(decode::base64);
    Verdict::only_if(id.is_some_and(|id| id.len() >= 17 && id.iter().all(u8::is_ascii_digit)))
}
