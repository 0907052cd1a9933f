// Modules made by hand, byte for byte: what is not a core, or a core gone mad.

/** A function: the number of its parameters (i32), and its code. Its result is an i32, or an i64. */
export interface Func {
  params?: ('i32' | 'i64')[];
  result?: 'i32' | 'i64';
  code: number[];
}

const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const types = { i32: 0x7f, i64: 0x7e };

export const constant = (value: number): number[] => [0x41, ...signed(value)];
export const trap = [0x00];
/** i32.store of a constant at a constant address. */
export const store = (at: number, value: number): number[] => [...constant(at), ...constant(value), 0x36, 2, 0];

/** The functions of a claims.wasm that answer nothing but zeros; the record is at 1024. */
export function skeleton(): Record<string, Func> {
  const i32 = (n: number) => Array<'i32'>(n).fill('i32');
  return {
    tally_abi: { code: constant(1) },
    tally_input: { params: i32(1), code: constant(4096) },
    tally_policy: { params: i32(1), code: constant(0) },
    tally_keys: { params: i32(2), code: constant(1) },
    tally_read: { params: i32(1), code: constant(0) },
    tally_check: { params: ['i32', 'i64', 'i32'], code: constant(0) },
    tally_answer: { params: ['i32', 'i32', 'i64', 'i32'], code: constant(0) },
    tally_decide: { params: ['i64', 'i64', 'i64', 'i64'], code: constant(0) },
    tally_result: { code: constant(1024) },
    tally_message: { result: 'i64', code: [0x42, 0] },
  };
}

export function encode(funcs: Record<string, Func>, { imports = false, memory = true } = {}): Uint8Array<ArrayBuffer> {
  const all = Object.entries(funcs);
  const section = (id: number, items: number[][]) => {
    const body = [...unsigned(items.length), ...items.flat()];
    return [id, ...unsigned(body.length), ...body];
  };
  const name = (text: string) => [...unsigned(text.length), ...Buffer.from(text)];
  const signature = ({ params = [], result = 'i32' }: Func) => [
    0x60,
    ...unsigned(params.length),
    ...params.map((type) => types[type]),
    1,
    types[result],
  ];
  const shift = imports ? 1 : 0;
  return Uint8Array.from([
    ...header,
    ...section(1, [...all.map(([, func]) => signature(func)), [0x60, 0, 0]]),
    ...(imports ? section(2, [[...name('env'), ...name('clock'), 0, ...unsigned(all.length)]]) : []),
    ...section(3, all.map((_, i) => unsigned(i))),
    ...section(5, [[0, 1]]),
    ...section(7, [
      ...(memory ? [[...name('memory'), 2, 0]] : []),
      ...all.map(([key], i) => [...name(key), 0, ...unsigned(i + shift)]),
    ]),
    ...section(10, all.map(([, { code }]) => [...unsigned(code.length + 2), 0, ...code, 0x0b])),
  ]);
}

function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function signed(value: number): number[] {
  if (value >= -64 && value < 64) return [value & 0x7f];
  return [(value & 0x7f) | 0x80, ...signed(value >> 7)];
}
