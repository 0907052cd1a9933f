// The drawing of a split tally in a box of 1000 by 150. The upper piece is the stock: it keeps the handle at the
// left, as the lender's half did. The lower one is the foil.
const middle = 75;
const left = 120; // where the split begins
const slots = 24;
const sizes = [
  { width: 7, depth: 15 },
  { width: 14, depth: 22 },
  { width: 26, depth: 30 },
];

/** Where the notches of a token are: by its SHA-256, so that another token has quite others. */
export async function notches(token) {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token)));
  const pitch = (1000 - left - 70) / slots;
  return Array.from(hash.slice(0, slots), (byte, i) => ({
    x: left + 45 + pitch * (i + 0.5),
    ...sizes[(byte >> 3) % 3],
    lean: ((byte >> 4) - 8) / 3,
    there: byte % 8 < 5,
  })).filter(({ there }) => there);
}

function edge(cut, sign) {
  return cut.map(({ x, width, depth, lean }) => {
    const tip = middle + sign * depth;
    return `L${x - width / 2} ${middle} L${x + lean} ${tip} L${x + width / 2} ${middle}`;
  });
}

export function stock(cut) {
  const back = edge(cut, -1).map(reversed).reverse();
  return `M6 34 Q2 16 20 13 Q250 3 520 9 T994 8 Q999 40 996 ${middle} ${back.join(' ')} L${left + 14} ${middle}
    L${left} 138 Q60 146 20 139 Q2 132 4 108 Q8 70 6 34Z`;
}

export function foil(cut) {
  return `M${left + 17} ${middle} ${edge(cut, 1).join(' ')} L996 ${middle} Q999 110 993 142
    Q760 149 500 142 T${left + 3} 139Z`;
}

// The stock's edge is drawn from right to left.
function reversed(notch) {
  return notch.split('L').filter(Boolean).reverse().map((point) => `L${point.trim()}`).join(' ');
}

/** Lines of the grain, bent around a knot in the handle. */
export const grain = Array.from({ length: 17 }, (_, i) => {
  const y = 4 + i * 8.8;
  const bend = (62 - y) / 5;
  const wave = Math.sin(i * 2.1) * 5;
  return `M0 ${y + bend * 0.3} Q60 ${y - bend} 120 ${y + bend * 0.2} T420 ${y + wave} T760 ${y - wave / 2} T1000 ${y + wave / 3}`;
});
