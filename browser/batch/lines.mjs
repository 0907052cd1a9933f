/** The lines of a stream of bytes. Only a line feed ends a line; node:readline also splits at U+2028. */
export async function* lines(stream) {
  let rest = '';
  for await (const text of stream.setEncoding('utf8')) {
    const whole = (rest + text).split('\n');
    rest = whole.pop();
    for (const line of whole) if (line.trim()) yield line;
  }
  if (rest.trim()) yield rest;
}
