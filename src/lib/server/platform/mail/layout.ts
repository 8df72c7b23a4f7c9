import { directionOf } from '#lib/locale.ts';
import { escapeHtml, wrap } from './text.ts';

interface MailLink {
  label: string;
  url: string;
}

/** A paragraph, a link on a line of its own, the one thing to do, or a list. */
type MailBlock = string | { link: MailLink } | { button: MailLink } | { list: string[] };

export interface MailContent {
  locale: string;
  allianceName: string;
  heading?: string;
  paragraphs: MailBlock[];
  /** Small print: why this mail came, how to stop it. */
  footer?: MailBlock[];
}

/** Only addresses that lead to a page or to a mailbox; anything else is a mistake of the program. */
function checked(url: string): string {
  const parsed = URL.parse(url);
  if (!parsed || !['https:', 'http:', 'mailto:'].includes(parsed.protocol))
    throw new TypeError('not an address for a mail');
  return parsed.href;
}

function asText(block: MailBlock): string {
  if (typeof block === 'string') return wrap(block);
  if ('list' in block) return block.list.map((item) => `- ${wrap(item, 76, '  ')}`).join('\n');
  const { label, url } = 'link' in block ? block.link : block.button;
  return `${wrap(label)}\n${checked(url)}`;
}

const lines = (text: string) => escapeHtml(text.replace(/\r\n?/g, '\n')).replaceAll('\n', '<br>');

function asHtml(block: MailBlock, size: string): string {
  const style = `margin:0 0 16px;${size}`;
  if (typeof block === 'string') return `<p style="${style}">${lines(block)}</p>`;
  if ('list' in block) {
    const items = block.list.map((item) => `<li style="margin:0 0 4px">${lines(item)}</li>`).join('');
    return `<ul style="${style}padding:0;padding-inline-start:24px">${items}</ul>`;
  }
  const { label, url } = 'link' in block ? block.link : block.button;
  const look =
    'button' in block
      ? ' class="button" style="display:inline-block;padding:12px 20px;border-radius:4px;background:#1d3557;color:#ffffff;font-weight:bold;text-decoration:none"'
      : '';
  return `<p style="${style}"><a href="${escapeHtml(checked(url))}"${look}>${lines(label)}</a></p>`;
}

/** Colours of the light page are inline, for readers that drop style sheets; the dark ones can only stand here. */
const darkStyles =
  'body{color-scheme:light dark}' +
  '@media (prefers-color-scheme:dark){body,.page{background:#1b1a17!important;color:#f3efe6!important}' +
  'a{color:#9cc4f0!important}.button{background:#9cc4f0!important;color:#1b1a17!important}' +
  '.small{color:#c9c3b6!important}}';

/**
 * Builds the two parts of a mail from texts that are already in the reader's language. All texts are shown as they
 * are: markup in them does nothing. There are no images and nothing that tells the sender of the reading.
 * @returns the parts, and the alliance as the one whom the mail comes from: all that `queueMail` takes of it
 * @throws TypeError when a link leads to anything but `https`, `http` or `mailto`
 */
export function layoutMail(content: MailContent): { fromName: string; text: string; html: string } {
  const { locale, allianceName, heading, paragraphs, footer = [] } = content;
  const direction = directionOf(locale);
  const side = direction === 'rtl' ? 'right' : 'left';
  const small = 'font-size:14px;';

  const text = [
    ...(heading ? [`${wrap(heading)}\n${'='.repeat(Math.min(76, [...heading].length))}`] : []),
    ...paragraphs.map(asText),
    // The separator that mail programs know as the begin of a signature (RFC 3676, section 4.3).
    ['-- ', wrap(allianceName), ...footer.map(asText)].join('\n')
  ].join('\n\n');

  const html =
    `<!doctype html><html lang="${escapeHtml(locale)}" dir="${direction}"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">` +
    `<meta name="supported-color-schemes" content="light dark"><title>${lines(heading ?? allianceName)}</title><style>${darkStyles}</style></head>` +
    `<body style="margin:0;padding:0;background:#faf7f0;color:#1b1a17">` +
    // Some readers keep only what is inside the body: language and direction are said again.
    `<div class="page" lang="${escapeHtml(locale)}" dir="${direction}" style="max-width:600px;margin:0 auto;padding:24px;text-align:${side};font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',Arial,sans-serif;font-size:17px;line-height:1.5">` +
    (heading ? `<h1 style="margin:0 0 16px;font-size:24px;line-height:1.25">${lines(heading)}</h1>` : '') +
    paragraphs.map((block) => asHtml(block, '')).join('') +
    `<div class="small" style="margin-top:32px;padding-top:16px;border-top:1px solid #8a8375;color:#5c574c">` +
    `<p style="margin:0 0 16px;${small}font-weight:bold">${lines(allianceName)}</p>${footer.map((block) => asHtml(block, small)).join('')}</div>` +
    `</div></body></html>`;

  return { fromName: allianceName, text: `${text}\n`, html };
}
