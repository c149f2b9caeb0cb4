import { createHmac } from 'node:crypto';
import type { Webhook } from '../../domain/config.ts';
import type { Notice } from './notice.ts';

/** Longest text of a Slack message that is shown whole. https://docs.slack.dev/changelog/2018-truncating-really-long-messages */
const SLACK_TEXT = 3_900;

/** What is sent for a notice: JSON of Banyan's own, or what Slack's incoming webhooks show. */
export function webhookBody(format: Webhook['format'], notice: Notice): string {
  if (format === 'banyan') return JSON.stringify(notice);
  const { occasion, text } = notice;
  const sign = { moved: ':arrow_forward:', 'rolled-back': ':rewind:', held: ':raised_hand:', said: ':speech_balloon:' }[occasion];
  return JSON.stringify({ text: `${sign} ${escapeSlack(text)}`.slice(0, SLACK_TEXT), mrkdwn: false });
}

/**
 * `X-Banyan-Signature` of a body: `t=<Unix time>,v1=<hex HMAC-SHA256 of "<Unix time>.<body>">`. The time in it is what keeps an old notice from being sent again by somebody else.
 */
export function signatureOf(secret: string, body: string, at: number): string {
  const seconds = Math.floor(at / 1_000);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

/** `&`, `<` and `>` are Slack's own: without this a reason could mention everybody, or hide a link. */
function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
