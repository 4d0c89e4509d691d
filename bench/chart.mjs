// Renders charts as SVG, readable on light and dark backgrounds.
const STYLE = `<style>text { font: 13px sans-serif; fill: #57606a } .own { fill: #1a7f37 } .other { fill: #8c959f }
.a { stroke: #1a7f37 } .b { stroke: #0969da } path { fill: none; stroke-width: 2 } .axis { stroke: #8c959f; stroke-width: 1 }
@media (prefers-color-scheme: dark) { text { fill: #c9d1d9 } }</style>`;

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

function frame(width, height, title, body) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escape(title)}">
${STYLE}
<text x="10" y="22" font-weight="bold">${escape(title)}</text>
${body.join('\n')}
</svg>
`;
}

/** Returns a bar chart: one bar for each entry, on a scale from zero. */
export function bars(title, entries) {
  const most = Math.max(...entries.map(([, value]) => value));
  const body = entries.map(([name, value], nth) => {
    const [y, length] = [40 + nth * 28, Math.max((value / most) * 420, 1)];
    return `<text x="140" y="${y + 14}" text-anchor="end">${escape(name)}</text>
<rect x="150" y="${y}" width="${length.toFixed(1)}" height="18" class="${name === 'keyward' ? 'own' : 'other'}"/>
<text x="${(156 + length).toFixed(1)}" y="${y + 14}">${value.toFixed(1)}</text>`;
  });
  return frame(640, 50 + entries.length * 28, title, body);
}

/** Returns a line chart: one line for each series, both axes from zero. */
export function lines(title, series) {
  const all = Object.values(series).flat();
  const [right, top] = [Math.max(...all.map(({ x }) => x)), Math.max(...all.map(({ y }) => y))];
  const at = ({ x, y }) => `${(60 + (x / right) * 480).toFixed(1)} ${(250 - (y / top) * 200).toFixed(1)}`;
  const body = Object.entries(series).flatMap(([name, points], nth) => [
    `<path class="${nth === 0 ? 'a' : 'b'}" d="M60 250 L${points.map(at).join(' L')}"/>`,
    ...points.map((point) => {
      const [x, y] = at(point).split(' ').map(Number);
      return `<text x="${x - 8}" y="${nth === 0 ? y - 8 : y + 18}" text-anchor="end">${point.y.toFixed(0)}</text>`;
    }),
    `<path class="${nth === 0 ? 'a' : 'b'}" d="M70 ${50 + nth * 20} h24"/><text x="100" y="${54 + nth * 20}">${escape(name)}</text>`,
  ]);
  const steps = [...new Set(all.map(({ x }) => x))].map(
    (x) => `<text x="${60 + (x / right) * 480}" y="268" text-anchor="middle">${x}×</text>`,
  );
  return frame(600, 280, title, ['<path class="axis" d="M60 40 V250 H560"/>', ...steps, ...body]);
}
