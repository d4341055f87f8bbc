import type { Measure } from './measure';

/** A bar of the plot. */
interface Bar {
  readonly label: string;
  readonly value: number;
  readonly ours: boolean;
}

/** Bars that share a scale. */
interface Group {
  readonly title: string;
  readonly bars: readonly Bar[];
}

const WIDTH = 760;
const LABEL = 150;
const BAR = 18;
const GAP = 6;
const HEAD = 34;
const OURS = '#0b7285';
const THEIRS = '#adb5bd';

/** What is plotted: the figures of a name in front of `, vs`, or of `CSV parsing`, with the peers beside ours. */
const TITLES = [
  'rows per CPU-second, 200 MB of csv with a schema', 'rows per CPU-second, 50 MB of csv with a schema',
  'rows per CPU-second, 20 MB of csv with a schema',
  'rows per CPU-second, 200 MB of csv', 'rows per CPU-second, 20 MB of csv', 'rows per CPU-second, 20 MB of ndjson', 'CSV parsing',
];

/** Left out: it is no parser, and its bar would dwarf all the others. */
const NO_BAR = ['newlines'];

/** The measures as an SVG of horizontal bars, for light and dark pages. */
export function plot(measures: readonly Measure[]): string {
  const groups = TITLES.map((title) => groupOf(title, measures)).filter(({ bars }) => bars.length > 1);
  let y = 0;
  const drawn = groups.map((group) => {
    const text = draw(group, y);
    y += HEAD + group.bars.length * (BAR + GAP) + GAP;
    return text;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${y}" viewBox="0 0 ${WIDTH} ${y}" role="img" font-family="sans-serif" font-size="13">`,
    '<style>text { fill: #212529 } @media (prefers-color-scheme: dark) { text { fill: #e9ecef } }</style>',
    '<title>Rows and bytes per CPU-second, this library against others</title>',
    ...drawn,
    '</svg>\n',
  ].join('\n');
}

function groupOf(title: string, measures: readonly Measure[]): Group {
  const found = measures.map((measure) => ({ ...measure, peerName: / vs (.+)$/.exec(measure.name)?.[1] ?? '' }))
    .filter((named): named is typeof named & { peer: number } => named.peer !== null)
    .filter(({ name, peerName }) => name.startsWith(title) && name.replace(/,? vs .+$/, '') === title && !NO_BAR.includes(peerName));
  const bars = found.map(({ peerName, peer }) => ({ label: peerName, value: peer, ours: false }));
  const unit = found[0]?.unit ?? '';
  return {
    title: title.includes('per') ? title : `${title}, ${unit}`,
    bars: [...found.slice(0, 1).map(({ ours }) => ({ label: 'this library', value: ours, ours: true })), ...bars],
  };
}

function draw({ title, bars }: Group, top: number): string {
  const most = Math.max(...bars.map(({ value }) => value));
  const rows = bars.map(({ label, value, ours }, i) => {
    const y = top + HEAD + i * (BAR + GAP);
    const width = Math.max(1, Math.round((WIDTH - LABEL - 90) * value / most));
    return `<text x="${LABEL - 8}" y="${y + 14}" text-anchor="end">${label}</text>`
      + `<rect x="${LABEL}" y="${y}" width="${width}" height="${BAR}" rx="2" fill="${ours ? OURS : THEIRS}"/>`
      + `<text x="${LABEL + width + 6}" y="${y + 14}">${value.toLocaleString('en')}</text>`;
  });
  return [`<text x="0" y="${top + 22}" font-weight="bold">${title}</text>`, ...rows].join('\n');
}
