//! Chat: what reads and writes where people talk with each other and with customers.

use super::super::decode;
use super::super::rule::{Anchor, Candidate, Rule, Verdict, code, random};

const READS: &str =
    "Whoever holds it reads and writes messages and files in the workspace, as the app or user it is of.";
const POSTS: &str = "Whoever has it posts in the channel under a trusted name: a ready-made way to phish.";
const CUSTOMERS: &str = "Whoever holds it reads what customers have told the company, and answers in its name.";

pub(super) static RULES: &[Rule] = &[
    Rule::token(
        code(
            "secrets/slack-bot-token",
            "A Slack token of a bot.",
            READS,
            "Revoke it with https://api.slack.com/methods/auth.revoke or reinstall the app at \
             https://api.slack.com/apps.",
            "https://api.slack.com/concepts/token-types",
        ),
        "Slack bot token",
        &["xoxb-"],
        r"xoxb-(?:(?:[0-9]{8,14}-){1,3}[A-Za-z0-9]{16,64}|[0-9]{8,14}-[0-9]{10,14}[A-Za-z0-9-]{16,32})",
    )
    .examples(
        &["xoxb-{digit:12}-{digit:13}-{alnum:24}", "xoxb-{digit:12}-{alnum:24}"],
        &["xoxb-your-token", "xoxb-123", "xoxb-xxxxxxxxxxxx-xxxxxxxxxxxx-xxxxxxxxxxxxxxxx"],
    ),
    Rule::token(
        code(
            "secrets/slack-user-token",
            "A Slack token of a user.",
            READS,
            "Revoke it with https://api.slack.com/methods/auth.revoke or reinstall the app at \
             https://api.slack.com/apps.",
            "https://api.slack.com/concepts/token-types",
        ),
        "Slack user token",
        &["xoxp-"],
        r"xoxp-(?:[0-9]{1,2}-)?(?:[0-9]{8,14}-){1,3}[A-Za-z0-9]{16,64}",
    )
    .examples(&["xoxp-{digit:11}-{digit:11}-{digit:12}-{hex:32}"], &["xoxp-{digit:4}", "xoxp-your-token"]),
    Rule::token(
        code(
            "secrets/slack-legacy-token",
            "A Slack token of an older form: of a workspace, a tester, or a session.",
            READS,
            "Revoke it with https://api.slack.com/methods/auth.revoke or reinstall the app at \
             https://api.slack.com/apps.",
            "https://api.slack.com/legacy/custom-integrations/legacy-tokens",
        ),
        "Slack legacy token",
        &["xoxa-", "xoxr-", "xoxs-", "xoxo-"],
        r"xox(?:[arso]-(?:[0-9]{1,2}-)?(?:[0-9]{6,14}-){1,3}[A-Za-z0-9]{10,64}|[ars]-(?:[0-9]-)?[A-Za-z0-9]{8,64})",
    )
    .examples(&["xoxs-{digit:11}-{digit:11}-{digit:12}-{hex:10}", "xoxa-2-{lower:12}"], &["xoxa-1", "xoxs-your-token"]),
    Rule::token(
        code(
            "secrets/slack-session-token",
            "The token or cookie of somebody's Slack session in a browser.",
            "Whoever sends it is logged in to Slack as that person.",
            "Sign out of all sessions in Slack's account settings.",
            "https://api.slack.com/concepts/token-types",
        ),
        "Slack session token",
        &["xoxc-", "xoxd-"],
        r"xox(?:c-(?:[0-9]{8,15}-){1,3}[A-Za-z0-9]{16,64}|d-[A-Za-z0-9%/+=-]{60,300})",
    )
    .examples(
        &["xoxc-{digit:12}-{digit:12}-{digit:12}-{hex:64}", "xoxd-{alnum:120}"],
        &["xoxc-{digit:4}", "xoxd-your-cookie"],
    ),
    Rule::token(
        code(
            "secrets/slack-config-token",
            "A Slack app configuration token or its refresh token, or a rotating access token.",
            "Whoever holds it creates and changes apps in the workspace.",
            "Delete it under Your app configuration tokens at https://api.slack.com/apps.",
            "https://api.slack.com/reference/manifests#config-tokens",
        ),
        "Slack configuration token",
        &["xoxe-", "xoxe."],
        r"xoxe(?:\.xox[bp]-[0-9]-[A-Za-z0-9]{140,200}|-[0-9]-[A-Za-z0-9]{140,160}|-(?:[0-9]{8,14}-){1,3}[A-Za-z0-9]{24,64})",
    )
    .examples(
        &["xoxe.xoxp-1-{alnum:163}", "xoxe-1-{alnum:147}", "xoxe-{digit:13}-{digit:13}-{digit:13}-{hex:32}"],
        &["xoxe-1-{alnum:10}"],
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
        &[":AA", "telegr"],
        r"(?:^|[^A-Za-z0-9]|bot)(?P<s>[0-9]{8,10}:AA[A-Za-z0-9_-]{32,33}|[0-9]{5,16}:A[A-Za-z0-9_-]{34})(?:$|[^A-Za-z0-9_-])",
    )
    .anchored(Anchor::Near(16, 80))
    .judged_by(random)
    .examples(&["{digit:10}:AA{alnum:33}", "https://api.telegram.org/bot{digit:9}:AA{alnum:33}/getMe", "telegramToken = {digit:6}:A{alnum:34}"], &["{digit:4}:AA{alnum:33}", "aa:aa:aa:bb"]),
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
        r"(?:webhook\.office\.com/webhookb2|outlook\.office\.com/webhook)/[0-9a-z-]{36}@[0-9a-z-]{36}/IncomingWebhook/[0-9a-z]{32}/[0-9a-z-]{36}",
    )
    .examples(
        &["https://x.webhook.office.com/webhookb2/{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}@{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}/IncomingWebhook/{hex:32}/{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["https://x.webhook.office.com/webhookb2/id"],
    ),
    Rule::named(
        code(
            "secrets/slack-app-secret",
            "The signing or client secret of a Slack app.",
            "Whoever holds it forges what Slack sends to the app, or trades its users' codes for tokens.",
            "Regenerate it under Basic information of the app at https://api.slack.com/apps.",
            "https://api.slack.com/authentication/verifying-requests-from-slack",
        ),
        "Slack app secret",
        &["slack"],
        r"[0-9a-f]{32}",
    )
    .examples(
        &["SLACK_SIGNING_SECRET={hex:32}"],
        &["SLACK_SIGNING_SECRET={hex:10}", "SLACK_SIGNING_SECRET=${SLACK_SIGNING_SECRET}"],
    ),
    Rule::named(
        code(
            "secrets/discord-client-secret",
            "The client secret of a Discord application.",
            "Whoever holds it trades its users' codes for tokens.",
            "Reset it under OAuth2 at https://discord.com/developers/applications.",
            "https://discord.com/developers/docs/topics/oauth2",
        ),
        "Discord client secret",
        &["discord"],
        r"[A-Za-z0-9_-]{32}|[0-9a-f]{64}",
    )
    .examples(
        &["DISCORD_CLIENT_SECRET={alnum:32}"],
        &["DISCORD_CLIENT_SECRET={alnum:10}", "DISCORD_CLIENT_SECRET=${DISCORD_CLIENT_SECRET}"],
    ),
    Rule::token(
        code(
            "secrets/discord-mfa-token",
            "The token of a Discord user who logs in with two factors.",
            "Whoever sends it is logged in to Discord as that person.",
            "Change the password of the account: that ends every session.",
            "https://discord.com/developers/docs/reference#authentication",
        ),
        "Discord user token",
        &["mfa."],
        r"mfa\.[A-Za-z0-9_-]{84}",
    )
    .examples(&["mfa.{alnum:84}"], &["mfa.{alnum:20}", "mfa.enable"]),
    Rule::token(
        code(
            "secrets/teams-workflow-webhook",
            "The address of a Power Automate workflow, as for posts to Microsoft Teams.",
            POSTS,
            "Regenerate the access key of the trigger, or delete the workflow.",
            "https://learn.microsoft.com/en-us/power-automate/minimum-permission-for-trigger",
        ),
        "Power Automate workflow address",
        &["logic.azure.com", "api.powerplatform.com"],
        r#"(?:logic\.azure\.com|api\.powerplatform\.com)(?::443)?/[A-Za-z0-9/_-]{0,60}workflows/[0-9a-f]{32}/[^\s\"'<>]{0,200}sig=[A-Za-z0-9_-]{43}"#,
    )
    .examples(
        &[
            "https://prod-01.westeurope.logic.azure.com:443/workflows/{hex:32}/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig={alnum:43}",
        ],
        &["https://prod-01.westeurope.logic.azure.com:443/workflows/{hex:32}"],
    ),
    Rule::token(
        code(
            "secrets/google-chat-webhook",
            "The address of a Google Chat webhook.",
            POSTS,
            "Delete it under Apps & integrations of the space and add another.",
            "https://developers.google.com/workspace/chat/quickstart/webhooks",
        ),
        "Google Chat webhook",
        &["chat.googleapis.com/"],
        r"chat\.googleapis\.com/v1/spaces/[A-Za-z0-9_-]{8,16}/messages\?key=[A-Za-z0-9_-]{39}(?:&|&amp;|\\u0026)token=(?P<s>[A-Za-z0-9_-]{40,50})",
    )
    .examples(
        &["https://chat.googleapis.com/v1/spaces/{alnum:11}/messages?key={alnum:39}&token={alnum:43}"],
        &["https://chat.googleapis.com/v1/spaces/{alnum:11}/messages"],
    ),
    Rule::token(
        code(
            "secrets/feishu-webhook",
            "The address of a bot in a Feishu or Lark group.",
            POSTS,
            "Remove the bot from the group and add another.",
            "https://open.larksuite.com/document/client-docs/bot-v3/add-custom-bot",
        ),
        "Lark bot webhook",
        &["open.feishu.cn/", "open.larksuite.com/"],
        r"open\.(?:feishu\.cn|larksuite\.com)/open-apis/bot/(?:v2/)?hook/(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32})",
    )
    .examples(
        &["https://open.feishu.cn/open-apis/bot/v2/hook/{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["https://open.feishu.cn/open-apis/bot/v2/hook/xxxx"],
    ),
    Rule::named(
        code(
            "secrets/lark-app-secret",
            "The app secret of a Lark (Feishu) application.",
            "Whoever holds it acts in the organisation with the application's rights.",
            "Reset it under Credentials & basic info of the app at https://open.larksuite.com/app.",
            "https://open.larksuite.com/document/server-docs/api-call-guide/calling-process/get-access-token",
        ),
        "Lark app secret",
        &["lark_", "lark-", "larkapp", "feishu"],
        r"[A-Za-z0-9]{32}",
    )
    .examples(&["LARK_APP_SECRET={alnum:32}"], &["LARK_APP_SECRET={alnum:10}", "LARK_APP_SECRET=${LARK_APP_SECRET}"]),
    Rule::token(
        code(
            "secrets/dingtalk-webhook",
            "The address of a bot in a DingTalk group.",
            POSTS,
            "Remove the bot from the group and add another.",
            "https://open.dingtalk.com/document/orgapp/custom-robot-access",
        ),
        "DingTalk bot webhook",
        &["oapi.dingtalk.com/"],
        r"oapi\.dingtalk\.com/robot/send\?access_token=[0-9a-f]{64}",
    )
    .examples(
        &["https://oapi.dingtalk.com/robot/send?access_token={hex:64}"],
        &["https://oapi.dingtalk.com/robot/send?access_token=xxx"],
    ),
    Rule::token(
        code(
            "secrets/wecom-webhook",
            "The address of a bot in a WeCom group.",
            POSTS,
            "Remove the bot from the group and add another.",
            "https://developer.work.weixin.qq.com/document/path/91770",
        ),
        "WeCom bot webhook",
        &["qyapi.weixin.qq.com/"],
        r"qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    )
    .examples(
        &["https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=xxx"],
    ),
    Rule::token(
        code(
            "secrets/jandi-webhook",
            "The address of a JANDI incoming webhook.",
            POSTS,
            "Delete it under JANDI Connect and make another.",
            "https://support.jandi.com/ko/articles/6352697",
        ),
        "JANDI webhook",
        &["wh.jandi.com/"],
        r"wh\.jandi\.com/connect-api/webhook/[0-9]{4,12}/[0-9a-f]{32}",
    )
    .examples(
        &["https://wh.jandi.com/connect-api/webhook/{digit:8}/{hex:32}"],
        &["https://wh.jandi.com/connect-api/webhook/{digit:8}/token"],
    ),
    Rule::token(
        code(
            "secrets/dooray-webhook",
            "The address of a Dooray! Messenger incoming hook.",
            POSTS,
            "Delete it under the service integrations of the room and make another.",
            "https://helpdesk.dooray.com/share/pages/9wWo-xwiR66BO5LGshgVTg/2900079148453562112",
        ),
        "Dooray! incoming hook",
        &["hook.dooray.com/"],
        r"hook\.dooray\.com/services/[0-9]{15,20}/[0-9]{15,20}/[A-Za-z0-9_-]{20,24}",
    )
    .examples(
        &["https://hook.dooray.com/services/{digit:19}/{digit:19}/{alnum:22}"],
        &["https://hook.dooray.com/services/{digit:19}"],
    ),
    Rule::token(
        code(
            "secrets/line-channel-token",
            "A long-lived channel access token of the LINE Messaging API.",
            "Whoever holds it writes to everybody who follows the account, in its name.",
            "Reissue it under Messaging API of the channel at https://developers.line.biz/console/.",
            "https://developers.line.biz/en/docs/basics/channel-access-token/",
        ),
        "LINE channel access token",
        &["1O/w1cDnyilFU="],
        r"[A-Za-z0-9+/]{120,170}1O/w1cDnyilFU=",
    )
    .anchored(Anchor::Near(170, 0))
    .examples(&["{base64:158}1O/w1cDnyilFU="], &["{base64:20}1O/w1cDnyilFU="]),
    Rule::named(
        code(
            "secrets/line-channel-secret",
            "The channel secret of a LINE Messaging API or LINE Login channel.",
            "Whoever holds it forges what LINE sends to the channel, and gets tokens for it.",
            "Issue another under Basic settings of the channel at https://developers.line.biz/console/.",
            "https://developers.line.biz/en/docs/messaging-api/receiving-messages/",
        ),
        "LINE channel secret",
        &[
            "line_channel", "line-channel", "linechannel", "channel_secret", "channelsecret", "channel-secret",
            "line_secret", "line.bot",
        ],
        r"[0-9a-f]{32}",
    )
    .examples(
        &["LINE_CHANNEL_SECRET={hex:32}"],
        &["LINE_CHANNEL_SECRET={hex:10}", "LINE_CHANNEL_SECRET=${LINE_CHANNEL_SECRET}"],
    ),
    Rule::named(
        code(
            "secrets/mattermost-token",
            "A personal access token or bot token of a Mattermost server.",
            READS,
            "Delete it under Profile > Security > Personal access tokens and make another.",
            "https://developers.mattermost.com/integrate/reference/personal-access-token/",
        ),
        "Mattermost access token",
        &["mattermost"],
        r"[0-9a-z]{26}",
    )
    .examples(
        &["MATTERMOST_TOKEN={lower:26}"],
        &["MATTERMOST_TOKEN={lower:10}", "MATTERMOST_TOKEN=${MATTERMOST_TOKEN}"],
    ),
    Rule::token(
        code(
            "secrets/matrix-token",
            "An access token of a Matrix account on Synapse.",
            READS,
            "Log the session out in the client (Settings > Sessions).",
            "https://element-hq.github.io/synapse/latest/access_tokens.html",
        ),
        "Matrix access token",
        &["syt_"],
        r"syt_[A-Za-z0-9+/=]{2,100}_[A-Za-z]{20}_[A-Za-z0-9]{6}",
    )
    .examples(&["syt_YWxpY2U_{alpha:20}_{alnum:6}"], &["syt_YWxpY2U_{alpha:4}"]),
    Rule::token(
        code(
            "secrets/webex-token",
            "An access token of a Webex bot or user.",
            READS,
            "Regenerate it at https://developer.webex.com/my-apps.",
            "https://developer.webex.com/docs/bots",
        ),
        "Webex access token",
        &["_PF84_", "_P0A1_", "_PS13_"],
        r"[A-Za-z0-9_-]{64,72}_[A-Z]{1,2}[A-Z0-9]{2,3}_[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    )
    .anchored(Anchor::Near(72, 40))
    .examples(
        &["{alnum:64}_PF84_{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["{alnum:20}_PF84_{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
    ),
    Rule::named(
        code(
            "secrets/rocketchat-token",
            "A personal access token of a Rocket.Chat server.",
            READS,
            "Remove it under My account > Personal access tokens and make another.",
            "https://developer.rocket.chat/apidocs/personal-access-tokens",
        ),
        "Rocket.Chat access token",
        &["rocketchat", "rocket_chat", "rocket.chat", "x-auth-token"],
        r"[A-Za-z0-9_-]{43}",
    )
    .examples(
        &["ROCKETCHAT_TOKEN={alnum:43}"],
        &["ROCKETCHAT_TOKEN={alnum:10}", "ROCKETCHAT_TOKEN=${ROCKETCHAT_TOKEN}"],
    ),
    Rule::named(
        code(
            "secrets/gitter-token",
            "A personal access token of Gitter.",
            READS,
            "Log out at https://developer.gitter.im and have it made anew.",
            "https://developer.gitter.im/docs/authentication",
        ),
        "Gitter access token",
        &["gitter"],
        r"[0-9a-z_-]{40}",
    )
    .examples(&["GITTER_TOKEN={hex:40}"], &["GITTER_TOKEN={hex:10}", "GITTER_TOKEN=${GITTER_TOKEN}"]),
    Rule::named(
        code(
            "secrets/pushover-token",
            "A key of Pushover: of an application, a user or a group.",
            POSTS,
            "Reset it at https://pushover.net under the application.",
            "https://pushover.net/api",
        ),
        "Pushover key",
        &["pushover"],
        r"[aug][0-9a-z]{29}",
    )
    .examples(&["PUSHOVER_TOKEN=a{lower:29}"], &["PUSHOVER_TOKEN=a{lower:9}", "PUSHOVER_TOKEN=${PUSHOVER_TOKEN}"]),
    Rule::named(
        code(
            "secrets/pushbullet-token",
            "An access token of a Pushbullet account.",
            "Whoever holds it reads and sends the owner's notifications and messages.",
            "Reset all tokens at https://www.pushbullet.com/#settings/account.",
            "https://docs.pushbullet.com/#authentication",
        ),
        "Pushbullet access token",
        &["pushbullet"],
        r"o\.[A-Za-z0-9]{32}",
    )
    .examples(&["PUSHBULLET_TOKEN=o.{alnum:32}"], &["PUSHBULLET_TOKEN=${PUSHBULLET_TOKEN}"]),
    Rule::token(
        code(
            "secrets/ntfy-token",
            "An access token of an ntfy account.",
            POSTS,
            "Remove it with `ntfy token remove`, or in the account of the web app.",
            "https://docs.ntfy.sh/config/#access-tokens",
        ),
        "ntfy access token",
        &["tk_"],
        r"tk_[a-z0-9]{29}",
    )
    .judged_by(random)
    .examples(&["tk_{lower:29}"], &["tk_{lower:10}", "tk_some_long_name_of_a_widget_xy"]),
    Rule::named(
        code(
            "secrets/zulip-key",
            "The API key of a Zulip user or bot.",
            READS,
            "Regenerate it under Settings > Account & privacy, or Bots.",
            "https://zulip.com/api/api-keys",
        ),
        "Zulip API key",
        &["zulip"],
        r"[A-Za-z0-9]{32}",
    )
    .examples(&["ZULIP_API_KEY={alnum:32}"], &["ZULIP_API_KEY={alnum:10}", "ZULIP_API_KEY=${ZULIP_API_KEY}"]),
    Rule::named(
        code(
            "secrets/intercom-secret",
            "The client secret or identity secret of an Intercom workspace.",
            CUSTOMERS,
            "Regenerate it under the app's Authentication page at https://developers.intercom.com.",
            "https://developers.intercom.com/docs/build-an-integration/learn-more/authentication",
        ),
        "Intercom secret",
        &["intercom"],
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[A-Za-z0-9_-]{40}|[0-9A-Za-z=_-]{60}",
    )
    .examples(
        &["INTERCOM_CLIENT_SECRET={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"],
        &["INTERCOM_CLIENT_SECRET={hex:8}", "INTERCOM_CLIENT_SECRET=${INTERCOM_CLIENT_SECRET}"],
    ),
    Rule::token(
        code(
            "secrets/intercom-token",
            "An access token of an Intercom workspace.",
            CUSTOMERS,
            "Regenerate it under the app's Authentication page at https://developers.intercom.com.",
            "https://developers.intercom.com/docs/build-an-integration/learn-more/authentication",
        ),
        "Intercom access token",
        &["dG9rO"],
        r"dG9rO[A-Za-z0-9+/]{40,80}={0,2}",
    )
    .examples(&["dG9rO{base64:54}="], &["dG9rO{base64:10}"]),
    Rule::named(
        code(
            "secrets/zendesk-token",
            "An API token or OAuth secret of a Zendesk account.",
            CUSTOMERS,
            "Delete it under Apps and integrations > APIs in the Admin Center and make another.",
            "https://support.zendesk.com/hc/en-us/articles/4408889192858",
        ),
        "Zendesk API token",
        &["zendesk"],
        r"[A-Za-z0-9]{40}|[0-9a-f]{64}",
    )
    .examples(
        &["ZENDESK_API_TOKEN={alnum:40}"],
        &["ZENDESK_API_TOKEN={alnum:10}", "ZENDESK_API_TOKEN=${ZENDESK_API_TOKEN}"],
    ),
    Rule::named(
        code(
            "secrets/freshdesk-key",
            "An API key of a Freshdesk or Freshservice agent.",
            CUSTOMERS,
            "Reset it in the agent's profile settings.",
            "https://developers.freshdesk.com/api/#authentication",
        ),
        "Freshdesk API key",
        &["freshdesk", "freshservice"],
        r"[A-Za-z0-9]{19,20}",
    )
    .examples(
        &["FRESHDESK_API_KEY={alnum:20}"],
        &["FRESHDESK_API_KEY={alnum:8}", "FRESHDESK_API_KEY=${FRESHDESK_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/pusher-secret",
            "The secret of a Pusher Channels app.",
            "Whoever holds it sends events to every client of the app.",
            "Reset it under App keys at https://dashboard.pusher.com.",
            "https://pusher.com/docs/channels/library_auth_reference/rest-api/",
        ),
        "Pusher app secret",
        &["pusher"],
        r"[0-9a-f]{20}",
    )
    .examples(
        &["PUSHER_APP_SECRET={hex:20}"],
        &["PUSHER_APP_SECRET={hex:8}", "PUSHER_APP_SECRET=${PUSHER_APP_SECRET}"],
    ),
    Rule::named(
        code(
            "secrets/ably-key",
            "An API key of an Ably app.",
            "Whoever holds it publishes and reads on the channels that the key is allowed.",
            "Revoke it under API keys of the app at https://ably.com/accounts and make another.",
            "https://ably.com/docs/auth/basic",
        ),
        "Ably API key",
        &["ably_", "ably-", "ablyapi", "ablykey", "ably."],
        r"[A-Za-z0-9_-]{6,7}\.[A-Za-z0-9_-]{6,7}:[A-Za-z0-9_-]{43}",
    )
    .examples(
        &["ABLY_API_KEY={alnum:6}.{alnum:6}:{alnum:43}"],
        &["ABLY_API_KEY={alnum:6}.{alnum:6}", "ABLY_API_KEY=${ABLY_API_KEY}"],
    ),
    Rule::named(
        code(
            "secrets/stream-secret",
            "The API secret of a Stream (GetStream) app.",
            "Whoever holds it acts as any user of the app.",
            "Rotate it under the app at https://dashboard.getstream.io.",
            "https://getstream.io/chat/docs/rest/",
        ),
        "Stream API secret",
        &["stream_api", "stream_secret", "getstream", "stream-chat", "streamchat"],
        r"[0-9a-z]{64}",
    )
    .examples(
        &["STREAM_API_SECRET={lower:64}"],
        &["STREAM_API_SECRET={lower:10}", "STREAM_API_SECRET=${STREAM_API_SECRET}"],
    ),
    Rule::token(
        code(
            "secrets/onesignal-key",
            "An API key of a OneSignal app or organisation.",
            "Whoever holds it sends push messages to every user of the app.",
            "Delete it under Settings > Keys & IDs at https://dashboard.onesignal.com and make another.",
            "https://documentation.onesignal.com/docs/en/keys-and-ids",
        ),
        "OneSignal API key",
        &["os_v2_app_", "os_v2_org_"],
        r"os_v2_(?:app|org)_[a-z2-7]{90,110}",
    )
    .examples(
        &[
            "os_v2_app_{lowerbase32:103}",
        ],
        &["os_v2_app_{hex:10}"],
    ),
    Rule::named(
        code(
            "secrets/onesignal-legacy-key",
            "A REST API key of OneSignal, of the older form.",
            "Whoever holds it sends push messages to every user of the app.",
            "Delete it under Settings > Keys & IDs at https://dashboard.onesignal.com and make another.",
            "https://documentation.onesignal.com/docs/en/keys-and-ids",
        ),
        "OneSignal REST API key",
        &["onesignal", "one_signal"],
        r"[A-Za-z0-9]{48}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    )
    .examples(
        &["ONESIGNAL_REST_API_KEY={alnum:48}"],
        &["ONESIGNAL_REST_API_KEY={alnum:10}", "ONESIGNAL_REST_API_KEY=${ONESIGNAL_REST_API_KEY}"],
    ),
    Rule::token(
        code(
            "secrets/fcm-server-key",
            "A server key of Firebase Cloud Messaging.",
            "Whoever holds it sends push messages to every user of the app.",
            "Delete it under Cloud Messaging of the Firebase project; use the HTTP v1 API instead.",
            "https://firebase.google.com/docs/cloud-messaging/auth-server",
        ),
        "FCM server key",
        &[":APA91b"],
        r"AAAA[A-Za-z0-9_-]{7}:APA91b[A-Za-z0-9_-]{134}",
    )
    .anchored(Anchor::Near(11, 140))
    .examples(&["AAAA{alnum:7}:APA91b{alnum:134}"], &["{alnum:11}:APA91b{alnum:134}"]),
    Rule::named(
        code(
            "secrets/sendbird-token",
            "An API token of a Sendbird application.",
            "Whoever holds it reads and writes every chat of the application.",
            "Revoke it under Settings > General at https://dashboard.sendbird.com and make another.",
            "https://sendbird.com/docs/chat/platform-api/v3/prepare-to-use-api",
        ),
        "Sendbird API token",
        &["sendbird"],
        r"[0-9a-f]{40}",
    )
    .examples(
        &["SENDBIRD_API_TOKEN={hex:40}"],
        &["SENDBIRD_API_TOKEN={hex:10}", "SENDBIRD_API_TOKEN=${SENDBIRD_API_TOKEN}"],
    ),
    Rule::named(
        code(
            "secrets/zoom-secret",
            "The client secret or a secret token of a Zoom app.",
            "Whoever holds it acts in the account with the app's rights: meetings, recordings, users.",
            "Regenerate it under App credentials at https://marketplace.zoom.us.",
            "https://developers.zoom.us/docs/internal-apps/s2s-oauth/",
        ),
        "Zoom app secret",
        &["zoom_", "zoom-", "zoomapi", "zoomclient"],
        r"[A-Za-z0-9]{32}|[A-Za-z0-9_-]{22}",
    )
    .examples(
        &["ZOOM_CLIENT_SECRET={alnum:32}"],
        &["ZOOM_CLIENT_SECRET={alnum:10}", "ZOOM_CLIENT_SECRET=${ZOOM_CLIENT_SECRET}"],
    ),
];

/// The first part is the bot's id, a decimal number, in base64.
fn discord(found: &Candidate) -> Verdict {
    let id = found.secret.split(|&byte| byte == b'.').next().and_then(decode::base64);
    Verdict::only_if(id.is_some_and(|id| id.len() >= 17 && id.iter().all(u8::is_ascii_digit)))
}
