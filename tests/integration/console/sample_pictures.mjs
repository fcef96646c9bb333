// SPDX-License-Identifier: Apache-2.0
// Pictures for the sample rooms, drawn as SVG: a browser shows them like any other.

function escape(words) {
  return words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

export function cameraPicture(index, count) {
  const hue = (index * 37) % 360;
  const seats = Array.from({ length: 7 }, (_, seat) => {
    const x = 60 + seat * 85;
    const nod = Math.sin((count + seat) * 0.9) * 4;
    return `<circle cx="${x}" cy="${236 + nod}" r="22" fill="hsl(${(hue + seat * 11) % 360} 18% 30%)"/>
      <rect x="${x - 32}" y="${258 + nod}" width="64" height="120" rx="22" fill="hsl(${(hue + seat * 17) % 360} 22% 38%)"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360" viewBox="0 0 640 360">
    <rect width="640" height="360" fill="hsl(${hue} 16% 66%)"/>
    <rect y="0" width="640" height="150" fill="hsl(${hue} 14% 78%)"/>
    <rect x="180" y="34" width="280" height="100" fill="#8d1c17"/>
    <rect x="0" y="300" width="640" height="60" fill="hsl(28 30% 36%)"/>
    ${seats.join("")}
    <text x="624" y="26" text-anchor="end" font-family="monospace" font-size="18" fill="#222">${count}</text>
  </svg>`;
}

export function screenPicture(lines) {
  const [organiser = "", heading = "", ...rest] = lines;
  const place = rest.pop() ?? "";
  const title = rest.map(
    (line, index) => `<text x="320" y="${172 + index * 36}" font-size="${line.length > 44 ? 17 : 21}" font-weight="700"
      fill="#ffd84d">${escape(line)}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360" viewBox="0 0 640 360"
      font-family="Noto Serif, serif" text-anchor="middle">
    <rect width="640" height="360" fill="#b3181f"/>
    <rect x="8" y="8" width="624" height="344" fill="none" stroke="#e8b93c" stroke-width="2"/>
    <text x="320" y="54" font-size="19" font-weight="700" fill="#fff">${escape(organiser)}</text>
    <text x="320" y="122" font-size="34" font-weight="700" fill="#ffd84d">${escape(heading)}</text>
    ${title.join("")}
    <text x="320" y="330" font-size="17" font-style="italic" fill="#fff">${escape(place)}</text>
  </svg>`;
}
