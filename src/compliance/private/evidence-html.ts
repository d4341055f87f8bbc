import { CheckEvidence, Evidence } from './evidence';

/** Text that is already HTML. */
class Html {
  constructor(readonly text: string) {}
}

const STYLE = `
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --good: #1a7f37; --bad: #cf222e; --note: #9a6700; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 1200px; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.15rem; margin-top: 2.2rem; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid var(--line); }
th { background: var(--soft); font-weight: 600; } td.n { font-variant-numeric: tabular-nums; }
code { font: 13px/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
.badge { border-radius: 1em; padding: .1em .7em; color: #fff; white-space: nowrap; font-size: .85em; }
.good { background: var(--good); } .bad { background: var(--bad); } .note { background: var(--note); } .grey { background: #6e7781; }
details > summary { cursor: pointer; margin: 2.2rem 0 .5rem; font-size: 1.15rem; font-weight: 600; } .type { opacity: .7; }
ul.warnings { border-left: 4px solid var(--note); padding: .5rem 2rem; background: var(--soft); }
`;

const BADGES = { 'compliant': 'good', 'non-compliant': 'bad', 'error': 'bad', 'explained': 'note', 'not applicable': 'grey' } as const;

/** The evidence as one page that needs nothing from anywhere. */
export function evidenceHtml(evidence: Evidence): string {
  const open = evidence.checks.filter(check => check.verdict === 'non-compliant' || check.verdict === 'error');
  const explained = evidence.checks.filter(check => check.verdict === 'explained');
  const compliant = evidence.checks.filter(check => check.verdict === 'compliant');
  const told = new Map(evidence.rules.map(rule => [rule.rule, rule.description]));
  return html`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Compliance evidence</title>
<style>${new Html(STYLE)}</style></head><body>
<h1>Compliance evidence ${badge(evidence.passed ? 'good' : 'bad', evidence.passed ? 'passed' : 'failed')}</h1>
${summary(evidence)}
${evidence.warnings.length === 0 ? '' : html`<h2>Warnings</h2><ul class="warnings">${evidence.warnings.map(text => html`<li>${text}</li>`)}</ul>`}
${open.length === 0 ? '' : html`<h2>Unexplained findings (${String(open.length)})</h2>${checks(open, told)}`}
<h2>Explained findings (${String(explained.length)})</h2>
${checks(explained, told)}
<h2>Register</h2>
${register(evidence)}
${evidence.exceptions.length === 0 ? '' : html`<h2>Exceptions of this app</h2>${exceptions(evidence)}`}
${folded(`Compliant (${compliant.length})`, checks(compliant, told))}
${silentRules(evidence)}
${unseen(evidence)}
</body></html>
`.text;
}

function summary(evidence: Evidence): Html {
  const packs = evidence.packs.map(({ pack, rules, counts }) => html`<tr><td>${pack}</td>
${numbers(rules, counts.compliant, counts.explained, counts['non-compliant'], counts.error, counts['not applicable'])}</tr>`);
  return html`<p>${evidence.scope === '' ? 'The whole app' : `Everything below ${evidence.scope}`}: ${String(evidence.resources)} resources,
${String(evidence.rules.length)} rules of ${evidence.engine}, each run on each resource.</p>
${table(['Pack', 'Rules', 'Compliant', 'Explained', 'Non-compliant', 'Error', 'Not applicable'], packs)}`;
}

function register(evidence: Evidence): Html {
  return table(['Finding', 'On', 'Reason', 'Instead', 'Findings'], evidence.register.map(entry => html`<tr><td><code>${entry.id}</code></td>
<td>${entry.appliesTo}</td><td>${entry.reason}</td><td>${entry.compensatingControl}</td>${numbers(entry.findings)}</tr>`));
}

function exceptions(evidence: Evidence): Html {
  return table(['Finding', 'Path', 'Reason', 'Findings'], evidence.exceptions.map(entry => html`<tr><td><code>${entry.id}</code></td>
<td><code>${entry.path}</code></td><td>${entry.reason} ${entry.findings === 0 ? badge('bad', 'stale') : ''}</td>${numbers(entry.findings)}</tr>`));
}

function silentRules(evidence: Evidence): Html {
  const silent = evidence.rules.filter(({ rule }) => !evidence.checks.some(check => check.rule === rule));
  return folded(`Rules that ran and apply to no resource here (${silent.length})`, table(['Rule', 'What it reports', 'Resources'], silent.map(rule =>
    html`<tr><td><code>${rule.rule}</code></td><td>${rule.description}</td>${numbers(rule.counts['not applicable'])}</tr>`)));
}

function unseen(evidence: Evidence): Html {
  return folded(`Resources that no rule looks at (${evidence.unseen.length})`, table(['Resource', 'Type'], evidence.unseen.map(({ resource, type }) =>
    html`<tr><td><code>${resource}</code></td><td>${type}</td></tr>`)));
}

function checks(list: CheckEvidence[], description: Map<string, string>): Html {
  return table(['Rule', 'Resource', 'Verdict', 'Reason'], list.map(check => html`<tr><td><code>${check.id}</code></td>
<td><code>${check.resource}</code><br><span class="type">${check.type}</span></td><td>${badge(BADGES[check.verdict], check.verdict)}</td>
<td>${check.reason ?? check.message ?? (check.verdict === 'compliant' ? '' : description.get(check.rule) ?? '')}
${check.compensatingControl === undefined ? '' : html`<br><b>Instead:</b> ${check.compensatingControl}`}
${check.explainedBy === undefined ? '' : html`<br><span class="type">by ${check.explainedBy}</span>`}</td></tr>`));
}

function folded(title: string, content: Html): Html {
  return html`<details><summary>${title}</summary>${content}</details>`;
}

function table(head: string[], rows: Html[]): Html {
  if (rows.length === 0) return html`<p>None.</p>`;
  return html`<table><thead><tr>${head.map(cell => html`<th>${cell}</th>`)}</tr></thead><tbody>
${rows}</tbody></table>`;
}

function numbers(...values: number[]): Html[] {
  return values.map(value => html`<td class="n">${String(value)}</td>`);
}

function badge(kind: string, text: string): Html {
  return html`<span class="badge ${kind}">${text}</span>`;
}

/** Escapes everything that is put in, unless it is HTML already. */
function html(parts: TemplateStringsArray, ...values: (string | Html | Html[])[]): Html {
  const render = (value: string | Html | Html[]): string =>
    Array.isArray(value) ? value.map(item => item.text).join('\n') : value instanceof Html ? value.text : escape(value);
  return new Html(parts.reduce((text, part, i) => text + render(values[i - 1]) + part));
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, char => `&#${char.charCodeAt(0)};`);
}
